package equipment

import (
	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that change areas and equipment.
var (
	SetArea = logbook.Define("area.set", applySetArea)
	Set     = logbook.Define("equipment.set", applySet)
	Moved   = logbook.Define("equipment.status", applyMoved)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{SetArea, Set, Moved} }

// none is for acts in which the server found nothing of its own.
type none struct{}

// set is a piece of equipment as entered. Its status counts only when it is new.
type set struct {
	Name           string    `json:"name"`
	Kind           string    `json:"kind"`
	Area           string    `json:"area"`
	Status         Status    `json:"status"`
	Inventory      Inventory `json:"inventory"`
	GS1            string    `json:"gs1"`
	Features       []string  `json:"features"`
	Points         []Point   `json:"points"`
	Affects        []string  `json:"affects"`
	CalibrationDue string    `json:"calibrationDue,omitempty"`
}

func setOf(q Equipment) set {
	return set{
		Name: q.Name, Kind: q.Kind, Area: q.Area, Status: q.Status, Inventory: q.Inventory, GS1: q.GS1,
		Features: orEmpty(q.Features), Points: orEmpty(q.Points), Affects: orEmpty(q.Affects), CalibrationDue: q.CalibrationDue,
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// foundBefore is the status that a change met.
type foundBefore struct {
	From Status `json:"from"`
}

func applySetArea(tx *store.Tx, e logbook.Entry, body *logbook.Act[Area, none]) error {
	a := body.Act
	err := tx.Upsert("area", byID, areaColumns, e.Subject, a.Name, a.Site, a.Phone, store.At(e.At), a.Registrant)
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "area", e.Subject, e.Subject)
}

func applySet(tx *store.Tx, e logbook.Entry, body *logbook.Act[set, none]) error {
	s := body.Act
	status, since, from, err := standing(tx, e, s)
	if err != nil {
		return err
	}
	err = tx.Upsert("equipment", byID, equipmentColumns,
		e.Subject, s.Name, s.Kind, s.Area, status, since, store.Of(s.Inventory), s.GS1,
		store.Of(s.Features), store.Of(s.Points), store.Of(s.Affects), s.CalibrationDue, store.At(e.At))
	if err != nil {
		return err
	}
	if from != s.Area {
		if err := depart(tx, e, from, s.Area); err != nil {
			return err
		}
	}
	return logbook.Move(tx, e, "equipment", e.Subject, s.Area)
}

// standing answers status, its beginning and the area: what they were, or what new equipment begins with.
func standing(tx *store.Tx, e logbook.Entry, s set) (Status, store.Instant, string, error) {
	var rows []equipmentRow
	if err := tx.Where("id = ?", e.Subject).Find(&rows).Error; err != nil {
		return "", 0, "", err
	}
	if len(rows) == 1 {
		return rows[0].Status, rows[0].StatusSince, rows[0].Area, nil
	}
	return s.Status, store.At(e.At), s.Area, nil
}

// applyMoved changes the status. What is out of use needs no alarm: it was decided.
func applyMoved(tx *store.Tx, e logbook.Entry, body *logbook.Act[Change, foundBefore]) error {
	var was equipmentRow
	if err := tx.Where("id = ?", e.Subject).Take(&was).Error; err != nil {
		return err
	}
	c := body.Act
	to := map[string]any{
		"status": c.Status, "status_since": store.At(e.At), "changed_at": store.At(e.At), "held_since": was.heldSince(c.Status, e),
		"repaired": c.Status != InService && (was.Repaired || c.Status == WithEngineer), "status_reason": c.Reason, "status_by": e.Actor,
		"status_escalation": c.Escalation, "restriction": c.Restriction, "restricted_until": store.AtPtr(c.Until),
	}
	if !c.Status.InUse() {
		to["alarms"] = "[]"
	}
	if err := tx.Model(&equipmentRow{}).Where("id = ?", e.Subject).Updates(to).Error; err != nil {
		return err
	}
	return logbook.Move(tx, e, "equipment", e.Subject, e.Area)
}

// heldSince is since when the equipment has not been in full use; 0 while it is.
func (r equipmentRow) heldSince(now Status, e logbook.Entry) store.Instant {
	switch {
	case now == InService:
		return 0
	case r.HeldSince == 0:
		return store.At(e.At)
	}
	return r.HeldSince
}
