package device_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"runup/internal/device"
	"runup/internal/problem"
)

var b64 = base64.RawURLEncoding

// tablet is the tablet's side: a private key and how it signs.
type tablet struct {
	jwk  string
	sign func(message string) string
}

func p256(t testing.TB) tablet {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return tablet{
		jwk: fmt.Sprintf(`{"crv":"P-256","ext":true,"key_ops":["verify"],"kty":"EC","x":"%s","y":"%s"}`, b64.EncodeToString(point[1:33]), b64.EncodeToString(point[33:])),
		sign: func(message string) string {
			digest := sha256.Sum256([]byte(message))
			r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
			if err != nil {
				t.Fatal(err)
			}
			raw := make([]byte, 64)
			r.FillBytes(raw[:32])
			s.FillBytes(raw[32:])
			return b64.EncodeToString(raw)
		},
	}
}

func edwards(t testing.TB) tablet {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return tablet{
		jwk:  fmt.Sprintf(`{"alg":"Ed25519","crv":"Ed25519","ext":true,"key_ops":["verify"],"kty":"OKP","x":"%s"}`, b64.EncodeToString(public)),
		sign: func(message string) string { return b64.EncodeToString(ed25519.Sign(private, []byte(message))) },
	}
}

func parse(t testing.TB, jwk string) *device.Key {
	t.Helper()
	k, err := device.ParseKey([]byte(jwk))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestVerify_OnlyWhatThisKeySigned(t *testing.T) {
	for name, made := range map[string]tablet{"P-256": p256(t), "Ed25519": edwards(t)} {
		other := parse(t, p256(t).jwk)
		key, message := parse(t, made.jwk), `{"opId":"1","größe":"ä"}`
		good := made.sign(message)
		if !device.Verify(key, []byte(message), good) {
			t.Errorf("%s: its own signature does not fit", name)
		}
		if device.Verify(other, []byte(message), good) || device.Verify(nil, []byte(message), good) {
			t.Errorf("%s: the signature fits another key", name)
		}
		if device.Verify(key, []byte(message+" "), good) {
			t.Errorf("%s: the signature fits an altered message", name)
		}
		raw, _ := b64.DecodeString(good)
		for _, bad := range []string{
			"", good[:85], good + "A", good + "==", strings.Repeat("A", 86), base64.StdEncoding.EncodeToString(raw), "\n" + good[1:],
			good[:85] + string(rune(good[85])+1), // bits that do not count
		} {
			if device.Verify(key, []byte(message), bad) {
				t.Errorf("%s: %q was taken for a signature", name, bad)
			}
		}
		for bit := range 512 {
			raw[bit/8] ^= 1 << (bit % 8)
			if device.Verify(key, []byte(message), b64.EncodeToString(raw)) {
				t.Errorf("%s: bit %d of the signature does not count", name, bit)
			}
			raw[bit/8] ^= 1 << (bit % 8)
		}
	}
}

func TestParseKey_IsTheSameHoweverItWasSent(t *testing.T) {
	k := parse(t, p256(t).jwk)
	if again := parse(t, k.JWK()); again.JWK() != k.JWK() {
		t.Errorf("%s became %s", k.JWK(), again.JWK())
	}
	if strings.Contains(k.JWK(), "key_ops") {
		t.Errorf("kept more than the key: %s", k.JWK())
	}
}

func TestParseKey_Refuses(t *testing.T) {
	ec, ed := p256(t).jwk, edwards(t).jwk
	var j map[string]any
	_ = json.Unmarshal([]byte(ec), &j)
	x, y := j["x"].(string), j["y"].(string)
	with := func(text, old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%s has no %s", text, old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "key", "a list": "[]", "empty": "{}", "two": ec + ec, "too long": ec + strings.Repeat(" ", 5000),
		"a private key":        with(ec, `"kty"`, `"d":"AAAA","kty"`),
		"another curve":        with(ec, "P-256", "P-384"),
		"a symmetric key":      with(ec, `"EC"`, `"oct"`),
		"RSA":                  `{"kty":"RSA","n":"AQAB","e":"AQAB"}`,
		"no y":                 with(ec, `,"y":"`+y+`"`, ""),
		"not on the curve":     with(ec, x, y),
		"a short x":            with(ec, x, x[:42]),
		"padding":              with(ec, x, x+"="),
		"plain base64":         with(ec, x, "+"+x[1:]),
		"a point at infinity":  with(with(ec, x, strings.Repeat("A", 43)), y, strings.Repeat("A", 43)),
		"for encryption":       with(ec, `"kty"`, `"use":"enc","kty"`),
		"for signing":          with(ec, `["verify"]`, `["sign"]`),
		"another algorithm":    with(ec, `"kty"`, `"alg":"none","kty"`),
		"an algorithm of Ed":   with(ec, `"kty"`, `"alg":"EdDSA","kty"`),
		"an Ed25519 with a y":  with(ed, `"kty"`, `"y":"`+y+`","kty"`),
		"an Ed25519 for ES256": with(ed, `"Ed25519"`, `"ES256"`),
		"OKP on P-256":         with(ed, `"crv":"Ed25519"`, `"crv":"P-256"`),
	} {
		if k, err := device.ParseKey([]byte(text)); !problem.Is(err, "invalid") {
			t.Errorf("%s: %v, %v", name, k, err)
		}
	}
}

// TestParseKey_RefusesPointsOfSmallOrder has all eight, and encodings that are no point or not the one encoding of it.
func TestParseKey_RefusesPointsOfSmallOrder(t *testing.T) {
	for _, x := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000", // order 4
		"0000000000000000000000000000000000000000000000000000000000000080",
		"0100000000000000000000000000000000000000000000000000000000000000", // the neutral point
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // order 2
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // order 8
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"0100000000000000000000000000000000000000000000000000000000000080", // no such encoding
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // the prime itself
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0200000000000000000000000000000000000000000000000000000000000000", // no point has this y
	} {
		raw, _ := hex.DecodeString(x)
		if _, err := device.ParseKey([]byte(`{"kty":"OKP","crv":"Ed25519","x":"` + b64.EncodeToString(raw) + `"}`)); !problem.Is(err, "invalid") {
			t.Errorf("%s: %v", x, err)
		}
	}
	for range 200 {
		parse(t, edwards(t).jwk)
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add(p256(f).jwk)
	f.Add(edwards(f).jwk)
	f.Add(`{"kty":"EC","crv":"P-256","x":"","y":""}`)
	f.Add(strings.Repeat("[", 4000))
	f.Fuzz(func(t *testing.T, text string) {
		k, err := device.ParseKey([]byte(text))
		if err != nil {
			if !problem.Is(err, "invalid") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if again, err := device.ParseKey([]byte(k.JWK())); err != nil || again.JWK() != k.JWK() {
			t.Errorf("%q became %q, %v", text, k.JWK(), err)
		}
		device.Verify(k, []byte(text), b64.EncodeToString(new(big.Int).SetBytes([]byte(text)).FillBytes(make([]byte, 8192))[:64]))
	})
}

func FuzzVerify(f *testing.F) {
	ec, ed := parse(f, p256(f).jwk), parse(f, edwards(f).jwk)
	f.Add("message", strings.Repeat("A", 86))
	f.Add("", "")
	f.Add("x", strings.Repeat("_", 86))
	f.Fuzz(func(t *testing.T, message, signature string) {
		if device.Verify(ec, []byte(message), signature) || device.Verify(ed, []byte(message), signature) {
			t.Errorf("%q was taken as the signature of %q", signature, message)
		}
	})
}
