package occurrence

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// usually is how long there is for a check that no schedule knows.
const usually = 2 * time.Hour

// Use puts equipment to use on a day for which nothing was planned, or earlier than planned: its gating checks become due at
// once. It answers those that are open now.
func Use(tx *store.Tx, zone *time.Location, equipmentID, reason string) ([]Occurrence, error) {
	if err := staff.May(tx.Actor, staff.UseToday); err != nil {
		return nil, err
	}
	q, err := equipment.Visible(tx, equipmentID)
	if err != nil {
		return nil, err
	}
	if !sensible(reason) {
		return nil, problem.New("invalid", "It cannot be recorded like this.").
			With(problem.Field{Pointer: "/reason", Detail: "must say why, in at most 500 characters"})
	}
	if q.Status == equipment.Decommissioned {
		return nil, problem.Newf("guard", "%s is decommissioned.", q.ID).Do("Use another.")
	}
	gating, err := gatingOf(tx, q)
	if err != nil {
		return nil, err
	}
	var wanted []window
	for _, d := range gating {
		open, err := isOpen(tx, q.ID, d.ID)
		if err != nil {
			return nil, err
		}
		if !open {
			wanted = append(wanted, atOnce(d, zone, tx.Now, tx.Now))
		}
	}
	if err := opened(tx, q, opening{Origin: UseToday, Why: reason}, wanted); err != nil {
		return nil, err
	}
	return openNow(tx, q.ID, gating)
}

// gatingOf answers the checklists in force without which the equipment is not to be used.
func gatingOf(tx *store.Tx, q equipment.Equipment) ([]*checklist.Definition, error) {
	editions, err := library.All(tx)
	if err != nil {
		return nil, err
	}
	var list []*checklist.Definition
	for _, e := range editions {
		d, err := e.Definition()
		if err != nil {
			return nil, err
		}
		if e.InForce() && d.Gating && slices.Contains(d.EquipmentKinds, q.Kind) {
			list = append(list, d)
		}
	}
	return list, nil
}

// isOpen reports whether the checklist is due on the equipment just now, or was done in a window that still goes on.
func isOpen(tx *store.Tx, equipmentID, checklistID string) (bool, error) {
	at := store.At(tx.Now)
	id, err := pick(tx, "SELECT id FROM occurrence WHERE equipment = ? AND checklist = ? AND opens_at <= ? AND closes_at > ? AND standing <> 'exempt' LIMIT 1",
		equipmentID, checklistID, at, at)
	return id != "", err
}

// openNow answers what is open of these checklists.
func openNow(tx *store.Tx, equipmentID string, of []*checklist.Definition) ([]Occurrence, error) {
	ids := make([]string, len(of))
	for i, d := range of {
		ids[i] = d.ID
	}
	at := store.At(tx.Now)
	return find(tx, tx.InScope().Where("equipment = ? AND checklist IN ? AND opens_at <= ? AND closes_at > ? AND standing <> 'exempt'", equipmentID, ids, at, at).
		Order("checklist, opens_at, id"))
}

// Call makes a checklist due at once on the same equipment, because an item of another check asks for it: since is when that
// was found. Where it is due already, is for other equipment or is not in force, nothing happens.
func Call(tx *store.Tx, zone *time.Location, checklistID, equipmentID, why, from string, since time.Time) error {
	e, err := library.Current(tx, checklistID)
	if problem.Is(err, "not-found") || err == nil && !e.InForce() {
		return nil
	}
	if err != nil {
		return err
	}
	q, err := equipment.ByID(tx, equipmentID)
	if err != nil {
		return err
	}
	d, err := e.Definition()
	if err != nil || !slices.Contains(d.EquipmentKinds, q.Kind) {
		return err
	}
	at := store.At(tx.Now)
	open, err := pick(tx, "SELECT id FROM occurrence WHERE equipment = ? AND checklist = ? AND opens_at <= ? AND closes_at > ? AND standing = '' LIMIT 1",
		equipmentID, checklistID, at, at)
	if err != nil || open != "" {
		return err
	}
	return opened(tx, q, opening{Origin: Called, Why: why, Source: from}, []window{atOnce(d, zone, since, tx.Now)})
}

// Resume makes due at once what was spared while its equipment was out of use, now that it is used again. Where the same is due
// already, or was done since, nothing happens.
func Resume(tx *store.Tx, zone *time.Location, o Occurrence, why string) error {
	q, err := equipment.ByID(tx, o.Equipment)
	if err != nil {
		return err
	}
	e, err := library.Current(tx, o.Checklist)
	if problem.Is(err, "not-found") || err == nil && !e.InForce() {
		return nil
	}
	if err != nil {
		return err
	}
	d, err := e.Definition()
	if err != nil {
		return err
	}
	if open, err := isOpen(tx, q.ID, d.ID); err != nil || open {
		return err
	}
	return opened(tx, q, opening{Origin: Returned, Why: why}, []window{atOnce(d, zone, tx.Now, tx.Now)})
}

// atOnce is a window that has opened, as long as the checklist's own from now on.
func atOnce(d *checklist.Definition, zone *time.Location, since, now time.Time) window {
	long, grace := usually, time.Duration(0)
	if d.Schedule != nil {
		if s, err := schedule.Read(d.Schedule.Rule, d.Schedule.On, d.Schedule.Opens, d.Schedule.Due, d.Schedule.GraceMinutes); err == nil {
			long, grace = time.Duration(s.Due-s.Opens)*time.Minute, s.Grace
		}
	}
	today := schedule.DayOf(now, zone)
	w := window{ID: newID(), Checklist: d.ID, Day: today.String(), Opens: since, Due: now.Add(long), Gating: d.Gating}
	w.Missed, w.Closes = w.Due.Add(grace), today.Plus(1).Begins(zone)
	if w.Closes.Before(w.Missed) {
		w.Closes = w.Missed
	}
	return w
}

func opened(tx *store.Tx, q equipment.Equipment, o opening, windows []window) error {
	if len(windows) == 0 {
		return nil
	}
	body := &logbook.Act[opening, plannedFound]{Act: o, Found: plannedFound{Plan: windows}}
	if _, err := OpenedKind.Append(tx, q.Area, q.ID, body); err != nil {
		return fmt.Errorf("occurrence: open: %w", err)
	}
	return nil
}
