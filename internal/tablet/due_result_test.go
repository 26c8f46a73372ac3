package tablet_test

import (
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/tablet/client"
)

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
			d.write(d.as("sofia"), func(tx *store.Tx) error { _, err := check.Void(tx, of, "the wrong hoist", nil); return err })
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
