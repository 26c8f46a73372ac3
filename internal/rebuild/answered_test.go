package rebuild_test

import (
	"testing"
	"time"

	"runup/internal/escalation"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
)

// answered: the hoist's escalation is handed over, used on somebody's word by telephone until that lapses, repaired,
// re-checked and closed, and reopened; another is raised in error by two people.
func answered(t *testing.T, d *sampletest.Department) {
	t.Helper()
	id := hoistsEscalation(t, d)
	rosa, rhys, sofia, ed := d.As("rosa.radiographer"), d.As("rhys.radiographer"), d.As("sofia.superintendent"), d.As("ed.engineer")
	by := func(who store.Actor, fn func(tx *store.Tx) error) {
		t.Helper()
		d.Clock.Move(time.Minute)
		must(t, d.DB.Write(t.Context(), who, fn))
	}
	acts := func(who store.Actor, a escalation.Action) {
		t.Helper()
		a.Zone = d.Zone
		by(who, func(tx *store.Tx) error { _, err := escalation.Act(tx, id, a); return err })
	}
	by(rosa, func(tx *store.Tx) error {
		_, err := escalation.HandOver(tx, id, escalation.Handover{To: rhys.Staff, Note: "my shift is over"})
		return err
	})
	until := d.Clock.Now().Add(time.Hour)
	acts(rosa, escalation.Action{Kind: escalation.VerballyAllowed, Staff: sofia.Staff, Words: escalation.VerbalWords[3], Until: &until})
	d.Clock.Move(2 * time.Hour)
	by(store.ServerActor(), escalation.Lapse)
	acts(rosa, escalation.Action{Kind: escalation.ToEngineer, Engineer: &escalation.Engineer{Staff: ed.Staff}})
	acts(ed, escalation.Action{Kind: escalation.FromEngineer, Work: "new cable"})
	d.Clock.Move(10 * time.Minute)
	d.Push(d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "amir.ap", nil)))
	closes := func(who store.Actor, reason string) {
		t.Helper()
		by(who, func(tx *store.Tx) error {
			_, err := escalation.Close(tx, id, escalation.Closing{Reason: reason, Note: "all well"})
			return err
		})
	}
	closes(rosa, escalation.RepairedRechecked)
	by(sofia, func(tx *store.Tx) error {
		_, err := escalation.Reopen(tx, id, escalation.Reopening{Reason: "it squeaks"})
		return err
	})
	by(sofia, func(tx *store.Tx) error {
		now, err := escalation.ByID(tx, id)
		if err != nil {
			return err
		}
		_, err = escalation.Acknowledge(tx, id, now.Version)
		return err
	})
	by(store.ServerActor(), func(tx *store.Tx) error { return escalation.Expire(tx, id, "nothing was done for 30 minutes") })
	acts(sofia, escalation.Action{Kind: escalation.Commented, Note: "the squeak is the door's"})
	acts(sofia, escalation.Action{Kind: escalation.FaultLogged, Reference: "F-12"})
	closes(sofia, escalation.RaisedInError)
	closes(rosa, escalation.RaisedInError)
}

// hoistsEscalation is the one that the bad morning opened about the hoist's brakes.
func hoistsEscalation(t *testing.T, d *sampletest.Department) (id string) {
	t.Helper()
	d.Read(func(tx *store.Tx) error {
		list, err := escalation.List(tx, escalation.Filter{Equipment: "hoist-1", Severity: "do-not-use"}, "", 10)
		for _, e := range list {
			if e.Item == "brakes" {
				id = e.ID
			}
		}
		return err
	})
	return id
}
