package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// How long a sign-in lasts: a shift after it was last used, a week at most. Sessions stay on file longer, because what
// was done without a signal is held against them when it arrives.
const (
	idleFor   = 12 * time.Hour
	longestUp = 7 * 24 * time.Hour
	keptFor   = 40 * 24 * time.Hour
)

// Tokens are what a sign-in or a refresh answers.
type Tokens struct {
	Access    string
	ExpiresIn time.Duration
	Refresh   string
	Person    staff.Person
}

func expiry(started, now time.Time) time.Time {
	idle, longest := now.Add(idleFor), started.Add(longestUp)
	if idle.Before(longest) {
		return idle
	}
	return longest
}

func (r sessionRow) open(now time.Time) bool {
	return r.EndedAt == nil && now.Before(r.ExpiresAt.Time())
}

// begin writes a new session.
func begin(tx *store.Tx, staffID, deviceID, proven string) (sessionRow, error) {
	now := store.At(tx.Now)
	r := sessionRow{
		ID: uuid.Must(uuid.NewV7()).String(), Staff: staffID, Device: deviceID, Proven: proven, Generation: 1,
		RotatedAt: now, StartedAt: now, SeenAt: now, ExpiresAt: store.At(expiry(tx.Now, tx.Now)),
	}
	err := tx.Insert("session", sessionColumns, r.ID, r.Staff, r.Device, r.Proven, r.Generation, r.RotatedAt, r.StartedAt, r.SeenAt,
		r.ExpiresAt, r.EndedAt, r.EndedWhy)
	if err != nil {
		return sessionRow{}, fmt.Errorf("auth: begin session: %w", err)
	}
	return r, nil
}

// pair makes the two tokens of a session as it stands.
func (s *Service) pair(r sessionRow, who staff.Person) (Tokens, error) {
	access, err := s.tokens.mint(personToken, r.Staff, r.ID, s.now(), s.ttl)
	if err != nil {
		return Tokens{}, fmt.Errorf("auth: token: %w", err)
	}
	refresh, err := s.refreshToken(r.ID, r.Generation)
	if err != nil {
		return Tokens{}, fmt.Errorf("auth: token: %w", err)
	}
	return Tokens{Access: access, ExpiresIn: s.ttl, Refresh: refresh, Person: who}, nil
}

func end(tx *store.Tx, id, why string) error {
	return tx.Model(&sessionRow{}).Where("id = ? AND ended_at IS NULL", id).
		Updates(map[string]any{"ended_at": store.At(tx.Now), "ended_why": why}).Error
}

// endAll ends a person's sessions but one; proven "" is however they were begun.
func endAll(tx *store.Tx, staffID, proven, but, why string) error {
	q := tx.Model(&sessionRow{}).Where("staff = ? AND id <> ? AND ended_at IS NULL", staffID, but)
	if proven != "" {
		q = q.Where("proven = ?", proven)
	}
	if err := q.Updates(map[string]any{"ended_at": store.At(tx.Now), "ended_why": why}).Error; err != nil {
		return fmt.Errorf("auth: end sessions: %w", err)
	}
	return nil
}

// SignOut ends the sign-in that the actor came by, its tokens included.
func (s *Service) SignOut(ctx context.Context, actor store.Actor) error {
	if actor.Session == "" {
		return problem.New("not-signed-in", "Nobody is signed in.")
	}
	err := s.db.Work(ctx, func(tx *store.Tx) error { return end(tx, actor.Session, "signed out") })
	s.forget()
	return err
}

// Sweep forgets what is long over.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Work(ctx, func(tx *store.Tx) error {
		if err := tx.Where("expires_at < ?", store.At(tx.Now.Add(-keptFor))).Delete(&sessionRow{}).Error; err != nil {
			return fmt.Errorf("auth: sweep: %w", err)
		}
		if err := sweepLockouts(tx); err != nil {
			return err
		}
		return device.Sweep(tx)
	})
}
