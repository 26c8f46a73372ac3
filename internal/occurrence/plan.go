package occurrence

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/schedule"
	"runup/internal/store"
)

// aheadDays is how far ahead everything is planned at least. Whole weeks are planned, three of them with the current one, so
// that a tablet without signal for a fortnight still knows what is due; and nothing is planned so early that a tablet's first
// snapshot, which reaches back 35 days, would begin after the entry that planned what is still open.
const aheadDays = 16

// Plan plans what is due of all equipment, three weeks ahead. What has opened already is never changed, and a second time
// there is nothing to do.
func Plan(tx *store.Tx, zone *time.Location) error {
	p, err := newPlan(tx, zone)
	if err != nil {
		return err
	}
	all, err := equipment.All(tx)
	if err != nil {
		return err
	}
	for _, q := range all {
		if err := p.write(tx, q); err != nil {
			return err
		}
	}
	return nil
}

// Behind answers the equipment whose plan is not what it should be.
func Behind(tx *store.Tx, zone *time.Location) ([]string, error) {
	p, err := newPlan(tx, zone)
	if err != nil {
		return nil, err
	}
	all, err := equipment.All(tx)
	if err != nil {
		return nil, err
	}
	there, err := p.there(tx, "")
	if err != nil {
		return nil, err
	}
	exemptions, err := p.exemptions(tx, "")
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, q := range all {
		if len(p.changes(q, there[q.ID], exemptions[q.ID])) > 0 {
			ids = append(ids, q.ID)
		}
	}
	return ids, nil
}

// plan is what a department should have planned at one instant.
type plan struct {
	zone      *time.Location
	now       time.Time
	until     time.Time
	calendar  schedule.Calendar
	scheduled map[string]*scheduled // by checklist
}

// scheduled is a checklist with what its schedule makes of the weeks ahead.
type scheduled struct {
	definition *checklist.Definition
	inForce    bool
	schedule   *schedule.Schedule // nil when it has none
	windows    []schedule.Window
}

func newPlan(tx *store.Tx, zone *time.Location) (*plan, error) {
	c, err := CurrentCalendar(tx)
	if err != nil {
		return nil, err
	}
	today := schedule.DayOf(tx.Now, zone)
	p := &plan{
		zone: zone, now: tx.Now, until: today.Plus(aheadDays + 6).Monday().Begins(zone), calendar: c.days(), scheduled: map[string]*scheduled{},
	}
	editions, err := library.All(tx)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		if p.scheduled[e.ID], err = p.of(e); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *plan) of(e library.Edition) (*scheduled, error) {
	d, err := e.Definition()
	if err != nil {
		return nil, err
	}
	s := &scheduled{definition: d, inForce: e.InForce()}
	if d.Schedule == nil {
		return s, nil
	}
	due, err := schedule.Read(d.Schedule.Rule, d.Schedule.On, d.Schedule.Opens, d.Schedule.Due, d.Schedule.GraceMinutes)
	if err != nil {
		return s, nil // a version from before rules were checked: it is kept, and due by hand only
	}
	s.schedule = &due
	if s.inForce {
		// From the day's beginning: a window that has opened and is not due yet is still planned.
		s.windows = due.Windows(p.calendar, p.zone, schedule.DayOf(p.now, p.zone).Begins(p.zone), p.until)
	}
	return s, nil
}

// there reads what is planned of today and later, by equipment; "" is all.
func (p *plan) there(tx *store.Tx, equipmentID string) (map[string][]row, error) {
	q := tx.Where("origin = ? AND day >= ?", Planned, schedule.DayOf(p.now, p.zone).String())
	if equipmentID != "" {
		q = q.Where("equipment = ?", equipmentID)
	}
	var rows []row
	if err := q.Order("equipment, checklist, day, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("occurrence: planned: %w", err)
	}
	by := map[string][]row{}
	for _, r := range rows {
		by[r.Equipment] = append(by[r.Equipment], r)
	}
	return by, nil
}

// exemptions reads what people have said is not needed until later than now.
func (p *plan) exemptions(tx *store.Tx, equipmentID string) (map[string][]exemptionRow, error) {
	q := tx.Where("until_at > ?", store.At(p.now))
	if equipmentID != "" {
		q = q.Where("equipment = ?", equipmentID)
	}
	var rows []exemptionRow
	if err := q.Order("position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("occurrence: exemptions: %w", err)
	}
	by := map[string][]exemptionRow{}
	for _, r := range rows {
		by[r.Equipment] = append(by[r.Equipment], r)
	}
	return by, nil
}

// write appends what is not planned yet as it should be: one entry a week.
func (p *plan) write(tx *store.Tx, q equipment.Equipment) error {
	there, err := p.there(tx, q.ID)
	if err != nil {
		return err
	}
	exemptions, err := p.exemptions(tx, q.ID)
	if err != nil {
		return err
	}
	changes := p.changes(q, there[q.ID], exemptions[q.ID])
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		body := &logbook.Act[planning, plannedFound]{Act: planning{Week: name}, Found: *changes[name]}
		if _, err := PlannedKind.Append(tx, q.Area, q.ID, body); err != nil {
			return fmt.Errorf("occurrence: plan: %w", err)
		}
	}
	return nil
}

// changes finds, week by week, what must be planned, moved or dropped. Only what has not opened is touched, and what opened
// today and is not due yet may still be added.
func (p *plan) changes(q equipment.Equipment, there []row, exemptions []exemptionRow) map[string]*plannedFound {
	weeks := map[string]*plannedFound{}
	of := func(day string) *plannedFound {
		name := weekOf(day)
		if weeks[name] == nil {
			weeks[name] = &plannedFound{}
		}
		return weeks[name]
	}
	known := map[string]row{}
	for _, r := range there {
		known[r.Checklist+" "+r.Day] = r
	}
	wanted := map[string]bool{}
	for _, w := range p.wanted(q) {
		key := w.Checklist + " " + w.Day
		wanted[key] = true
		if r, ok := known[key]; ok {
			if !p.moves(r, &w) {
				continue
			}
		} else {
			w.ID, w.Exemption = newID(), exemptionOf(exemptions, w)
		}
		of(w.Day).Plan = append(of(w.Day).Plan, w)
	}
	for _, r := range there {
		if !wanted[r.Checklist+" "+r.Day] && r.OpensAt > store.At(p.now) && r.Standing == "" {
			of(r.Day).Drop = append(of(r.Day).Drop, dropped{ID: r.ID, Reason: p.why(q, r)})
		}
	}
	return weeks
}

// wanted are the windows of a piece of equipment that are not due yet.
func (p *plan) wanted(q equipment.Equipment) []window {
	if q.Status == equipment.Decommissioned {
		return nil
	}
	var list []window
	for _, id := range slices.Sorted(maps.Keys(p.scheduled)) {
		s := p.scheduled[id]
		if !slices.Contains(s.definition.EquipmentKinds, q.Kind) {
			continue
		}
		for _, w := range s.windows {
			if w.Due.After(p.now) {
				list = append(list, window{
					Checklist: id, Day: w.Day.String(), Opens: w.Opens, Due: w.Due, Missed: w.Missed, Closes: w.Closes, Gating: s.definition.Gating,
				})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b window) int { return cmp.Compare(a.Day, b.Day) })
	return list
}

// moves reports whether one that is planned already has to move to w, which then gets its id and keeps what a person said.
func (p *plan) moves(r row, w *window) bool {
	if r.OpensAt <= store.At(p.now) || r.Standing != "" && r.Standing != string(Exempt) {
		return false
	}
	x, _ := read[Exemption](r.Exemption)
	dropped := x != nil && x.Kind == Replanned
	same := r.OpensAt == store.At(w.Opens) && r.DueAt == store.At(w.Due) && r.MissedAt == store.At(w.Missed) &&
		r.ClosesAt == store.At(w.Closes) && r.Gating == w.Gating
	if same && !dropped {
		return false
	}
	w.ID = r.ID
	if !dropped {
		w.Exemption = x
	}
	return true
}

func exemptionOf(rows []exemptionRow, w window) *Exemption {
	for _, r := range rows {
		if (r.Checklist == "" || r.Checklist == w.Checklist) && store.At(w.Opens) < r.UntilAt {
			return &r.Words.V
		}
	}
	return nil
}

func weekOf(day string) string {
	d, err := schedule.ParseDay(day)
	if err != nil {
		return day
	}
	return d.Week()
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
