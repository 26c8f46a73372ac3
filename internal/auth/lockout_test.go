package auth_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// storm lets many goroutines guess and answers how many guesses were looked at.
func storm(t *testing.T, guesses int, guess func(i int) error) int64 {
	t.Helper()
	var looked atomic.Int64
	var wg sync.WaitGroup
	for worker := range 24 {
		wg.Go(func() {
			for i := worker; i < guesses; i += 24 {
				err := guess(i)
				switch {
				case problem.Is(err, "wrong-credentials"):
					looked.Add(1)
				case !problem.Is(err, "too-many"):
					t.Errorf("guess %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
	return looked.Load()
}

func TestGuessingPasswordsEnds(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		for _, name := range []string{"sam", "nobody"} {
			looked := storm(t, 300, func(i int) error {
				spelling := []string{name, strings.ToUpper(name), " " + name}[i%3]
				_, err := d.signIn(spelling, fmt.Sprint("guess", i))
				return err
			})
			if looked != 10 {
				t.Errorf("%s: %d guesses were looked at", name, looked)
			}
			_, err := d.signIn(name, password)
			wants(t, err, "too-many")
			if p, _ := problem.Of(err); p == nil || p.RetryAfter != 15*time.Minute {
				t.Errorf("%s: %v", name, err)
			}
		}
		d.mustSignIn("ada") // nobody else is locked out
		if n := locks(t, d.db); n != 1 {
			t.Errorf("%d locks on record", n)
		}
	})
}

// locks counts the entries that tell of one, and sees that they hold no name.
func locks(t *testing.T, db *store.DB) (n int) {
	t.Helper()
	err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		for r, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			if e, _ := r.Entry(); e.Kind == "account.locked" {
				n++
				if strings.Contains(*r.Body, "sam") {
					t.Errorf("an entry holds what was typed: %s", *r.Body)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestGuessingPINsEndsForThatPersonOnThatTablet(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		b, other := d.enrol(), d.enrol()
		by := b.principal()
		looked := storm(t, 100, func(i int) error {
			_, err := d.s.SignIn(t.Context(), auth.SignIn{Username: "sam", PIN: fmt.Sprintf("%06d", i), By: by})
			return err
		})
		if looked != 5 {
			t.Errorf("%d guesses were looked at", looked)
		}
		_, err := b.signIn("sam", pin)
		wants(t, err, "too-many")
		if _, err := other.signIn("sam", pin); err != nil {
			t.Errorf("on another tablet: %v", err)
		}
		if _, err := b.signIn("priya", pin); err != nil {
			t.Errorf("another person: %v", err)
		}
		d.mustSignIn("sam")
	})
}

func TestALockDoublesAndARightOneEndsIt(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		wrong := func(n int) {
			t.Helper()
			for range n {
				_, err := d.signIn("sam", "wrong")
				wants(t, err, "wrong-credentials")
			}
		}
		locked := func(want time.Duration) {
			t.Helper()
			_, err := d.signIn("sam", password)
			if p, ok := problem.Of(err); !ok || p.Code != "too-many" || p.RetryAfter != want {
				t.Fatalf("got %+v, want a lock of %v", err, want)
			}
		}
		wrong(10)
		locked(15 * time.Minute)
		d.clock.Move(15*time.Minute - time.Second)
		locked(time.Second)
		for _, next := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 4 * time.Hour} {
			d.clock.Move(4 * time.Hour)
			wrong(1)
			locked(next)
		}
		d.clock.Move(4 * time.Hour)
		d.mustSignIn("sam")
		wrong(9)
		d.mustSignIn("sam")
		wrong(9)
		d.clock.Move(25 * time.Hour) // long ago
		wrong(9)
		d.mustSignIn("sam")
	})
}

func TestALockSurvivesARestart(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := found(t, storetest.OpenAt(t, c), clock, false)
		for range 10 {
			_, _ = d.signIn("sam", "wrong")
		}
		d.db.Close()
		d.db = storetest.OpenAt(t, c)
		d.s = service(t, d.db, clock, false)
		_, err := d.signIn("sam", password)
		wants(t, err, "too-many")
	})
}

func TestACancelledRequestIsCountedOnlyWhenItWasLookedAt(t *testing.T) {
	each(t, func(t *testing.T, d department) {
		for range 30 { // given up before anything was looked at
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := d.s.SignIn(ctx, auth.SignIn{Username: "sam", Password: "wrong"}); problem.Is(err, "wrong-credentials") {
				t.Fatal("looked at")
			}
		}
		d.mustSignIn("sam")
		for range 15 { // the right one, and nobody there any more to hear it
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			_, _ = d.s.SignIn(ctx, auth.SignIn{Username: "sam", Password: password})
			cancel()
		}
		d.mustSignIn("sam")
		looked := 0
		for i := range 100 { // given up at any moment: what was looked at is counted
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%20)*5*time.Millisecond)
			_, err := d.s.SignIn(ctx, auth.SignIn{Username: "priya", Password: "wrong"})
			cancel()
			if problem.Is(err, "wrong-credentials") {
				looked++
			}
		}
		if looked > 10 {
			t.Errorf("%d guesses were looked at", looked)
		}
	})
}
