package tablet_test

import (
	"testing"
	"time"

	"runup/internal/occurrence"
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
