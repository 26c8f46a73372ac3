package tablet_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"runup/internal/auth"
	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

const (
	hoistCheck = `id: hoist-check
title: Hoist, before use
version: "1"
purpose: The hoist lifts and lowers safely.
equipmentKinds: [hoist]
performedBy: {roles: [support-worker], countersign: trainee}
record: safety-pass
sections:
  - title: Hoist
    items:
      - {id: brakes, kind: confirm, prompt: The brakes hold., onFail: do-not-use}
      - {id: castors, kind: confirm, prompt: The castors run., onFail: before-use}
      - {id: slings, kind: confirm, prompt: The slings are whole., onFail: put-right}
      - {id: load, kind: number, unit: kg, prompt: Test load., plausible: {min: 0, max: 300}, onTolerance: advice, onSuspension: do-not-use, optional: true,
         limits: {type: absolute, toleranceHigh: 100, suspensionHigh: 200}, source: {cite: a test, confidence: A}}
      - {id: remark, kind: text, prompt: Anything else., optional: true}
`
	trolleyCheck = `id: trolley-check
title: Crash trolley
version: "1"
purpose: The trolley is sealed.
equipmentKinds: [crash-trolley]
performedBy: {roles: [support-worker], countersign: never}
record: safety-pass
sections:
  - title: Trolley
    items:
      - {id: seal, kind: compare-to-last, prompt: Number on the seal., onFail: put-right}
`
	buttonCheck = `id: button-check
title: Call buttons
version: "1"
purpose: Help comes when it is called.
equipmentKinds: [call-button]
performedBy: {roles: [support-worker], countersign: always}
record: safety-pass
round: points
sections:
  - title: Buttons
    items:
      - {id: sounds, kind: confirm, prompt: The alarm sounds., onFail: put-right}
`
)

// department is a small one: three areas' worth of equipment, a handful of people and one tablet.
type department struct {
	testing.TB
	db      *store.DB
	clock   *storetest.Clock
	service *tablet.Service
	people  map[string]staff.Person
	hashes  map[string]string // of the checklists in force
	pen     *pen
}

// pen is an enrolled tablet with what the server knows of it.
type pen struct {
	*client.Tablet
	by auth.Principal
}

var cursorKey = [32]byte{7}

// found makes the department. Options may replace the judge.
func found(t testing.TB, db *store.DB, clock *storetest.Clock, change ...func(*tablet.Options)) *department {
	t.Helper()
	d := &department{TB: t, db: db, clock: clock, hashes: map[string]string{}}
	o := tablet.Options{DB: db, Contacts: device.NewContacts(db), CursorKey: cursorKey, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, c := range change {
		c(&o)
	}
	d.service = tablet.New(o)
	d.hire()
	d.furnish()
	d.publish(hoistCheck)
	d.publish(trolleyCheck)
	d.publish(buttonCheck)
	d.entitle("sam", "hoist-check", staff.Authorised)
	d.entitle("sam", "trolley-check", staff.Authorised)
	d.entitle("sam", "button-check", staff.Authorised)
	d.entitle("tara", "hoist-check", staff.Trainee)
	d.entitle("rosa", "hoist-check", staff.Operator)
	d.pen = d.enrol("Hoist bay")
	return d
}

// each runs a test in a department on both engines.
func each(t *testing.T, test func(d *department)) {
	t.Helper()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { test(found(t, db, clock)) })
}

func (d *department) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *department) write(actor store.Actor, fn func(*store.Tx) error) {
	d.Helper()
	d.must(d.db.Write(context.Background(), actor, fn))
}

func (d *department) read(fn func(*store.Tx) error) {
	d.Helper()
	d.must(d.db.Read(context.Background(), store.ServerActor(), fn))
}

func (d *department) hire() {
	since := d.clock.Now().AddDate(-1, 0, 0)
	hcpc := []staff.Appointment{{Kind: staff.HCPC, Number: "RA1", From: since}}
	everywhere := []string{"*"}
	d.people = map[string]staff.Person{}
	d.write(store.ServerActor(), func(tx *store.Tx) error {
		list, err := staff.Found(tx, []staff.New{
			{Username: "ada", Name: "Ada", Role: staff.Administrator, Areas: everywhere},
			{Username: "sam", Name: "Sam", Role: staff.SupportWorker, Areas: everywhere},
			{Username: "tara", Name: "Tara", Role: staff.AssistantPractitioner, Areas: everywhere},
			{Username: "rosa", Name: "Rosa", Role: staff.Radiographer, Areas: everywhere, Appointments: hcpc},
			{Username: "rhys", Name: "Rhys", Role: staff.Radiographer, Areas: []string{"linacs"}, Appointments: hcpc},
			{Username: "stan", Name: "Stan", Role: staff.Radiographer, Areas: []string{"stores"}, Appointments: hcpc},
			{Username: "sofia", Name: "Sofia", Role: staff.Superintendent, Areas: everywhere, Appointments: hcpc},
			{Username: "priya", Name: "Priya", Role: staff.Physicist, Areas: everywhere, Appointments: hcpc},
		})
		for _, p := range list {
			d.people[p.Username] = p
		}
		return err
	})
}

// as is somebody signed in by password.
func (d *department) as(name string) store.Actor {
	a := d.people[name].Actor()
	a.Proven = store.ProvenPassword
	return a
}

func (d *department) person(name string) auth.Principal {
	return auth.Principal{Actor: d.as(name), Kind: auth.Person}
}

func (d *department) furnish() {
	d.write(d.as("ada"), func(tx *store.Tx) error {
		for _, a := range []equipment.Area{{ID: "linacs", Name: "Linacs", Site: "North"}, {ID: "stores", Name: "Stores", Site: "North"}} {
			if _, _, err := equipment.PutArea(tx, a); err != nil {
				return err
			}
		}
		for _, q := range []equipment.Equipment{
			{ID: "hoist-1", Name: "Hoist", Kind: "hoist", Area: "linacs"},
			{ID: "hoist-2", Name: "Spare hoist", Kind: "hoist", Area: "stores"},
			{ID: "trolley-1", Name: "Crash trolley", Kind: "crash-trolley", Area: "linacs"},
			{ID: "buttons-1", Name: "Call buttons", Kind: "call-button", Area: "linacs", Points: []equipment.Point{
				{ID: "p-1", Name: "Door"}, {ID: "p-2", Name: "Couch", Affects: []string{"hoist-1"}},
			}},
		} {
			if _, _, err := equipment.Put(tx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// publish brings a checklist into force.
func (d *department) publish(text string) *checklist.Definition {
	d.Helper()
	def := d.propose(text)
	d.write(d.as("priya"), func(tx *store.Tx) error {
		_, err := baseline.Approve(tx, def.ID, def.Hash())
		return err
	})
	d.hashes[def.ID] = def.Hash()
	return def
}

func (d *department) propose(text string) *checklist.Definition {
	d.Helper()
	def, mistakes := checklist.Parse([]byte(text), "test.yaml")
	if len(mistakes) > 0 {
		d.Fatal(mistakes)
	}
	d.write(d.as("sofia"), func(tx *store.Tx) error { _, err := library.Propose(tx, def); return err })
	return def
}

func (d *department) entitle(name, checklistID, capacity string) {
	d.Helper()
	by := "sofia"
	if name == by {
		by = "priya" // nobody themselves
	}
	d.write(d.as(by), func(tx *store.Tx) error {
		_, err := staff.Entitle(tx, staff.Grant{
			Staff: d.people[name].ID, Checklist: checklistID, Capacity: capacity, From: d.clock.Now().AddDate(0, -6, 0), Evidence: "seen",
		})
		return err
	})
}

var codes atomic.Int64

func (d *department) enrol(name string, areas ...string) *pen {
	d.Helper()
	p := &pen{Tablet: client.New()}
	key, err := device.ParseKey(p.PublicKey())
	d.must(err)
	code, err := device.Issue(context.Background(), d.db, d.as("ada"), device.Issuing{Code: fmt.Sprintf("TEST-%04d", codes.Add(1)), Areas: areas})
	d.must(err)
	dev, err := device.Enrol(context.Background(), d.db, device.Enrolment{Code: code.Text, Name: name, Key: key})
	d.must(err)
	p.Enrolled(dev.ID)
	p.by = auth.Principal{Actor: dev.Actor(), Kind: auth.Tablet, Device: &dev}
	return p
}

// signIn notes a session of a person on a tablet, as a sign-in by PIN there would.
func (d *department) signIn(name string, p *pen) {
	d.Helper()
	now := store.At(d.clock.Now())
	d.must(d.db.Work(context.Background(), func(tx *store.Tx) error {
		return tx.Exec(`INSERT INTO session (id, staff, device, proven, generation, rotated_at, started_at, seen_at, expires_at, ended_why)
			VALUES (?, ?, ?, 'pin', 0, ?, ?, ?, ?, '')`, uuid.NewString(), d.people[name].ID, p.ID(), now, now, now, store.At(d.clock.Now().Add(time.Hour))).Error
	}))
}

func (d *department) revoke(p *pen) {
	d.Helper()
	d.write(d.as("ada"), func(tx *store.Tx) error { _, err := device.Revoke(tx, p.ID(), "lost"); return err })
}

// hoist is a passing check of the hoist by Sam, just finished; changes are made to its readings.
func (d *department) hoist(change map[string]any) client.Check {
	return d.done("hoist-check", "hoist-1", with(map[string]any{"brakes": yes, "castors": yes, "slings": yes}, change))
}

var (
	yes = map[string]any{"value": true}
	no  = map[string]any{"value": false}
)

func with(a, b map[string]any) map[string]any {
	for k, v := range b {
		a[k] = v
	}
	return a
}

func (d *department) done(checklistID, equipmentID string, readings map[string]any) client.Check {
	now := d.clock.Now()
	return client.Check{
		Checklist: checklistID, Hash: d.hashes[checklistID], Equipment: equipmentID, PerformedBy: d.people["sam"].ID,
		StartedAt: now.Add(-3 * time.Minute), FinishedAt: now.Add(-time.Minute), Readings: readings,
	}
}

// push sends operations as one batch.
func (d *department) push(p *pen, ops ...client.Op) []tablet.Result {
	d.Helper()
	results, err := d.service.Push(context.Background(), p.by, batch(d.clock.Now(), ops))
	d.must(err)
	if len(results) != len(ops) {
		d.Fatalf("%d results for %d operations", len(results), len(ops))
	}
	for i, r := range results {
		if r.OpID != ops[i].OpID {
			d.Fatalf("result %d is of %s and not of %s", i, r.OpID, ops[i].OpID)
		}
	}
	return results
}

func batch(now time.Time, ops []client.Op) tablet.Batch {
	outbox := int64(len(ops))
	b := tablet.Batch{Standing: tablet.Standing{Now: &now, Outbox: &outbox, App: "test"}}
	for _, op := range ops {
		b.Ops = append(b.Ops, tablet.Op(op))
	}
	return b
}

func (d *department) check(id string) (c check.Check) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) { c, err = check.ByID(tx, id); return err })
	return c
}

func (d *department) hasCheck(id string) bool {
	d.Helper()
	err := d.db.Read(context.Background(), store.ServerActor(), func(tx *store.Tx) error { _, err := check.ByID(tx, id); return err })
	if err != nil && !problem.Is(err, "not-found") {
		d.Fatal(err)
	}
	return err == nil
}

func (d *department) checks() (list []check.Check) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) { list, err = check.Oldest(tx, check.Filter{}, 0, 10_000); return err })
	return list
}

func (d *department) escalations() (list []escalation.Escalation) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) {
		list, err = escalation.List(tx, escalation.Filter{}, "", 10_000)
		return err
	})
	return list
}

// happened is what befell an escalation, besides that people were called.
func happened(e escalation.Escalation) []escalation.Happening {
	return slices.DeleteFunc(slices.Clone(e.Timeline), func(h escalation.Happening) bool { return h.Kind == "called" })
}

func (d *department) setAside() (list []tablet.SetAside) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) { list, err = tablet.Quarantine(tx, "", 0, 10_000); return err })
	return list
}

func (d *department) status(id string) (s equipment.Status) {
	d.Helper()
	d.read(func(tx *store.Tx) error {
		q, err := equipment.ByID(tx, id)
		s = q.Status
		return err
	})
	return s
}

func (d *department) addHoist(id string) string   { return d.add(id, "hoist") }
func (d *department) addTrolley(id string) string { return d.add(id, "crash-trolley") }

func (d *department) add(id, kind string) string {
	d.Helper()
	d.write(d.as("ada"), func(tx *store.Tx) error {
		_, _, err := equipment.Put(tx, equipment.Equipment{ID: id, Name: id, Kind: kind, Area: "linacs"})
		return err
	})
	return id
}
