package escalation_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

func (d *department) handsOver(username, id, to string) error {
	d.Helper()
	return d.by(username, func(tx *store.Tx) error {
		_, err := escalation.HandOver(tx, id, escalation.Handover{To: d.who(to), Note: "my shift is over"})
		return err
	})
}

func TestHandOver_UntilTheColleagueTakesItTheOwnerStays(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.act("rosa.radiographer", id, escalation.TookOutOfUse)
		d.must(d.handsOver("rosa.radiographer", id, "rhys.radiographer"))
		e := d.escalation(id)
		if e.Owner != d.who("rosa.radiographer") || e.HandedTo != d.who("rhys.radiographer") || e.State != escalation.IsActioned || e.Version != 3 {
			d.Errorf("%+v", e)
		}
		if _, err := d.tryAcknowledge("pavel.physicist", id, 3); !problem.Is(err, "guard") {
			d.Errorf("somebody else takes it: %v", err)
		}
		e = d.acknowledges("rhys.radiographer", id)
		if e.Owner != d.who("rhys.radiographer") || e.HandedTo != "" || e.State != escalation.IsActioned || e.Version != 4 {
			d.Errorf("%+v", e)
		}
		for _, to := range []string{"sam.scsw", "ada.admin", "rhys.radiographer"} {
			if err := d.handsOver("rhys.radiographer", id, to); !problem.Is(err, "guard") {
				d.Errorf("to %s: %v", to, err)
			}
		}
		if err := d.handsOver("rosa.radiographer", id, "pavel.physicist"); !problem.Is(err, "forbidden") {
			d.Errorf("what is not hers: %v", err)
		}
		d.must(d.handsOver("sofia.superintendent", id, "pavel.physicist"))
	})
}

func TestGivingBack_OpensItAgain(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		if _, err := d.tryAct("rosa.radiographer", id, escalation.Action{Kind: escalation.Unacknowledged}); !problem.Is(err, "invalid") {
			d.Errorf("without a reason: %v", err)
		}
		d.wait(time.Minute)
		e := d.act("rosa.radiographer", id, escalation.Unacknowledged)
		if e.State != escalation.IsOpen || e.Owner != "" || e.Version != 3 || !e.StateSince.Equal(d.Clock.Now()) {
			d.Errorf("%+v", e)
		}
		d.acknowledges("rhys.radiographer", id)
		expire := func(tx *store.Tx) error { return escalation.Expire(tx, id, "nothing was done for 30 minutes") }
		d.must(d.DB.Write(d.Context(), store.ServerActor(), expire))
		if e := d.escalation(id); e.State != escalation.IsOpen || e.Owner != "" || e.Version != 5 || e.Timeline[4].By != "" {
			d.Errorf("%+v", e)
		}
		if err := d.DB.Write(d.Context(), store.ServerActor(), expire); !problem.Is(err, "guard") {
			d.Errorf("%v", err)
		}
	})
}

// Elekta's engineer is a visitor: Rosa witnesses what he did, and somebody chooses what must pass after it.
func TestAVisitingEngineersWorkIsWitnessed(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(audio, no).ID
		rosa := "rosa.radiographer"
		for _, bad := range []escalation.Engineer{{}, {Name: "Vic"}, {Staff: "nobody"}} {
			if _, err := d.tryAct(rosa, id, escalation.Action{Kind: escalation.ToEngineer, Engineer: &bad}); !problem.Is(err, "invalid") {
				d.Errorf("%+v: %v", bad, err)
			}
		}
		d.does(rosa, id, escalation.Action{Kind: escalation.ToEngineer, Engineer: &escalation.Engineer{Name: "Vic Stone", Company: "Varian"}})
		d.wait(time.Hour)
		for name, a := range map[string]escalation.Action{
			"no checklist chosen": {Work: "new board"}, "one that is not there": {Work: "new board", Post: "made-up"},
			"one that is not for linacs": {Work: "new board", Post: "hoist-pre-use"}, "no work": {Post: "run-up-linac"},
		} {
			a.Kind = escalation.FromEngineer
			if _, err := d.tryAct(rosa, id, a); !problem.Is(err, "invalid") {
				d.Errorf("%s: %v", name, err)
			}
		}
		e := d.does(rosa, id, escalation.Action{Kind: escalation.FromEngineer, Work: "new board", Post: "run-up-linac"})
		if last := e.Timeline[len(e.Timeline)-1]; last.By != d.who(rosa) || last.Words != "Vic Stone of Varian handed it back: new board. LA1 is now awaiting-recheck." {
			d.Errorf("%+v", last)
		}
		d.wait(10 * time.Minute)
		d.passes(audio)
		d.refuses("sofia.superintendent", id, escalation.RepairedRechecked, "forbidden") // after a repair it is a physicist's
		d.closes("priya.physicist", id, escalation.RepairedRechecked)
		d.is("linac-1", equipment.InService)
	})
}

// After work that may change what the thing does, the checklist that was chosen must pass beside the one that failed.
func TestThePostMaintenanceChecklistMustPassToo(t *testing.T) {
	d := open(t)
	d.weekly()
	id := d.fails(hoist, no).ID
	d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer})
	d.does("ed.engineer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "new boom", Post: "hoist-weekly"})
	d.wait(10 * time.Minute)
	d.passes(hoist)
	d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard")
	d.passes(ward{"hoist-weekly", "hoist-1", "sam.scsw", ""})
	d.closes("rosa.radiographer", id, escalation.RepairedRechecked)
	d.is("hoist-1", equipment.InService)
}

// TestConformance58_TheCheckAfterTheWorkFailsAndItIsGivenBack: the checklist chosen at hand-back fails on an item that never
// failed before. Rosa has it again and hears of it; the hoist stays where it is, and nothing returns it before both pass.
func TestConformance58_TheCheckAfterTheWorkFailsAndItIsGivenBack(t *testing.T) {
	each(t, func(d *department) {
		d.weekly()
		id := d.fails(hoist, no).ID
		d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer})
		early := d.pushed(ward{"hoist-weekly", "hoist-1", "sam.scsw", "castors"}, map[string]any{"castors": no})
		d.does("ed.engineer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "new boom", Post: "hoist-weekly"})
		d.Push(early) // done before it was handed back: it says nothing of the work
		if e := d.escalation(id); e.State != escalation.IsAwaiting {
			d.Fatalf("%s", e.State)
		}
		d.wait(10 * time.Minute)
		before := d.escalation(id)
		weekly := d.pushed(ward{"hoist-weekly", "hoist-1", "sam.scsw", "castors"}, map[string]any{"castors": no})
		own := d.Push(weekly)[0].Escalations
		e := d.escalation(id)
		if e.State != escalation.IsActioned || e.Owner != before.Owner || e.Version != before.Version+1 || e.Severity != checklist.DoNotUse {
			d.Errorf("%s of %s, version %d", e.State, e.Owner, e.Version)
		}
		if len(own) != 1 || own[0].ID == id {
			d.Errorf("it opens its own: %+v", own)
		}
		if again := d.Push(weekly)[0].Escalations; len(again) != 1 || again[0].ID != own[0].ID {
			d.Errorf("and answers so again: %+v", again)
		}
		if n := d.notes("rosa.radiographer", notify.Tell); len(n) == 0 {
			d.Error("Rosa does not hear of it")
		}
		d.is("hoist-1", equipment.AwaitingRecheck)
		d.passes(hoist)
		d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard")
		d.wait(10 * time.Minute)
		d.passes(hoist)
		d.passes(ward{"hoist-weekly", "hoist-1", "sam.scsw", ""})
		d.closes("rosa.radiographer", id, escalation.RepairedRechecked)
	})
}

// What was not evaluated has not passed: a re-check of which one answer is of no use gives the matter back too, and nothing
// is returned by it. One that was done before the newest says nothing any more.
func TestConformance58_TheCheckAfterTheWorkIsNotEvaluatedAndItIsGivenBack(t *testing.T) {
	each(t, func(d *department) {
		d.weekly()
		weekly := ward{"hoist-weekly", "hoist-1", "sam.scsw", "castors"}
		perhaps := map[string]any{"castors": map[string]any{"value": "perhaps"}}
		id := d.fails(hoist, no).ID
		d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer})
		d.does("ed.engineer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "new boom", Post: "hoist-weekly"})
		d.wait(10 * time.Minute)
		d.passes(hoist)
		before := d.escalation(id)
		half := d.Push(d.pushed(weekly, perhaps))[0]
		e := d.escalation(id)
		if half.Verdict != judge.NotEvaluated || len(half.Escalations) != 0 || e.State != escalation.IsActioned || e.Version != before.Version+1 {
			d.Errorf("%+v, and it is %s", half, e.State)
		}
		if last := e.Timeline[len(e.Timeline)-2]; last.Words != "The check after the work did not pass: hoist weekly was not evaluated." || last.Check != half.CheckID {
			d.Errorf("%+v", last)
		}
		if n := d.notes("rosa.radiographer", notify.Tell); len(n) == 0 {
			d.Error("Rosa does not hear of it")
		}
		d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard")
		d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer, Note: "not done yet"})
		d.does("ed.engineer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "and once more", Post: "hoist-weekly"})
		d.wait(5 * time.Minute)
		older := d.pushed(weekly, perhaps)
		d.wait(5 * time.Minute)
		d.passes(hoist)
		d.passes(weekly)
		d.Push(older)
		if e := d.escalation(id); e.State != escalation.IsAwaiting {
			d.Errorf("an older one gave it back: %s", e.State)
		}
		d.closes("rosa.radiographer", id, escalation.RepairedRechecked)
		d.is("hoist-1", equipment.InService)
	})
}

// Where its own check is the one that must pass after the work, the whole of it must: that the item passes which had failed is
// not enough, also of what only asked for a word before use.
func TestItsOwnCheckMustPassWholeAfterTheWork(t *testing.T) {
	d := open(t)
	legs := ward{"hoist-pre-use", "hoist-1", "sam.scsw", "legs"}
	r := d.Push(d.pushed(legs, map[string]any{"legs": no}))[0].Escalations
	if len(r) != 1 || r[0].Severity != checklist.BeforeUse {
		t.Fatalf("%+v", r)
	}
	id := r[0].ID
	d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer})
	d.does("ed.engineer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "new hinges"})
	d.wait(10 * time.Minute)
	d.Push(d.pushed(legs, map[string]any{"castors": map[string]any{"value": "perhaps"}}))
	d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard")
	d.wait(10 * time.Minute)
	d.passes(legs)
	d.closes("rosa.radiographer", id, escalation.RepairedRechecked)
}

// weekly brings a second checklist for hoists into force, and Sam is authorised for it.
func (d *department) weekly() {
	d.Helper()
	text, err := fs.ReadFile(checklists.Library, "hoist-pre-use.yaml")
	d.must(err)
	def, mistakes := checklist.Parse([]byte(strings.Replace(string(text), "id: hoist-pre-use", "id: hoist-weekly", 1)), "weekly.yaml")
	if len(mistakes) > 0 {
		d.Fatal(mistakes)
	}
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
		if _, err := library.Propose(tx, def); err != nil {
			return err
		}
		_, err := staff.Entitle(tx, staff.Grant{Staff: d.who("sam.scsw"), Checklist: "hoist-weekly", Capacity: staff.Authorised, Evidence: "seen"})
		return err
	}))
	d.must(d.by("priya.physicist", func(tx *store.Tx) error { _, err := baseline.Approve(tx, def.ID, def.Hash()); return err }))
}

func TestAPutRightIsClosedAfterSomebodyPutItRight(t *testing.T) {
	each(t, func(d *department) {
		battery := ward{"hoist-pre-use", "hoist-1", "sam.scsw", "battery"}
		first := d.fails(battery, no)
		if first.Severity != checklist.PutRight {
			d.Fatalf("%+v", first)
		}
		d.acknowledges("rosa.radiographer", first.ID)
		d.refuses("rosa.radiographer", first.ID, escalation.WasPutRight, "guard")
		d.wait(time.Minute)
		d.act("rosa.radiographer", first.ID, escalation.PutRight)
		d.refuses("sam.scsw", first.ID, escalation.WasPutRight, "forbidden")
		d.closes("rosa.radiographer", first.ID, escalation.WasPutRight)
		second := d.fails(battery, no).ID
		d.acknowledges("rosa.radiographer", second)
		d.wait(10 * time.Minute)
		d.passes(hoist) // somebody put it right and looked at it by the check itself
		if e := d.closes("rosa.radiographer", second, escalation.WasPutRight); e.Closed.Recheck == "" {
			d.Errorf("%+v", e.Closed)
		}
	})
}

func TestSeverity_AnybodyRaisesAndFewLower(t *testing.T) {
	each(t, func(d *department) {
		raises := func(username, id, to string) error {
			_, err := d.tryAct(username, id, escalation.Action{Kind: escalation.SeverityChanged, Severity: to, Note: "it is worse than that"})
			return err
		}
		id := d.fails(ward{"hoist-pre-use", "hoist-1", "sofia.superintendent", "castors"}, no).ID
		d.must(raises("sam.scsw", id, checklist.DoNotUse))
		d.is("hoist-1", equipment.Withdrawn)
		if e := d.escalation(id); e.Version != 2 || e.State != escalation.IsOpen || e.Severity != checklist.DoNotUse {
			d.Errorf("%+v", e)
		}
		if err := raises("sofia.superintendent", id, checklist.BeforeUse); !problem.Is(err, "forbidden") {
			d.Errorf("by who did the check: %v", err)
		}
		if err := raises("priya.physicist", id, checklist.Information); !problem.Is(err, "guard") {
			d.Errorf("below advice: %v", err)
		}
		d.must(raises("priya.physicist", id, checklist.Advice))
		d.is("hoist-1", equipment.Withdrawn) // lowering returns nothing
		d.acknowledges("rosa.radiographer", id)
		d.closes("rosa.radiographer", id, escalation.AcceptedRestriction)
		if err := d.sets("rosa.radiographer", "hoist-1", equipment.InService); !problem.Is(err, "guard") {
			d.Errorf("lowered, closed, and never checked again: %v", err)
		}
		trolley := d.unsafe("crash-trolley-1", "sam.scsw", "the drawer sticks").Escalations[0].ID
		if err := raises("rosa.radiographer", trolley, checklist.DoNotUse); !problem.Is(err, "guard") {
			d.Errorf("what is never withdrawn: %v", err)
		}
	})
}

// While patients are treated, somebody without a registration alarms the unit's screen; whoever is registered withdraws it.
func TestSeverity_OnATreatmentUnitInClinicalHours(t *testing.T) {
	d := open(t)
	d.at(10, 15)
	raise := escalation.Action{Kind: escalation.SeverityChanged, Severity: checklist.DoNotUse, Note: "smoke"}
	id := d.fails(ward{"run-up-linac", "linac-2", "amir.ap", "area-monitor"}, no).ID
	d.does("sam.scsw", id, raise)
	if q := d.equipment("linac-2"); q.Status != equipment.InService || len(q.Alarms) != 1 || q.Alarms[0].Escalation != id {
		t.Errorf("%+v", q)
	}
	d.act("rosa.radiographer", id, escalation.TookOutOfUse)
	if q := d.equipment("linac-2"); q.Status != equipment.OutOfService || len(q.Alarms) != 0 {
		t.Errorf("%+v", q)
	}
}

// Taking a wider restriction in place of a narrow one would be a return to use in two steps.
func TestARestrictionIsNotWidenedWithoutARelease(t *testing.T) {
	d := open(t)
	d.must(d.sets("rosa.radiographer", "linac-1", equipment.Restricted))
	wider := equipment.Change{Status: equipment.Restricted, Reason: "x", Restriction: "everything"}
	set := func(username string, c equipment.Change) error {
		return d.by(username, func(tx *store.Tx) error { _, err := escalation.SetStatus(tx, "linac-1", c); return err })
	}
	if err := set("rosa.radiographer", wider); !problem.Is(err, "forbidden") {
		t.Errorf("%v", err)
	}
	if err := set("priya.physicist", wider); !problem.Is(err, "guard") {
		t.Errorf("%v", err)
	}
	if err := set("rosa.radiographer", equipment.Change{Status: equipment.Restricted, Reason: "x"}); !problem.Is(err, "invalid") {
		t.Errorf("no restriction said: %v", err)
	}
	d.must(d.sets("rosa.radiographer", "linac-1", equipment.OutOfService))
	d.wait(10 * time.Minute)
	d.passes(audio)
	d.must(d.sets("sofia.superintendent", "linac-1", equipment.InService))
	if q := d.equipment("linac-1"); q.Restriction != "" || q.HeldSince != nil || q.StatusBy != d.who("sofia.superintendent") {
		t.Errorf("%+v", q)
	}
}

// The output was out and a superintendent made it milder: that is her word on how urgent it is. LA1 is still a physicist's to
// return, whether it is open or a radiographer has closed it on a check that passed.
func TestStatus_AMilderMeasurementIsStillAPhysicistsToReturn(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(output, map[string]any{"value": 106.2}).ID
		d.does("sofia.superintendent", id, escalation.Action{Kind: escalation.SeverityChanged, Severity: checklist.BeforeUse, Note: "the chamber was off"})
		d.acknowledges("rosa.radiographer", id)
		d.wait(10 * time.Minute)
		d.passes(output)
		if err := d.sets("sofia.superintendent", "linac-1", equipment.InService); !problem.Is(err, "forbidden") {
			d.Errorf("while it is open: %v", err)
		}
		d.closes("rosa.radiographer", id, escalation.RecheckedWithin)
		if err := d.sets("sofia.superintendent", "linac-1", equipment.InService); !problem.Is(err, "forbidden") {
			d.Errorf("when it is closed: %v", err)
		}
		d.must(d.sets("priya.physicist", "linac-1", equipment.InService))
	})
}

// What went out by a matter that was closed as another's duplicate is out still: who returns it names that matter, and is asked for
// a re-check as ever. Another closed matter about the same hoist is no reason.
func TestStatus_TheMatterItWentOutByIsNamedOnTheWayBackThoughClosed(t *testing.T) {
	each(t, func(d *department) {
		back := func(matter string) error {
			c := equipment.Change{Status: equipment.InService, Reason: "because", Escalation: matter}
			return d.by("rosa.radiographer", func(tx *store.Tx) error { _, err := escalation.SetStatus(tx, "hoist-1", c); return err })
		}
		id, other := d.fails(hoist, no).ID, d.unsafe("hoist-1", "sam.scsw", "it creaks").Escalations[0].ID
		for _, closed := range []string{id, other} {
			d.acknowledges("sofia.superintendent", closed)
			d.closes("sofia.superintendent", closed, escalation.Duplicate)
		}
		if err := back(id); !problem.Is(err, "guard") {
			d.Errorf("without a re-check: %v", err)
		}
		d.wait(10 * time.Minute)
		d.passes(hoist)
		if err := back(other); !problem.Is(err, "invalid") {
			d.Errorf("by another: %v", err)
		}
		d.must(back(id))
		d.is("hoist-1", equipment.InService)
	})
}

// A restriction of what is out of use is a return to it, and waits for all that keeps it out.
func TestARestrictionWaitsForEveryOtherDoNotUse(t *testing.T) {
	each(t, func(d *department) {
		measured, seen := d.fails(output, map[string]any{"value": 106.2}).ID, d.fails(audio, no).ID
		d.wait(10 * time.Minute)
		d.passes(audio)
		restrict := escalation.Action{Kind: escalation.RestrictedUse, Restriction: "with a second person"}
		if _, err := d.tryAct("sofia.superintendent", seen, restrict); !problem.Is(err, "guard") {
			d.Errorf("the output is out: %v", err)
		}
		d.is("linac-1", equipment.Withdrawn)
		d.acknowledges("priya.physicist", measured)
		d.closes("priya.physicist", measured, escalation.RecheckedWithin)
		d.does("sofia.superintendent", seen, restrict)
		d.is("linac-1", equipment.Restricted)
	})
}

func TestStatus_WhatIsGoneIsGone(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.acknowledges("sofia.superintendent", id)
		if err := d.sets("rosa.radiographer", "hoist-1", equipment.Decommissioned); !problem.Is(err, "forbidden") {
			d.Errorf("%v", err)
		}
		d.must(d.sets("ada.admin", "hoist-1", equipment.Decommissioned))
		for _, to := range []equipment.Status{equipment.InService, equipment.OutOfService, equipment.AwaitingRecheck} {
			if err := d.sets("rosa.radiographer", "hoist-1", to); !problem.Is(err, "guard") {
				d.Errorf("%s: %v", to, err)
			}
		}
		d.closes("sofia.superintendent", id, escalation.Gone)
		d.is("hoist-1", equipment.Decommissioned)
		if err := d.sets("rosa.radiographer", "crash-trolley-1", equipment.OutOfService); !problem.Is(err, "guard") {
			d.Errorf("a crash trolley is taken away: %v", err)
		}
	})
}

func TestClosing_SaysWhetherAnIncidentReportWasNeeded(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.wait(10 * time.Minute)
		d.passes(hoist)
		e, err := d.tryClose("rosa.radiographer", id, escalation.Closing{
			Reason: escalation.RecheckedWithin, Incident: &escalation.Incident{Needed: true, Reference: "W-104233"},
		})
		if err != nil || e.Closed.Incident == nil || e.Closed.Incident.Reference != "W-104233" {
			d.Errorf("%+v, %v", e.Closed, err)
		}
	})
}

// An alarm says that no other patient is started. It was about the reading of a check, nobody took the unit out of use, and
// it ends with what stands behind it: when the matter is lowered, and when it is closed.
func TestAnAlarmStandsNoLongerThanADoNotUseBehindIt(t *testing.T) {
	each(t, func(d *department) {
		d.at(10, 15)
		id := d.fails(ward{"run-up-linac", "linac-2", "amir.ap", "area-monitor"}, no).ID
		alarms := func(when string, want int) {
			d.Helper()
			if q := d.equipment("linac-2"); len(q.Alarms) != want || q.Status != equipment.InService {
				d.Errorf("%s: %s, %d alarms, want %d", when, q.Status, len(q.Alarms), want)
			}
		}
		raise := func(note string) {
			d.Helper()
			d.does("sam.scsw", id, escalation.Action{Kind: escalation.SeverityChanged, Severity: checklist.DoNotUse, Note: note})
		}
		raise("smoke")
		d.acknowledges("rosa.radiographer", id)
		alarms("taken on", 1)
		d.does("sofia.superintendent", id, escalation.Action{Kind: escalation.SeverityChanged, Severity: checklist.BeforeUse, Note: "steam from the kitchen"})
		alarms("lowered", 0)
		raise("it is smoke, and more of it")
		alarms("raised once more", 1)
		d.refuses("rosa.radiographer", id, escalation.RaisedInError, "second-person")
		alarms("half closed", 1)
		d.closes("sofia.superintendent", id, escalation.RaisedInError)
		alarms("closed", 0)
	})
}

// A superintendent who reopens what was unsafe decides with that: the unit is out of use, and needs no alarm besides.
func TestReopenedInClinicalHoursItIsOutOfUseAndNotAlarmed(t *testing.T) {
	each(t, func(d *department) {
		d.at(10, 15)
		id := d.unsafe("linac-2", "amir.ap", "smells of burning").Escalations[0].ID
		d.acknowledges("rosa.radiographer", id)
		d.refuses("rosa.radiographer", id, escalation.RaisedInError, "second-person")
		d.closes("sofia.superintendent", id, escalation.RaisedInError)
		d.is("linac-2", equipment.InService)
		d.wait(time.Hour)
		d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
			_, err := escalation.Reopen(tx, id, escalation.Reopening{Reason: "it smells again"})
			return err
		}))
		if q := d.equipment("linac-2"); q.Status != equipment.Withdrawn || len(q.Alarms) != 0 || q.StatusEscalation != id {
			d.Errorf("%+v", q)
		}
	})
}
