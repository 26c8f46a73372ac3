// Package sampletest opens the sample department for tests, with a tablet in hand.
package sampletest

import (
	"log/slog"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/proof"
	"runup/internal/sample"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// Department is the sample department on a Monday morning, and a tablet that somebody carries through it.
type Department struct {
	sample.Department
	DB      *store.DB
	Clock   *storetest.Clock
	Auth    *auth.Service
	Tablets *tablet.Service
	Tablet  *client.Tablet
	By      auth.Principal // the tablet's own token
	Zone    *time.Location
	tb      testing.TB
}

// Open opens the department on SQLite.
func Open(t testing.TB) *Department {
	t.Helper()
	clock := storetest.NewClock()
	return OpenAt(t, store.Config{Folder: t.TempDir()}, clock)
}

// OpenAt opens the department where the config says, at the clock's time. On SQLite it is made once a process and copied.
func OpenAt(t testing.TB, c store.Config, clock *storetest.Clock) *Department {
	t.Helper()
	var made sample.Department
	if c.Postgres == "" && clock.Now().Equal(storetest.Start) {
		made = template(t, c.Folder)
	}
	d := open(t, c, clock, sample.Week)
	if made.New {
		d.Department = made
	}
	d.enrol()
	return d
}

// OpenQuarter opens the department with the history that a demo has: ninety days with their stories.
func OpenQuarter(t testing.TB) *Department {
	t.Helper()
	d := open(t, store.Config{Folder: t.TempDir()}, storetest.NewClock(), sample.Quarter)
	d.enrol()
	return d
}

// open opens the database, and makes the department where there is none.
func open(t testing.TB, c store.Config, clock *storetest.Clock, days int) *Department {
	t.Helper()
	d := &Department{Clock: clock, tb: t}
	past := sample.NewClock(clock.Now, days)
	c.Now = past.Now
	d.DB = storetest.OpenAt(t, c)
	seed := [32]byte{1, 2, 3}
	var err error
	d.Auth, err = auth.New(auth.Options{DB: d.DB, Now: past.Now, Keys: auth.KeysFrom(seed), Issuer: "runup", Demo: true})
	d.must(err)
	d.Zone, err = time.LoadLocation("Europe/London")
	d.must(err)
	d.Tablets = tablet.New(tablet.Options{
		DB: d.DB, Contacts: device.NewContacts(d.DB), CursorKey: proof.Derive(seed, "cursor"), Zone: d.Zone,
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	d.Department, err = sample.Open(t.Context(), sample.Options{
		DB: d.DB, Clock: past, Auth: d.Auth, Tablets: d.Tablets, Checklists: checklists.Library, Code: "SAMPLE22",
	})
	d.must(err)
	return d
}

func (d *Department) must(err error) {
	d.tb.Helper()
	if err != nil {
		d.tb.Fatal(err)
	}
}

func (d *Department) enrol() {
	d.tb.Helper()
	d.Tablet = client.New()
	key, err := device.ParseKey(d.Tablet.PublicKey())
	d.must(err)
	q, err := device.Enrol(d.tb.Context(), d.DB, device.Enrolment{Code: d.Code, Name: "Test tablet", Key: key})
	d.must(err)
	d.Tablet.Enrolled(q.ID)
	d.By = auth.Principal{Actor: q.Actor(), Kind: auth.Tablet, Device: &q}
}

// As answers one of the people, signed in by password.
func (d *Department) As(username string) store.Actor {
	d.tb.Helper()
	var p staff.Person
	d.Read(func(tx *store.Tx) (err error) {
		p, err = staff.ByUsername(tx, username)
		return err
	})
	return store.Actor{Staff: p.ID, Role: p.Role, Registered: p.Registered, Areas: p.Areas, Proven: store.ProvenPassword}
}

// Read reads as the server, and fails the test where that fails.
func (d *Department) Read(fn func(tx *store.Tx) error) {
	d.tb.Helper()
	d.must(d.DB.Read(d.tb.Context(), store.ServerActor(), fn))
}

// Doing answers a checklist about to be done on a piece of equipment.
func (d *Department) Doing(checklist, equipment string) (found sample.Doing) {
	d.tb.Helper()
	d.Read(func(tx *store.Tx) error {
		list, err := sample.Doings(tx, tx.Now.In(d.Zone))
		for _, doing := range list {
			if doing.Definition.ID == checklist && doing.Equipment.ID == equipment {
				found = doing
			}
		}
		return err
	})
	if found.Definition == nil {
		d.tb.Fatalf("nobody does %s on %s", checklist, equipment)
	}
	return found
}

// Check is that checklist done just now, with passing readings; change spoils or adds to them.
func (d *Department) Check(checklist, equipment, username string, change map[string]any) client.Check {
	d.tb.Helper()
	doing := d.Doing(checklist, equipment)
	readings := doing.Passing()
	for key, reading := range change {
		readings[key] = reading
	}
	now := d.Clock.Now()
	return client.Check{
		Checklist: checklist, Hash: doing.Definition.Hash(), Equipment: equipment, PerformedBy: d.As(username).Staff, Auth: "pin",
		StartedAt: now.Add(-10 * time.Minute), FinishedAt: now.Add(-2 * time.Minute), Readings: readings,
	}
}

// Push sends operations from the tablet and answers what came of them.
func (d *Department) Push(ops ...client.Op) []tablet.Result {
	d.tb.Helper()
	batch := tablet.Batch{}
	for _, op := range ops {
		batch.Ops = append(batch.Ops, tablet.Op(op))
	}
	results, err := d.Tablets.Push(d.tb.Context(), d.By, batch)
	d.must(err)
	return results
}
