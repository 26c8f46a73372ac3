package device

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

const (
	codeValidFor = 24 * time.Hour
	// codeAlphabet leaves out what is mistaken for something else when it is read out: 0 O, 1 I L, U.
	codeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength   = 8
	// codeRounds makes 39 bits of code cost more to find from its stored hash than a day, the most it lives.
	codeRounds = 20_000
)

// Issuing is an enrolment code to be made.
type Issuing struct {
	Code     string        // "" makes one
	Areas    []string      // of the tablet; nil is every area
	ValidFor time.Duration // 0 is a day
}

// Code enrols one tablet, once. It is shown once and not kept.
type Code struct {
	Text      string
	ExpiresAt time.Time
}

// Issue makes a code that enrols one tablet.
func Issue(ctx context.Context, db *store.DB, actor store.Actor, i Issuing) (Code, error) {
	if i.Code == "" {
		i.Code = newCode()
	}
	if i.ValidFor == 0 {
		i.ValidFor = codeValidFor
	}
	hash := hashCode(i.Code)
	var expires time.Time
	err := db.Write(ctx, actor, func(tx *store.Tx) error {
		expires = tx.Now.Add(i.ValidFor)
		return issue(tx, hash, i.Areas, expires)
	})
	if err != nil {
		return Code{}, err
	}
	return Code{Text: i.Code, ExpiresAt: expires}, nil
}

func issue(tx *store.Tx, hash string, areas []string, expires time.Time) error {
	if err := staff.May(tx.Actor, staff.Tablets); err != nil {
		return err
	}
	known, err := findCode(tx, hash)
	if err != nil {
		return err
	}
	if known != nil {
		return problem.New("conflict", "This enrolment code exists already.")
	}
	body := &logbook.Act[codeIssued, none]{Act: codeIssued{Areas: areas, Expires: expires}}
	if _, err := CodeIssued.Append(tx, "", tx.Actor.Staff, body); err != nil {
		return fmt.Errorf("device: issue: %w", err)
	}
	return tx.Insert("enrolment_code", codeColumns, hash, store.Of(areas), tx.Actor.Staff, store.At(tx.Now), store.At(expires), (*store.Instant)(nil), "")
}

// newCode makes a code as people read it out: XXXX-XXXX.
func newCode() string {
	var b strings.Builder
	for i := range codeLength {
		if i == codeLength/2 {
			b.WriteByte('-')
		}
		b.WriteByte(codeAlphabet[randomBelow(len(codeAlphabet))])
	}
	return b.String()
}

// randomBelow throws away what would make small numbers likelier.
func randomBelow(n int) int {
	var b [1]byte
	for {
		_, _ = rand.Read(b[:]) // never fails
		if int(b[0]) < 256-256%n {
			return int(b[0]) % n
		}
	}
}

// hashCode is what is kept of a code. Case, blanks and hyphens do not count.
func hashCode(code string) string {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, code)
	key, err := pbkdf2.Key(sha256.New, plain, []byte("runup enrolment code"), codeRounds, 32)
	if err != nil {
		panic("device: pbkdf2: " + err.Error()) // only for lengths that it cannot make
	}
	return hex.EncodeToString(key)
}

func findCode(tx *store.Tx, hash string) (*codeRow, error) {
	var rows []codeRow
	if err := tx.Where("hash = ?", hash).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("device: code: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// Enrolment is a tablet coming in.
type Enrolment struct {
	Code string
	Name string
	Key  *Key
}

// Enrol takes a tablet in by a code, which serves once. Sent again with the same key before the tablet first proved that
// key, it answers the same tablet: its first reply was lost.
func Enrol(ctx context.Context, db *store.DB, n Enrolment) (Device, error) {
	if strings.TrimSpace(n.Name) == "" || strings.ContainsFunc(n.Name, unicode.IsControl) {
		return Device{}, problem.New("invalid", "The tablet needs a name.").With(problem.Field{Pointer: "/name", Detail: "what people call it, in one line"})
	}
	if err := reserveGuess(ctx, db); err != nil {
		return Device{}, err
	}
	hash := hashCode(n.Code)
	var d Device
	err := db.Write(ctx, store.Actor{}, func(tx *store.Tx) (err error) {
		d, err = enrol(tx, hash, n)
		return err
	})
	if err != nil {
		return Device{}, err
	}
	return d, releaseGuess(ctx, db)
}

func enrol(tx *store.Tx, hash string, n Enrolment) (Device, error) {
	code, err := findCode(tx, hash)
	if err != nil {
		return Device{}, err
	}
	if code == nil || !tx.Now.Before(code.ExpiresAt.Time()) {
		return Device{}, wrongCode()
	}
	if code.UsedAt != nil {
		return enrolledBefore(tx, code.Device, n.Key)
	}
	id := uuid.Must(uuid.NewV7()).String()
	used := tx.Model(&codeRow{}).Where("hash = ? AND used_at IS NULL", hash).Updates(map[string]any{"used_at": store.At(tx.Now), "device": id})
	if used.Error != nil || used.RowsAffected != 1 {
		return Device{}, fmt.Errorf("device: use code: %d rows: %w", used.RowsAffected, used.Error)
	}
	body := &logbook.Act[enrolled, foundCode]{
		Act:   enrolled{Name: strings.TrimSpace(n.Name), Areas: code.Areas.V, Key: json.RawMessage(n.Key.JWK())},
		Found: foundCode{IssuedBy: code.IssuedBy},
	}
	if _, err := Enrolled.Append(tx, "", id, body); err != nil {
		return Device{}, fmt.Errorf("device: enrol: %w", err)
	}
	return ByID(tx, id)
}

// enrolledBefore answers the tablet that a code enrolled, to that tablet only and only while it has not begun.
func enrolledBefore(tx *store.Tx, id string, key *Key) (Device, error) {
	d, err := ByID(tx, id)
	if err != nil {
		return Device{}, err
	}
	var rows []contactRow
	if err := tx.Where("device = ?", id).Find(&rows).Error; err != nil {
		return Device{}, fmt.Errorf("device: contact: %w", err)
	}
	begun := len(rows) == 1 && rows[0].ProvenAt != nil
	if begun || d.Revoked() || d.Key.JWK() != key.JWK() {
		return Device{}, wrongCode()
	}
	return d, nil
}

func wrongCode() error {
	return problem.New("invalid", "This enrolment code is not known, was used or has run out.").
		With(problem.Field{Pointer: "/code", Detail: "a code that has not been used"}).Do("Ask an administrator or a superintendent for a new code.")
}
