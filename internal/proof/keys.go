package proof

import (
	"crypto/hkdf"
	"crypto/sha256"
)

// Derive makes the key for one purpose from the installation's one secret seed (HKDF-SHA256, RFC 5869, no salt, the
// label as info). Keys of two labels tell nothing about each other or the seed.
func Derive(seed [32]byte, label string) [32]byte {
	key, err := hkdf.Key(sha256.New, seed[:], nil, "runup "+label, 32)
	if err != nil {
		panic("proof: derive: " + err.Error()) // only a length that HKDF cannot make fails, and 32 is not one
	}
	return [32]byte(key)
}
