package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"runup/internal/problem"
)

// Argon2id's cost. Source: OWASP Password Storage Cheat Sheet, 19 MiB with two passes and one lane.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
)

// nobodysPassword is what a sign-in under an unknown name is held against, so that it takes as long as any other.
const nobodysPassword = "$argon2id$v=19$m=19456,t=2,p=1$cnVudXAtbm9ib2R5LTAwMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

var phc = base64.RawStdEncoding.Strict()

// hashPassword answers the PHC text of a password.
func hashPassword(password string) string {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, phc.EncodeToString(salt), phc.EncodeToString(key))
}

// fitsPassword reports whether a password fits a PHC text, by the costs written there.
func fitsPassword(password, text string) (bool, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("auth: a stored password is not argon2id")
	}
	var version int
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &threads); err != nil || version != argon2.Version {
		return false, fmt.Errorf("auth: a stored password has costs that cannot be read")
	}
	salt, err := phc.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("auth: a stored password's salt: %w", err)
	}
	want, err := phc.DecodeString(parts[5])
	if err != nil || len(want) != argonKey || memory > 1<<20 || time < 1 || time > 100 || threads < 1 {
		return false, fmt.Errorf("auth: a stored password cannot be read")
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, threads, argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// Secret is a password or PIN in the form that is kept. It is made before the door, for making it takes long.
type Secret struct {
	Demo bool // counts only where the service runs as a demo
	kind string
	text string // a password's PHC
	salt []byte // a PIN's
	key  []byte // what a PIN's verifiers are made from
}

// The kinds of secret.
const (
	password = "password"
	pin      = "pin"
)

const (
	shortestPassword = 8
	longestPassword  = 1000
)

// HashPassword makes a password ready to be kept.
func (s *Service) HashPassword(ctx context.Context, text string) (Secret, error) {
	if len(text) < shortestPassword || len(text) > longestPassword || !utf8.ValidString(text) {
		return Secret{}, problem.New("invalid", "This password cannot be used.").
			With(problem.Field{Pointer: "/password", Detail: "at least 8 characters"})
	}
	leave, err := s.hashing.enter(ctx)
	if err != nil {
		return Secret{}, err
	}
	defer leave()
	return Secret{kind: password, text: hashPassword(text)}, nil
}
