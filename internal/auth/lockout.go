package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Guessing is held back by account, and for PINs by person and tablet. Addresses play no part: a hospital stands behind
// one of them, and whoever guesses has many.
const (
	passwordsAllowed = 10
	pinsAllowed      = 5
	firstLock        = 15 * time.Minute // doubled by each wrong one after it
	longestLock      = 4 * time.Hour    // or anybody could keep a colleague out for days
	forgottenAfter   = 24 * time.Hour
)

// scope is what a counter counts. A name stands in it as a hash: people type their password into the wrong field.
type scope struct {
	text    string
	allowed int64
}

func scopeOf(in SignIn) scope {
	name := sha256.Sum256([]byte(staff.Normal(in.Username)))
	who := hex.EncodeToString(name[:16])
	if in.PIN != "" {
		return scope{text: "pin " + who + " " + in.By.Device.ID, allowed: pinsAllowed}
	}
	return scope{text: "password " + who, allowed: passwordsAllowed}
}

// reserve counts a try before it is looked at, in a unit of its own: nothing that fails later can uncount it, and a
// hundred at once are counted one by one. locked is when the lock ends that this try brought on, if it is wrong.
func (s *Service) reserve(ctx context.Context, sc scope) (locked *time.Time, err error) {
	err = s.db.Work(ctx, func(tx *store.Tx) error {
		row, err := lockoutOf(tx, sc)
		if err != nil {
			return err
		}
		if row.LockedUntil != nil && tx.Now.Before(row.LockedUntil.Time()) {
			return problem.New("too-many", "Too many wrong tries.").After(row.LockedUntil.Time().Sub(tx.Now))
		}
		if tx.Now.Sub(row.LastAt.Time()) > forgottenAfter {
			row.Failures = 0
		}
		row.Failures++
		row.LastAt, row.LockedUntil = store.At(tx.Now), nil
		if row.Failures >= sc.allowed {
			until := tx.Now.Add(lockFor(row.Failures - sc.allowed))
			locked, row.LockedUntil = &until, store.AtPtr(&until)
		}
		return tx.Upsert("lockout", lockoutKey, lockoutColumns, row.Scope, row.Failures, row.LockedUntil, row.LastAt)
	})
	return locked, err
}

func lockFor(times int64) time.Duration {
	d := firstLock
	for range min(times, 10) {
		d *= 2
	}
	return min(d, longestLock)
}

func lockoutOf(tx *store.Tx, sc scope) (lockoutRow, error) {
	var rows []lockoutRow
	if err := tx.Where("scope = ?", sc.text).Find(&rows).Error; err != nil {
		return lockoutRow{}, fmt.Errorf("auth: lockout: %w", err)
	}
	if len(rows) == 0 {
		return lockoutRow{Scope: sc.text, LastAt: store.At(tx.Now)}, nil
	}
	return rows[0], nil
}

// release takes a try back that was never looked at.
func (s *Service) release(ctx context.Context, sc scope) error {
	return s.db.Work(ctx, func(tx *store.Tx) error {
		row, err := lockoutOf(tx, sc)
		if err != nil || row.Failures == 0 {
			return err
		}
		return tx.Upsert("lockout", lockoutKey, lockoutColumns, row.Scope, row.Failures-1, (*store.Instant)(nil), row.LastAt)
	})
}

// reset forgets wrong tries after a right one.
func reset(tx *store.Tx, sc scope) error {
	if err := tx.Where("scope = ?", sc.text).Delete(&lockoutRow{}).Error; err != nil {
		return fmt.Errorf("auth: reset: %w", err)
	}
	return nil
}

func sweepLockouts(tx *store.Tx) error {
	if err := tx.Where("last_at < ?", store.At(tx.Now.Add(-forgottenAfter))).Delete(&lockoutRow{}).Error; err != nil {
		return fmt.Errorf("auth: sweep: %w", err)
	}
	return nil
}
