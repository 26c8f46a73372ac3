package tablet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/logbook"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
)

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
