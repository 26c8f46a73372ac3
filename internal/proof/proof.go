// Package proof is the arithmetic that makes the logbook provable: what an entry's leaf is, the Merkle tree over the
// leaves (RFC 6962), the signed checkpoint that pins it (C2SP), proofs, and the check of a whole run of entries.
//
// It is pure: no database, no clock, no randomness. Everything here can be run again years later by somebody who has
// only the exported texts and the verifier key.
//
// Two ways of counting meet here. A *position* counts entries from 1, as headers and people do. A leaf *index* counts
// leaves from 0, as the tree does: position 1 is leaf 0. Ranges are half open, [from, to).
package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a leaf, an interior node or a root: 32 bytes of SHA-256, printed as base64.
type Hash = tlog.Hash

// Problems with what was asked or presented.
var (
	ErrRange = errors.New("proof: no such entry or size in this tree")
	ErrProof = errors.New("proof: it does not lead to the root given")
)

// A tree stays below 2^48 leaves, so that no size that comes from outside can make 64-bit tree arithmetic overflow.
const (
	maxBits = 48
	maxSize = 1 << maxBits
)

// EmptyRoot is the root of a tree without leaves.
func EmptyRoot() Hash { return sha256.Sum256(nil) }

// BodyHash is what a header says of its body: the hex SHA-256 of the entry's salt followed by the body's text.
// The salt keeps a body that was redacted from being guessed from its hash.
func BodyHash(salt, body []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	var sum [sha256.Size]byte
	return hex.EncodeToString(h.Sum(sum[:0]))
}

// LeafHash is the leaf of a header's text as it is stored: SHA-256(0x00 ‖ text).
func LeafHash(header []byte) Hash {
	var room [512]byte // most headers fit, so hashing one allocates nothing
	text := append(room[:0], 0x00)
	text = append(text, header...)
	return sha256.Sum256(text)
}
