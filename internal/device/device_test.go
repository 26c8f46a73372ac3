package device_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

var (
	ada   = store.Actor{Staff: "ada", Role: staff.Administrator, Areas: []string{"*"}, Proven: store.ProvenPassword}
	sofia = store.Actor{Staff: "sofia", Role: staff.Superintendent, Areas: []string{"*"}, Proven: store.ProvenPassword}
	sam   = store.Actor{Staff: "sam", Role: staff.SupportWorker, Areas: []string{"*"}, Proven: store.ProvenPassword}
)

func issue(t *testing.T, db *store.DB, i device.Issuing) device.Code {
	t.Helper()
	code, err := device.Issue(t.Context(), db, ada, i)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func enrol(t *testing.T, db *store.DB, made tablet) device.Device {
	t.Helper()
	d, err := device.Enrol(t.Context(), db, device.Enrolment{Code: issue(t, db, device.Issuing{}).Text, Name: "LA1 desk", Key: parse(t, made.jwk)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func challenge(t *testing.T, db *store.DB, id string) string {
	t.Helper()
	nonce, err := device.Challenge(t.Context(), db, id)
	if err != nil {
		t.Fatal(err)
	}
	return nonce
}

func prove(t *testing.T, db *store.DB, id, nonce, signature string) error {
	t.Helper()
	_, err := device.Prove(t.Context(), db, id, nonce, signature)
	return err
}

func revoke(t *testing.T, db *store.DB, by store.Actor, id, reason string) error {
	t.Helper()
	return db.Write(t.Context(), by, func(tx *store.Tx) error { _, err := device.Revoke(tx, id, reason); return err })
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if !problem.Is(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestEnrol_ACodeServesOneTabletOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		if _, err := device.Issue(t.Context(), db, sam, device.Issuing{}); !problem.Is(err, "forbidden") {
			t.Errorf("a support worker made a code: %v", err)
		}
		first, second := p256(t), edwards(t)
		code := issue(t, db, device.Issuing{Areas: []string{"linacs"}})
		if len(code.Text) != 9 || code.Text[4] != '-' || !code.ExpiresAt.Equal(clock.Now().Add(24*time.Hour)) {
			t.Errorf("code %+v", code)
		}
		d, err := device.Enrol(t.Context(), db, device.Enrolment{Code: strings.ToLower(strings.ReplaceAll(code.Text, "-", " ")), Name: " LA1 desk ", Key: parse(t, first.jwk)})
		want := device.Device{ID: d.ID, Name: "LA1 desk", Areas: []string{"linacs"}, EnrolledAt: clock.Now(), EnrolledBy: "ada"}
		got := d
		got.Key = nil
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		if d.Actor().Sees("ct") || !d.Actor().Sees("linacs") || d.Key.JWK() != parse(t, first.jwk).JWK() {
			t.Errorf("got %+v", d)
		}
		_, err = device.Enrol(t.Context(), db, device.Enrolment{Code: code.Text, Name: "another", Key: parse(t, second.jwk)})
		wants(t, err, "invalid")
		late := issue(t, db, device.Issuing{})
		clock.Move(24 * time.Hour)
		_, err = device.Enrol(t.Context(), db, device.Enrolment{Code: late.Text, Name: "late", Key: parse(t, second.jwk)})
		wants(t, err, "invalid")
		_, err = device.Enrol(t.Context(), db, device.Enrolment{Code: "AAAA-AAAA", Name: "made up", Key: parse(t, second.jwk)})
		wants(t, err, "invalid")
		_, err = device.Enrol(t.Context(), db, device.Enrolment{Code: "AAAA-AAAA", Name: "\n", Key: parse(t, second.jwk)})
		wants(t, err, "invalid")
	})
}

func TestIssue_AFixedCodeExistsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		issue(t, db, device.Issuing{Code: "demo-1234"})
		_, err := device.Issue(t.Context(), db, ada, device.Issuing{Code: "DEMO1234"})
		wants(t, err, "conflict")
	})
}

func TestEnrol_OneCodeAtOnceMakesOneTablet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := issue(t, db, device.Issuing{})
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 8 {
			key := parse(t, edwards(t).jwk)
			wg.Go(func() {
				if _, err := device.Enrol(t.Context(), db, device.Enrolment{Code: code.Text, Name: "x", Key: key}); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if in != 1 {
			t.Errorf("%d tablets came in by one code", in)
		}
	})
}

func TestTheCodeIsNowhereInTheLogbook(t *testing.T) {
	db := storetest.Open(t)
	code := issue(t, db, device.Issuing{Code: "CANARY42"})
	if _, err := device.Enrol(t.Context(), db, device.Enrolment{Code: code.Text, Name: "x", Key: parse(t, p256(t).jwk)}); err != nil {
		t.Fatal(err)
	}
	err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		for r, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			if strings.Contains(strings.ToUpper(r.Header+*r.Body), "CANARY42") {
				t.Errorf("entry %d holds the code: %s", r.Position, *r.Body)
			}
		}
		var kept int64
		if err := tx.Table("enrolment_code").Where("hash LIKE ?", "%CANARY42%").Count(&kept).Error; err != nil || kept > 0 {
			t.Errorf("the code is kept as it is, %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEnrol_GuessingEnds(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		good, key := issue(t, db, device.Issuing{}), parse(t, edwards(t).jwk)
		looked := 0
		for i := range 80 {
			_, err := device.Enrol(t.Context(), db, device.Enrolment{Code: fmt.Sprint("guess", i), Name: "x", Key: key})
			if problem.Is(err, "invalid") {
				looked++
			} else {
				wants(t, err, "too-many")
			}
		}
		if looked > 60 {
			t.Errorf("%d guesses were looked at", looked)
		}
		_, err := device.Enrol(t.Context(), db, device.Enrolment{Code: good.Text, Name: "x", Key: key})
		wants(t, err, "too-many")
		if p, _ := problem.Of(err); p.RetryAfter != 10*time.Minute {
			t.Errorf("retry after %v", p.RetryAfter)
		}
		clock.Move(10 * time.Minute)
		if _, err := device.Enrol(t.Context(), db, device.Enrolment{Code: good.Text, Name: "x", Key: key}); err != nil {
			t.Error(err)
		}
		for range 100 { // right ones do not count
			if _, err := device.Enrol(t.Context(), db, device.Enrolment{Code: issue(t, db, device.Issuing{}).Text, Name: "x", Key: key}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestA1_ANonceServesOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		made, other := p256(t), edwards(t)
		d, e := enrol(t, db, made), enrol(t, db, other)
		nonce := challenge(t, db, d.ID)
		wants(t, prove(t, db, d.ID, nonce, other.sign(nonce)), "not-signed-in") // which does not spend it
		wants(t, prove(t, db, e.ID, nonce, other.sign(nonce)), "not-signed-in") // another tablet's nonce
		wants(t, prove(t, db, "nobody", nonce, made.sign(nonce)), "not-signed-in")
		wants(t, prove(t, db, d.ID, "made-up", made.sign("made-up")), "not-signed-in")
		if err := prove(t, db, d.ID, nonce, made.sign(nonce)); err != nil {
			t.Fatal(err)
		}
		wants(t, prove(t, db, d.ID, nonce, made.sign(nonce)), "not-signed-in")
		old := challenge(t, db, d.ID)
		clock.Move(2 * time.Minute)
		wants(t, prove(t, db, d.ID, old, made.sign(old)), "not-signed-in")
		if _, err := device.Challenge(t.Context(), db, "nobody"); !problem.Is(err, "not-found") {
			t.Errorf("a nonce for nobody: %v", err)
		}
	})
}

func TestA1_ANonceProvenAtOnceServesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		made := p256(t)
		d := enrol(t, db, made)
		nonce := challenge(t, db, d.ID)
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 16 {
			signature := made.sign(nonce)
			wg.Go(func() {
				if _, err := device.Prove(t.Context(), db, d.ID, nonce, signature); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if in != 1 {
			t.Errorf("one nonce served %d times", in)
		}
	})
}

func TestChallenge_AskingOftenLocksNobodyOutAndFillsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		made := edwards(t)
		d := enrol(t, db, made)
		mine := challenge(t, db, d.ID)
		different := map[string]bool{}
		for range 100 {
			different[challenge(t, db, d.ID)] = true
		}
		if len(different) > 8 {
			t.Errorf("%d nonces are out", len(different))
		}
		if err := prove(t, db, d.ID, mine, made.sign(mine)); err != nil {
			t.Errorf("its own nonce was pushed out: %v", err)
		}
	})
}

func TestA5_ATabletsClockPlaysNoPart(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		made := p256(t)
		d := enrol(t, db, made)
		nonce := challenge(t, db, d.ID)
		clock.Move(119 * time.Second)
		if err := prove(t, db, d.ID, nonce, made.sign(nonce)); err != nil {
			t.Error(err)
		}
		wrong := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := device.NewContacts(db).Saw(t.Context(), d.ID, clock.Now(), device.Report{Now: &wrong}); err != nil {
			t.Error(err)
		}
	})
}

func TestA6_ALostReplyToEnrolmentIsAnsweredAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		made := p256(t)
		n := device.Enrolment{Code: issue(t, db, device.Issuing{}).Text, Name: "LA1", Key: parse(t, made.jwk)}
		first, err := device.Enrol(t.Context(), db, n)
		if err != nil {
			t.Fatal(err)
		}
		head := db.Head()
		if again, err := device.Enrol(t.Context(), db, n); err != nil || again.ID != first.ID || db.Head() != head {
			t.Fatalf("got %s, %v", again.ID, err)
		}
		stranger := n
		stranger.Key = parse(t, p256(t).jwk)
		_, err = device.Enrol(t.Context(), db, stranger)
		wants(t, err, "invalid")
		nonce := challenge(t, db, first.ID)
		if err := prove(t, db, first.ID, nonce, made.sign(nonce)); err != nil { // the reply to this one may be lost too
			t.Fatal(err)
		}
		nonce = challenge(t, db, first.ID)
		if err := prove(t, db, first.ID, nonce, made.sign(nonce)); err != nil {
			t.Error(err)
		}
		_, err = device.Enrol(t.Context(), db, n)
		wants(t, err, "invalid") // it has begun: the code has served
	})
}

func TestRevoke_KeepsChallengeAndProof(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		made := p256(t)
		d := enrol(t, db, made)
		clock.Move(time.Hour)
		wants(t, revoke(t, db, sam, d.ID, "lost"), "forbidden")
		wants(t, revoke(t, db, ada, d.ID, " "), "invalid")
		wants(t, revoke(t, db, ada, "nobody", "lost"), "not-found")
		for range 2 {
			if err := revoke(t, db, ada, d.ID, "lost"); err != nil {
				t.Fatal(err)
			}
		}
		wants(t, revoke(t, db, sofia, d.ID, "lost"), "conflict")
		nonce := challenge(t, db, d.ID)
		got, err := device.Prove(t.Context(), db, d.ID, nonce, made.sign(nonce))
		if err != nil || got.Standing() != device.ShutOut || !got.RevokedAt.Equal(clock.Now()) || got.RevokedBy != "ada" || got.Reason != "lost" {
			t.Errorf("got %+v, %v", got, err)
		}
		err = db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			page, _, _, err := logbook.Since(tx, logbook.Slice{Limit: 10, Kinds: []string{"device"}})
			if len(page) != 1 || page[0].Position != 3 {
				t.Errorf("the feed holds %+v", page)
			}
			all, _ := device.All(tx)
			if len(all) != 1 || !all[0].Revoked() {
				t.Errorf("all: %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestContactsAreWrittenNowAndThen(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := enrol(t, db, p256(t))
		contacts := device.NewContacts(db)
		saw := func(after time.Duration, r device.Report) {
			t.Helper()
			clock.Move(after)
			if err := contacts.Saw(t.Context(), d.ID, clock.Now(), r); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(at time.Duration, outbox *int64, app string) {
			t.Helper()
			var c device.Contact
			err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) (err error) { c, err = device.ContactOf(tx, d.ID); return err })
			if err != nil || c.LastSeenAt == nil || !c.LastSeenAt.Equal(storetest.Start.Add(at)) || c.App != app || !cmp.Equal(c.Outbox, outbox) {
				t.Errorf("got %+v, %v; want %v %v %s", c, err, at, outbox, app)
			}
		}
		three, two, zero := int64(3), int64(2), int64(0)
		saw(0, device.Report{Outbox: &three, App: "1.0.0"})
		expect(0, &three, "1.0.0")
		saw(time.Second, device.Report{Outbox: &two})
		expect(0, &three, "1.0.0") // too soon
		saw(0, device.Report{Outbox: &zero})
		expect(time.Second, &zero, "1.0.0") // it ran empty
		saw(30*time.Second, device.Report{})
		expect(time.Second, &zero, "1.0.0") // nothing new
		saw(30*time.Second, device.Report{})
		expect(61*time.Second, &zero, "1.0.0")
		ahead := clock.Now().Add(90 * time.Second)
		saw(5*time.Second, device.Report{Now: &ahead, App: "1.0.1"})
		expect(66*time.Second, &zero, "1.0.1")
	})
}
