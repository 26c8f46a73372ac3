package auth_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/problem"
	"runup/internal/store/storetest"
)

// forge signs any header and claims with a key.
func forge(key ed25519.PrivateKey, header, claims map[string]any) string {
	h, _ := json.Marshal(header)
	c, _ := json.Marshal(claims)
	text := b64.EncodeToString(h) + "." + b64.EncodeToString(c)
	return text + "." + b64.EncodeToString(ed25519.Sign(key, []byte(text)))
}

func open(t testing.TB, token string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := b64.DecodeString(parts[i])
		if err == nil {
			err = json.Unmarshal(raw, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}

func with(m map[string]any, key string, value any) map[string]any {
	c := maps.Clone(m)
	c[key] = value
	if value == nil {
		delete(c, key)
	}
	return c
}

func TestATokenIsReadWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		seed := keys().Tokens
		key := ed25519.NewKeyFromSeed(seed[:])
		_, stranger, _ := ed25519.GenerateKey(nil)
		person, tablet := d.mustSignIn("sam").Access, d.enrol().token()
		header, claims := open(t, person)
		deviceHeader, deviceClaims := open(t, tablet)
		if _, err := d.s.Principal(t.Context(), forge(key, header, claims)); err != nil {
			t.Fatalf("the rig cannot forge even with the key: %v", err)
		}
		parts := strings.Split(person, ".")
		public := []byte(key.Public().(ed25519.PublicKey))
		mac := hmac.New(sha256.New, public)
		hs := b64.EncodeToString([]byte(fmt.Sprintf(`{"alg":"HS256","typ":"person+jwt","kid":%q}`, header["kid"]))) + "." + parts[1]
		mac.Write([]byte(hs))
		for name, token := range map[string]string{
			"nothing": "", "dots": "..", "text": "token", "too long": strings.Repeat("a", 10_000), "four parts": person + ".",
			"unsigned":                     b64.EncodeToString([]byte(`{"alg":"none","typ":"person+jwt"}`)) + "." + parts[1] + ".",
			"signed with the public key":   hs + "." + b64.EncodeToString(mac.Sum(nil)),
			"another key":                  forge(stranger, header, claims),
			"no kid":                       forge(key, with(header, "kid", nil), claims),
			"another kid":                  forge(key, with(header, "kid", "other"), claims),
			"a key of its own":             forge(stranger, with(header, "jwk", map[string]any{"kty": "OKP"}), claims),
			"something critical":           forge(key, with(header, "crit", []string{"x"}), claims),
			"another type":                 forge(key, with(header, "typ", "JWT"), claims),
			"no type":                      forge(key, with(header, "typ", nil), claims),
			"a person's as a tablet's":     forge(key, deviceHeader, claims),
			"a tablet's as a person's":     forge(key, header, deviceClaims),
			"a person named as a tablet":   forge(key, header, with(deviceClaims, "sid", "x")),
			"a tablet's with a session":    forge(key, deviceHeader, with(deviceClaims, "sid", "x")),
			"another's session":            forge(key, header, with(claims, "sub", d.by["priya"].ID)),
			"no session":                   forge(key, header, with(claims, "sid", nil)),
			"no end":                       forge(key, header, with(claims, "exp", nil)),
			"an end as text":               forge(key, header, with(claims, "exp", "2099")),
			"an end beyond all time":       forge(key, header, with(claims, "exp", 1e300)),
			"over":                         forge(key, header, with(claims, "exp", float64(d.clock.Now().Unix()))),
			"issued tomorrow":              forge(key, header, with(claims, "iat", float64(d.clock.Now().Unix()+86400))),
			"another issuer":               forge(key, header, with(claims, "iss", "elsewhere")),
			"no issuer":                    forge(key, header, with(claims, "iss", nil)),
			"another audience":             forge(key, header, with(claims, "aud", []string{"elsewhere"})),
			"no audience":                  forge(key, header, with(claims, "aud", nil)),
			"nobody":                       forge(key, header, with(claims, "sub", "")),
			"cut":                          person[:len(person)-1],
			"padded":                       person + "=",
			"with a blank":                 " " + person,
			"an unknown tablet":            forge(key, deviceHeader, with(deviceClaims, "sub", "nobody")),
			"a header that is a list":      b64.EncodeToString([]byte("[]")) + "." + parts[1] + "." + parts[2],
			"claims that are a list":       parts[0] + "." + b64.EncodeToString([]byte("[]")) + "." + parts[2],
			"another installation's token": forge(ed25519.NewKeyFromSeed(make([]byte, 32)), header, claims),
		} {
			if who, err := d.s.Principal(t.Context(), token); !problem.Is(err, "not-signed-in") || who.Kind != "" {
				t.Errorf("%s: %+v, %v", name, who, err)
			}
		}
	})
}

func TestAnAccessTokenLivesAsLongAsItSays(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		d.clock.Move(777 * time.Millisecond)
		s, err := auth.New(auth.Options{DB: d.db, Now: d.clock.Now, Keys: keys(), Issuer: "test", AccessTTL: 2 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		d.s = s
		tokens := d.mustSignIn("sam")
		if tokens.ExpiresIn != 2*time.Second {
			t.Errorf("says %v", tokens.ExpiresIn)
		}
		d.who(tokens.Access)
		d.clock.Move(1999 * time.Millisecond)
		if until := d.who(tokens.Access).Until; !until.Equal(d.clock.Now().Add(time.Millisecond)) {
			t.Errorf("until %v", until)
		}
		d.clock.Move(time.Millisecond)
		_, err = d.s.Principal(t.Context(), tokens.Access)
		wants(t, err, "not-signed-in")
		if _, err := d.refresh(tokens.Refresh); err != nil {
			t.Error(err)
		}
	})
}

func FuzzToken(f *testing.F) {
	clock := storetest.NewClock()
	db := storetest.Open(f)
	s := service(f, db, clock, false)
	seed := keys().Tokens
	key := ed25519.NewKeyFromSeed(seed[:])
	claims := map[string]any{"iss": "test", "aud": []string{"runup"}, "sub": "x", "sid": "y", "iat": 1, "exp": 4e9}
	f.Add(forge(key, map[string]any{"alg": "EdDSA", "typ": "person+jwt", "kid": "x"}, claims))
	f.Add("..")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add(strings.Repeat("a", 3000))
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := s.Principal(t.Context(), token); !problem.Is(err, "not-signed-in") {
			t.Errorf("%q: %v", token, err)
		}
		if _, err := s.Refresh(t.Context(), token); !problem.Is(err, "not-signed-in") {
			t.Errorf("%q: %v", token, err)
		}
	})
}

// FuzzClaims signs whatever claims it is given: past the signature nothing may fall over either.
func FuzzClaims(f *testing.F) {
	clock := storetest.NewClock()
	s := service(f, storetest.Open(f), clock, false)
	seed := keys().Tokens
	key := ed25519.NewKeyFromSeed(seed[:])
	sum := sha256.Sum256(key.Public().(ed25519.PublicKey))
	for _, typ := range []string{"person+jwt", "device+jwt"} {
		f.Add(fmt.Sprintf(`{"alg":"EdDSA","typ":%q,"kid":%q}`, typ, b64.EncodeToString(sum[:8])), `{"iss":"test","aud":["runup"],"sub":"x","sid":"y","iat":1,"exp":4e9}`)
	}
	f.Fuzz(func(t *testing.T, header, claims string) {
		text := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(claims))
		if _, err := s.Principal(t.Context(), text+"."+b64.EncodeToString(ed25519.Sign(key, []byte(text)))); !problem.Is(err, "not-signed-in") {
			t.Errorf("%q %q: %v", header, claims, err)
		}
	})
}
