package escalation_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
)

// Mail does not work for a quarter of an hour, and text messages neither. Whoever is behind the next rung is called at its time
// all the same, and what could not be sent goes on being tried.
func TestConformance17_ChannelsThatAreDownHoldNoRungUp(t *testing.T) {
	d := open(t)
	workers, mails, texts := d.posts()
	mails.Answers(notify.Temporary)
	texts.Answers(notify.Temporary)
	id := d.fails(hoist, no).ID
	opened, engine := d.escalation(id).OpenedAt, d.engine()
	for range 15 * 12 {
		d.wait(5 * time.Second)
		d.must(engine.Once(t.Context()))
		d.must(workers.Once(t.Context()))
	}
	var at []time.Duration
	for _, h := range d.escalation(id).Timeline {
		if h.Kind == "called" {
			at = append(at, h.At.Sub(opened))
		}
	}
	if !slices.Equal(at, []time.Duration{0, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute}) {
		t.Errorf("called after %v", at)
	}
	tries := map[string]int{}
	for _, m := range mails.Sent() {
		tries[m.ID]++
	}
	for _, m := range d.messages(id, notify.Alert) {
		if m.State != notify.Queued || tries[m.ID] < 4 {
			t.Errorf("the mail to %s is %s after %d tries", d.username(m.Recipient), m.State, tries[m.ID])
		}
	}
	if len(tries) == 0 {
		t.Error("nothing was tried")
	}
}

// A mailbox that is not there is not tried again for the next matter, and who has no other way is passed over and named.
func TestConformance18_AnAddressThatLeadsNowhereIsUsedNoMore(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	workers, mails, _ := d.posts()
	mails.Does(func(_ context.Context, m notify.Message) notify.Result {
		if strings.HasPrefix(m.To, "rosa.") {
			return notify.Result{Class: notify.Permanent, Code: "550"}
		}
		return notify.Result{Class: notify.Accepted}
	})
	rosa := d.who("rosa.radiographer")
	d.contacts(rosa, func(c staff.Contact) bool { return c.Channel == staff.Email })
	first := d.fails(hoist, no).ID
	d.must(workers.Once(t.Context()))
	second := d.unsafe("trolley-1", "sam.scsw", "it rolls").Escalations[0].ID
	d.must(workers.Once(t.Context()))
	if !slices.Contains(d.called(first), "rosa.radiographer") || slices.Contains(d.called(second), "rosa.radiographer") {
		t.Errorf("called %v, then %v", d.called(first), d.called(second))
	}
	tried := 0
	for _, m := range mails.Sent() {
		if strings.HasPrefix(m.To, "rosa.") {
			tried++
		}
	}
	var passed string
	d.Read(func(tx *store.Tx) error {
		return tx.Raw("SELECT people FROM rung WHERE escalation = ? AND rung = 0", second).Scan(&passed).Error
	})
	if tried != 1 || !strings.Contains(passed, rosa) || !strings.Contains(passed, "no way to reach them") {
		t.Errorf("tried %d times; the second rung has %s", tried, passed)
	}
}

// contacts leaves somebody only some of the ways to them.
func (d *department) contacts(id string, keep func(c staff.Contact) bool) {
	d.Helper()
	var list []staff.Reaching
	d.Read(func(tx *store.Tx) error {
		all, err := staff.ContactsOf(tx, []string{id})
		for _, c := range all[id] {
			if keep(c) {
				list = append(list, staff.Reaching{Channel: c.Channel, Address: c.Address, Private: c.Private})
			}
		}
		return err
	})
	d.must(d.by("ada.admin", func(tx *store.Tx) error { _, err := staff.SetContacts(tx, id, list); return err }))
}

// Nobody answers for three hours. Nobody gets more text messages than they bear, whoever had enough goes on getting mails, and
// before anybody had enough everybody else who may help was sent one.
func TestConformance85_WhoHadEnoughIsSparedAndOthersAreCalled(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	workers, mails, texts := d.posts()
	d.fails(hoist, no)
	begun, engine := d.Clock.Now(), d.engine()
	sent, others := map[string][]time.Time{}, 0 // by number; how many people had been sent something when one had enough
	note := func() {
		d.must(workers.Once(t.Context()))
		n := 0
		for _, at := range sent {
			n += len(at)
		}
		for _, m := range texts.Sent()[n:] {
			if sent[m.To] = append(sent[m.To], d.Clock.Now()); len(sent[m.To]) == 6 && others == 0 {
				others = len(to(mails))
			}
		}
	}
	note()
	for range 3 * 60 {
		d.wait(time.Minute)
		d.must(engine.Once(t.Context()))
		note()
	}
	for to, at := range sent {
		if len(at) > 6 {
			t.Errorf("%s got %d text messages", to, len(at))
		}
		for i := range at[1:] {
			if apart := at[i+1].Sub(at[i]); apart < 5*time.Minute && at[i].After(begun) {
				t.Errorf("%s got two text messages within %s", to, apart)
			}
		}
	}
	if len(sent) < 2 || others <= len(sent) || others != len(to(mails)) {
		t.Errorf("%d got text messages; when one of them had enough %d people had been called, and in the end %d", len(sent), others, len(to(mails)))
	}
	mailed := mails.Sent()
	if last := mailed[len(mailed)-1]; last.Purpose != notify.Repeat {
		t.Errorf("the last mail is for %s", last.Purpose)
	}
	before := len(mailed)
	d.wait(10 * time.Minute)
	d.must(engine.Once(t.Context()))
	d.must(workers.Once(t.Context()))
	if len(mails.Sent()) == before {
		t.Error("it went silent")
	}
}

// to answers how many addresses a channel was used for, and how often each.
func to(f *notifytest.Fake) map[string]int {
	n := map[string]int{}
	for _, m := range f.Sent() {
		n[m.To]++
	}
	return n
}

// The database cannot be read for five minutes, in which two rungs become due. The engine says so and goes on by itself: both
// are on record, late, and neither is skipped.
func TestConformance91_TheDatabaseIsAwayForFiveMinutes(t *testing.T) {
	folder := t.TempDir()
	d := &department{t, sampletest.OpenAt(t, store.Config{Folder: folder}, storetest.NewClock())}
	id := d.fails(hoist, no).ID
	engine := d.engine()
	d.round(engine)
	rename := func(from, to string) {
		other, err := sql.Open("sqlite3", filepath.Join(folder, "runup.db"))
		d.must(err)
		_, err = other.Exec("ALTER TABLE " + from + " RENAME TO " + to)
		d.must(err)
		d.must(other.Close())
	}
	rename("ladder", "away")
	for range 30 {
		d.wait(10 * time.Second)
		if _, err := engine.Pass(t.Context()); err == nil {
			t.Fatal("the engine went round all the same")
		}
	}
	if b, err := engine.Health(t.Context()); b.Well() {
		t.Errorf("and says that it is well: %v", err)
	}
	results, err := d.Tablets.Push(t.Context(), d.By, tablet.Batch{Ops: []tablet.Op{tablet.Op(d.pushed(audio, map[string]any{audio.item: no}))}})
	if err == nil {
		t.Errorf("a failure is accepted of which nobody can be told: %+v", results)
	}
	rename("away", "ladder")
	d.round(engine)
	e, words := d.escalation(id), d.words(id)
	if e.Rung != 2 || len(words) != 2 {
		t.Errorf("back at rung %d, %q", e.Rung, words)
	}
	d.carried()
	if b, err := engine.Health(t.Context()); err != nil || !b.Well() {
		t.Errorf("back, and not well: %+v, %v", b, err)
	}
	var rungs int
	d.Read(func(tx *store.Tx) error {
		return tx.Raw("SELECT count(*) FROM rung WHERE escalation = ?", id).Scan(&rungs).Error
	})
	if rungs != 3 {
		t.Errorf("%d rungs are on record", rungs)
	}
	if e.NextRung == nil || !e.NextRung.Equal(e.OpenedAt.Add(10*time.Minute)) {
		t.Errorf("the next is due at %v, opened %v", e.NextRung, e.OpenedAt)
	}
}

// Forty matters are being told by slow channels while everybody answers at once. Nothing about a matter begins to be sent a second
// after its answer was committed.
func TestConformance46_AnAnswerRacesTheCalls(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		var mu sync.Mutex
		begun := map[string]time.Time{} // by reference, when the last of its mails was begun
		workers, mails, _ := d.posts()
		mails.Does(func(_ context.Context, m notify.Message) notify.Result {
			mu.Lock()
			for _, word := range strings.FieldsFunc(m.Subject, func(r rune) bool { return r == ' ' || r == ':' }) {
				if strings.HasPrefix(word, "E-") && m.Purpose == notify.Alert {
					begun[word] = time.Now()
				}
			}
			mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			return notify.Result{Class: notify.Accepted}
		})
		var raised []escalation.Raised
		for i := range 40 {
			raised = append(raised, d.unsafe("trolley-1", "sam.scsw", fmt.Sprint("strap ", i)).Escalations[0])
		}
		slices.Reverse(raised) // the newest is answered first, and called last
		ctx, end := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { workers.Run(ctx) })
		answered := map[string]time.Time{}
		for n := 0; n == 0; time.Sleep(time.Millisecond) {
			mu.Lock()
			n = len(begun)
			mu.Unlock()
		}
		for _, r := range raised {
			d.acknowledges("rosa.radiographer", r.ID)
			answered[r.Ref] = time.Now()
		}
		time.Sleep(2 * time.Second)
		end()
		all.Wait()
		told := 0
		for ref, at := range answered {
			if last, is := begun[ref]; is {
				told++
				if late := last.Sub(at); late > time.Second {
					d.Errorf("%s: a call began %s after the answer", ref, late)
				}
			}
		}
		if told == 0 || told == len(raised) {
			d.Errorf("%d of %d were told before they were answered: nothing raced", told, len(raised))
		}
	})
}
