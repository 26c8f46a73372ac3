package escalation

import (
	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// SetStatus changes the status of equipment at somebody's word. Away from use takes registered staff. Towards use goes by the
// rules of release: where a do-not-use keeps it, this is that one's closing by another door.
func SetStatus(tx *store.Tx, id string, c equipment.Change) (equipment.Equipment, error) {
	if err := staff.May(tx.Actor, staff.SetStatus); err != nil {
		return equipment.Equipment{}, err
	}
	if err := need("/reason", c.Reason, "say why"); err != nil {
		return equipment.Equipment{}, err
	}
	q, err := equipment.Visible(tx, id)
	if err != nil {
		return equipment.Equipment{}, err
	}
	if c.Status == equipment.Restricted {
		if err := need("/restriction", c.Restriction, "say what it may be used for"); err != nil {
			return equipment.Equipment{}, err
		}
	}
	if q.Status == c.Status && q.Restriction == c.Restriction {
		return q, nil // it is so already
	}
	if err := maySet(tx.Actor, q, c.Status); err != nil {
		return equipment.Equipment{}, err
	}
	if err := named(tx, q, c); err != nil {
		return equipment.Equipment{}, err
	}
	if nearer(q, c.Status) {
		return towardsUse(tx, q, c)
	}
	return equipment.Move(tx, id, c)
}

// nearer reports whether a change brings equipment nearer to use. Another restriction may be a wider one.
func nearer(q equipment.Equipment, to equipment.Status) bool {
	return q.Status.Towards(to) == equipment.TowardsUse || q.Status == equipment.Restricted && to == equipment.Restricted
}

// maySet asks for what every change of that sort takes; what a return takes besides is asked when it is looked at.
func maySet(a store.Actor, q equipment.Equipment, to equipment.Status) error {
	switch {
	case to == equipment.Decommissioned:
		return staff.May(a, staff.Inventory)
	case q.Status == equipment.InService && to == equipment.Restricted:
		return staff.May(a, staff.Restrict)
	}
	return staff.May(a, staff.Act)
}

// named checks that the escalation a change is put down to is one about this equipment: an open one, or, on the way back to
// use, the one by which it went out, which may be closed and have returned nothing.
func named(tx *store.Tx, q equipment.Equipment, c equipment.Change) error {
	if c.Escalation == "" || nearer(q, c.Status) && c.Escalation == q.StatusEscalation {
		return nil
	}
	r, err := visible(tx, c.Escalation)
	if problem.Is(err, "not-found") || err == nil && (r.Equipment != q.ID || r.State == IsClosed) {
		return wrong("/escalation", "is not the id of an open escalation about this equipment")
	}
	return err
}

// towardsUse returns equipment to use, in full or within a restriction.
func towardsUse(tx *store.Tx, q equipment.Equipment, c equipment.Change) (equipment.Equipment, error) {
	keeps, err := keeping(tx, q.ID, "")
	if err != nil {
		return equipment.Equipment{}, err
	}
	if len(keeps) > 0 {
		return byClosing(tx, q, c, keeps)
	}
	if err := mayReturnBare(tx, q); err != nil {
		return equipment.Equipment{}, err
	}
	if err := holding(tx, q, ""); err != nil {
		return equipment.Equipment{}, err
	}
	if _, err := (wanted{equipment: q.ID, after: q.StatusSince}).find(tx, ""); err != nil {
		return equipment.Equipment{}, err
	}
	return equipment.Move(tx, q.ID, c)
}

// mayReturnBare asks for the power to return what no escalation keeps out of use any more.
func mayReturnBare(tx *store.Tx, q equipment.Equipment) error {
	switch {
	case !q.Radiological():
		return mayReturnOther(tx, tx.Actor, q)
	case q.Repaired:
		return staff.May(tx.Actor, staff.ReturnDosimetric)
	}
	return staff.May(tx.Actor, staff.ReturnTreatment)
}

// byClosing closes the do-not-use that keeps the equipment out of use, and refuses where another keeps it too.
func byClosing(tx *store.Tx, q equipment.Equipment, c equipment.Change, keeps []row) (equipment.Equipment, error) {
	r := keeps[0]
	for _, other := range keeps {
		if other.ID == c.Escalation {
			r = other
		}
	}
	m, err := take(tx, r.ID)
	if err != nil {
		return equipment.Equipment{}, err
	}
	if err := m.mayReturn(tx.Actor); err != nil {
		return equipment.Equipment{}, err
	}
	if err := holding(tx, q, r.ID); err != nil {
		return equipment.Equipment{}, err
	}
	reason := RecheckedWithin
	switch {
	case c.Status == equipment.Restricted:
		reason = AcceptedRestriction
	case r.Work.V.Repaired:
		reason = RepairedRechecked
	}
	if _, err := Close(tx, r.ID, Closing{Reason: reason, Note: c.Reason, Restriction: c.Restriction}); err != nil {
		return equipment.Equipment{}, err
	}
	return equipment.ByID(tx, q.ID)
}
