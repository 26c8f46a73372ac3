package proof

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
)

// Problems with a cursor that was presented.
var (
	ErrNotCursor = errors.New("proof: not a cursor of this version")
	ErrForged    = errors.New("proof: a cursor that this server did not make")
)

// Cursor is how far a client has read, and in which history: the root's first bytes tell a logbook that was put back
// and went on differently from the one that the client saw.
type Cursor struct {
	Epoch    string
	Position int64
	Scope    [16]byte // hash of what the client may see
	Root     [8]byte  // first bytes of the tree's root at Position
}

const (
	cursorVersion = 1
	cursorFixed   = 1 + 8 + 16 + 8 // version, position, scope, root; the epoch follows
	cursorMAC     = 16
)

// Seal makes the token a client keeps: base64url of version, position, scope, root, epoch and a MAC over them.
func Seal(key [32]byte, c Cursor) string {
	raw := make([]byte, 0, cursorFixed+len(c.Epoch)+cursorMAC)
	raw = append(raw, cursorVersion)
	raw = binary.BigEndian.AppendUint64(raw, uint64(c.Position))
	raw = append(raw, c.Scope[:]...)
	raw = append(raw, c.Root[:]...)
	raw = append(raw, c.Epoch...)
	raw = append(raw, cursorSum(key, raw)...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// OpenCursor reads a token. What cannot be one is ErrNotCursor, what another key or hand made is ErrForged.
func OpenCursor(key [32]byte, token string) (Cursor, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || strings.ContainsAny(token, "\r\n") || // which even a strict decoder skips
		len(raw) < cursorFixed+cursorMAC || raw[0] != cursorVersion {
		return Cursor{}, ErrNotCursor
	}
	said, mac := raw[:len(raw)-cursorMAC], raw[len(raw)-cursorMAC:]
	if !hmac.Equal(mac, cursorSum(key, said)) {
		return Cursor{}, ErrForged
	}
	return Cursor{
		Epoch:    string(said[cursorFixed:]),
		Position: int64(binary.BigEndian.Uint64(said[1:9])),
		Scope:    [16]byte(said[9:25]),
		Root:     [8]byte(said[25:33]),
	}, nil
}

func cursorSum(key [32]byte, said []byte) []byte {
	h := hmac.New(sha256.New, key[:])
	h.Write(said)
	return h.Sum(nil)[:cursorMAC]
}
