package overdue_test

import (
	"slices"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/store"
	"runup/internal/tablet/client"
)

// unsafe has Sam report a linac before the clinic, which takes it out of use, and answers what that opened.
func (d *department) unsafe(linac string) string {
	d.Helper()
	r := d.Push(d.Tablet.Reported(client.Report{Kind: "unsafe", Equipment: linac, Text: "smells of burning", FiledBy: d.As("sam.scsw").Staff, At: d.Clock.Now()}))[0]
	if len(r.Escalations) != 1 || d.equipment(linac).Status != equipment.Withdrawn {
		d.Fatalf("%+v, and %s is %s", r, linac, d.equipment(linac).Status)
	}
	return r.Escalations[0].ID
}

// phoned has Sofia allow its use by telephone until the evening: it is in use again, and nobody has done its run-up.
func (d *department) phoned(id string) {
	d.Helper()
	until := d.Clock.Now().Add(8 * time.Hour)
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := escalation.Act(tx, id, escalation.Action{
			Kind: escalation.VerballyAllowed, Staff: d.As("sofia.superintendent").Staff, Words: escalation.VerbalWords[0], Until: &until, Zone: d.Zone,
		})
		return err
	})
}

// runUps answers a day's run-ups of a linac.
func (d *department) runUps(linac, day string) (list []occurrence.Occurrence) {
	d.Helper()
	d.Read(func(tx *store.Tx) (err error) {
		list, err = occurrence.List(tx, occurrence.Filter{Equipment: linac, Checklist: runUp}, nil, 100)
		list = slices.DeleteFunc(list, func(o occurrence.Occurrence) bool { return o.Day != day })
		return err
	})
	return list
}

// A linac that is out of use from ten to seven until twenty past, before its run-up is due, owes the run-up like any other.
func Test78_BackInUseBeforeItWasDueItIsDue(t *testing.T) {
	d := open(t)
	d.at(23, 6, 50)
	id := d.unsafe("linac-1")
	d.look()
	d.at(23, 7, 20)
	d.phoned(id)
	d.at(23, 8, 29)
	if d.look(); len(d.missed(runUp, "linac-1")) != 0 {
		t.Error("missed within its grace")
	}
	d.at(23, 8, 31)
	d.look()
	if got := d.missed(runUp, "linac-1"); len(got) != 1 || got[0].Severity != checklist.BeforeUse {
		t.Errorf("%+v", got)
	}
}

// What was done meanwhile, or what a person said is not needed, is not asked for again, and no more is yesterday's.
func Test78_BackInUseNothingElseIsDueAnew(t *testing.T) {
	d := open(t)
	d.at(23, 6, 50)
	id, other := d.unsafe("linac-1"), d.unsafe("linac-2")
	d.at(23, 8, 31)
	d.look()
	d.at(24, 8, 20)
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := occurrence.Declare(tx, d.Zone, d.runUps("linac-2", "2026-11-24")[0].ID, occurrence.Exempting{Kind: occurrence.NotInUse, Reason: "a new couch comes"})
		return err
	})
	d.at(24, 8, 31)
	d.look()
	d.Push(d.done(runUp, "linac-1", "amir.ap"))
	d.at(24, 9, 0)
	d.phoned(id)
	d.phoned(other)
	d.look()
	for _, want := range []struct {
		linac, day string
		state      occurrence.State
	}{
		{"linac-1", "2026-11-23", occurrence.Exempt}, {"linac-1", "2026-11-24", occurrence.Done},
		{"linac-2", "2026-11-23", occurrence.Exempt}, {"linac-2", "2026-11-24", occurrence.Exempt},
	} {
		if list := d.runUps(want.linac, want.day); len(list) != 1 || list[0].State != want.state {
			t.Errorf("%s on %s: %+v, want one that is %s", want.linac, want.day, list, want.state)
		}
	}
}
