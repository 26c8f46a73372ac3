package occurrence

import (
	"fmt"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// pieces is a large department's equipment.
const pieces = 300

// rules are what its three checklists go by: most of the work is daily, as it is.
var rules = []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1TU"}

func yearOf(b *testing.B) (*plan, []equipment.Equipment) {
	b.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		b.Fatal(err)
	}
	p := &plan{zone: zone, now: storetest.Start, until: storetest.Start.AddDate(1, 0, 0), calendar: schedule.Usual(), scheduled: map[string]*scheduled{}}
	for i, rule := range rules {
		s, err := schedule.Read(rule, schedule.TreatmentDays, "06:30", "08:15", 15)
		if err != nil {
			b.Fatal(err)
		}
		p.scheduled[fmt.Sprintf("check-%d", i)] = &scheduled{definition: &checklist.Definition{EquipmentKinds: []string{"linac"}}, inForce: true, schedule: &s}
	}
	list := make([]equipment.Equipment, pieces)
	for i := range list {
		list[i] = equipment.Equipment{ID: fmt.Sprintf("linac-%d", i), Kind: "linac", Area: "linacs", Status: equipment.InService}
	}
	return p, list
}

// BenchmarkPlanAYear is one year's work of 300 pieces of equipment with three checklists each: by rules, calendar and zone,
// and beside it as many windows by a plain loop over days that knows none of them.
func BenchmarkPlanAYear(b *testing.B) {
	b.Run("rules", func(b *testing.B) {
		p, list := yearOf(b)
		for b.Loop() {
			n := 0
			for _, s := range p.scheduled {
				s.windows = s.schedule.Windows(p.calendar, p.zone, p.now, p.until)
			}
			for _, q := range list {
				for _, week := range p.changes(q, nil, nil) {
					n += len(week.Plan)
				}
			}
			b.ReportMetric(float64(n), "occurrences")
		}
	})
	b.Run("plain loop", func(b *testing.B) {
		p, list := yearOf(b)
		for b.Loop() {
			n := 0
			for range list {
				weeks := map[string]*plannedFound{}
				for day, i := p.now.Truncate(24*time.Hour), 0; day.Before(p.until); day, i = day.AddDate(0, 0, 1), i+1 {
					if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
						continue
					}
					for id := range rules {
						if id == 1 && i%7 != 0 || id == 2 && i%28 != 1 {
							continue
						}
						opens := day.Add(6*time.Hour + 30*time.Minute)
						name := weekOf(day.Format(time.DateOnly))
						if weeks[name] == nil {
							weeks[name] = &plannedFound{}
						}
						weeks[name].Plan = append(weeks[name].Plan, window{
							ID: newID(), Checklist: fmt.Sprintf("check-%d", id), Day: day.Format(time.DateOnly), Opens: opens, Due: opens.Add(105 * time.Minute),
							Missed: opens.Add(2 * time.Hour), Closes: day.AddDate(0, 0, 1), Exemption: nil,
						})
					}
				}
				for _, week := range weeks {
					n += len(week.Plan)
				}
			}
			b.ReportMetric(float64(n), "occurrences")
		}
	})
}

const benchCheck = `{"id":"daily","title":"Daily","version":"1","equipmentKinds":["linac"],"performedBy":{"roles":["radiographer"]},` +
	`"schedule":{"rule":"FREQ=DAILY","on":"treatment-days","opens":"06:30","due":"08:15","graceMinutes":15},"record":"safety-pass",` +
	`"sections":[{"title":"All","items":[{"id":"a","kind":"confirm","prompt":"It is well.","onFail":"advice","guidance":"Tell a radiographer."}]}]}`

// BenchmarkPlanAYearIntoTheLog lives through a year of hourly looks at a plan of 300 pieces, once a week with something to
// do: entries, views and feed, durable.
func BenchmarkPlanAYearIntoTheLog(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		clock := storetest.NewClock()
		db := storetest.OpenAt(b, store.Config{Folder: b.TempDir(), Now: clock.Now})
		stock(b, db)
		zone, _ := time.LoadLocation("Europe/London")
		planner := &Planner{DB: db, Zone: zone}
		b.StartTimer()
		for range 52 {
			if err := planner.Once(b.Context()); err != nil {
				b.Fatal(err)
			}
			clock.Move(7 * 24 * time.Hour)
		}
		b.ReportMetric(float64(db.Head().Position), "entries")
	}
}

func stock(b *testing.B, db *store.DB) {
	b.Helper()
	d, mistakes := checklist.Parse([]byte(benchCheck), "bench.json")
	if len(mistakes) > 0 {
		b.Fatal(mistakes)
	}
	as := func(role string) store.Actor {
		return store.Actor{Staff: role, Role: role, Registered: true, Proven: store.ProvenPassword, Areas: []string{"*"}}
	}
	write := func(role string, fn func(*store.Tx) error) {
		if err := db.Write(b.Context(), as(role), fn); err != nil {
			b.Fatal(err)
		}
	}
	write(staff.Superintendent, func(tx *store.Tx) error { _, err := library.Propose(tx, d); return err })
	write(staff.Physicist, func(tx *store.Tx) error {
		_, err := library.Approve(tx, d.ID, d.Hash(), func(*checklist.Definition) (bool, error) { return true, nil })
		return err
	})
	write(staff.Administrator, func(tx *store.Tx) error {
		if _, _, err := equipment.PutArea(tx, equipment.Area{ID: "linacs", Name: "Linacs", Site: "North"}); err != nil {
			return err
		}
		for i := range pieces {
			q := equipment.Equipment{ID: fmt.Sprintf("linac-%d", i), Name: "Linac", Kind: "linac", Area: "linacs", Inventory: equipment.Inventory{
				Manufacturer: "M", Model: "M", Serial: fmt.Sprint(i), YearMade: 2020, YearInstalled: 2020}}
			if _, _, err := equipment.Put(tx, q); err != nil {
				return err
			}
		}
		return nil
	})
}
