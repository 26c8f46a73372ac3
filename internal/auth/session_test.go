package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func TestSignIn_ByPasswordAndByPIN(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		tokens, err := d.signIn(" PRIYA ", password)
		if err != nil || tokens.ExpiresIn != 10*time.Minute || tokens.Person.ID != d.by["priya"].ID {
			t.Fatalf("got %+v, %v", tokens, err)
		}
		who := d.who(tokens.Access)
		want := store.Actor{
			Staff: d.by["priya"].ID, Role: staff.Physicist, Registered: true, Proven: store.ProvenPassword, Session: who.Session, Areas: []string{"*"},
		}
		if diff := cmp.Diff(want, who.Actor); diff != "" || who.Kind != auth.Person || who.Session == "" || who.Device != nil {
			t.Errorf("%s %+v", diff, who)
		}
		b := d.enrol("linacs")
		if tokens, err = b.signIn("sam", pin); err != nil {
			t.Fatal(err)
		}
		who = d.who(tokens.Access)
		want = store.Actor{
			Staff: d.by["sam"].ID, Role: staff.SupportWorker, Device: b.id, Proven: store.ProvenPIN, Session: who.Session, Areas: []string{"linacs"},
		}
		if diff := cmp.Diff(want, who.Actor); diff != "" || who.Device == nil {
			t.Errorf("%s %+v", diff, who)
		}
		if tokens, err = d.s.SignIn(t.Context(), auth.SignIn{Username: "sam", Password: password, By: b.principal()}); err != nil || d.who(tokens.Access).Actor.Device != b.id {
			t.Errorf("a password on a tablet: %v", err)
		}
		tablet := d.who(b.token())
		if diff := cmp.Diff(store.Actor{Device: b.id, Proven: store.ProvenDevice, Areas: []string{"linacs"}}, tablet.Actor); diff != "" || tablet.Kind != auth.Tablet || tablet.Device.Key == nil {
			t.Errorf("%s %+v", diff, tablet)
		}
	})
}

func TestSignIn_RefusesAlike(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		b := d.enrol()
		d.write("ada", func(tx *store.Tx) error {
			_, err := staff.Add(tx, staff.New{Username: "new", Name: "New", Role: staff.Engineer})
			return err
		})
		if _, err := d.s.ChangePerson(t.Context(), d.actor("ada"), d.by["sam"].ID, staff.Change{Active: ptr(false)}, nil); err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, in := range []auth.SignIn{
			{Username: "priya", Password: "wrong"}, {Username: "nobody", Password: password}, {Username: "sam", Password: password},
			{Username: "new", Password: password}, {Username: "no such\x00name", Password: password}, {Username: "", Password: ""},
			{Username: "priya", PIN: "000000", By: b.principal()}, {Username: "nobody", PIN: pin, By: b.principal()}, {Username: "sam", PIN: pin, By: b.principal()},
		} {
			_, err := d.s.SignIn(t.Context(), in)
			if in.Username == "" {
				wants(t, err, "invalid")
				continue
			}
			wants(t, err, "wrong-credentials")
			said = append(said, err.Error())
		}
		for _, text := range said {
			if text != said[0] {
				t.Errorf("%q is another answer than %q", text, said[0])
			}
		}
		_, err := d.s.SignIn(t.Context(), auth.SignIn{Username: "priya", PIN: pin})
		wants(t, err, "not-signed-in")
		person := d.who(d.mustSignIn("ada").Access)
		_, err = d.s.SignIn(t.Context(), auth.SignIn{Username: "priya", PIN: pin, By: &person})
		wants(t, err, "not-signed-in")
		_, err = d.s.SignIn(t.Context(), auth.SignIn{Username: "priya", PIN: pin, Password: password, By: b.principal()})
		wants(t, err, "invalid")
	})
}

func ptr[T any](v T) *T { return &v }

func TestDemoSecretsCountInADemoOnly(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db, clock, true)
		b := d.enrol()
		d.mustSignIn("sam")
		if _, err := b.signIn("sam", pin); err != nil {
			t.Fatal(err)
		}
		served := func() (list []auth.Pin) {
			err := db.Read(t.Context(), b.principal().Actor, func(tx *store.Tx) (err error) { list, err = d.s.Pins(tx, b.id); return err })
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if n := len(served()); n != 4 {
			t.Errorf("%d pins", n)
		}
		d.s = service(t, db, clock, false)
		b.d = d
		_, err := d.signIn("sam", password)
		wants(t, err, "wrong-credentials")
		_, err = b.signIn("sam", pin)
		wants(t, err, "wrong-credentials")
		if n := len(served()); n != 0 {
			t.Errorf("%d demo pins are served without a demo", n)
		}
	})
}

func TestRefresh_RotatesAndForgivesOneLostReply(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		first := d.mustSignIn("sam")
		second, err := d.refresh(first.Refresh)
		if err != nil || second.Refresh == first.Refresh || d.who(second.Access).Session != d.who(first.Access).Session {
			t.Fatal(err)
		}
		d.clock.Move(60 * time.Second)
		for range 3 { // A6: the reply was lost, and lost again
			again, err := d.refresh(first.Refresh)
			if err != nil || again.Refresh != second.Refresh {
				t.Fatalf("a lost reply is not given again: %v", err)
			}
		}
		third, err := d.refresh(second.Refresh)
		if err != nil || third.Refresh == second.Refresh {
			t.Fatal(err)
		}
		if _, err := d.refresh(third.Refresh); err != nil {
			t.Error(err)
		}
	})
}

func TestRefresh_ReuseEndsTheWholeSignInAndNoOther(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		for name, reuse := range map[string]func(first, second auth.Tokens) string{
			"after its successor was used": func(first, second auth.Tokens) string {
				if _, err := d.refresh(second.Refresh); err != nil {
					t.Fatal(err)
				}
				return first.Refresh
			},
			"after a minute": func(first, _ auth.Tokens) string {
				d.clock.Move(60*time.Second + time.Millisecond)
				return first.Refresh
			},
		} {
			other := d.mustSignIn("sam")
			first := d.mustSignIn("sam")
			second, err := d.refresh(first.Refresh)
			if err != nil {
				t.Fatal(err)
			}
			d.who(second.Access)
			_, err = d.refresh(reuse(first, second))
			wants(t, err, "not-signed-in")
			d.out(name, second.Access)
			d.out(name, first.Access)
			_, err = d.refresh(second.Refresh)
			wants(t, err, "not-signed-in")
			if _, err := d.refresh(other.Refresh); err != nil {
				t.Errorf("%s: another sign-in of the same person ended: %v", name, err)
			}
		}
	})
}

func TestRefresh_ReadsOnlyItsOwn(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		tokens := d.mustSignIn("sam")
		for _, bad := range []string{"", "rr_", tokens.Access, tokens.Refresh[3:], tokens.Refresh + "A", tokens.Refresh[:len(tokens.Refresh)-2] + "AA", strings.ToLower(tokens.Refresh), strings.Repeat("A", 1000)} {
			_, err := d.refresh(bad)
			wants(t, err, "not-signed-in")
		}
		if _, err := d.s.Principal(t.Context(), tokens.Refresh); !problem.Is(err, "not-signed-in") {
			t.Errorf("a refresh token opened a door: %v", err)
		}
		if _, err := d.refresh(tokens.Refresh); err != nil {
			t.Errorf("guessing ended a sign-in: %v", err)
		}
	})
}

func TestASessionEndsWhenItIsNotUsedAndAfterAWeek(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		idle := d.mustSignIn("sam")
		d.clock.Move(12 * time.Hour)
		_, err := d.refresh(idle.Refresh)
		wants(t, err, "not-signed-in")
		used := d.mustSignIn("sam")
		hours := 0
		for err = nil; err == nil; hours += 11 {
			d.clock.Move(11 * time.Hour)
			used, err = d.refresh(used.Refresh)
		}
		if hours < 7*24-11 || hours > 7*24+11 {
			t.Errorf("it lasted %d hours", hours)
		}
	})
}

func TestWhatEndsASessionEndsItWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		change := func(c staff.Change, password *string) func(auth.Tokens) {
			return func(auth.Tokens) {
				if _, err := d.s.ChangePerson(t.Context(), d.actor("ada"), d.by["sam"].ID, c, password); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, c := range []struct {
			name string
			act  func(auth.Tokens)
		}{
			{"sign out", func(tokens auth.Tokens) {
				if err := d.s.SignOut(t.Context(), d.who(tokens.Access).Actor); err != nil {
					t.Fatal(err)
				}
			}},
			{"another password", change(staff.Change{}, ptr("another password"))},
			{"the old password", change(staff.Change{}, ptr(password))},
			{"account closed", change(staff.Change{Active: ptr(false)}, nil)},
			{"account closed past this service", func(auth.Tokens) {
				d.write("ada", func(tx *store.Tx) error {
					_, err := staff.Alter(tx, d.by["sam"].ID, staff.Change{Active: ptr(false)})
					return err
				})
			}},
		} {
			if c.name == "account closed past this service" {
				change(staff.Change{Active: ptr(true)}, nil)(auth.Tokens{})
			}
			secret := password
			if c.name == "the old password" {
				secret = "another password"
			}
			tokens, err := d.signIn("sam", secret)
			if err != nil {
				t.Fatal(c.name, err)
			}
			d.who(tokens.Access)
			c.act(tokens)
			d.out(c.name, tokens.Access)
			_, err = d.refresh(tokens.Refresh)
			wants(t, err, "not-signed-in")
		}
	})
}

func TestALoweredRoleCountsWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		tokens := d.mustSignIn("sam")
		d.who(tokens.Access)
		d.write("priya", func(tx *store.Tx) error {
			_, err := staff.Alter(tx, d.by["sam"].ID, staff.Change{Role: ptr(staff.Engineer)})
			return err
		})
		d.clock.Move(999 * time.Millisecond)
		if role := d.who(tokens.Access).Actor.Role; role != staff.Engineer {
			t.Errorf("still %s", role)
		}
	})
}

func TestA2_ARevokedTabletKeepsPushAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		b := d.enrol()
		tablet := b.token()
		session, err := b.signIn("sam", pin)
		if err != nil {
			t.Fatal(err)
		}
		before := b.principal()
		if d.who(tablet).DeviceRevoked {
			t.Error("revoked before it was")
		}
		d.who(session.Access)
		b.revoke()
		d.out("a session on it", session.Access)
		if who := d.who(tablet); !who.DeviceRevoked || who.Device.Standing() != device.ShutOut {
			t.Errorf("a second later: %+v", who)
		}
		if who := d.who(b.token()); !who.DeviceRevoked {
			t.Error("a new token does not say that it is revoked")
		}
		_, err = b.signIn("sam", pin)
		wants(t, err, "not-signed-in")
		before.DeviceRevoked = true
		_, err = d.s.SignIn(t.Context(), auth.SignIn{Username: "sam", Password: password, By: before})
		wants(t, err, "not-signed-in")
		_, err = d.refresh(session.Refresh)
		wants(t, err, "not-signed-in")
	})
}

func TestA6_ALostReplyLocksNobodyOut(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		b := d.enrol()
		for range 8 { // each reply is lost: nobody keeps what they answer
			b.token()
			if _, err := b.signIn("sam", pin); err != nil {
				t.Fatal(err)
			}
		}
		for range 12 {
			d.mustSignIn("sam")
		}
	})
}

func TestSessionsOn_LastIsTheLastMomentBeforeTheAct(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		b, other := d.enrol(), d.enrol()
		d.clock.Move(time.Hour)
		start := d.clock.Now()
		tokens, err := b.signIn("sam", pin)
		if err != nil {
			t.Fatal(err)
		}
		d.clock.Move(30 * time.Minute)
		if tokens, err = d.refresh(tokens.Refresh); err != nil {
			t.Fatal(err)
		}
		d.clock.Move(48 * time.Hour)
		if _, err := b.signIn("sam", pin); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			device string
			before time.Duration
			want   time.Duration
			ok     bool
		}{
			{b.id, -time.Second, 0, false}, {b.id, 0, 0, true}, {b.id, 20 * time.Minute, 20 * time.Minute, true},
			{b.id, 10 * time.Hour, 30 * time.Minute, true}, {b.id, 50 * time.Hour, 48*time.Hour + 30*time.Minute, true}, {other.id, 50 * time.Hour, 0, false},
		} {
			err := d.db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
				spans, err := auth.SessionsOn(tx, d.by["sam"].ID, c.device)
				if at := spans.Last(start.Add(c.before)); (at != nil) != c.ok || at != nil && !at.Equal(start.Add(c.want)) {
					t.Errorf("before %v: %v", c.before, at)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestSweepForgetsOnlyWhatIsLongOver(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		count := func(table string) (n int64) {
			_ = d.db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return tx.Table(table).Count(&n).Error })
			return n
		}
		d.enrol().token()
		old := d.mustSignIn("sam")
		_, _ = d.signIn("sam", "wrong")
		for _, step := range []struct {
			after             time.Duration
			sessions, lockout int64
		}{{time.Minute, 1, 1}, {25 * time.Hour, 1, 0}, {41 * 24 * time.Hour, 0, 0}} {
			d.clock.Move(step.after)
			if err := d.s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s, l := count("session"), count("lockout"); s != step.sessions || l != step.lockout {
				t.Errorf("after %v: %d sessions, %d counters", step.after, s, l)
			}
		}
		if n := count("device_nonce"); n != 0 {
			t.Errorf("%d nonces", n)
		}
		_, err := d.refresh(old.Refresh)
		wants(t, err, "not-signed-in")
	})
}
