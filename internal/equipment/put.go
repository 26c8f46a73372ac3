package equipment

import (
	"fmt"
	"reflect"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Put creates a piece of equipment or replaces what is known of it. New equipment begins in service unless it says
// otherwise; of equipment already here neither status nor kind is changed this way.
func Put(tx *store.Tx, q Equipment) (Equipment, bool, error) {
	if err := staff.May(tx.Actor, staff.Inventory); err != nil {
		return Equipment{}, false, err
	}
	before, err := ByID(tx, q.ID)
	isNew := problem.Is(err, "not-found")
	if err != nil && !isNew {
		return Equipment{}, false, err
	}
	if err := checkEquipment(tx, q, tx.Now.Year()); err != nil {
		return Equipment{}, false, err
	}
	if q, err = settle(q, before, isNew); err != nil {
		return Equipment{}, false, err
	}
	if !isNew && same(q, before) {
		return before, false, nil
	}
	if _, err := Set.Append(tx, q.Area, q.ID, &logbook.Act[set, none]{Act: setOf(q)}); err != nil {
		return Equipment{}, false, fmt.Errorf("equipment: put: %w", err)
	}
	now, err := ByID(tx, q.ID)
	return now, isNew, err
}

// settle decides what a replacement may not change.
func settle(q, before Equipment, isNew bool) (Equipment, error) {
	if isNew {
		if q.Status == "" {
			q.Status = InService
		}
		return q, nil
	}
	if q.Kind != before.Kind {
		return q, problem.Newf("guard", "%s is of kind %s, and the checks made on it are of that kind.", q.ID, before.Kind).
			Do("Enter it as new equipment under another id.")
	}
	if q.Status != "" && q.Status != before.Status {
		return q, problem.Newf("guard", "%s is %s; replacing its particulars does not change that.", q.ID, before.Status).
			Do("Leave status out, or send the one it has.")
	}
	q.Status = before.Status
	return q, nil
}

func same(a, b Equipment) bool { return reflect.DeepEqual(setOf(a), setOf(b)) }

// PutArea creates an area or replaces its particulars.
func PutArea(tx *store.Tx, a Area) (Area, bool, error) {
	if err := staff.May(tx.Actor, staff.Inventory); err != nil {
		return Area{}, false, err
	}
	before, err := AreaByID(tx, a.ID)
	isNew := problem.Is(err, "not-found")
	if err != nil && !isNew {
		return Area{}, false, err
	}
	if err := checkArea(tx, a); err != nil {
		return Area{}, false, err
	}
	if !isNew && a == before {
		return a, false, nil
	}
	if _, err := SetArea.Append(tx, a.ID, a.ID, &logbook.Act[Area, none]{Act: a}); err != nil {
		return Area{}, false, fmt.Errorf("equipment: put area: %w", err)
	}
	return a, isNew, nil
}
