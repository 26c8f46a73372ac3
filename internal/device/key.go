package device

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"slices"

	"runup/internal/problem"
)

// Key is a tablet's public key, parsed and found to be one. It never changes.
type Key struct {
	jwk     string
	p256    *ecdsa.PublicKey
	ed25519 ed25519.PublicKey
}

// JWK answers the key's text, the same for the same key however it was sent.
func (k *Key) JWK() string { return k.jwk }

// b64 is base64url without padding; bits that do not count must be zero, so a text has one form.
var b64 = base64.RawURLEncoding.Strict()

// Verify reports whether the signature over the message was made with the private part of this key: ECDSA on P-256 with
// SHA-256, r‖s in 64 bytes, or Ed25519.
func Verify(k *Key, message []byte, signature string) bool {
	if k == nil || len(signature) != b64.EncodedLen(64) {
		return false
	}
	var raw [64]byte
	if n, err := b64.Decode(raw[:], []byte(signature)); err != nil || n != len(raw) {
		return false
	}
	if k.ed25519 != nil {
		return ed25519.Verify(k.ed25519, message, raw[:])
	}
	digest := sha256.Sum256(message)
	return ecdsa.Verify(k.p256, digest[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:]))
}

// jwk is what a key may come with. Anything else, a private part above all, is refused.
type jwk struct {
	Kty    string   `json:"kty"`
	Crv    string   `json:"crv"`
	X      string   `json:"x"`
	Y      *string  `json:"y"`
	Alg    *string  `json:"alg"`
	Use    *string  `json:"use"`
	Kid    *string  `json:"kid"`
	Ext    *bool    `json:"ext"`
	KeyOps []string `json:"key_ops"`
}

const maxJWK = 4096

// ParseKey reads a public key as a JWK: EC P-256 or Ed25519, as WebCrypto exports it.
func ParseKey(text []byte) (*Key, error) {
	if len(text) > maxJWK {
		return nil, wrongKey("", "it is too long for a public key")
	}
	var j jwk
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return nil, wrongKey("", "a JWK with kty, crv, x and, for EC, y; never the private part")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, wrongKey("", "one JWK and nothing after it")
	}
	if err := j.forVerifying(); err != nil {
		return nil, err
	}
	switch {
	case j.Kty == "EC" && j.Crv == "P-256":
		return j.ellipticCurve()
	case j.Kty == "OKP" && j.Crv == "Ed25519":
		return j.edwards()
	}
	return nil, wrongKey("/crv", "kty EC with crv P-256, or kty OKP with crv Ed25519")
}

// forVerifying refuses a key that says it is for something else.
func (j jwk) forVerifying() error {
	if j.Alg != nil && !slices.Contains([]string{"ES256", "EdDSA", "Ed25519"}, *j.Alg) {
		return wrongKey("/alg", "ES256, EdDSA or Ed25519")
	}
	if j.Use != nil && *j.Use != "sig" {
		return wrongKey("/use", "sig")
	}
	if len(j.KeyOps) > 0 && !slices.Equal(j.KeyOps, []string{"verify"}) {
		return wrongKey("/key_ops", `["verify"]`)
	}
	return nil
}

func (j jwk) ellipticCurve() (*Key, error) {
	if j.Alg != nil && *j.Alg != "ES256" {
		return nil, wrongKey("/alg", "ES256 for a key on P-256")
	}
	if j.Y == nil {
		return nil, wrongKey("/y", "a key on P-256 has an x and a y")
	}
	x, y := coordinate(j.X), coordinate(*j.Y)
	if x == nil {
		return nil, wrongKey("/x", "32 bytes in base64url without padding")
	}
	if y == nil {
		return nil, wrongKey("/y", "32 bytes in base64url without padding")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
	if err != nil {
		return nil, wrongKey("/x", "the point is not on P-256")
	}
	return &Key{p256: key, jwk: fmt.Sprintf(`{"kty":"EC","crv":"P-256","x":%q,"y":%q}`, j.X, *j.Y)}, nil
}

func (j jwk) edwards() (*Key, error) {
	if j.Alg != nil && *j.Alg == "ES256" {
		return nil, wrongKey("/alg", "EdDSA or Ed25519 for an Ed25519 key")
	}
	if j.Y != nil {
		return nil, wrongKey("/y", "an Ed25519 key has no y")
	}
	x := coordinate(j.X)
	if x == nil {
		return nil, wrongKey("/x", "32 bytes in base64url without padding")
	}
	if !onEdwards25519(x) {
		return nil, wrongKey("/x", "it is not a usable Ed25519 key")
	}
	return &Key{ed25519: ed25519.PublicKey(x), jwk: fmt.Sprintf(`{"kty":"OKP","crv":"Ed25519","x":%q}`, j.X)}, nil
}

func coordinate(text string) []byte {
	if len(text) != b64.EncodedLen(32) {
		return nil
	}
	raw, err := b64.DecodeString(text)
	if err != nil {
		return nil
	}
	return raw
}

func wrongKey(pointer, detail string) error {
	return problem.New("invalid", "The tablet's public key cannot be used.").
		With(problem.Field{Pointer: "/publicKey" + pointer, Detail: detail})
}
