package escalation_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runup/internal/engine"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
)

// fault has every insert into a table fail, as a full disk would, until it is mended.
func fault(t *testing.T, c store.Config, table string) (mend func()) {
	t.Helper()
	driver, source, begin, end := "sqlite3", filepath.Join(c.Folder, "runup.db"),
		[]string{"CREATE TRIGGER broken BEFORE INSERT ON " + table + " BEGIN SELECT RAISE(ABORT, 'disk full'); END"}, "DROP TRIGGER broken"
	if c.Postgres != "" {
		driver, source = "pgx", c.Postgres
		begin = []string{
			"CREATE OR REPLACE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$ LANGUAGE plpgsql",
			"CREATE TRIGGER broken BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION broken()",
		}
		end += " ON " + table
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range begin {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if _, err := db.Exec(end); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
}

func TestConformance2_AFaultKeepsNothingAndTheNextTryBringsOne(t *testing.T) {
	for _, table := range []string{"escalation", "ladder", "rung", "notification", "delivery"} {
		t.Run(table, func(t *testing.T) {
			storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
				d := &department{t, sampletest.OpenAt(t, c, clock)}
				op := d.pushed(hoist, map[string]any{hoist.item: no})
				before := d.DB.Head()
				mend := fault(t, c, table)
				results, err := d.Tablets.Push(t.Context(), d.By, tablet.Batch{Ops: []tablet.Op{tablet.Op(op)}})
				if err == nil {
					t.Fatalf("accepted all the same: %+v", results)
				}
				if d.DB.Head() != before {
					t.Error("something was kept")
				}
				mend()
				r := d.Push(op)[0]
				if r.Outcome != tablet.IsAccepted || len(r.Escalations) != 1 {
					t.Fatalf("tried again: %+v", r)
				}
				if n := len(d.messages(r.Escalations[0].ID, notify.Alert)); n < 3 {
					t.Errorf("%d messages", n)
				}
			})
		})
	}
}

// TestConformance42_TwoNodesOpenARungOnce has two processes' engines on one PostgreSQL find the same rung due at once.
func TestConformance42_TwoNodesOpenARungOnce(t *testing.T) {
	clock := storetest.NewClock()
	c := store.Config{Postgres: storetest.Postgres(t), Now: clock.Now}
	d := &department{t, sampletest.OpenAt(t, c, clock)}
	other := storetest.OpenAt(t, c)
	var ids []string
	for _, thing := range []string{"trolley-1", "oxygen-1", "bp-machine-1", "linac-1", "ct-1", "sxr-1"} {
		ids = append(ids, d.unsafe(thing, "sam.scsw", "it is loose").Escalations[0].ID)
	}
	nodes := []*engine.Engine{d.engine(), engine.New(other, d.log(), false)}
	for range 8 {
		d.wait(2 * time.Minute)
		var both sync.WaitGroup
		for _, node := range nodes {
			both.Go(func() {
				if err := node.Once(d.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	for _, id := range ids {
		seen := map[string]int{}
		for _, w := range d.words(id) {
			key, _, _ := strings.Cut(w, ":")
			if seen[key]++; seen[key] > 1 {
				t.Errorf("opened twice: %q", d.words(id))
			}
		}
		if len(seen) < 2 {
			t.Errorf("climbed %q", d.words(id))
		}
	}
}

func TestConformance86_AnEngineThatStandsStillSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := storetest.OpenAt(t, store.Config{Folder: t.TempDir(), Now: time.Now})
		d := &department{t, &sampletest.Department{DB: db}}
		engine := engine.New(db, d.log(), false)
		well := func() (bool, string) {
			b, err := engine.Health(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return b.Well() && engine.OK(), strings.Join(b.Stalled, "; ")
		}
		if ok, _ := well(); ok {
			t.Error("well before it began")
		}
		if _, err := engine.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		if ok, why := well(); !ok {
			t.Errorf("gone round and not well: %s", why)
		}
		time.Sleep(14 * time.Second)
		if ok, why := well(); !ok {
			t.Errorf("not well after 14 seconds: %s", why)
		}
		time.Sleep(2 * time.Second)
		if ok, why := well(); ok || !strings.Contains(why, "15 seconds") {
			t.Errorf("well after 16 seconds without a round: %s", why)
		}
		if _, err := engine.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		if ok, why := well(); !ok {
			t.Errorf("gone round again and not well: %s", why)
		}
		db.Close()
	})
}

// An engine may go round and get nothing done; so may whoever carries its messages.
func TestConformance86_WhatIsOverdueIsNotWell(t *testing.T) {
	d := open(t)
	carried := func() {
		d.must(d.DB.Work(d.Context(), func(tx *store.Tx) error { return notify.CancelAll(tx, "carried") }))
	}
	d.fails(hoist, no)
	engine := d.engine()
	engine.Climb = func(*store.Tx, string) (bool, error) { return false, nil }
	d.wait(31 * time.Second)
	d.round(engine)
	if b, err := engine.Health(d.Context()); err != nil || b.Well() {
		t.Errorf("messages that nobody carries: %+v, %v", b, err)
	}
	carried()
	d.round(engine)
	d.wait(2*time.Minute - 2*time.Second) // two minutes and 29 seconds
	if b, err := engine.Health(d.Context()); err != nil || !b.Well() {
		t.Errorf("%+v, %v", b, err)
	}
	d.wait(2 * time.Second)
	if b, err := engine.Health(d.Context()); err != nil || b.Well() || !strings.Contains(b.Stalled[0], "due for 31s") {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestConformance94_TheDailyTestArrivesOrRaises lets two days go by. The test message goes out once a day, whatever process is
// there; a day on which it does not arrive is not well.
func TestConformance94_TheDailyTestArrivesOrRaises(t *testing.T) {
	d := open(t)
	mails := notifytest.NewFake(notify.Email, notify.Acceptance)
	workers := notify.New(notify.Options{DB: d.DB, Channels: []notify.Channel{mails}, Log: d.log()})
	round := func() engine.Beat {
		t.Helper()
		engine := d.engine() // as after a restart
		engine.Tests("monitor@northfield.example", d.Zone)
		d.round(engine)
		d.must(workers.Once(d.Context()))
		b, err := engine.Health(d.Context())
		d.must(err)
		return b
	}
	tests := func() (n int) {
		for _, m := range mails.Sent() {
			if m.Purpose == notify.SelfTest && m.To == "monitor@northfield.example" {
				n++
			}
		}
		return n
	}
	round()
	if tests() != 0 {
		t.Error("tested before its hour")
	}
	d.at(7, 0)
	for range 3 {
		if b := round(); !b.Well() {
			t.Errorf("%+v", b)
		}
		d.wait(time.Hour)
	}
	if tests() != 1 {
		t.Errorf("tested %d times in a day", tests())
	}
	mails.Answers(notify.Permanent)
	d.wait(24 * time.Hour)
	if b := round(); !b.Well() {
		t.Errorf("just tested: %+v", b)
	}
	d.wait(31 * time.Minute)
	if b := round(); b.Well() || !strings.Contains(b.Stalled[0], "daily test") {
		t.Errorf("half an hour later: %+v", b)
	}
	if tests() != 2 {
		t.Errorf("tested %d times in two days", tests())
	}
}

func TestConformance90_ANodeWhoseClockIsOffDoesNotClimb(t *testing.T) {
	var mu sync.Mutex
	off := 5 * time.Second
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(off) }
	db := storetest.OpenAt(t, store.Config{Postgres: storetest.Postgres(t), Now: clock})
	d := &department{t, &sampletest.Department{DB: db}}
	engine := engine.New(db, d.log(), true)
	d.round(engine)
	if b, err := engine.Health(t.Context()); err != nil || b.Well() || engine.OK() || !strings.Contains(b.Stalled[0], "clock") {
		t.Errorf("5 s off: %+v, %v", b, err)
	}
	mu.Lock()
	off = 0
	mu.Unlock()
	d.round(engine)
	if b, err := engine.Health(t.Context()); err != nil || !b.Well() {
		t.Errorf("put right: %+v, %v", b, err)
	}
}
