package auth

import (
	"fmt"

	"runup/internal/store"
)

var (
	credentialKey     = []string{"staff", "kind"}
	credentialColumns = []string{"secret", "salt", "demo", "set_at"}
	sessionColumns    = []string{"id", "staff", "device", "proven", "generation", "rotated_at", "started_at", "seen_at", "expires_at", "ended_at", "ended_why"}
	lockoutKey        = []string{"scope"}
	lockoutColumns    = []string{"failures", "locked_until", "last_at"}
)

type credentialRow struct {
	Staff  string `gorm:"primaryKey"`
	Kind   string `gorm:"primaryKey"`
	Secret string
	Salt   string
	Demo   bool
	SetAt  store.Instant
}

func (credentialRow) TableName() string { return "credential" }

func credentialOf(tx *store.Tx, staffID, kind string) (*credentialRow, error) {
	var rows []credentialRow
	if err := tx.Where("staff = ? AND kind = ?", staffID, kind).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("auth: credential: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

func allPINs(tx *store.Tx) (map[string]credentialRow, error) {
	var rows []credentialRow
	if err := tx.Where("kind = ?", pin).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("auth: pins: %w", err)
	}
	by := make(map[string]credentialRow, len(rows))
	for _, row := range rows {
		by[row.Staff] = row
	}
	return by, nil
}

type sessionRow struct {
	ID         string `gorm:"primaryKey"`
	Staff      string
	Device     string // the tablet it was begun on, if any
	Proven     string
	Generation int64 // of the refresh token that serves next
	RotatedAt  store.Instant
	StartedAt  store.Instant
	SeenAt     store.Instant
	ExpiresAt  store.Instant
	EndedAt    *store.Instant
	EndedWhy   string
}

func (sessionRow) TableName() string { return "session" }

func sessionByID(tx *store.Tx, id string) (*sessionRow, error) {
	var rows []sessionRow
	if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("auth: session: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

type lockoutRow struct {
	Scope       string `gorm:"primaryKey"`
	Failures    int64
	LockedUntil *store.Instant
	LastAt      store.Instant
}

func (lockoutRow) TableName() string { return "lockout" }
