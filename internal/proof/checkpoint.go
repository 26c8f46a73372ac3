package proof

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Problems with a checkpoint that was presented.
var (
	ErrKey       = errors.New("proof: not a verifier key")
	ErrUntrusted = errors.New("proof: the checkpoint is not signed by this key")
	ErrAltered   = errors.New("proof: the checkpoint is not as it was signed")
)

// Checkpoint says what a logbook was at a size. Whoever keeps a signed one can later prove that nothing before it was
// changed, taken out or put in.
type Checkpoint struct {
	Origin string // names the logbook, and is the name of the key that signs for it
	Size   int64
	Root   Hash
}

// Text is the checkpoint in the C2SP form that gets signed: origin, size and root, a line each.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

// parseCheckpoint takes only what Text writes.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, ErrAltered
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := tlog.ParseHash(lines[2])
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if err != nil || err2 != nil || size < 0 || size >= maxSize || c.Text() != text {
		return Checkpoint{}, ErrAltered
	}
	return c, nil
}

// Signer signs the checkpoints of one logbook.
type Signer struct {
	origin string
	vkey   string
	signer note.Signer
}

// NewSigner makes the signer of the logbook named origin (no spaces, no '+') from a seed. One seed and origin always
// make the same key, and the same checkpoint the same note.
func NewSigner(origin string, seed [32]byte) (*Signer, error) {
	public := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(origin, public)
	if err != nil {
		return nil, fmt.Errorf("proof: logbook key: %w", err)
	}
	hash, _, _ := strings.Cut(strings.TrimPrefix(vkey, origin+"+"), "+")
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, seed[:]...)) // 1: Ed25519
	signer, err := note.NewSigner("PRIVATE+KEY+" + origin + "+" + hash + "+" + secret)
	if err != nil {
		return nil, fmt.Errorf("proof: logbook key named %q: %w", origin, err)
	}
	return &Signer{origin: origin, vkey: vkey, signer: signer}, nil
}

// Origin is the logbook's name.
func (s *Signer) Origin() string { return s.origin }

// VerifierKey is the public key's text, as an auditor keeps it on paper: name, key id and key, joined by '+'.
func (s *Signer) VerifierKey() string { return s.vkey }

// Sign makes the signed note of the logbook at a size.
func (s *Signer) Sign(size int64, root Hash) (string, error) {
	text := Checkpoint{Origin: s.origin, Size: size, Root: root}.Text()
	signed, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		return "", fmt.Errorf("proof: sign checkpoint: %w", err)
	}
	return string(signed), nil
}

// Open reads a signed checkpoint and holds it against the keys one trusts; one good signature is enough, so that a
// note signed by an old and a new key serves the holders of either.
func Open(signed string, verifierKeys ...string) (Checkpoint, error) {
	var trusted []note.Verifier
	for _, key := range verifierKeys {
		v, err := note.NewVerifier(key)
		if err != nil {
			return Checkpoint{}, fmt.Errorf("%w: %v", ErrKey, err)
		}
		trusted = append(trusted, v)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(trusted...))
	if unsigned := (*note.UnverifiedNoteError)(nil); errors.As(err, &unsigned) {
		return Checkpoint{}, ErrUntrusted
	}
	if err != nil || !strictSignatures(n) {
		return Checkpoint{}, ErrAltered
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != n.Sigs[0].Name {
		return Checkpoint{}, ErrUntrusted // signed by that key, but for another logbook
	}
	return c, err
}

// strictSignatures refuses the other spellings that base64 has for the same signature: a note in which a byte was
// changed must never pass for the one that was signed.
func strictSignatures(n *note.Note) bool {
	strict := base64.StdEncoding.Strict()
	for _, s := range append(n.Sigs, n.UnverifiedSigs...) {
		if _, err := strict.DecodeString(s.Base64); err != nil {
			return false
		}
	}
	return true
}
