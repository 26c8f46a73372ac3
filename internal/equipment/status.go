package equipment

import (
	"fmt"
	"time"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Step says which way a change of status goes.
type Step string

// The steps.
const (
	Stays      Step = "stays"
	Safer      Step = "safer"       // further from clinical use, or as far
	TowardsUse Step = "towards use" // nearer to it: only people, by the rules of release
	Never      Step = "never"       // there is no such way
)

// rank is how far a status is from clinical use. What is out of use is equally far, whoever has it.
var rank = map[Status]int{InService: 0, Restricted: 1, Withdrawn: 2, OutOfService: 2, WithEngineer: 2, AwaitingRecheck: 2, Decommissioned: 3}

// Towards says which way a change from one status to another goes.
func (s Status) Towards(to Status) Step {
	switch {
	case s == to:
		return Stays
	case s == Decommissioned, s == WithEngineer && to.InUse(), s.InUse() && to == AwaitingRecheck:
		return Never // gone is gone, an engineer hands back first, and what is in use awaits no re-check
	case rank[to] < rank[s]:
		return TowardsUse
	}
	return Safer
}

// Change is a change of status.
type Change struct {
	Status      Status     `json:"status"`
	Reason      string     `json:"reason"`
	Escalation  string     `json:"escalation,omitempty"`
	Restriction string     `json:"restriction,omitempty"` // what it may be used for; of a restricted status
	Until       *time.Time `json:"until,omitempty"`       // the restriction was meant to last; nothing ends it by itself
}

// Withdraw takes equipment out of clinical use because of an escalation, unless it is out of use already or is of a
// kind that is never withdrawn; it reports whether it did. Only escalation calls it.
func Withdraw(tx *store.Tx, id, reason, escalation string) (bool, error) {
	q, err := ByID(tx, id)
	if err != nil {
		return false, err
	}
	if !q.MayBeWithdrawn() || !q.Status.InUse() {
		return false, nil
	}
	_, err = Move(tx, id, Change{Status: Withdrawn, Reason: reason, Escalation: escalation})
	return err == nil, err
}

// Move changes the status of equipment. Which ways there are at all is decided here; who may go them, and what must be true
// first, only escalation knows, and only it calls this. Without a person behind it equipment never moves towards use.
func Move(tx *store.Tx, id string, c Change) (Equipment, error) {
	q, err := ByID(tx, id)
	if err != nil {
		return Equipment{}, err
	}
	step := q.Status.Towards(c.Status)
	switch {
	case step == Never:
		return Equipment{}, problem.Newf("guard", "%s is %s; from there it does not become %s.", q.Name, q.Status, c.Status)
	case !q.MayBeWithdrawn() && !c.Status.InUse() && c.Status != Decommissioned:
		return Equipment{}, problem.Newf("guard", "%s stays where it is, whatever is wrong with it: people rely on finding it.", q.Name).
			Do("Put it right at once, and say where the nearest other one is.")
	case step == TowardsUse && tx.Actor.Staff == "":
		return Equipment{}, fmt.Errorf("equipment: %s would move from %s to %s by itself", id, q.Status, c.Status)
	}
	body := &logbook.Act[Change, foundBefore]{Act: c, Found: foundBefore{From: q.Status}}
	if _, err := Moved.Append(tx, q.Area, q.ID, body); err != nil {
		return Equipment{}, fmt.Errorf("equipment: status: %w", err)
	}
	return ByID(tx, id)
}
