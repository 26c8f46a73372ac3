package tablet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

const (
	morningCheck = `id: morning-check
title: Hoist, first thing
version: "1"
purpose: The hoist is fit for the day.
equipmentKinds: [hoist]
performedBy: {roles: [support-worker], countersign: trainee}
schedule: {rule: "FREQ=DAILY", on: treatment-days, opens: "06:30", due: "08:15", graceMinutes: 15}
gating: true
record: safety-pass
sections:
  - title: Hoist
    items:
      - {id: brakes, kind: confirm, prompt: The brakes hold., onFail: do-not-use}
`
	sealCheck = `id: seal-check
title: Crash trolley, daily
version: "1"
purpose: The trolley is sealed.
equipmentKinds: [crash-trolley]
performedBy: {roles: [support-worker], countersign: never}
schedule: {rule: "FREQ=DAILY", on: every-day, opens: "07:00", due: "09:00"}
record: safety-pass
sections:
  - title: Trolley
    items:
      - {id: sealed, kind: confirm, prompt: The seal is whole., onFail: put-right, leadsTo: full-check}
`
	fullCheck = `id: full-check
title: Crash trolley, all of it
version: "1"
purpose: Everything is there.
equipmentKinds: [crash-trolley]
performedBy: {roles: [support-worker], countersign: never}
schedule: {rule: "FREQ=WEEKLY;BYDAY=WE", on: every-day, opens: "07:00", due: "17:00"}
record: safety-pass
sections:
  - title: Trolley
    items:
      - {id: complete, kind: confirm, prompt: Everything is there., onFail: put-right}
`
)

// planned is a department whose hoists have a check each morning, on a Monday at a quarter to seven.
func planned(t *testing.T, test func(d *department)) {
	t.Helper()
	each(t, func(d *department) {
		d.publish(morningCheck)
		for _, name := range []string{"sam", "rosa", "rhys"} {
			d.entitle(name, "morning-check", "authorised")
		}
		d.entitle("tara", "morning-check", "trainee")
		d.plan()
		test(d)
	})
}

func (d *department) plan() {
	d.Helper()
	d.write(store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, time.UTC) })
}

func (d *department) occurrences(f occurrence.Filter) (list []occurrence.Occurrence) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) { list, err = occurrence.List(tx, f, nil, 10_000); return err })
	return list
}

// due is the occurrence of a checklist and a piece of equipment on a day, by default today.
func (d *department) due(checklistID, equipmentID string, days ...int) occurrence.Occurrence {
	d.Helper()
	day := d.clock.Now()
	for _, n := range days {
		day = day.AddDate(0, 0, n)
	}
	var found []occurrence.Occurrence
	for _, o := range d.occurrences(occurrence.Filter{Checklist: checklistID, Equipment: equipmentID}) {
		if o.Day == day.Format(time.DateOnly) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		d.Fatalf("%d occurrences of %s on %s on %s", len(found), checklistID, equipmentID, day.Format(time.DateOnly))
	}
	return found[0]
}

func (d *department) byID(id string) (o occurrence.Occurrence) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) { o, err = occurrence.ByID(tx, id); return err })
	return o
}

func (d *department) at(text string) {
	d.Helper()
	at, err := time.Parse(time.DateTime, text)
	d.must(err)
	d.clock.Set(at)
}

// morning is a check of the hoist for an occurrence; "" is ad hoc.
func (d *department) first(by, of string, brakes any) client.Check {
	c := d.done("morning-check", "hoist-1", map[string]any{"brakes": brakes})
	c.PerformedBy = d.people[by].ID
	if of != "" {
		c.More = map[string]any{"occurrence": of}
	}
	return c
}

func (d *department) do(c client.Check) tablet.Result { return d.push(d.pen, d.pen.Completed(c))[0] }

func TestAnOccurrencePassesThroughItsStatesWithoutAnEntry(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1", 1).ID
		head := d.db.Head()
		for _, c := range []struct {
			at   string
			want occurrence.State
		}{
			{"2026-11-24 06:29:59", occurrence.Upcoming}, {"2026-11-24 06:30:00", occurrence.Due}, {"2026-11-24 08:14:59", occurrence.Due},
			{"2026-11-24 08:15:00", occurrence.Overdue}, {"2026-11-24 08:29:59", occurrence.Overdue}, {"2026-11-24 08:30:00", occurrence.Missed},
		} {
			d.at(c.at)
			if got := d.byID(id).State; got != c.want {
				d.Errorf("at %s it is %s, want %s", c.at, got, c.want)
			}
			for _, state := range []occurrence.State{occurrence.Upcoming, occurrence.Due, occurrence.Overdue, occurrence.Missed, occurrence.Done, occurrence.Exempt} {
				listed := false
				for _, o := range d.occurrences(occurrence.Filter{State: state, Equipment: "hoist-1"}) {
					listed = listed || o.ID == id
					if o.State != state {
						d.Errorf("at %s the list of %s holds one that is %s", c.at, state, o.State)
					}
				}
				if listed != (state == c.want) {
					d.Errorf("at %s, listed as %s: %v", c.at, state, listed)
				}
			}
		}
		if d.db.Head() != head {
			d.Error("time passing made an entry")
		}
		d.clock.Move(5 * time.Minute)
		if r := d.do(d.first("sam", id, yes)); r.Outcome != tablet.IsAccepted {
			d.Fatalf("%+v", r)
		}
		if o := d.byID(id); o.State != occurrence.Done || !o.Late || o.Verdict != "pass" || len(o.Results) != 1 || o.DoneAt == nil || o.ReceivedAt == nil {
			d.Errorf("done after it was missed: %+v", o)
		}
	})
}

func TestS28_TwoResultsThatDifferAreContestedAndTheWorstGoverns(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1").ID
		pass, fail := d.do(d.first("sam", id, yes)), d.do(d.first("rosa", id, no))
		o := d.byID(id)
		if o.State != occurrence.Contested || o.Verdict != "fail" || len(o.Results) != 2 {
			d.Fatalf("%+v", o)
		}
		if !d.hasCheck(pass.CheckID) || !d.hasCheck(fail.CheckID) || len(d.escalations()) != 1 {
			d.Error("one of both is not readable, or the failure did not escalate")
		}
		for _, c := range []struct{ by, check, reason, want string }{
			{"sam", pass.CheckID, "it was fine", "forbidden"}, // not registered
			{"rosa", pass.CheckID, "it was fine", "second-person"},
			{"stan", pass.CheckID, "it was fine", "not-found"}, // of another area
			{"rhys", "another", "it was fine", "invalid"}, {"rhys", pass.CheckID, " ", "invalid"},
		} {
			if err := d.resolveContest(c.by, id, c.check, c.reason); !problem.Is(err, c.want) {
				d.Errorf("%s, %q: %v, want %s", c.by, c.reason, err, c.want)
			}
		}
		d.must(d.resolveContest("rhys", id, pass.CheckID, "the wrong hoist was looked at"))
		o = d.byID(id)
		if o.State != occurrence.Done || o.Verdict != "pass" || len(o.Results) != 2 || o.Resolution == nil || o.Resolution.Name != "Rhys" {
			d.Errorf("resolved: %+v", o)
		}
		head := d.db.Head()
		d.must(d.resolveContest("rhys", id, pass.CheckID, "the wrong hoist was looked at"))
		if err := d.resolveContest("sofia", id, fail.CheckID, "no"); !problem.Is(err, "guard") || d.db.Head() != head {
			d.Errorf("resolved again: %v", err)
		}
		if len(d.escalations()) != 1 || d.status("hoist-1") != equipment.Withdrawn {
			d.Error("resolving let the failure go")
		}
		d.do(d.first("sam", id, no))
		if o = d.byID(id); o.State != occurrence.Contested || o.Verdict != "fail" {
			d.Errorf("a new result that differs: %+v", o)
		}
	})
}

func (d *department) resolveContest(by, id, check, reason string) error {
	d.Helper()
	return d.db.Write(d.Context(), d.as(by), func(tx *store.Tx) error {
		_, err := occurrence.Resolve(tx, id, check, reason)
		return err
	})
}

func TestS29_ALateFailureEscalatesOnce(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1").ID
		c := d.first("sam", id, no)
		failed := d.pen.Completed(c) // done in the morning, in a room without signal
		d.clock.Move(26 * time.Hour)
		if o := d.byID(id); o.State != occurrence.Missed {
			d.Fatalf("before it came: %+v", o)
		}
		d.do(d.first("rosa", d.due("morning-check", "hoist-1").ID, yes)) // a later pass
		r := d.push(d.pen, failed)[0]
		if len(r.Escalations) != 1 || !has(r.Flags, "late") {
			d.Errorf("it came late: %+v", r)
		}
		o := d.byID(id)
		if o.State != occurrence.Done || !o.Late || o.Verdict != "fail" || o.ReceivedAt.Sub(*o.DoneAt) < 24*time.Hour {
			d.Errorf("%+v", o)
		}
		again := d.push(d.pen, failed)[0]
		if !*again.Replay || len(d.escalations()) != 1 || len(d.byID(id).Results) != 1 {
			d.Errorf("sent again: %+v, %d escalations", again, len(d.escalations()))
		}
		// Nobody has explained the failure, so it is asked about; the hoist passed since, so it is not withdrawn for it.
		if e := d.escalations()[0]; e.State != "open" || e.Severity != checklist.BeforeUse || e.LaterPass == "" || d.status("hoist-1") != equipment.InService {
			d.Errorf("the later pass: %+v, and the hoist is %s", e, d.status("hoist-1"))
		}
	})
}

func TestTwoResultsThatAgreeAreRepeated(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1").ID
		d.do(d.first("sam", id, yes))
		d.do(d.first("rosa", id, yes))
		if o := d.byID(id); o.State != occurrence.Repeated || o.Verdict != "pass" {
			d.Errorf("%+v", o)
		}
	})
}

func TestACheckThatDoesNotOpenTheGateAwaitsConfirmation(t *testing.T) {
	for name, change := range map[string]func(d *department, c *client.Check){
		"unverified":   func(_ *department, c *client.Check) { c.Auth = "unverified" },
		"nobody":       func(_ *department, c *client.Check) { c.PerformedBy, c.Auth = "", "unverified" },
		"unauthorised": func(d *department, c *client.Check) { c.PerformedBy = d.people["priya"].ID },
		"trainee":      func(d *department, c *client.Check) { c.PerformedBy = d.people["tara"].ID },
	} {
		t.Run(name, func(t *testing.T) {
			planned(t, func(d *department) {
				id := d.due("morning-check", "hoist-1").ID
				c := d.first("sam", id, yes)
				change(d, &c)
				d.do(c)
				if o := d.byID(id); o.State != occurrence.Awaiting || o.Results[0].Gate {
					d.Fatalf("%+v", o)
				}
				d.do(d.first("rosa", id, yes))
				if o := d.byID(id); o.State != occurrence.Repeated || !o.Results[1].Gate || !o.DoneAt.Equal(o.Results[1].DoneAt) {
					d.Errorf("confirmed by another: %+v", o)
				}
			})
		})
	}
}

func TestWhatBefallsACheckBefallsItsOccurrence(t *testing.T) {
	planned(t, func(d *department) {
		d.entitle("rhys", "morning-check", "operator")
		id := d.due("morning-check", "hoist-1").ID
		trainee := d.do(d.first("tara", id, yes)).CheckID
		d.clock.Move(time.Minute)
		d.write(d.as("rhys"), func(tx *store.Tx) error { _, err := check.Countersign(tx, trainee, "confirm", "seen"); return err })
		if o := d.byID(id); o.State != occurrence.Done || !o.Results[0].Gate {
			d.Fatalf("countersigned: %+v", o)
		}
		other := d.do(d.first("sam", id, no)).CheckID
		if o := d.byID(id); o.State != occurrence.Contested || o.Verdict != "fail" {
			d.Errorf("another found otherwise: %+v", o)
		}
		void := func(of string) {
			d.clock.Move(time.Minute)
			d.write(d.as("sofia"), func(tx *store.Tx) error { _, err := check.Void(tx, of, "the wrong hoist"); return err })
		}
		void(other)
		if o := d.byID(id); o.State != occurrence.Done || o.Verdict != "pass" || len(o.Results) != 2 {
			d.Errorf("that one is void: %+v", o)
		}
		void(trainee)
		if o := d.byID(id); o.State != occurrence.Due || o.Verdict != "" || o.DoneAt != nil {
			d.Errorf("both are void: %+v", o)
		}
	})
}

func TestACheckStoppedEarlyDoesNotCompleteIt(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1").ID
		c := d.first("sam", id, yes)
		c.More["stoppedEarly"] = map[string]any{"reason": "fire alarm"}
		d.do(c)
		if o := d.byID(id); o.State != occurrence.Due || len(o.Results) != 1 || o.Results[0].Complete {
			d.Fatalf("%+v", o)
		}
		d.do(d.first("sam", "", yes)) // and one that names none still finds it
		if o := d.byID(id); o.State != occurrence.Done || len(o.Results) != 2 {
			d.Errorf("%+v", o)
		}
	})
}

func TestACheckThatNamesNoOccurrenceFindsItsOwn(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1").ID
		early := d.first("sam", "", yes)
		early.FinishedAt = time.Date(2026, 11, 23, 6, 29, 59, 0, time.UTC)
		early.StartedAt = early.FinishedAt.Add(-time.Minute)
		if r := d.do(early); d.check(r.CheckID).Occurrence != "" {
			d.Error("a check from before the opening was counted")
		}
		r := d.do(d.first("sam", "", yes))
		if o := d.byID(id); o.State != occurrence.Done || d.check(r.CheckID).Occurrence != id {
			d.Fatalf("%+v", o)
		}
		second := d.do(d.first("rosa", "", no))
		if o := d.byID(id); o.State != occurrence.Done || d.check(second.CheckID).Occurrence != "" {
			d.Errorf("a check that names none made it %s", o.State)
		}
		foreign := d.first("sam", d.due("morning-check", "hoist-2").ID, yes)
		d.do(foreign)
		if o := d.due("morning-check", "hoist-2"); o.State != occurrence.Due {
			d.Errorf("a check of another hoist counted: %+v", o)
		}
		tomorrow := d.due("morning-check", "hoist-1", 1).ID
		d.at("2026-11-24 23:59:00")
		d.do(d.first("sam", "", yes))
		if o := d.byID(tomorrow); o.State != occurrence.Done || !o.Late {
			d.Errorf("at the end of the day: %+v", o)
		}
		d.at("2026-11-26 00:02:00")
		d.do(d.first("sam", "", yes))
		if o := d.due("morning-check", "hoist-1", -1); o.State != occurrence.Missed {
			d.Errorf("after midnight: %+v", o)
		}
	})
}

func (d *department) declare(by, id string, x occurrence.Exempting) error {
	d.Helper()
	return d.db.Write(d.Context(), d.as(by), func(tx *store.Tx) error {
		_, err := occurrence.Declare(tx, time.UTC, id, x)
		return err
	})
}

func TestWhoMayExempt(t *testing.T) {
	planned(t, func(d *department) {
		today, tomorrow := d.due("morning-check", "hoist-1").ID, d.due("morning-check", "hoist-1", 1).ID
		d.at("2026-11-23 07:00:00")
		midnight, later, past := d.clock.Now().Add(17*time.Hour), d.clock.Now().Add(17*time.Hour+time.Second), d.clock.Now()
		why := "no patient needs it"
		for _, c := range []struct {
			by, id string
			x      occurrence.Exempting
			want   string
		}{
			{"sam", today, occurrence.Exempting{Reason: why}, "forbidden"},
			{"ada", today, occurrence.Exempting{Reason: why}, "forbidden"},
			{"rosa", tomorrow, occurrence.Exempting{Reason: why}, "forbidden"},
			{"rosa", today, occurrence.Exempting{Reason: why, Until: &later}, "forbidden"},
			{"stan", today, occurrence.Exempting{Reason: why}, "not-found"},
			{"rosa", "another", occurrence.Exempting{Reason: why}, "not-found"},
			{"rosa", today, occurrence.Exempting{Reason: " "}, "invalid"},
			{"rosa", today, occurrence.Exempting{Reason: strings.Repeat("x", 501)}, "invalid"},
			{"rosa", today, occurrence.Exempting{Reason: why, Kind: "holiday"}, "invalid"},
			{"rosa", today, occurrence.Exempting{Reason: why, All: true}, "invalid"},
			{"sofia", today, occurrence.Exempting{Reason: why, Until: &past}, "invalid"},
		} {
			if err := d.declare(c.by, c.id, c.x); !problem.Is(err, c.want) {
				d.Errorf("%s, %+v: %v, want %s", c.by, c.x, err, c.want)
			}
		}
		d.must(d.declare("rosa", today, occurrence.Exempting{Reason: why, Kind: occurrence.NotInUse, Until: &midnight}))
		o := d.byID(today)
		if o.State != occurrence.Exempt || o.Exemption.Reason != why || o.Exemption.Name != "Rosa" || o.Exemption.Kind != occurrence.NotInUse {
			d.Errorf("%+v, %+v", o, o.Exemption)
		}
		d.must(d.declare("priya", tomorrow, occurrence.Exempting{Reason: why}))
		if err := d.declare("sofia", tomorrow, occurrence.Exempting{Reason: "another"}); !problem.Is(err, "conflict") {
			d.Errorf("exempt twice: %v", err)
		}
		head := d.db.Head()
		d.must(d.declare("priya", tomorrow, occurrence.Exempting{Reason: why}))
		if d.db.Head() != head {
			d.Error("one's own last word again made an entry")
		}
		d.do(d.first("sam", "", yes)) // done all the same
		if o := d.byID(today); o.State != occurrence.Done || o.Exemption == nil {
			d.Errorf("done though exempt: %+v", o)
		}
		if err := d.declare("rosa", today, occurrence.Exempting{Reason: why}); !problem.Is(err, "guard") {
			d.Errorf("exempt though done: %v", err)
		}
		stopped := d.first("rosa", d.due("morning-check", "hoist-1", 2).ID, yes)
		stopped.More["stoppedEarly"] = map[string]any{"reason": "called away"}
		d.do(stopped)
		if err := d.declare("rosa", d.due("morning-check", "hoist-1", 2).ID, occurrence.Exempting{Reason: why}); !problem.Is(err, "forbidden") {
			d.Errorf("by whoever did it: %v", err)
		}
	})
}

func TestExemptUntilHoldsForWhatIsPlannedLater(t *testing.T) {
	planned(t, func(d *department) {
		until := d.clock.Now().AddDate(0, 0, 21)
		d.must(d.declare("sofia", d.due("morning-check", "hoist-1").ID, occurrence.Exempting{Kind: occurrence.Downtime, Reason: "rebuilt", Until: &until}))
		d.clock.Move(14 * 24 * time.Hour)
		d.plan()
		for _, o := range d.occurrences(occurrence.Filter{Checklist: "morning-check"}) {
			exempt := o.Equipment == "hoist-1" && o.OpensAt.Before(until)
			if exempt != (o.State == occurrence.Exempt) {
				d.Errorf("%s on %s is %s", o.Equipment, o.Day, o.State)
			}
		}
		if o := d.due("morning-check", "hoist-1", 8); o.State != occurrence.Upcoming {
			d.Errorf("after it: %+v", o)
		}
	})
}

func (d *department) use(by, id, reason string) (list []occurrence.Occurrence, err error) {
	d.Helper()
	err = d.db.Write(d.Context(), d.as(by), func(tx *store.Tx) (err error) {
		list, err = occurrence.Use(tx, time.UTC, id, reason)
		return err
	})
	return list, err
}

func TestUseTodayMakesTheGatingChecksDueAtOnce(t *testing.T) {
	planned(t, func(d *department) {
		d.at("2026-11-28 11:00:00") // a Saturday
		for _, c := range []struct{ by, id, reason, want string }{
			{"sam", "hoist-1", "cord compression", "forbidden"}, {"ada", "hoist-1", "cord compression", "forbidden"},
			{"stan", "hoist-1", "cord compression", "not-found"}, {"rosa", "hoist-9", "cord compression", "not-found"}, {"rosa", "hoist-1", "", "invalid"},
		} {
			if _, err := d.use(c.by, c.id, c.reason); !problem.Is(err, c.want) {
				d.Errorf("%s on %s: %v, want %s", c.by, c.id, err, c.want)
			}
		}
		list, err := d.use("rosa", "hoist-1", "cord compression")
		d.must(err)
		if len(list) != 1 || list[0].Checklist != "morning-check" || list[0].State != occurrence.Due || list[0].Origin != occurrence.UseToday || list[0].Why != "cord compression" {
			d.Fatalf("%+v", list)
		}
		head := d.db.Head()
		again, err := d.use("rhys", "hoist-1", "a second patient")
		d.must(err)
		if len(again) != 1 || again[0].ID != list[0].ID || d.db.Head() != head {
			d.Errorf("used again: %+v", again)
		}
		d.clock.Move(5 * time.Minute)
		d.do(d.first("sam", "", yes))
		if o := d.byID(list[0].ID); o.State != occurrence.Done || o.Late {
			d.Errorf("%+v", o)
		}
		d.plan()
		if o := d.byID(list[0].ID); o.State != occurrence.Done {
			d.Errorf("planned away: %+v", o)
		}
	})
}

func TestAFailingItemCallsForAnotherCheck(t *testing.T) {
	each(t, func(d *department) {
		d.publish(sealCheck)
		d.publish(fullCheck)
		d.entitle("sam", "seal-check", "authorised")
		d.entitle("sam", "full-check", "authorised")
		d.plan()
		d.at("2026-11-23 08:00:00")
		broken := d.done("seal-check", "trolley-1", map[string]any{"sealed": no})
		complete := d.done("full-check", "trolley-1", map[string]any{"complete": yes})
		first := d.pen.Completed(broken)
		d.push(d.pen, d.pen.Alerted(first.OpID, broken, "sealed", no), first)
		o := d.due("full-check", "trolley-1")
		if o.State != occurrence.Due || o.Origin != occurrence.Called || o.Source != first.OpID || !strings.Contains(o.Why, "sealed") {
			d.Fatalf("%+v", o)
		}
		d.push(d.pen, d.pen.Completed(d.done("seal-check", "trolley-1", map[string]any{"sealed": no})))
		if n := len(d.occurrences(occurrence.Filter{Checklist: "full-check", State: occurrence.Due})); n != 1 {
			d.Errorf("it was called for %d times", n)
		}
		d.do(complete) // both were done before either was sent
		if o = d.byID(o.ID); o.State != occurrence.Done {
			d.Errorf("%+v", o)
		}
		if n := len(d.occurrences(occurrence.Filter{Checklist: "full-check", Equipment: "trolley-1", State: occurrence.Upcoming})); n != 3 {
			d.Errorf("%d of three planned on Wednesdays are left", n)
		}
	})
}

// plans is how many entries have planned something.
func (d *department) plans() (n int) {
	d.read(func(tx *store.Tx) error {
		for r, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			if e, err := r.Entry(); err == nil && e.Kind == "occurrence.planned" {
				n++
			}
		}
		return nil
	})
	return n
}

func TestThePlanReachesAFortnightAheadOneEntryAWeek(t *testing.T) {
	planned(t, func(d *department) {
		if n := d.plans(); n != 6 {
			d.Errorf("%d entries planned two hoists for three weeks", n)
		}
		for range 24 {
			d.clock.Move(27 * time.Hour)
			d.plan()
			before := d.plans()
			d.plan()
			if d.plans() != before {
				d.Fatalf("planning twice on %s made entries", d.clock.Now())
			}
			for n := 1; n <= 14; n++ {
				day := d.clock.Now().AddDate(0, 0, n)
				if w := day.Weekday(); w == time.Saturday || w == time.Sunday || day.Format("01-02") >= "12-25" || day.Format("01-02") == "01-01" {
					continue
				}
				d.due("morning-check", "hoist-1", n)
			}
		}
	})
}

func (d *department) calendar(days ...occurrence.OneOff) {
	d.Helper()
	d.write(d.as("ada"), func(tx *store.Tx) error {
		_, err := occurrence.SetCalendar(tx, occurrence.Calendar{Nation: "england-and-wales", TreatmentDays: []string{"MO", "TU", "WE", "TH", "FR"}, Days: days})
		return err
	})
	d.plan()
}

func TestOnlyWhatHasNotOpenedIsPlannedAnew(t *testing.T) {
	planned(t, func(d *department) {
		d.at("2026-11-24 10:00:00") // yesterday's and today's were missed
		missed := []string{d.due("morning-check", "hoist-1", -1).ID, d.due("morning-check", "hoist-1").ID}
		thursday := d.due("morning-check", "hoist-1", 2)
		d.calendar(occurrence.OneOff{Date: "2026-11-23", Reason: "said afterwards"}, occurrence.OneOff{Date: "2026-11-26", Reason: "the chiller is replaced"},
			occurrence.OneOff{Date: "2026-11-28", Open: true, Reason: "catching up"})
		if o := d.byID(thursday.ID); o.State != occurrence.Exempt || o.Exemption.Kind != occurrence.Replanned || !strings.Contains(o.Exemption.Reason, "the chiller is replaced") {
			d.Errorf("a closed day: %+v %+v", o, o.Exemption)
		}
		if o := d.due("morning-check", "hoist-1", 4); o.State != occurrence.Upcoming {
			d.Errorf("an open Saturday: %+v", o)
		}
		d.calendar()
		if o := d.byID(thursday.ID); o.State != occurrence.Upcoming || o.Exemption != nil {
			d.Errorf("open after all: %+v", o)
		}
		if o := d.due("morning-check", "hoist-1", 4); o.State != occurrence.Exempt || !strings.Contains(o.Exemption.Reason, "Saturday") {
			d.Errorf("a Saturday again: %+v", o.Exemption)
		}
		d.publish(strings.ReplaceAll(strings.ReplaceAll(morningCheck, `due: "08:15"`, `due: "09:00"`), `"1"`, `"2"`))
		d.plan()
		if o := d.byID(thursday.ID); o.State != occurrence.Upcoming || o.DueAt.Hour() != 9 {
			d.Errorf("another due time: %+v", o)
		}
		d.publish(strings.ReplaceAll(strings.ReplaceAll(morningCheck, "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO"), `"1"`, `"3"`))
		d.plan()
		if o := d.byID(thursday.ID); o.State != occurrence.Exempt || !strings.Contains(o.Exemption.Reason, "schedule") {
			d.Errorf("another rule: %+v", o)
		}
		for _, id := range missed {
			if o := d.byID(id); o.State != occurrence.Missed || o.DueAt.Hour() != 8 {
				d.Errorf("a missed one was changed: %+v", o)
			}
		}
		d.addHoist("hoist-3")
		d.plan()
		if n := len(d.occurrences(occurrence.Filter{Equipment: "hoist-3", State: occurrence.Upcoming})); n != 2 {
			d.Errorf("a new hoist has %d checks in the two Mondays ahead", n)
		}
	})
}

func TestWhatIsOpenKeepsItsTimes(t *testing.T) {
	planned(t, func(d *department) {
		d.at("2026-11-23 07:00:00")
		d.publish(strings.ReplaceAll(strings.ReplaceAll(morningCheck, `due: "08:15"`, `due: "09:00"`), `"1"`, `"2"`))
		d.addHoist("hoist-3")
		d.plan()
		if o := d.due("morning-check", "hoist-1"); o.DueAt.Hour() != 8 {
			d.Errorf("it was open: %+v", o)
		}
		if o := d.due("morning-check", "hoist-1", 1); o.DueAt.Hour() != 9 {
			d.Errorf("it was not: %+v", o)
		}
		if o := d.due("morning-check", "hoist-3"); o.State != occurrence.Due {
			d.Errorf("a new hoist, while there is still time: %+v", o)
		}
	})
}

func TestAPersonsWordOutlivesANewPlan(t *testing.T) {
	planned(t, func(d *department) {
		id := d.due("morning-check", "hoist-1", 1).ID
		d.must(d.declare("sofia", id, occurrence.Exempting{Reason: "service day", Kind: occurrence.Downtime}))
		d.publish(strings.ReplaceAll(strings.ReplaceAll(morningCheck, `opens: "06:30"`, `opens: "07:00"`), `"1"`, `"2"`))
		d.plan()
		if o := d.byID(id); o.State != occurrence.Exempt || o.Exemption.Reason != "service day" || o.OpensAt.Hour() != 7 {
			d.Errorf("%+v %+v", o, o.Exemption)
		}
	})
}

func TestWhoMaySetTheCalendar(t *testing.T) {
	each(t, func(d *department) {
		good := occurrence.Calendar{Nation: "scotland", TreatmentDays: []string{"SA", "MO"}, Days: []occurrence.OneOff{{Date: "2026-12-24", Reason: "Christmas Eve"}}}
		set := func(by string, c occurrence.Calendar) (now occurrence.Calendar, err error) {
			err = d.db.Write(d.Context(), d.as(by), func(tx *store.Tx) (err error) { now, err = occurrence.SetCalendar(tx, c); return err })
			return now, err
		}
		for _, by := range []string{"sam", "rosa", "priya"} {
			if _, err := set(by, good); !problem.Is(err, "forbidden") {
				d.Errorf("%s: %v", by, err)
			}
		}
		for i, change := range []func(c *occurrence.Calendar){
			func(c *occurrence.Calendar) { c.Nation = "wales" },
			func(c *occurrence.Calendar) { c.TreatmentDays = []string{"monday"} },
			func(c *occurrence.Calendar) { c.Days = []occurrence.OneOff{{Date: "24.12.2026", Reason: "x"}} },
			func(c *occurrence.Calendar) { c.Days = []occurrence.OneOff{{Date: "2026-02-30", Reason: "x"}} },
			func(c *occurrence.Calendar) { c.Days = []occurrence.OneOff{{Date: "2026-12-24"}} },
			func(c *occurrence.Calendar) {
				c.Days = []occurrence.OneOff{{Date: "2026-12-24", Reason: "x"}, {Date: "2026-12-24", Open: true, Reason: "y"}}
			},
		} {
			c := good
			change(&c)
			if _, err := set("ada", c); !problem.Is(err, "invalid") {
				d.Errorf("%d: %v", i, err)
			}
		}
		now, err := set("ada", good)
		d.must(err)
		if fmt.Sprint(now.TreatmentDays) != "[MO SA]" {
			d.Errorf("%+v", now)
		}
		head := d.db.Head()
		_, err = set("sofia", now)
		d.must(err)
		if d.db.Head() != head {
			d.Error("the same calendar made an entry")
		}
	})
}

func TestATabletIsNotCarriedWhatIsLongOver(t *testing.T) {
	planned(t, func(d *department) {
		monday := d.due("morning-check", "hoist-1").ID
		held := func() map[string]any { return d.reader(d.pen.by).catchUp(7).things }
		for _, c := range []struct {
			at   string
			want bool
		}{{"2026-11-24 12:00:00", true}, {"2026-11-25 00:00:00", true}, {"2026-11-25 00:00:01", false}} {
			d.at(c.at)
			if _, got := held()["occurrence "+monday]; got != c.want {
				d.Errorf("at %s: carried %v", c.at, got)
			}
			if _, got := d.reader(d.person("rosa")).catchUp(7).things["occurrence "+monday]; !got {
				d.Errorf("at %s a person does not see it", c.at)
			}
		}
		ahead := 0
		for key := range held() {
			if strings.HasPrefix(key, "occurrence ") {
				ahead++
			}
		}
		if all := len(d.occurrences(occurrence.Filter{})); ahead != all-2 { // Monday's of both hoists
			d.Errorf("%d of %d are carried", ahead, all)
		}
	})
}

func TestAPlanLongAgoIsStillCarriedWhileItMatters(t *testing.T) {
	planned(t, func(d *department) {
		for day := 0; day < 60; day += 5 { // checks make the floor of a new tablet's snapshot
			d.do(d.first("sam", "", yes))
			d.clock.Move(5 * 24 * time.Hour)
			d.plan()
		}
		want := map[string]bool{}
		for _, o := range d.occurrences(occurrence.Filter{}) {
			want["occurrence "+o.ID] = d.clock.Now().Sub(o.ClosesAt) <= 24*time.Hour
		}
		got := d.reader(d.pen.by).catchUp(50).things
		for key, carried := range want {
			if _, ok := got[key]; ok != carried {
				d.Errorf("%s: carried %v", key, ok)
			}
		}
	})
}

// move puts a piece of equipment into another area.
func (d *department) move(id, area string) {
	d.Helper()
	d.write(d.as("ada"), func(tx *store.Tx) error {
		q, err := equipment.ByID(tx, id)
		if err != nil {
			return err
		}
		q.Area = area
		_, _, err = equipment.Put(tx, q)
		return err
	})
}

func TestS22_AfterAMoveEveryReaderHoldsWhatANewOneHolds(t *testing.T) {
	planned(t, func(d *department) {
		d.do(d.first("sam", "", no)) // something is open about it
		d.push(d.pen, d.pen.Completed(d.done("trolley-check", "trolley-1", map[string]any{"seal": map[string]any{"value": "A-1"}})))
		readers := map[string]*reader{}
		for name, p := range map[string]*pen{"tablet of linacs": d.enrol("Linacs", "linacs"), "tablet of stores": d.enrol("Stores", "stores"), "tablet of both": d.enrol("Both", "linacs", "stores"), "tablet of all": d.pen} {
			readers[name] = d.reader(p.by)
		}
		for _, name := range []string{"rhys", "stan", "rosa"} {
			readers[name] = d.reader(d.person(name))
		}
		hold := func(when string) {
			for name, r := range readers {
				again := r.keepUp()
				fresh := d.reader(r.by).catchUp(500)
				if a, b := fmt.Sprint(r.shown()), fmt.Sprint(fresh.shown()); a != b {
					d.Errorf("%s, %s: holds %d things and a new one %d (began anew: %v)", when, name, len(r.things), len(fresh.things), again)
				}
			}
		}
		holds := func(name, thing string) bool { _, ok := readers[name].things[thing]; return ok }
		hold("before")
		for _, to := range []string{"stores", "linacs", "stores"} {
			d.move("hoist-1", to)
			d.move("trolley-1", to)
			hold("moved to " + to)
		}
		tomorrow := "occurrence " + d.due("morning-check", "hoist-1", 1).ID
		escalated := "escalation " + d.escalations()[0].ID
		for _, thing := range []string{"equipment hoist-1", "baseline trolley-1/trolley-check/seal", tomorrow, escalated} {
			if holds("tablet of linacs", thing) || holds("rhys", thing) || !holds("tablet of stores", thing) || !holds("stan", thing) || !holds("tablet of both", thing) {
				d.Errorf("%s is held where it is not, or not where it is", thing)
			}
		}
	})
}

// keepUp catches up, and begins anew where the scope has changed, as a tablet does beside its untouched outbox.
func (r *reader) keepUp() (again bool) {
	r.d.Helper()
	for !r.pull(3) {
	}
	if problem.Is(r.err, "scope-changed") {
		*r = *r.d.reader(r.by)
		again = true
		for !r.pull(3) {
		}
	}
	r.d.must(r.err)
	return again
}

func TestS22_WhoLosesNothingGoesOn(t *testing.T) {
	planned(t, func(d *department) {
		both, stores, everywhere := d.reader(d.enrol("Both", "linacs", "stores").by), d.reader(d.enrol("Stores", "stores").by), d.reader(d.pen.by)
		for _, r := range []*reader{both, stores, everywhere} {
			r.catchUp(50)
		}
		d.move("hoist-1", "stores")
		for _, r := range []*reader{both, stores, everywhere} {
			if r.keepUp() {
				d.Error("a reader who lost nothing began anew")
			}
		}
	})
}
