package overdue_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/overdue"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// The story that this package is for.
func TestTheFridgeIsForgottenOnATuesday(t *testing.T) {
	each(t, func(d *department) {
		d.monday()
		d.at(24, 9, 40)
		tuesdays := d.done(fridge, theFridge, "amir.ap") // by the one tablet that has no signal
		d.at(24, 10, 0)
		d.look()
		if got := d.missed(fridge, theFridge); len(got) != 0 {
			d.Fatalf("within its grace: %+v", got)
		}
		d.at(24, 10, 30)
		d.look()
		got := d.missed(fridge, theFridge)
		if len(got) != 1 || got[0].Severity != checklist.Information || got[0].State != escalation.IsOpen {
			d.Fatalf("on Tuesday: %+v", got)
		}
		d.at(25, 10, 30)
		d.look()
		if got = d.missed(fridge, theFridge); len(got) != 2 || got[1].Severity != checklist.Advice {
			d.Fatalf("on Wednesday again: %+v", got)
		}
		d.at(26, 8, 0)
		d.Push(tuesdays)
		d.look()
		first, second := d.escalation(got[0].ID), d.escalation(got[1].ID)
		if first.State != escalation.IsClosed || first.Closed.Reason != escalation.LateRecord || first.Closed.By != "" ||
			first.Closed.Recheck != tuesdays.OpID || first.Closed.LagSeconds != int64((46*time.Hour+22*time.Minute)/time.Second) {
			d.Errorf("Tuesday's: %s, %+v", first.State, first.Closed)
		}
		if second.State != escalation.IsOpen || second.Severity != checklist.Advice {
			d.Errorf("Wednesday's: %+v", second)
		}
		if words := first.Timeline[len(first.Timeline)-1].Words; !strings.Contains(words, "46 h 22 min") {
			d.Errorf("the timeline does not tell the lag: %s", words)
		}
	})
}

func Test74_AGatingCheckWithoutARecordAsksBeforeUse(t *testing.T) {
	each(t, func(d *department) {
		d.at(23, 8, 31)
		d.look()
		got := d.missed(runUp, "linac-1")
		if len(got) != 1 || got[0].Severity != checklist.BeforeUse || got[0].About == "" || got[0].Area != "linacs" {
			d.Fatalf("%+v", got)
		}
		words := got[0].Timeline[0].Words
		for _, want := range []string{"No record received for ", "due 08:15", "may be unsynced", "Not connected since before it was due: ", "Test tablet (never heard of)"} {
			if !strings.Contains(words, want) {
				d.Errorf("%q is not in %q", want, words)
			}
		}
		if q := d.equipment("linac-1"); q.Status != equipment.InService {
			d.Errorf("a missing record withdrew it: %s", q.Status)
		}
	})
}

// The tablet of the room that was heard of since is not named; each silence is told once.
func Test74_TabletsThatAreSilentAreNamedAndToldOnce(t *testing.T) {
	d := open(t)
	d.at(23, 8, 20)
	d.must(device.NewContacts(d.DB).Saw(t.Context(), d.Tablet.ID(), d.Clock.Now(), device.Report{}))
	d.at(23, 8, 31)
	d.look()
	if words := d.missed(runUp, "linac-1")[0].Timeline[0].Words; strings.Contains(words, "Test tablet") {
		t.Errorf("it names a tablet that spoke five minutes after it was due: %s", words)
	}
	d.at(24, 8, 31)
	d.look()
	silent := d.silentTablets()
	if len(silent) == 0 {
		t.Fatal("no tablet was silent")
	}
	d.at(25, 12, 0)
	d.look()
	if again := d.silentTablets(); len(again) != len(silent) || again[0].ID != silent[0].ID {
		t.Errorf("one silence was told again: %d, then %d", len(silent), len(again))
	}
	for _, e := range silent {
		if e.Severity != checklist.Advice || e.Device == "" || e.Equipment != "" {
			t.Errorf("%+v", e)
		}
	}
}

func Test76_DoneLateClosesNothing(t *testing.T) {
	d := open(t)
	d.monday()
	d.at(24, 10, 30)
	d.look()
	d.at(24, 11, 0)
	d.Push(d.done(fridge, theFridge, "amir.ap"))
	d.look()
	if got := d.missed(fridge, theFridge); len(got) != 1 || got[0].State != escalation.IsOpen {
		t.Errorf("%+v", got)
	}
}

func Test75_AClockThatCannotBeBelievedClosesNothing(t *testing.T) {
	d := open(t)
	d.monday()
	d.at(24, 10, 30)
	d.look()
	d.at(26, 8, 0)
	c := d.Check(fridge, theFridge, "amir.ap", nil)
	c.StartedAt, c.FinishedAt = c.StartedAt.Add(-47*time.Hour), c.FinishedAt.Add(-47*time.Hour)
	c.More = map[string]any{"clock": nil}
	r := d.Push(d.Tablet.Completed(c))[0]
	if r.Outcome != tablet.IsAccepted {
		t.Fatalf("%+v", r)
	}
	d.look()
	if got := d.missed(fridge, theFridge); len(got) == 0 || got[0].State != escalation.IsOpen {
		t.Errorf("%+v", got)
	}
}

// Somebody who has acted on it closes it themselves; a trainee's record opens no gate.
func Test75_OnlyWhatNobodyActedOnClosesByItself(t *testing.T) {
	d := open(t)
	d.monday()
	d.at(24, 7, 30)
	run := d.done(runUp, "linac-1", "amir.ap")
	other := d.done(runUp, "linac-2", "tara.trainee")
	d.at(24, 8, 31)
	d.look()
	acted := d.missed(runUp, "linac-1")[0]
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := escalation.Act(tx, acted.ID, escalation.Action{Kind: "note", Note: "asked around", Zone: d.Zone})
		if err != nil {
			return err
		}
		_, err = escalation.Act(tx, acted.ID, escalation.Action{Kind: "took-out-of-use", Note: "until it is done", Zone: d.Zone})
		return err
	})
	d.at(24, 9, 0)
	d.Push(run, other)
	d.look()
	if e := d.escalation(acted.ID); e.State == escalation.IsClosed {
		t.Error("it was closed under somebody's hands")
	}
	waits := d.missed(runUp, "linac-2")
	if len(waits) != 1 || waits[0].State == escalation.IsClosed {
		t.Fatalf("nobody stands behind the trainee's record: %+v", waits)
	}
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := check.Countersign(tx, other.OpID, "confirm", "well done")
		return err
	})
	d.look()
	if e := d.escalation(waits[0].ID); e.State != escalation.IsClosed {
		t.Errorf("it was confirmed, and is %s", e.State)
	}
}

func Test75_VoidingBringsItBack(t *testing.T) {
	each(t, func(d *department) {
		d.monday()
		d.at(24, 9, 40)
		record := d.done(fridge, theFridge, "amir.ap")
		d.at(24, 10, 30)
		d.look()
		d.Push(record)
		d.look()
		d.Clock.Move(time.Hour)
		d.by("sofia.superintendent", func(tx *store.Tx) error { _, err := check.Void(tx, record.OpID, "another fridge", nil); return err })
		d.look()
		d.look()
		got := d.missed(fridge, theFridge)
		if len(got) != 2 || got[0].State != escalation.IsClosed || got[1].State != escalation.IsOpen || got[1].RecurrenceOf != got[0].ID {
			d.Errorf("%+v", got)
		}
	})
}

// The server stands still from Monday to Thursday: each missed check is raised on its return, and once.
func Test77_AnOutageSwallowsNothing(t *testing.T) {
	each(t, func(d *department) {
		d.at(26, 12, 0)
		for range 3 {
			d.look()
		}
		got := d.missed(runUp, "linac-1")
		if len(got) != 4 {
			d.Fatalf("%d of four mornings", len(got))
		}
		days := map[string]bool{}
		for _, e := range got {
			days[e.About] = true
		}
		if len(days) != 4 {
			d.Errorf("one morning was raised twice: %v", days)
		}
		if f := d.missed(fridge, theFridge); len(f) < 2 || f[0].Severity != checklist.Information || f[1].Severity != checklist.Advice {
			d.Errorf("the fridge: %+v", f)
		}
	})
}

func Test78_ClosedExemptAndOutOfService(t *testing.T) {
	d := open(t)
	d.by("sofia.superintendent", func(tx *store.Tx) error {
		c, err := occurrence.CurrentCalendar(tx)
		if err != nil {
			return err
		}
		c.Days = append(c.Days, occurrence.OneOff{Date: "2026-11-25", Reason: "the water is off"})
		_, err = occurrence.SetCalendar(tx, c)
		return err
	})
	d.plan()
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := escalation.SetStatus(tx, "linac-1", equipment.Change{Status: equipment.OutOfService, Reason: "a new tube"})
		if err != nil {
			return err
		}
		o, err := occurrence.List(tx, occurrence.Filter{Equipment: "linac-2", Checklist: runUp, State: occurrence.Due}, nil, 1)
		if err != nil || len(o) != 1 {
			t.Fatalf("%d are due: %v", len(o), err)
		}
		_, err = occurrence.Declare(tx, d.Zone, o[0].ID, occurrence.Exempting{Kind: occurrence.Downtime, Reason: "service day"})
		return err
	})
	d.at(23, 12, 0)
	d.look()
	for _, id := range []string{"linac-1", "linac-2"} {
		if got := d.missed(runUp, id); len(got) != 0 {
			t.Errorf("%s: %+v", id, got)
		}
	}
	var o []occurrence.Occurrence
	d.Read(func(tx *store.Tx) (err error) {
		o, err = occurrence.List(tx, occurrence.Filter{Equipment: "linac-1", Checklist: runUp, State: occurrence.Exempt}, nil, 50)
		return err
	})
	if len(o) == 0 || o[0].Exemption.Kind != occurrence.NotInUse || !strings.Contains(o[0].Exemption.Reason, "out-of-service since") || o[0].Exemption.By != "" {
		t.Errorf("the exemption is not recorded: %+v", o)
	}
	d.at(25, 23, 0)
	d.look()
	if got := d.missed(runUp, "linac-2"); len(got) != 1 { // Tuesday's
		t.Errorf("on a closed day: %+v", got)
	}
}

// A status that came after it was missed excuses nothing.
func Test78_WithdrawnAfterwardsIsMissedAllTheSame(t *testing.T) {
	d := open(t)
	d.at(23, 8, 31)
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := escalation.SetStatus(tx, "linac-1", equipment.Change{Status: equipment.OutOfService, Reason: "a new tube"})
		return err
	})
	d.look()
	if got := d.missed(runUp, "linac-1"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

func Test79_AnotherScheduleErasesNothing(t *testing.T) {
	d := open(t)
	d.at(23, 8, 31)
	d.by("sofia.superintendent", func(tx *store.Tx) error {
		c, err := occurrence.CurrentCalendar(tx)
		if err != nil {
			return err
		}
		c.Days = append(c.Days, occurrence.OneOff{Date: "2026-11-23", Reason: "we were closed, of course"})
		_, err = occurrence.SetCalendar(tx, c)
		return err
	})
	d.plan()
	d.look()
	if got := d.missed(runUp, "linac-1"); len(got) != 1 || got[0].State != escalation.IsOpen {
		t.Errorf("%+v", got)
	}
}

// What was missed before a department is first looked after pages nobody: it is brought up to date with a history.
func TestThePastPagesNobody(t *testing.T) {
	made := sampletest.Open(t)
	d := &department{t, made, &overdue.Lookout{DB: made.DB, Zone: made.Zone, Log: slog.New(slog.DiscardHandler)}}
	d.plan()
	d.at(25, 12, 0) // three mornings have gone by
	d.look()
	if got := d.missed(runUp, "linac-1"); len(got) != 0 {
		t.Errorf("raised of the past: %+v", got)
	}
	d.at(26, 12, 0)
	d.look()
	if got := d.missed(runUp, "linac-1"); len(got) != 1 {
		t.Errorf("%d of the first morning afterwards", len(got))
	}
}

func (d *department) equipment(id string) (q equipment.Equipment) {
	d.Helper()
	d.Read(func(tx *store.Tx) (err error) { q, err = equipment.ByID(tx, id); return err })
	return q
}

func (d *department) silentTablets() (list []escalation.Escalation) {
	return d.of(escalation.Silent, "")
}

// LA1 is reported unsafe at twenty to seven; its run-up, due by a quarter past eight, is spared. At ten a physicist allows it
// for today by telephone: it is not used without its run-up then either, and one that nobody does is missed.
func Test78_WhatComesBackToUseIsCheckedThatDay(t *testing.T) {
	each(t, func(d *department) {
		due := func(state occurrence.State) (list []occurrence.Occurrence) {
			d.Read(func(tx *store.Tx) (err error) {
				list, err = occurrence.List(tx, occurrence.Filter{Equipment: "linac-1", Checklist: runUp, State: state}, nil, 50)
				return err
			})
			return list
		}
		d.at(23, 6, 40)
		id := d.Push(d.Tablet.Reported(client.Report{Kind: "unsafe", Equipment: "linac-1", Text: "smoke", FiledBy: d.As("sam.scsw").Staff, At: d.Clock.Now()}))[0].Escalations[0].ID
		d.at(23, 9, 0)
		d.look()
		if list := due(occurrence.Exempt); len(list) != 1 || len(due(occurrence.Due)) != 0 {
			t.Fatalf("it was not in use when it was due: %+v", list)
		}
		d.at(23, 10, 0)
		until := d.Clock.Now().Add(8 * time.Hour)
		d.by("rosa.radiographer", func(tx *store.Tx) error {
			_, err := escalation.Act(tx, id, escalation.Action{
				Kind: escalation.VerballyAllowed, Staff: d.As("priya.physicist").Staff, Words: escalation.VerbalWords[0], Until: &until, Zone: d.Zone,
			})
			return err
		})
		for range 2 {
			d.look()
		}
		list := due(occurrence.Due)
		if len(list) != 1 || list[0].Origin != occurrence.Returned || !list[0].DueAt.After(d.Clock.Now()) || !strings.Contains(list[0].Why, "in use again since 10:00") {
			t.Fatalf("it is used without a run-up: %+v", list)
		}
		d.at(23, 14, 0)
		d.look()
		if got := d.missed(runUp, "linac-1"); len(got) != 1 || got[0].About != list[0].ID || got[0].Severity != "before-use" {
			t.Errorf("nobody did it: %+v", got)
		}
	})
}
