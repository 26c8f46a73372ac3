package auth_test

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"strings"
	"testing"

	"runup/internal/auth"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

func TestAPINIsSixDigitsThatNobodyTriesFirst(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		for _, bad := range []string{"", "48261", "4826155", "48261a", "４８２６１５", " 48261", "000000", "777777", "123456", "234567", "890123", "987654", "321098", "121212", "123123"} {
			if _, err := d.s.HashPIN(t.Context(), bad); !problem.Is(err, "invalid") {
				t.Errorf("%q: %v", bad, err)
			}
		}
		for _, short := range []string{"", "1234567", strings.Repeat("x", 1001), "\xff\xfe\xfd12345"} {
			if _, err := d.s.HashPassword(t.Context(), short); !problem.Is(err, "invalid") {
				t.Errorf("%q: %v", short, err)
			}
		}
	})
}

func TestSetPIN_ReachesTheTabletsOfThePersonsAreas(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		here, there, all := d.enrol("linacs"), d.enrol("ct"), d.enrol()
		gone := d.enrol("linacs")
		gone.revoke()
		moved := func(since int64) (ids map[string]bool) {
			ids = map[string]bool{}
			_ = d.db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
				page, _, _, err := logbook.Since(tx, logbook.Slice{After: since, Limit: 100, Kinds: []string{"device"}})
				for _, m := range page {
					ids[m.ID] = true
				}
				return err
			})
			return ids
		}
		tokens, err := here.signIn("sam", pin)
		if err != nil {
			t.Fatal(err)
		}
		stays, ends := d.who(tokens.Access), d.mustSignIn("sam")
		second, err := here.signIn("sam", pin)
		if err != nil {
			t.Fatal(err)
		}
		head := d.db.Head().Position
		if err := d.s.SetPIN(t.Context(), stays.Actor, "739164"); err != nil {
			t.Fatal(err)
		}
		if ids := moved(head); !ids[here.id] || ids[there.id] || !ids[all.id] || ids[gone.id] {
			t.Errorf("moved: %v", ids)
		}
		d.who(tokens.Access)
		d.who(ends.Access) // by password: it has nothing to do with the PIN
		d.out("a session by the old PIN", second.Access)
		_, err = here.signIn("sam", pin)
		wants(t, err, "wrong-credentials")
		if _, err := there.signIn("sam", "739164"); err != nil {
			t.Errorf("on a tablet elsewhere: %v", err)
		}
		head = d.db.Head().Position
		if _, err := d.s.ChangePerson(t.Context(), d.actor("ada"), d.by["sam"].ID, staff.Change{Areas: ptr([]string{"ct"})}, nil); err != nil {
			t.Fatal(err)
		}
		if ids := moved(head); !ids[here.id] || !ids[there.id] {
			t.Errorf("moved with the person's areas: %v", ids)
		}
		err = d.db.Write(t.Context(), d.actor("ada"), func(tx *store.Tx) error {
			secret, err := d.s.HashPIN(t.Context(), "846209")
			if err != nil {
				return err
			}
			return d.s.StorePIN(tx, d.by["sam"].ID, secret)
		})
		wants(t, err, "forbidden") // nobody sets another's PIN
	})
}

func TestPins_AreForOneTabletAndServedToItAlone(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		b, other := d.enrol("linacs"), d.enrol("ct")
		served := func(a store.Actor, id string) (list []auth.Pin) {
			err := d.db.Read(t.Context(), a, func(tx *store.Tx) (err error) { list, err = d.s.Pins(tx, id); return err })
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		mine := served(b.principal().Actor, b.id)
		if len(mine) != 4 {
			t.Fatalf("%d pins", len(mine))
		}
		if n := len(served(other.principal().Actor, other.id)); n != 3 { // everybody but Sam, who works at the linacs
			t.Errorf("%d pins elsewhere", n)
		}
		person := d.actor("ada")
		person.Device = b.id
		for _, a := range []store.Actor{other.principal().Actor, person, store.ServerActor()} {
			if list := served(a, b.id); list != nil {
				t.Errorf("served to %+v", a)
			}
		}
		for _, p := range mine { // as a tablet computes it
			salt, err := b64.DecodeString(p.Salt)
			if err != nil {
				t.Fatal(err)
			}
			key, _ := pbkdf2.Key(sha256.New, pin, salt, p.Parameters["iterations"].(int), p.Parameters["bytes"].(int))
			mac := hmac.New(sha256.New, key)
			mac.Write([]byte(b.id))
			if p.Verifier != b64.EncodeToString(mac.Sum(nil)) {
				t.Errorf("the verifier of %s is not what the tablet computes", p.Staff)
			}
		}
		b.revoke()
		a := b.principal().Actor
		if list := served(a, b.id); list != nil {
			t.Error("served to a revoked tablet")
		}
	})
}

func TestNoSecretIsInTheLogbookNorReadableInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		tokens := d.mustSignIn("sam")
		if err := d.s.SetPIN(t.Context(), d.who(tokens.Access).Actor, "739164"); err != nil {
			t.Fatal(err)
		}
		secret := "canary password"
		if _, err := d.s.ChangePerson(t.Context(), d.actor("ada"), d.by["sam"].ID, staff.Change{}, &secret); err != nil {
			t.Fatal(err)
		}
		err := d.db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			kinds := map[string]int{}
			for r, err := range logbook.All(tx) {
				if err != nil {
					return err
				}
				for _, canary := range []string{secret, password, "739164", pin, "argon2"} {
					if strings.Contains(r.Header+*r.Body, canary) {
						t.Errorf("entry %d holds %q", r.Position, canary)
					}
				}
				e, _ := r.Entry()
				kinds[e.Kind]++
			}
			if kinds["pin.set"] != 5 || kinds["password.set"] != 5 {
				t.Errorf("entries: %v", kinds)
			}
			var kept []string
			if err := tx.Raw("SELECT secret FROM credential").Scan(&kept).Error; err != nil {
				return err
			}
			for _, text := range kept {
				if !strings.HasPrefix(text, "$argon2id$v=19$m=19456,t=2,p=1$") && len(text) != b64.EncodedLen(12+32+16) {
					t.Errorf("kept as %q", text)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAddPerson_WithAFirstPassword(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		n := staff.New{Username: "rosa", Name: "Rosa", Role: staff.Radiographer, Areas: []string{"linacs"}}
		_, err := d.s.AddPerson(t.Context(), d.actor("sam"), n, password)
		wants(t, err, "forbidden")
		_, err = d.s.AddPerson(t.Context(), d.actor("ada"), n, "short")
		wants(t, err, "invalid")
		if _, err := d.s.AddPerson(t.Context(), d.actor("ada"), n, "a first password"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.signIn("rosa", "a first password"); err != nil {
			t.Error(err)
		}
		n.Username = "rhys"
		if _, err := d.s.AddPerson(t.Context(), d.actor("ada"), n, ""); err != nil {
			t.Fatal(err)
		}
		next := "somebody else's"
		_, err = d.s.ChangePerson(t.Context(), d.actor("priya"), d.by["sam"].ID, staff.Change{}, &next)
		wants(t, err, "forbidden")
	})
}
