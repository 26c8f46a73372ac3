package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet/client"
)

// The numbers are those of the conformance list.

func TestConformance44_ASupportWorkerAnswersNothingAndMaySayAnything(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		if _, err := d.tryAcknowledge("sam.scsw", id, 1); !problem.Is(err, "forbidden") {
			d.Errorf("%v", err)
		}
		e := d.act("sam.scsw", id, escalation.Commented)
		if e.State != escalation.IsOpen || e.Version != 1 || e.Timeline[len(e.Timeline)-1].Words != "Noted something." || e.Timeline[len(e.Timeline)-1].Note != "as it was" {
			d.Errorf("%+v", e)
		}
		if r := d.unsafe("trolley-1", "sam.scsw", "it rolls"); r.Escalations[0].Severity != checklist.DoNotUse {
			d.Errorf("%+v", r)
		}
	})
}

func TestConformance45_AnAdministratorHasNoClinicalPowerNotEvenRegistered(t *testing.T) {
	d := open(t)
	s := d.stages("brakes")
	for _, username := range []string{"ada.admin", "ana.auditor"} {
		a := d.As(username)
		a.Registered = true
		for event, at := range map[string]int{"acknowledge": 0, "release": 4, "duplicate": 1, "status in-service": 4, escalation.TookOutOfUse: 1} {
			if got := d.answer(a, s[at], event); got != "f" {
				t.Errorf("%s by %s: %s", event, username, got)
			}
		}
	}
	for event, at := range map[string]int{"acknowledge": 0, "release": 4, escalation.Commented: 0} {
		if got := d.answer(d.By.Actor, s[at], event); got != "f" {
			t.Errorf("%s by a tablet alone: %s", event, got)
		}
	}
}

func TestConformance47_TwoAcknowledgeAndOneOwns(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		_, first := d.tryAcknowledge("rosa.radiographer", id, 1)
		_, second := d.tryAcknowledge("rhys.radiographer", id, 1)
		_, third := d.tryAcknowledge("rhys.radiographer", id, 2)
		d.must(first)
		for _, err := range []error{second, third} {
			if p, ok := problem.Of(err); !ok || p.Kind() != problem.Conflict || !strings.Contains(p.Detail, "Rosa Delgado") {
				d.Errorf("%v", err)
			}
		}
		if e := d.escalation(id); e.Owner != d.who("rosa.radiographer") || e.Version != 2 {
			d.Errorf("%+v", e)
		}
	})
}

func TestConformance48_AnAnswerToWhatHasChangedSinceChangesNothing(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.fails(hoist, no)
		head := d.DB.Head()
		for _, fn := range []func(tx *store.Tx) error{
			func(tx *store.Tx) error { _, err := escalation.Acknowledge(tx, id, 1); return err },
			func(tx *store.Tx) error {
				_, err := escalation.Act(tx, id, escalation.Action{Kind: escalation.TookOutOfUse, Version: 1})
				return err
			},
			func(tx *store.Tx) error {
				_, err := escalation.HandOver(tx, id, escalation.Handover{To: "x", Version: 1})
				return err
			},
			func(tx *store.Tx) error {
				_, err := escalation.Close(tx, id, escalation.Closing{Reason: escalation.RecheckedWithin, Note: "x", Version: 1})
				return err
			},
		} {
			if err := d.by("sofia.superintendent", fn); !problem.Is(err, "stale-version") {
				d.Errorf("%v", err)
			}
		}
		if d.DB.Head() != head {
			d.Error("something was written")
		}
	})
}

// Whoever sends their own last act again, with the number it was first given, is answered as before, and nothing is added.
func TestOnesOwnLastActSentAgain(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		rosa := "rosa.radiographer"
		for i, a := range []escalation.Action{
			{Kind: escalation.Commented, Note: "on my way", Version: 1},
			{Kind: escalation.TookOutOfUse, Note: "parked it", Version: 1},
			{Kind: escalation.FaultLogged, Reference: "F-1", Version: 2},
			{Kind: escalation.FaultLogged, Reference: "F-2"},
		} {
			first := d.does(rosa, id, a)
			head := d.DB.Head()
			if again := d.does(rosa, id, a); again.Version != first.Version || len(again.Timeline) != len(first.Timeline) || d.DB.Head() != head {
				d.Errorf("%d, sent again: %+v", i, again)
			}
		}
		if _, err := d.tryAct(rosa, id, escalation.Action{Kind: escalation.FaultLogged, Reference: "F-2", Version: 7}); !problem.Is(err, "stale-version") {
			d.Errorf("with another number than it was first given: %v", err)
		}
		d.act("rhys.radiographer", id, escalation.Commented)
		head := d.DB.Head()
		d.does(rosa, id, escalation.Action{Kind: escalation.FaultLogged, Reference: "F-2"})
		if d.DB.Head() != head {
			d.Error("another's note between them made it a new act")
		}
		if _, err := d.tryAct(rosa, id, escalation.Action{Kind: escalation.TookOutOfUse, Note: "parked it", Version: 1}); !problem.Is(err, "stale-version") {
			d.Errorf("an act before the last: %v", err)
		}
		d.wait(10 * time.Minute)
		d.passes(hoist)
		c := escalation.Closing{Reason: escalation.RecheckedWithin, Note: "all well", Version: 2}
		for range 2 {
			if e, err := d.tryClose(rosa, id, c); err != nil || e.Version != 3 {
				d.Errorf("closing: %+v, %v", e, err)
			}
		}
	})
}

func TestConformance55_ClosingTakesAReasonARecheckAndSometimesASecondPerson(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		for _, c := range []escalation.Closing{{Note: "x"}, {Reason: "fine", Note: "x"}, {Reason: escalation.Duplicate, Note: " "}} {
			err := d.by("sofia.superintendent", func(tx *store.Tx) error { _, err := escalation.Close(tx, id, c); return err })
			if !problem.Is(err, "invalid") {
				d.Errorf("%+v: %v", c, err)
			}
		}
		d.refuses("sofia.superintendent", id, escalation.Duplicate, "guard") // T17: nobody has taken it on
		d.acknowledges("rosa.radiographer", id)
		d.refuses("rosa.radiographer", id, escalation.RecheckedWithin, "guard")
		d.refuses("rosa.radiographer", id, escalation.Duplicate, "forbidden")
		d.refuses("rosa.radiographer", id, escalation.RaisedInError, "second-person")
		d.refuses("rosa.radiographer", id, escalation.RaisedInError, "second-person") // herself again
		d.refuses("rhys.radiographer", id, escalation.RaisedInError, "forbidden")     // neither could close it otherwise
		e := d.closes("sofia.superintendent", id, escalation.RaisedInError)
		if e.Closed.Second != d.who("rosa.radiographer") || e.Closed.Returned {
			d.Errorf("%+v", e.Closed)
		}
		d.is("hoist-1", equipment.Withdrawn) // none of these returns anything to use
		if err := d.sets("rosa.radiographer", "hoist-1", equipment.InService); !problem.Is(err, "guard") {
			d.Errorf("%v", err)
		}
		d.wait(10 * time.Minute)
		d.passes(hoist)
		d.must(d.sets("rosa.radiographer", "hoist-1", equipment.InService))
		d.is("hoist-1", equipment.InService)
	})
}

func TestConformance56_WhoRepairedItNeitherRechecksNorReleases(t *testing.T) {
	each(t, func(d *department) {
		sam := d.fails(hoist, no).ID
		d.act("rosa.radiographer", sam, escalation.TookOutOfUse)
		d.does("rosa.radiographer", sam, escalation.Action{Kind: escalation.ToEngineer})
		// Terry, who is registered here and authorised for hoists, repairs it.
		d.registers("terry.technologist")
		d.does("terry.technologist", sam, escalation.Action{Kind: escalation.FromEngineer, Work: "new battery"})
		for _, status := range []equipment.Status{equipment.InService, equipment.Restricted, equipment.OutOfService} {
			if err := d.sets("ed.engineer", "hoist-1", status); !problem.Is(err, "forbidden") {
				d.Errorf("an engineer sets %s: %v", status, err)
			}
		}
		d.wait(10 * time.Minute)
		d.passes(ward{"hoist-pre-use", "hoist-1", "terry.technologist", ""})
		d.refuses("rosa.radiographer", sam, escalation.RepairedRechecked, "guard")
		d.wait(10 * time.Minute)
		d.passes(hoist)
		d.refuses("terry.technologist", sam, escalation.RepairedRechecked, "forbidden")
		d.closes("rosa.radiographer", sam, escalation.RepairedRechecked)
	})
}

// registers gives somebody a registration.
func (d *department) registers(username string) {
	d.Helper()
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
		list := []staff.Appointment{{Kind: staff.HCPC, Number: "CT1", From: tx.Now.AddDate(0, 0, -1)}}
		_, err := staff.Alter(tx, d.who(username), staff.Change{Appointments: &list, Reason: "on file"})
		return err
	}))
}

func TestConformance57_ARecheckFromBeforeDoesNotCount(t *testing.T) {
	each(t, func(d *department) {
		before := d.pushed(hoist, nil)
		d.wait(5 * time.Minute)
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.Push(before)
		d.refuses("rosa.radiographer", id, escalation.RecheckedWithin, "guard") // before it failed
		d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer})
		d.wait(5 * time.Minute)
		meanwhile := d.pushed(hoist, nil)
		d.act("ed.engineer", id, escalation.FromEngineer)
		d.Push(meanwhile)
		d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard") // before it was handed back
		d.wait(5 * time.Minute)
		good := d.passes(hoist)
		if _, err := d.tryClose("rosa.radiographer", id, escalation.Closing{Reason: escalation.RepairedRechecked, Recheck: "another"}); !problem.Is(err, "guard") {
			d.Errorf("a check that is none: %v", err)
		}
		e, err := d.tryClose("rosa.radiographer", id, escalation.Closing{Reason: escalation.RepairedRechecked, Recheck: good})
		if err != nil || e.Closed.Recheck != good {
			d.Errorf("%+v, %v", e.Closed, err)
		}
	})
}

// Two checks that a tablet dates to the same minute: the one that came later is the later.
func TestARecheckOfTheSameInstantCountsWhenItCameLater(t *testing.T) {
	d := open(t)
	before, failing, after := d.pushed(hoist, nil), d.pushed(hoist, map[string]any{"brakes": no}), d.pushed(hoist, nil)
	d.Push(before)
	id := d.Push(failing)[0].Escalations[0].ID
	d.acknowledges("rosa.radiographer", id)
	d.refuses("rosa.radiographer", id, escalation.RecheckedWithin, "guard")
	d.Push(after)
	d.closes("rosa.radiographer", id, escalation.RecheckedWithin)
}

// A check that nobody entitled stands behind, or that was stopped early, does not open the gate.
func TestARecheckMustOpenTheGate(t *testing.T) {
	d := open(t)
	id := d.fails(hoist, no).ID
	d.acknowledges("rosa.radiographer", id)
	for name, change := range map[string]func(*client.Check){
		"by nobody in particular": func(c *client.Check) { c.Auth = "unverified" },
		"by a trainee alone":      func(c *client.Check) { c.PerformedBy = d.who("tara.trainee") },
		"by somebody else's role": func(c *client.Check) { c.PerformedBy = d.who("ana.auditor") },
		"stopped early": func(c *client.Check) {
			c.More = map[string]any{"stoppedEarly": map[string]any{"reason": "called away"}}
		},
	} {
		d.wait(10 * time.Minute)
		c := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil)
		change(&c)
		if r := d.Push(d.Tablet.Completed(c))[0]; r.Outcome != "accepted" {
			t.Fatalf("%s: %+v", name, r)
		}
		if _, err := d.tryClose("rosa.radiographer", id, escalation.Closing{Reason: escalation.RecheckedWithin}); !problem.Is(err, "guard") {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.wait(10 * time.Minute)
	d.passes(hoist)
	d.closes("rosa.radiographer", id, escalation.RecheckedWithin)
}

func TestConformance58_ARecheckThatFailsGivesItBackToWhoeverDealsWithIt(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer})
		d.act("ed.engineer", id, escalation.FromEngineer)
		d.wait(10 * time.Minute)
		before := d.escalation(id)
		d.fails(hoist, no)
		e := d.escalation(id)
		if e.State != escalation.IsActioned || e.Severity != checklist.DoNotUse || e.Version != before.Version+1 || e.Owner != before.Owner {
			d.Errorf("%+v", e)
		}
		d.is("hoist-1", equipment.AwaitingRecheck)
		d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard")
	})
}

func TestConformance59_NothingReturnsWhileAnotherKeepsIt(t *testing.T) {
	each(t, func(d *department) {
		first := d.fails(hoist, no).ID
		second := d.unsafe("hoist-1", "sam.scsw", "a crack in the boom").Escalations[0].ID
		d.acknowledges("rosa.radiographer", first)
		d.acknowledges("rosa.radiographer", second)
		d.wait(10 * time.Minute)
		d.passes(hoist)
		if err := d.sets("rosa.radiographer", "hoist-1", equipment.InService); !problem.Is(err, "guard") {
			d.Errorf("%v", err)
		}
		if e := d.closes("rosa.radiographer", first, escalation.RecheckedWithin); e.Closed.Returned {
			d.Errorf("%+v", e.Closed)
		}
		d.is("hoist-1", equipment.Withdrawn)
		if e := d.closes("rosa.radiographer", second, escalation.RecheckedWithin); !e.Closed.Returned {
			d.Errorf("%+v", e.Closed)
		}
		d.is("hoist-1", equipment.InService)
	})
}

// What was closed without a release keeps its equipment, whatever else is closed by one: a duplicate is no re-check.
func TestAClosingWithoutAReleaseLeavesItsQuestionOpen(t *testing.T) {
	d := open(t)
	measured, seen := d.fails(output, map[string]any{"value": 106.2}).ID, d.fails(audio, no).ID
	d.acknowledges("sofia.superintendent", measured)
	d.acknowledges("sofia.superintendent", seen)
	d.closes("sofia.superintendent", measured, escalation.Duplicate)
	d.wait(10 * time.Minute)
	d.passes(audio)
	if e := d.closes("sofia.superintendent", seen, escalation.RecheckedWithin); e.Closed.Returned {
		t.Errorf("a superintendent returned a linac whose output failed: %+v", e.Closed)
	}
	d.is("linac-1", equipment.Withdrawn)
	if err := d.sets("sofia.superintendent", "linac-1", equipment.InService); !problem.Is(err, "forbidden") {
		t.Errorf("%v", err)
	}
	d.must(d.sets("priya.physicist", "linac-1", equipment.InService))
	d.is("linac-1", equipment.InService)
}

func TestConformance61_ReopeningIsForSevenDaysAndForSeniors(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.wait(10 * time.Minute)
		d.passes(hoist)
		d.closes("rosa.radiographer", id, escalation.RecheckedWithin)
		reopen := func(username, reason string) error {
			return d.by(username, func(tx *store.Tx) error {
				_, err := escalation.Reopen(tx, id, escalation.Reopening{Reason: reason})
				return err
			})
		}
		if err := reopen("rosa.radiographer", "x"); !problem.Is(err, "forbidden") {
			d.Errorf("%v", err)
		}
		if err := reopen("sofia.superintendent", ""); !problem.Is(err, "invalid") {
			d.Errorf("%v", err)
		}
		d.wait(7 * 24 * time.Hour)
		d.must(reopen("sofia.superintendent", "it squeaks"))
		e := d.escalation(id)
		if e.State != escalation.IsOpen || e.Owner != "" || e.Closed != nil || e.ClosedAt != nil {
			d.Errorf("%+v", e)
		}
		d.is("hoist-1", equipment.Withdrawn)
		d.acknowledges("rosa.radiographer", id)
		d.closes("rosa.radiographer", id, escalation.RecheckedWithin)
		d.wait(7*24*time.Hour + time.Second)
		if err := reopen("sofia.superintendent", "x"); !problem.Is(err, "guard") {
			d.Errorf("%v", err)
		}
	})
}

func TestConformance64_TheSameFailureTwiceIsOneMatter(t *testing.T) {
	each(t, func(d *department) {
		first := d.fails(hoist, no)
		calls := len(d.messages(first.ID, notify.Alert))
		d.wait(time.Minute)
		second := d.fails(hoist, no)
		e := d.escalation(first.ID)
		if n := len(d.messages(first.ID, notify.Alert)); n != calls || calls == 0 {
			d.Errorf("%d calls, and before it %d", n, calls)
		}
		if second.ID != first.ID || len(e.Checks) != 2 || e.State != escalation.IsOpen || !e.SeveritySince.Equal(e.OpenedAt) || !e.StateSince.Equal(e.OpenedAt) {
			d.Errorf("%+v", e)
		}
	})
}

// position is an item with a tolerance level at 1 mm and a suspension level at 2 mm.
var position = ward{"run-up-hdr", "hdr-1", "rosa.radiographer", "position"}

func TestConformance65_WhatGetsWorseIsCalledAnewFromTheFirstRung(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	id := d.fails(position, map[string]any{"value": 1.5}).ID
	d.climbs(d.engine(), 16*time.Minute, time.Minute)
	before, called := d.escalation(id), len(d.called(id))
	d.fails(position, map[string]any{"value": 3})
	e := d.escalation(id)
	if before.Severity != checklist.BeforeUse || before.Rung != 1 || e.Severity != checklist.DoNotUse || e.Rung != 0 || !e.NextRung.Equal(d.Clock.Now().Add(2*time.Minute)) {
		t.Errorf("%+v, and before it %+v", e, before)
	}
	if got := d.called(id)[called:]; !slices.Contains(got, "rosa.radiographer") || !slices.Contains(got, "rhys.radiographer") {
		t.Errorf("called anew: %v", got)
	}
	d.is("hdr-1", equipment.Withdrawn)
}

func TestConformance65_ToleranceThenSuspensionRaisesAndWithdraws(t *testing.T) {
	each(t, func(d *department) {
		first := d.fails(position, map[string]any{"value": 1.5})
		if d.is("hdr-1", equipment.InService); first.Severity != checklist.BeforeUse {
			d.Errorf("%+v", first)
		}
		d.wait(time.Minute)
		d.acknowledges("rosa.radiographer", first.ID)
		d.wait(5 * time.Minute)
		second := d.fails(position, map[string]any{"value": 3})
		e := d.escalation(first.ID)
		if second.ID != first.ID || e.Severity != checklist.DoNotUse || e.State != escalation.IsAcknowledged || !e.SeveritySince.Equal(d.Clock.Now()) {
			d.Errorf("%+v after %+v", e, first)
		}
		d.is("hdr-1", equipment.Withdrawn)
	})
}

// What is past a tolerance level did not fail: registered staff may accept it with their word. A reason that speaks of a
// re-check still needs one.
func TestABeforeUseThatIsOutOfToleranceTakesAWordAndNoRecheck(t *testing.T) {
	d := open(t)
	id := d.fails(position, map[string]any{"value": 1.5}).ID
	d.acknowledges("rosa.radiographer", id)
	d.refuses("rosa.radiographer", id, escalation.AdjustedRechecked, "guard")
	d.refuses("ed.engineer", id, escalation.AcceptedRestriction, "forbidden")
	d.closes("rosa.radiographer", id, escalation.AcceptedRestriction)
	failed := d.fails(ward{"hoist-pre-use", "hoist-1", "sam.scsw", "castors"}, no).ID
	d.acknowledges("rosa.radiographer", failed)
	for _, reason := range escalation.Reasons[:5] {
		d.refuses("rosa.radiographer", failed, reason, "guard")
	}
	d.wait(10 * time.Minute)
	d.passes(hoist)
	d.closes("rosa.radiographer", failed, escalation.RecheckedWithin)
}

func TestConformance66_WhatFailsAgainAfterItWasTakenOnIsNews(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.wait(time.Minute)
		d.acknowledges("rosa.radiographer", id)
		d.wait(time.Minute)
		d.fails(hoist, no)
		if e := d.escalation(id); e.State != escalation.IsAcknowledged || e.Owner != d.who("rosa.radiographer") || len(e.Checks) != 2 || e.Version != 3 {
			d.Errorf("%+v", e)
		}
		for _, who := range []string{"rosa.radiographer", "sofia.superintendent"} { // whose it is, and who would be next
			if len(d.notes(who, notify.Tell)) == 0 {
				d.Errorf("%s does not hear of it", who)
			}
		}
	})
}

func TestConformance67_WhatComesBackWithinSevenDaysIsLinked(t *testing.T) {
	each(t, func(d *department) {
		advised := ward{"glucose-monitors", "glucose-meter-1", "sam.scsw", "time"}
		for _, c := range []struct {
			ward     ward
			reading  any
			after    time.Duration
			linked   bool
			severity string
		}{
			{hoist, no, 7 * 24 * time.Hour, true, checklist.DoNotUse}, {hoist, no, 7*24*time.Hour + time.Minute, false, checklist.DoNotUse},
			{advised, no, time.Hour, true, checklist.BeforeUse},
		} {
			first := d.fails(c.ward, c.reading)
			d.acknowledges("rosa.radiographer", first.ID)
			d.wait(10 * time.Minute)
			d.passes(c.ward)
			d.closes("rosa.radiographer", first.ID, escalation.RecheckedWithin)
			d.wait(c.after)
			second := d.escalation(d.fails(c.ward, c.reading).ID)
			if second.ID == first.ID || (second.RecurrenceOf == first.ID) != c.linked || second.Severity != c.severity || second.State != escalation.IsOpen {
				d.Errorf("%s after %s: %+v", c.ward.item, c.after, second)
			}
			called := d.called(second.ID)
			if physics := slices.ContainsFunc(called, func(who string) bool { return strings.HasSuffix(who, ".physicist") }); second.Rung == 0 && physics != c.linked {
				d.Errorf("%s after %s: called %v", c.ward.item, c.after, called)
			}
			d.acknowledges("rosa.radiographer", second.ID)
			d.wait(10 * time.Minute)
			d.passes(c.ward)
			d.closes("rosa.radiographer", second.ID, escalation.RecheckedWithin)
			d.wait(8 * 24 * time.Hour)
		}
	})
}

func TestConformance70_AnOldFailureAfterANewerPassIsAskedAboutAndWithdrawsNothing(t *testing.T) {
	each(t, func(d *department) {
		other := *d
		other.Department = d.another("Another tablet")
		for _, c := range []struct {
			name     string
			ahead    time.Duration // the clock of the tablet that failed it
			severity string
			status   equipment.Status
		}{
			{"clocks that were right", time.Minute, checklist.BeforeUse, equipment.InService},
			{"a clock that was not", 6 * time.Minute, checklist.DoNotUse, equipment.Withdrawn},
		} {
			old := d.pushed(hoist, map[string]any{"brakes": no})
			d.wait(time.Hour)
			pass := other.sends(0, other.pushed(hoist, nil))
			d.wait(time.Minute)
			e := d.escalation(d.sends(c.ahead, old).Escalations[0].ID)
			if e.Severity != c.severity || e.State != escalation.IsOpen || (e.LaterPass == pass.CheckID) != (c.severity == checklist.BeforeUse) {
				d.Errorf("%s: %+v", c.name, e)
			}
			d.is("hoist-1", c.status)
			d.acknowledges("rosa.radiographer", e.ID)
			d.refuses("rosa.radiographer", e.ID, "fine", "invalid")
			d.closes("rosa.radiographer", e.ID, escalation.RecheckedWithin) // by the later pass, and by a person
			d.wait(8 * 24 * time.Hour)
		}
	})
}

// On one tablet the sequence decides, whatever its clock says.
func TestAFailureAfterAPassOnTheSameTabletIsTheNewer(t *testing.T) {
	d := open(t)
	d.Push(d.pushed(hoist, nil))
	c := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"brakes": no})
	c.StartedAt, c.FinishedAt = c.StartedAt.Add(-time.Hour), c.FinishedAt.Add(-time.Hour)
	r := d.Push(d.Tablet.Completed(c))[0]
	if e := d.escalation(r.Escalations[0].ID); e.Severity != checklist.DoNotUse || e.LaterPass != "" {
		t.Errorf("%+v", e)
	}
	d.is("hoist-1", equipment.Withdrawn)
}
