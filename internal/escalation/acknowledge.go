package escalation

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Acknowledge takes an escalation on, or over from a colleague who handed it: the actor deals with it from now. version is
// the one they had before their eyes. Their own last action, sent again with the number it was first given, answers as it did.
func Acknowledge(tx *store.Tx, id string, version int64) (Escalation, error) {
	if err := staff.May(tx.Actor, staff.Acknowledge); err != nil {
		return Escalation{}, err
	}
	m, err := take(tx, id)
	if err != nil {
		return Escalation{}, err
	}
	if was, err := m.again("acknowledged", version); err != nil || was {
		return sameAgain(tx, id, err)
	}
	if err := m.acknowledgeable(tx, tx.Actor.Staff, version); err != nil {
		return Escalation{}, err
	}
	if m.waitsFor(tx.Actor.Staff) {
		found := foundAnswer{Version: m.Version + 1, Seen: version, State: m.taken()}
		if _, err := Acknowledged.Append(tx, m.Area, id, &answer{Act: &seen{Version: version}, Found: found}); err != nil {
			return Escalation{}, fmt.Errorf("escalation: acknowledge: %w", err)
		}
		if err := settled(tx, id, m.was); err != nil {
			return Escalation{}, err
		}
	}
	return ByID(tx, id)
}

// waitsFor reports whether somebody's acknowledging would change anything.
func (r row) waitsFor(person string) bool {
	return r.State == IsOpen || r.State != IsClosed && r.Work.V.HandedTo == person
}

// taken is the state after acknowledging, where that is not simply "acknowledged": what is handed over goes on as it was.
func (r row) taken() string {
	if r.State == IsOpen {
		return ""
	}
	return r.State
}

// acknowledgeable says what is in the way of a person's acknowledging, and who is dealing with it already.
func (r row) acknowledgeable(tx *store.Tx, person string, version int64) error {
	who, err := r.dealing(tx)
	if err != nil {
		return err
	}
	switch {
	case version != r.Version && r.Owner != "" && r.Owner != person:
		return problem.Newf("stale-version", "%s is at version %d; you answered version %d. %s is dealing with it.", r.Ref, r.Version, version, who)
	case version != r.Version:
		return stale(r, version)
	case r.waitsFor(person):
		return nil
	case r.State == IsAcknowledged && r.Owner != person:
		return problem.Newf("guard", "%s is dealing with %s already.", who, r.Ref).Do("Ask them, or have it handed over to you.")
	case r.State != IsAcknowledged:
		return problem.Newf("guard", "%s is %s; there is nothing to acknowledge.", r.Ref, r.State).Do("Read it again.")
	}
	return nil
}

// dealing is the name of who is dealing with it.
func (r row) dealing(tx *store.Tx) (string, error) {
	p, err := staff.ByID(tx, r.Owner)
	if problem.Is(err, "not-found") {
		return "Somebody", nil
	}
	return p.Name, err
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
