package auth

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// A PIN of six digits can be tried out by whoever has what verifies it: it says who stands at the tablet and keeps
// nothing secret. So what is kept is sealed with a key that is not in the database, and each tablet gets a verifier of
// its own, useless on any other.
const (
	pinDigits = 6
	pinRounds = 600_000 // Source: OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256.
	pinSalt   = 16
	pinKey    = 32
)

var b64 = base64.RawURLEncoding.Strict()

// derivePIN is what a tablet computes too, and then keys its verifier with.
func derivePIN(text string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, text, salt, pinRounds, pinKey)
	if err != nil {
		panic("auth: pbkdf2: " + err.Error()) // only for lengths that it cannot make
	}
	return key
}

// verifierFor is a tablet's own: HMAC-SHA256 over the tablet's id.
func verifierFor(key []byte, deviceID string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(deviceID))
	return b64.EncodeToString(mac.Sum(nil))
}

// HashPIN makes a PIN ready to be kept.
func (s *Service) HashPIN(ctx context.Context, text string) (Secret, error) {
	if detail := unfit(text); detail != "" {
		return Secret{}, problem.New("invalid", "This PIN cannot be used.").With(problem.Field{Pointer: "/pin", Detail: detail})
	}
	leave, err := s.hashing.enter(ctx)
	if err != nil {
		return Secret{}, err
	}
	defer leave()
	salt := make([]byte, pinSalt)
	_, _ = rand.Read(salt) // never fails
	return Secret{kind: pin, salt: salt, key: derivePIN(text, salt)}, nil
}

// unfit says what is wrong with a PIN: the few that everybody tries first.
func unfit(text string) string {
	if len(text) != pinDigits || strings.Trim(text, "0123456789") != "" {
		return "six digits"
	}
	step := func(d byte) bool {
		for i := 1; i < len(text); i++ {
			if (text[i]-text[i-1]+10)%10 != d {
				return false
			}
		}
		return true
	}
	switch {
	case step(0), text[:3] == text[3:], text[:2] == text[2:4] && text[:2] == text[4:]:
		return "not the same digits again and again"
	case step(1), step(9):
		return "not a run of digits"
	}
	return ""
}

// seal encrypts what is kept of a PIN, for one person.
func (s *Service) seal(staffID string, key []byte) string {
	return b64.EncodeToString(s.box().Seal(nil, nil, key, []byte("pin "+staffID)))
}

func (s *Service) unseal(staffID, text string) ([]byte, error) {
	raw, err := b64.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("auth: a stored PIN: %w", err)
	}
	key, err := s.box().Open(nil, nil, raw, []byte("pin "+staffID))
	if err != nil {
		return nil, fmt.Errorf("auth: a stored PIN cannot be opened with this key file: %w", err)
	}
	return key, nil
}

func (s *Service) box() cipher.AEAD {
	block, err := aes.NewCipher(s.keys.PINs[:])
	if err == nil {
		var box cipher.AEAD
		if box, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return box
		}
	}
	panic("auth: aes: " + err.Error()) // only for a key of another length
}

// Pin is what one tablet needs to check one person's PIN without a signal.
type Pin struct {
	Staff      string         `json:"staff"`
	Salt       string         `json:"salt"`
	Parameters map[string]any `json:"parameters"`
	Verifier   string         `json:"verifier"`
}

// Pins answers the verifiers of a tablet, to that tablet by its own token and to nobody else.
func (s *Service) Pins(tx *store.Tx, deviceID string) ([]Pin, error) {
	if tx.Actor.Proven != store.ProvenDevice || tx.Actor.Device != deviceID {
		return nil, nil
	}
	d, err := device.ByID(tx, deviceID)
	if err != nil || d.Revoked() {
		return nil, err
	}
	people, err := staff.All(tx)
	if err != nil {
		return nil, err
	}
	secrets, err := allPINs(tx)
	if err != nil {
		return nil, err
	}
	list := []Pin{}
	for _, p := range people {
		c, has := secrets[p.ID]
		if !has || !p.Active || c.Demo && !s.demo || !share(p.Actor().Areas, d.Actor().Areas) {
			continue
		}
		key, err := s.unseal(p.ID, c.Secret)
		if err != nil {
			return nil, err
		}
		list = append(list, Pin{Staff: p.ID, Salt: c.Salt, Parameters: pinParameters(), Verifier: verifierFor(key, deviceID)})
	}
	return list, nil
}

func pinParameters() map[string]any {
	return map[string]any{
		"kdf": "PBKDF2", "hash": "SHA-256", "iterations": pinRounds, "bytes": pinKey, "verifier": "HMAC-SHA-256(key, deviceId)",
	}
}

// share reports whether two lists of areas have one in common; "*" is every area.
func share(a, b []string) bool {
	if slices.Contains(a, "*") || slices.Contains(b, "*") {
		return true
	}
	return slices.ContainsFunc(a, func(area string) bool { return slices.Contains(b, area) })
}
