package escalation

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Handover asks a colleague to take an escalation over.
type Handover struct {
	To   string `json:"to"`
	Note string `json:"note,omitempty"`

	Version int64 `json:"-"`
}

// HandOver hands an escalation to a registered colleague. Until they acknowledge it, whoever has it has it.
func HandOver(tx *store.Tx, id string, h Handover) (Escalation, error) {
	if err := staff.May(tx.Actor, staff.HandOver); err != nil {
		return Escalation{}, err
	}
	key, err := keyOf(h)
	if err != nil {
		return Escalation{}, err
	}
	m, err := take(tx, id)
	if err != nil {
		return Escalation{}, err
	}
	if was, err := m.again(key, h.Version); err != nil || was {
		return sameAgain(tx, id, err)
	}
	to, err := m.receiver(h)
	if err != nil {
		return Escalation{}, err
	}
	m.now.Work.HandedTo = to.ID
	m.words = "Asked " + to.Name + " to take it over."
	if _, err := HandedOver.Append(tx, m.Area, m.ID, act(h, m.stood(key, h.Version))); err != nil {
		return Escalation{}, fmt.Errorf("escalation: hand over: %w", err)
	}
	return ByID(tx, id)
}

// receiver checks that there is something to hand over, and to whom.
func (m *matter) receiver(h Handover) (staff.Person, error) {
	if err := m.current(h.Version); err != nil {
		return staff.Person{}, err
	}
	if m.State == IsOpen || m.State == IsClosed {
		return staff.Person{}, problem.Newf("guard", "%s is %s: nobody is dealing with it.", m.Ref, m.State)
	}
	if m.Owner != m.tx.Actor.Staff && !staff.Allows(m.tx.Actor, staff.Reopen) {
		return staff.Person{}, problem.New("forbidden", "Only who is dealing with it hands it over, or a superintendent or physicist.")
	}
	p, err := person(m.tx, h.To, "/to")
	if err != nil {
		return p, err
	}
	switch {
	case p.ID == m.Owner:
		return p, problem.Newf("guard", "%s is dealing with it already.", p.Name)
	case !staff.Allows(proven(p), staff.Acknowledge):
		return p, problem.Newf("guard", "%s is not registered.", p.Name).Do("Hand it over to somebody who is.")
	case !p.Actor().Sees(m.Area):
		return p, problem.Newf("guard", "%s does not work in that area.", p.Name)
	}
	return p, nil
}

// Reopening brings a closed escalation back.
type Reopening struct {
	Reason string `json:"reason"`

	Version int64 `json:"-"`
}

// ReopenWithin is how long a closed escalation may be reopened, and how long what fails again is the same trouble come back.
//
// Requirement: escalation.md 4.3 T20, 4.7.
const ReopenWithin = 7 * 24 * time.Hour

// Reopen opens a closed escalation again. A do-not-use takes its equipment out of use again.
func Reopen(tx *store.Tx, id string, o Reopening) (Escalation, error) {
	if err := staff.May(tx.Actor, staff.Reopen); err != nil {
		return Escalation{}, err
	}
	if err := need("/reason", o.Reason, "say why"); err != nil {
		return Escalation{}, err
	}
	key, err := keyOf(o)
	if err != nil {
		return Escalation{}, err
	}
	m, err := take(tx, id)
	if err != nil {
		return Escalation{}, err
	}
	if was, err := m.again(key, o.Version); err != nil || was {
		return sameAgain(tx, id, err)
	}
	if err := m.reopenable(o); err != nil {
		return Escalation{}, err
	}
	m.now.State, m.now.Owner, m.now.Work.Closed = IsOpen, "", nil
	m.words = "Reopened it."
	if m.Severity == checklist.DoNotUse && m.thing != nil && m.thing.Status.InUse() {
		if err := m.move(equipment.Change{Status: equipment.Withdrawn, Reason: m.why("", "reopened")}); err != nil {
			return Escalation{}, err
		}
	}
	if _, err := Reopened.Append(tx, m.Area, m.ID, act(o, m.stood(key, o.Version))); err != nil {
		return Escalation{}, fmt.Errorf("escalation: reopen: %w", err)
	}
	if err := m.settle(); err != nil {
		return Escalation{}, err
	}
	if err := settled(tx, id, m.was); err != nil {
		return Escalation{}, err
	}
	return ByID(tx, id)
}

func (m *matter) reopenable(o Reopening) error {
	if err := m.current(o.Version); err != nil {
		return err
	}
	if m.State != IsClosed {
		return problem.Newf("guard", "%s is not closed.", m.Ref)
	}
	if m.ClosedAt == nil || m.tx.Now.Sub(m.ClosedAt.Time()) > ReopenWithin {
		return problem.Newf("guard", "%s was closed more than 7 days ago.", m.Ref).Do("Report what is wrong; that opens a new one.")
	}
	now, err := openFor(m.tx, m.cause())
	if err == nil && now != nil {
		err = problem.Newf("guard", "%s is open about the same thing.", now.Ref).Do("Deal with that one.")
	}
	return err
}
