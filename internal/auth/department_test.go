package auth_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

const (
	password = "correct horse battery"
	pin      = "482615"
)

var b64 = base64.RawURLEncoding

// department is two administrators, a support worker and a physicist, all with the same password and PIN.
type department struct {
	t     testing.TB
	db    *store.DB
	s     *auth.Service
	clock *storetest.Clock
	by    map[string]staff.Person
}

func keys() auth.Keys { return auth.KeysFrom([32]byte{1, 2, 3}) }

func each(t *testing.T, test func(t *testing.T, d department)) {
	t.Helper()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { test(t, found(t, db, clock, false)) })
}

func service(t testing.TB, db *store.DB, clock *storetest.Clock, demo bool) *auth.Service {
	t.Helper()
	s, err := auth.New(auth.Options{DB: db, Now: clock.Now, Keys: keys(), Issuer: "test", Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made are the secrets of all departments here: hashing is dear, and what is tested is not the hash.
var made = struct {
	once          sync.Once
	password, pin auth.Secret
}{}

func secrets(t testing.TB, s *auth.Service) (auth.Secret, auth.Secret) {
	t.Helper()
	made.once.Do(func() {
		var err error
		if made.password, err = s.HashPassword(context.Background(), password); err != nil {
			t.Fatal(err)
		}
		if made.pin, err = s.HashPIN(context.Background(), pin); err != nil {
			t.Fatal(err)
		}
	})
	return made.password, made.pin
}

func found(t testing.TB, db *store.DB, clock *storetest.Clock, demo bool) department {
	t.Helper()
	d := department{t: t, db: db, s: service(t, db, clock, demo), clock: clock, by: map[string]staff.Person{}}
	secret, digits := secrets(t, d.s)
	secret.Demo, digits.Demo = demo, demo
	hcpc := []staff.Appointment{{Kind: staff.HCPC, From: storetest.Start.AddDate(-1, 0, 0)}}
	err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		people, err := staff.Found(tx, []staff.New{
			{Username: "ada", Name: "Ada", Role: staff.Administrator, Areas: []string{"*"}},
			{Username: "olu", Name: "Olu", Role: staff.Administrator, Areas: []string{"*"}},
			{Username: "sam", Name: "Sam", Role: staff.SupportWorker, Areas: []string{"linacs"}},
			{Username: "priya", Name: "Priya", Role: staff.Physicist, Areas: []string{"linacs"}, Appointments: hcpc},
		})
		for _, p := range people {
			d.by[p.Username] = p
			if err == nil {
				err = d.s.StorePassword(tx, p.ID, secret)
			}
			if err == nil {
				err = d.s.StorePIN(tx, p.ID, digits)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d department) actor(name string) store.Actor {
	a := d.by[name].Actor()
	a.Proven = store.ProvenPassword
	return a
}

// tablet is an enrolled tablet with the key that it alone has.
type tablet struct {
	d   department
	id  string
	key ed25519.PrivateKey
}

func (d department) enrol(areas ...string) tablet {
	d.t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	key, err := device.ParseKey(fmt.Appendf(nil, `{"kty":"OKP","crv":"Ed25519","x":%q}`, b64.EncodeToString(public)))
	if err != nil {
		d.t.Fatal(err)
	}
	code, err := device.Issue(d.t.Context(), d.db, d.actor("ada"), device.Issuing{Areas: areas})
	if err != nil {
		d.t.Fatal(err)
	}
	in, err := device.Enrol(d.t.Context(), d.db, device.Enrolment{Code: code.Text, Name: "tablet", Key: key})
	if err != nil {
		d.t.Fatal(err)
	}
	return tablet{d, in.ID, private}
}

func (b tablet) token() string {
	b.d.t.Helper()
	nonce, err := device.Challenge(b.d.t.Context(), b.d.db, b.id)
	if err != nil {
		b.d.t.Fatal(err)
	}
	token, ttl, err := b.d.s.DeviceToken(b.d.t.Context(), b.id, nonce, b64.EncodeToString(ed25519.Sign(b.key, []byte(nonce))))
	if err != nil || ttl != 10*time.Minute {
		b.d.t.Fatal(ttl, err)
	}
	return token
}

func (b tablet) principal() *auth.Principal {
	b.d.t.Helper()
	p := b.d.who(b.token())
	return &p
}

func (b tablet) revoke() {
	b.d.t.Helper()
	b.d.write("ada", func(tx *store.Tx) error { _, err := device.Revoke(tx, b.id, "lost"); return err })
}

func (b tablet) signIn(username, digits string) (auth.Tokens, error) {
	return b.d.s.SignIn(b.d.t.Context(), auth.SignIn{Username: username, PIN: digits, By: b.principal()})
}

func (d department) write(by string, fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Write(d.t.Context(), d.actor(by), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d department) signIn(username, secret string) (auth.Tokens, error) {
	return d.s.SignIn(d.t.Context(), auth.SignIn{Username: username, Password: secret})
}

func (d department) mustSignIn(username string) auth.Tokens {
	d.t.Helper()
	tokens, err := d.signIn(username, password)
	if err != nil {
		d.t.Fatal(err)
	}
	return tokens
}

func (d department) who(token string) auth.Principal {
	d.t.Helper()
	p, err := d.s.Principal(d.t.Context(), token)
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

// out expects that a token counts no more a second from now.
func (d department) out(what, token string) {
	d.t.Helper()
	d.clock.Move(999 * time.Millisecond)
	if _, err := d.s.Principal(d.t.Context(), token); !problem.Is(err, "not-signed-in") {
		d.t.Errorf("%s: the token still counts: %v", what, err)
	}
}

func (d department) refresh(token string) (auth.Tokens, error) {
	return d.s.Refresh(d.t.Context(), token)
}

func wants(t testing.TB, err error, code string) {
	t.Helper()
	if !problem.Is(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}
