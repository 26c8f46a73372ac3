package escalation_test

import (
	"context"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// open is the sample department on SQLite.
func open(t *testing.T) *department { t.Helper(); return &department{t, sampletest.Open(t)} }

var no = map[string]any{"value": false}

// ward is a piece of equipment whose check has one item that takes it out of use.
type ward struct{ checklist, equipment, by, item string }

var (
	hoist  = ward{"hoist-pre-use", "hoist-1", "sam.scsw", "brakes"}
	audio  = ward{"run-up-linac", "linac-1", "amir.ap", "audio-video"}
	output = ward{"run-up-linac", "linac-1", "amir.ap", "output-6mv"}
)

// fails pushes a failing check, done two minutes ago, and answers the escalation of its item.
func (d *department) fails(w ward, reading any) escalation.Raised {
	d.Helper()
	r := d.Push(d.pushed(w, map[string]any{w.item: reading}))[0]
	if r.Outcome != tablet.IsAccepted || len(r.Escalations) == 0 {
		d.Fatalf("%s by %s: %+v", w.checklist, w.by, r)
	}
	return r.Escalations[0]
}

// passes pushes a passing check, done two minutes ago, and answers its id.
func (d *department) passes(w ward) string {
	d.Helper()
	r := d.Push(d.pushed(w, nil))[0]
	if r.Outcome != tablet.IsAccepted || r.Verdict != "pass" || len(r.Escalations) != 0 {
		d.Fatalf("%s by %s: %+v", w.checklist, w.by, r)
	}
	return r.CheckID
}

func (d *department) pushed(w ward, change map[string]any) client.Op {
	d.Helper()
	c := d.Check(w.checklist, w.equipment, w.by, change)
	return d.Tablet.Completed(c)
}

func (d *department) by(username string, fn func(tx *store.Tx) error) error {
	d.Helper()
	return d.DB.Write(context.Background(), d.As(username), fn)
}

func (d *department) tryAct(username, id string, a escalation.Action) (e escalation.Escalation, err error) {
	d.Helper()
	a.Zone = d.Zone
	err = d.by(username, func(tx *store.Tx) error { e, err = escalation.Act(tx, id, a); return err })
	return e, err
}

func (d *department) act(username, id, kind string) escalation.Escalation {
	d.Helper()
	return d.does(username, id, escalation.Action{Kind: kind, Note: "as it was"})
}

func (d *department) does(username, id string, a escalation.Action) escalation.Escalation {
	d.Helper()
	e, err := d.tryAct(username, id, a)
	d.must(err)
	return e
}

func (d *department) tryClose(username, id string, c escalation.Closing) (e escalation.Escalation, err error) {
	d.Helper()
	if c.Note == "" {
		c.Note = "looked at it"
	}
	var done escalation.Outcome
	err = d.by(username, func(tx *store.Tx) error { done, err = escalation.Close(tx, id, c); return err })
	if err == nil {
		err = done.Waiting
	}
	return done.Escalation, err
}

func (d *department) closes(username, id, reason string) escalation.Escalation {
	d.Helper()
	e, err := d.tryClose(username, id, escalation.Closing{Reason: reason})
	d.must(err)
	return e
}

func (d *department) refuses(username, id, reason, code string) {
	d.Helper()
	if _, err := d.tryClose(username, id, escalation.Closing{Reason: reason}); !problem.Is(err, code) {
		d.Errorf("%s closes for %s: %v, want %s", username, reason, err, code)
	}
}

func (d *department) acknowledges(username, id string) escalation.Escalation {
	d.Helper()
	e, err := d.tryAcknowledge(username, id, d.escalation(id).Version)
	d.must(err)
	return e
}

func (d *department) tryAcknowledge(username, id string, version int64) (e escalation.Escalation, err error) {
	d.Helper()
	err = d.by(username, func(tx *store.Tx) error { e, err = escalation.Acknowledge(tx, id, version); return err })
	return e, err
}

func (d *department) sets(username, id string, status equipment.Status) error {
	d.Helper()
	return d.by(username, func(tx *store.Tx) error {
		_, err := escalation.SetStatus(tx, id, equipment.Change{Status: status, Reason: "because", Restriction: map[bool]string{true: "6 MV only"}[status == equipment.Restricted]})
		return err
	})
}

func (d *department) escalation(id string) (e escalation.Escalation) {
	d.Helper()
	d.Read(func(tx *store.Tx) (err error) { e, err = escalation.ByID(tx, id); return err })
	return e
}

func (d *department) is(id string, want equipment.Status) {
	d.Helper()
	if got := d.equipment(id).Status; got != want {
		d.Errorf("%s is %s, want %s", id, got, want)
	}
}

func (d *department) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *department) wait(t time.Duration) { d.Clock.Move(t) }

// who answers the id of one of the people.
func (d *department) who(username string) string { d.Helper(); return d.As(username).Staff }

// sends pushes one operation from a tablet that says what its clock shows.
func (d *department) sends(ahead time.Duration, op client.Op) tablet.Result {
	d.Helper()
	now := d.Clock.Now().Add(ahead)
	b := tablet.Batch{Standing: tablet.Standing{Now: &now}, Ops: []tablet.Op{tablet.Op(op)}}
	r, err := d.Tablets.Push(context.Background(), d.By, b)
	d.must(err)
	return r[0]
}

// another is the same department seen from one more tablet.
func (d *department) another(name string) *sampletest.Department {
	d.Helper()
	code, err := device.Issue(context.Background(), d.DB, d.As("ada.admin"), device.Issuing{})
	d.must(err)
	other := *d.Department
	other.Tablet = client.New()
	key, err := device.ParseKey(other.Tablet.PublicKey())
	d.must(err)
	q, err := device.Enrol(context.Background(), d.DB, device.Enrolment{Code: code.Text, Name: name, Key: key})
	d.must(err)
	other.Tablet.Enrolled(q.ID)
	other.By = auth.Principal{Actor: q.Actor(), Kind: auth.Tablet, Device: &q}
	return &other
}
