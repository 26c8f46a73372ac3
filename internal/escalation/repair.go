package escalation

import (
	"cmp"

	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/staff"
)

// toEngineer is the first of the handover's three stages: the department gives the equipment away. Whoever records it saw it.
func (m *matter) toEngineer(a Action) error {
	e, err := m.engineer(a.Engineer)
	if err != nil {
		return err
	}
	m.now.Work.Engineer, m.now.Work.With = e, true
	m.words = "Handed it over to " + nameOf(e) + "."
	if m.thing == nil || !m.thing.MayBeWithdrawn() {
		return nil // it is repaired where it stands
	}
	return m.move(equipment.Change{Status: equipment.WithEngineer, Reason: m.why(a.Note, "handed over to "+nameOf(e))})
}

// engineer completes who is named: one of the staff, or a visitor with their company.
func (m *matter) engineer(e *Engineer) (*Engineer, error) {
	switch {
	case e == nil:
		return nil, nil
	case e.Staff == "" && e.Name == "":
		return nil, wrong("/engineer", "name one of the staff, or a visitor and their company")
	case e.Staff == "":
		return e, need("/engineer/company", e.Company, "say for whom the visitor works")
	}
	p, err := person(m.tx, e.Staff, "/engineer/staff")
	return &Engineer{Staff: e.Staff, Name: p.Name, Company: e.Company}, err
}

func nameOf(e *Engineer) string {
	switch {
	case e == nil:
		return "engineering"
	case e.Company != "":
		return e.Name + " of " + e.Company
	}
	return e.Name
}

// fromEngineer is the second stage: what was done, and the equipment back in the department's hands. An engineer records it
// for themselves; what a visitor did, somebody registered witnesses. The third stage, the return to use, is never theirs.
func (m *matter) fromEngineer(a Action) error {
	if !m.now.Work.With {
		return problem.Newf("guard", "%s was not handed over to an engineer.", m.Ref).Do("Record to-engineer first: who has it, from when.")
	}
	e, err := m.handsBack(a.Engineer)
	if err != nil {
		return err
	}
	if err := need("/work", cmp.Or(a.Work, a.Note), "say what was done"); err != nil {
		return err
	}
	if err := m.repaired(a, e.Staff); err != nil {
		return err
	}
	m.now.Work.Engineer, m.now.Work.With = e, false
	m.words = nameOf(e) + " handed it back: " + cmp.Or(a.Work, a.Note) + "."
	if a.Parts != "" {
		m.words += " Parts: " + a.Parts + "."
	}
	if m.thing == nil || m.thing.Status != equipment.WithEngineer {
		return nil
	}
	return m.move(equipment.Change{Status: equipment.AwaitingRecheck, Reason: m.why(a.Note, "handed back by "+nameOf(e))})
}

// handsBack is who did the work: who is named; else who it was handed to, when another person witnesses it; else the engineer
// who records it.
func (m *matter) handsBack(named *Engineer) (*Engineer, error) {
	e, err := m.engineer(named)
	if e != nil || err != nil {
		return e, err
	}
	self := m.tx.Actor.Staff
	if e := m.now.Work.Engineer; e != nil && e.Staff != self && staff.Allows(m.tx.Actor, staff.Act) {
		return e, nil
	}
	if !staff.Allows(m.tx.Actor, staff.Repair) {
		return nil, wrong("/engineer", "name who did the work: you are no engineer yourself")
	}
	p, err := person(m.tx, self, "/engineer")
	return &Engineer{Staff: p.ID, Name: p.Name}, err
}

// repaired notes work that was done, and which checklist must pass after it.
func (m *matter) repaired(a Action, by string) error {
	m.now.Work = m.now.Work.repairs(by, m.tx.Now)
	if a.Post != "" {
		return m.postMaintenance(a.Post)
	}
	if a.Affects != nil && !*a.Affects || m.thing == nil {
		return nil
	}
	if m.thing.Radiological() {
		return wrong("/postMaintenance", "choose the checklist that must pass after this work, or say that it cannot affect performance")
	}
	m.now.Work.Post = m.Checklist // of ordinary equipment its own check is the one
	return nil
}

func (m *matter) postMaintenance(id string) error {
	e, err := library.Current(m.tx, id)
	if problem.Is(err, "not-found") || err == nil && !e.InForce() {
		return wrong("/postMaintenance", "no such checklist is in force")
	}
	if err != nil {
		return err
	}
	d, err := e.Definition()
	if err != nil {
		return err
	}
	if m.thing != nil && !isFor(d, m.thing.Kind) {
		return wrong("/postMaintenance", "is not for such equipment")
	}
	m.now.Work.Post = id
	return nil
}

// adjust is work by a physicist or engineer that took nobody's handing over.
func (m *matter) adjust(a Action) error {
	if m.now.Work.With {
		return problem.Newf("guard", "%s is with %s.", m.Ref, nameOf(m.now.Work.Engineer)).Do("Have it handed back first.")
	}
	if err := need("/note", cmp.Or(a.Work, a.Note), "say what was adjusted"); err != nil {
		return err
	}
	m.now.Work = m.now.Work.repairs(m.tx.Actor.Staff, m.tx.Now)
	if a.Post != "" {
		if err := m.postMaintenance(a.Post); err != nil {
			return err
		}
	}
	m.words = "Adjusted it: " + cmp.Or(a.Work, a.Note) + "."
	if m.thing == nil || m.thing.Status.InUse() {
		return nil
	}
	return m.move(equipment.Change{Status: equipment.AwaitingRecheck, Reason: m.why(a.Note, "adjusted")})
}
