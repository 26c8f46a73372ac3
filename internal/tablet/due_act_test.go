package tablet_test

import (
	"strings"
	"testing"
	"time"

	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
)

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
