package escalation

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Acknowledge takes an escalation on: the actor deals with it from now. version is the one they had before their eyes.
// Their own last action, sent again with the number it was first given, answers as it did.
func Acknowledge(tx *store.Tx, id string, version int64) (Escalation, error) {
	if err := staff.May(tx.Actor, staff.Acknowledge); err != nil {
		return Escalation{}, err
	}
	r, err := visible(tx, id)
	if err != nil {
		return Escalation{}, err
	}
	if r.ActedBy == tx.Actor.Staff && r.Acted == "acknowledged" && r.ActedVersion == version {
		return ByID(tx, id)
	}
	if err := r.acknowledgeable(tx.Actor.Staff, version); err != nil {
		return Escalation{}, err
	}
	if r.State == IsOpen {
		body := &answer{Act: &seen{Version: version}, Found: foundAnswer{Version: r.Version + 1, Seen: version}}
		if _, err := Acknowledged.Append(tx, r.Area, id, body); err != nil {
			return Escalation{}, fmt.Errorf("escalation: acknowledge: %w", err)
		}
	}
	return ByID(tx, id)
}

// acknowledgeable says what is in the way of a person's acknowledging.
func (r row) acknowledgeable(person string, version int64) error {
	switch {
	case version != r.Version:
		return problem.Newf("stale-version", "%s is at version %d; you answered version %d.", r.Ref, r.Version, version)
	case r.State == IsAcknowledged && r.Owner != person:
		return problem.Newf("guard", "Somebody else is dealing with %s already.", r.Ref).Do("Ask them, or have it handed over to you.")
	case r.State != IsOpen && r.State != IsAcknowledged:
		return problem.Newf("guard", "%s is %s; there is nothing to acknowledge.", r.Ref, r.State).Do("Read it again.")
	}
	return nil
}

func visible(tx *store.Tx, id string) (row, error) {
	var r row
	err := tx.Where("id = ?", id).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && !tx.Actor.Sees(r.Area) {
		return row{}, notThere()
	}
	if err != nil {
		return row{}, fmt.Errorf("escalation: read: %w", err)
	}
	return r, nil
}
