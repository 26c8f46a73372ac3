package device

import (
	"fmt"

	"runup/internal/store"
)

// The columns that an entry writes, in the order of their values.
var (
	deviceColumns    = []string{"id", "name", "areas", "jwk", "enrolled_at", "enrolled_by", "revoked_at", "revoked_by", "reason"}
	codeColumns      = []string{"hash", "areas", "issued_by", "issued_at", "expires_at", "used_at", "device"}
	nonceColumns     = []string{"device", "nonce", "issued_at", "expires_at", "used_at"}
	byDevice         = []string{"device"}
	contactColumns   = []string{"seen_at", "outbox", "app", "skew_ms", "proven_at", "unsent_since"}
	operationColumns = []string{"op_id", "sha", "standing", "device", "seq", "prev", "type", "position", "outcome", "latest", "at"}
)

type deviceRow struct {
	ID         string `gorm:"primaryKey"`
	Name       string
	Areas      store.JSON[[]string]
	Jwk        string
	EnrolledAt store.Instant
	EnrolledBy string
	RevokedAt  *store.Instant
	RevokedBy  string
	Reason     string
}

func (deviceRow) TableName() string { return "device" }

func (r deviceRow) device() (Device, error) {
	key, err := ParseKey([]byte(r.Jwk))
	if err != nil {
		return Device{}, fmt.Errorf("device: stored key of %s: %w", r.ID, err)
	}
	return Device{
		ID: r.ID, Name: r.Name, Areas: r.Areas.V, Key: key, EnrolledAt: r.EnrolledAt.Time(), EnrolledBy: r.EnrolledBy,
		RevokedAt: r.RevokedAt.TimePtr(), RevokedBy: r.RevokedBy, Reason: r.Reason,
	}, nil
}

type codeRow struct {
	Hash      string `gorm:"primaryKey"`
	Areas     store.JSON[[]string]
	IssuedBy  string
	IssuedAt  store.Instant
	ExpiresAt store.Instant
	UsedAt    *store.Instant
	Device    string
}

func (codeRow) TableName() string { return "enrolment_code" }

type guessRow struct {
	One   int64 `gorm:"primaryKey"`
	Tries int64
	Since store.Instant
}

func (guessRow) TableName() string { return "enrolment_guess" }

type nonceRow struct {
	Device    string `gorm:"primaryKey"`
	Nonce     string `gorm:"primaryKey"`
	IssuedAt  store.Instant
	ExpiresAt store.Instant
	UsedAt    *store.Instant
}

func (nonceRow) TableName() string { return "device_nonce" }

type contactRow struct {
	Device   string `gorm:"primaryKey"`
	SeenAt   *store.Instant
	Outbox   *int64
	App      string
	SkewMs   *int64
	ProvenAt *store.Instant // when it first proved its key: from then on its enrolment code serves no more

	UnsentSince *store.Instant
}

func (contactRow) TableName() string { return "device_contact" }

func (r contactRow) contact() Contact {
	return Contact{LastSeenAt: r.SeenAt.TimePtr(), Outbox: r.Outbox, App: r.App, SkewMs: r.SkewMs, UnsentSince: r.UnsentSince.TimePtr()}
}

type operationRow struct {
	OpID     string `gorm:"primaryKey"`
	SHA      string `gorm:"primaryKey;column:sha"`
	Standing string `gorm:"primaryKey"`
	Device   string
	Seq      *int64
	Prev     string
	Type     string
	Position int64
	Outcome  string
	Latest   int64
	At       store.Instant
}

func (operationRow) TableName() string { return "operation" }

func (r operationRow) operation() Operation {
	return Operation{
		OpID: r.OpID, SHA: r.SHA, Standing: r.Standing, Device: r.Device, Seq: r.Seq, Prev: r.Prev, Type: r.Type,
		Position: r.Position, Outcome: r.Outcome, Latest: r.Latest, At: r.At.Time(),
	}
}
