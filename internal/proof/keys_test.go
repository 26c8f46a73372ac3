package proof

import (
	"crypto/hmac"
	"crypto/sha256"
	"testing"
)

// TestDeriveIsHKDF spells RFC 5869 out for one block: PRK = HMAC(zeros, seed), OKM = HMAC(PRK, info ‖ 1).
func TestDeriveIsHKDF(t *testing.T) {
	seed := [32]byte{1, 2, 3}
	prk := hmac.New(sha256.New, make([]byte, 32))
	prk.Write(seed[:])
	okm := hmac.New(sha256.New, prk.Sum(nil))
	okm.Write([]byte("runup logbook\x01"))
	if got := Derive(seed, "logbook"); string(got[:]) != string(okm.Sum(nil)) {
		t.Errorf("got %x", got)
	}
}

func TestEachLabelAndSeedHasItsOwnKey(t *testing.T) {
	seen := map[[32]byte]string{}
	for _, seed := range [][32]byte{{}, {1}} {
		for _, label := range []string{"logbook", "tokens", "cursor", "refresh", "pins", ""} {
			key := Derive(seed, label)
			if other, ok := seen[key]; ok || key == seed {
				t.Errorf("%q has the key of %q", label, other)
			}
			seen[key] = label
		}
	}
}
