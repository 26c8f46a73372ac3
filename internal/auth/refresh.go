package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

const (
	refreshPrefix = "rr_"
	refreshPlain  = 16 + 8 // session and generation
	// forgiven is how long a refresh token may be used again while its successor is unused: the reply was lost.
	forgiven = time.Minute
)

func sealOf(key [32]byte, plain []byte) []byte {
	mac := hmac.New(sha256.New, key[:])
	mac.Write(plain)
	return mac.Sum(nil)
}

// refreshToken is the n-th of a session: 256 bits that only the refresh key makes, so the database holds nothing of it.
// The next one follows from it, so a reply that was lost can be given again.
func (s *Service) refreshToken(session string, generation int64) (string, error) {
	id, err := uuid.Parse(session)
	if err != nil {
		return "", err
	}
	plain := binary.BigEndian.AppendUint64(id[:], uint64(generation))
	return refreshPrefix + b64.EncodeToString(append(plain, sealOf(s.keys.Refresh, plain)...)), nil
}

// readRefresh answers the session and generation of a refresh token that was made here.
func (s *Service) readRefresh(text string) (session string, generation int64, ok bool) {
	text, found := strings.CutPrefix(text, refreshPrefix)
	if !found || len(text) != b64.EncodedLen(refreshPlain+sha256.Size) {
		return "", 0, false
	}
	raw, err := b64.DecodeString(text)
	if err != nil || !hmac.Equal(raw[refreshPlain:], sealOf(s.keys.Refresh, raw[:refreshPlain])) {
		return "", 0, false
	}
	id, err := uuid.FromBytes(raw[:16])
	return id.String(), int64(binary.BigEndian.Uint64(raw[16:refreshPlain])), err == nil
}

// Refresh answers the next pair of tokens. A refresh token serves once; used again it ends its whole sign-in, unless its
// successor is unused and a minute has not passed: then it answers that successor again.
func (s *Service) Refresh(ctx context.Context, token string) (Tokens, error) {
	id, generation, ok := s.readRefresh(token)
	if !ok {
		return Tokens{}, signInAgain()
	}
	var now *sessionRow
	var who staff.Person
	err := s.db.Work(ctx, func(tx *store.Tx) (err error) {
		if now, err = s.rotate(tx, id, generation); err == nil && now != nil {
			who, err = staff.ByID(tx, now.Staff)
		}
		return err
	})
	if err != nil {
		return Tokens{}, fmt.Errorf("auth: refresh: %w", err)
	}
	if now == nil {
		s.forget()
		return Tokens{}, signInAgain()
	}
	return s.pair(*now, who)
}

// rotate answers the session with the generation to hand out; nil when the token serves no more. It returns no problem,
// for a problem would undo the ending of a session.
func (s *Service) rotate(tx *store.Tx, id string, generation int64) (*sessionRow, error) {
	row, err := sessionByID(tx, id)
	if err != nil || row == nil || !row.open(tx.Now) {
		return nil, err
	}
	why, err := shutOut(tx, *row)
	if err != nil {
		return nil, err
	}
	switch {
	case why != "":
		return nil, end(tx, row.ID, why)
	case generation == row.Generation:
		return row, row.turn(tx)
	case generation == row.Generation-1 && tx.Now.Sub(row.RotatedAt.Time()) <= forgiven:
		return row, nil
	case generation < row.Generation:
		s.logger.Warn("refresh token used again, sign-in ended", slog.String("staff", row.Staff), slog.String("session", row.ID))
		return nil, end(tx, row.ID, "refresh token used again")
	}
	return nil, nil // from a future that a restored backup does not know
}

// turn moves the session on to its next refresh token.
func (r *sessionRow) turn(tx *store.Tx) error {
	r.Generation, r.RotatedAt, r.SeenAt = r.Generation+1, store.At(tx.Now), store.At(tx.Now)
	r.ExpiresAt = store.At(expiry(r.StartedAt.Time(), tx.Now))
	return tx.Model(&sessionRow{}).Where("id = ?", r.ID).Updates(map[string]any{
		"generation": r.Generation, "rotated_at": r.RotatedAt, "seen_at": r.SeenAt, "expires_at": r.ExpiresAt,
	}).Error
}

// shutOut says why nobody may go on with this session: its person left, or its tablet was shut out.
func shutOut(tx *store.Tx, r sessionRow) (string, error) {
	p, err := staff.ByID(tx, r.Staff)
	if err != nil || !p.Active {
		return "account closed", ignoreMissing(err)
	}
	if r.Device == "" {
		return "", nil
	}
	d, err := device.ByID(tx, r.Device)
	if err != nil || d.Revoked() {
		return "tablet shut out", ignoreMissing(err)
	}
	return "", nil
}

func ignoreMissing(err error) error {
	if problem.Is(err, "not-found") {
		return nil
	}
	return err
}

func signInAgain() error {
	return problem.New("not-signed-in", "This sign-in has ended.").Do("Sign in again.")
}
