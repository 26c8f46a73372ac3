package escalation

import (
	"cmp"
	"slices"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/staff"
)

func (m *matter) takeOut(a Action) error {
	m.words = "Took it out of use."
	return m.move(equipment.Change{Status: equipment.OutOfService, Reason: m.why(a.Note, "taken out of use")})
}

// why is the reason of a change of status: which matter it belongs to, and what was said.
func (m *matter) why(note, otherwise string) string { return m.Ref + ": " + cmp.Or(note, otherwise) }

// restrict restricts what is in use. Of what is out of use a restriction is a return to it, with the same powers and the same
// re-check, and nothing else that keeps it out; so is another restriction in place of one, which may be wider.
func (m *matter) restrict(a Action) error {
	if err := need("/restriction", cmp.Or(a.Restriction, a.Note), "say what it may be used for"); err != nil {
		return err
	}
	if m.thing != nil && m.thing.Status != equipment.InService {
		if err := m.returnable(""); err != nil {
			return err
		}
		if err := holding(m.tx, *m.thing, m.ID); err != nil {
			return err
		}
	}
	m.now.Work.Restriction = cmp.Or(a.Restriction, a.Note)
	m.words = "Restricted its use: " + m.now.Work.Restriction + "."
	return m.move(equipment.Change{
		Status: equipment.Restricted, Reason: m.why(a.Note, "restricted"), Restriction: m.now.Work.Restriction, Until: a.Until,
	})
}

func (m *matter) logFault(a Action) error {
	m.words = "Logged the fault."
	if a.Reference != "" {
		m.words = "Logged the fault under " + a.Reference + "."
	}
	if a.Vendor != "" {
		m.words += " The maker's reference is " + a.Vendor + "."
	}
	return nil
}

func (m *matter) callEngineer(a Action) error {
	m.words = "Called " + cmp.Or(a.Who, "the engineer") + "."
	if a.ETA != nil {
		m.words += " Expected on " + a.ETA.In(a.Zone).Format("2 January at 15:04") + "."
	}
	return nil
}

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

func (m *matter) putRight(a Action) error {
	at := m.tx.Now
	m.now.Work.PutRight = &at
	m.words = "Put it right."
	return nil
}

// urge has personal telephones ring at once, in the early hours too: whoever stands before it knows better than the plan whether
// it can wait.
//
// Requirement: users.md R9.
func (m *matter) urge(Action) error {
	switch {
	case m.State != IsOpen:
		return problem.Newf("guard", "%s is %s: somebody is dealing with it, so nobody more is called.", m.Ref, m.State).Do("Read it to see who has it, and ring them.")
	case m.was.Work.Urgent:
		return problem.Newf("guard", "%s is urgent already: personal telephones are being called.", m.Ref).Do("If nobody answers, ring the superintendent yourself.")
	}
	m.now.Work.Urgent = true
	m.words = "Said that it cannot wait: personal telephones are called now."
	return nil
}

func (m *matter) comment(a Action) error {
	m.words = "Noted something."
	return need("/note", a.Note, "say something")
}

// giveBack lets go of an escalation: it is open again, and whoever is next is told.
func (m *matter) giveBack(a Action) error {
	if m.State != IsAcknowledged {
		return problem.Newf("guard", "%s is %s; only one that is acknowledged, with nothing done about it yet, is given back.", m.Ref, m.State)
	}
	if m.Owner != m.tx.Actor.Staff && !staff.Allows(m.tx.Actor, staff.Reopen) {
		return problem.New("forbidden", "Only who is dealing with it gives it back, or a superintendent or physicist.")
	}
	if err := need("/note", a.Note, "say why"); err != nil {
		return err
	}
	m.now.State, m.now.Owner, m.now.Work.HandedTo = IsOpen, "", ""
	m.words = "Is not dealing with it any more."
	return nil
}

var severities = []string{checklist.DoNotUse, checklist.BeforeUse, checklist.PutRight, checklist.Advice, checklist.Information}

// changeSeverity: anybody raises one. Lowering takes seniority, a reason, and not having done the check.
func (m *matter) changeSeverity(a Action) error {
	if !slices.Contains(severities, a.Severity) {
		return wrong("/severity", "is no severity")
	}
	switch worse := checklist.Worse(m.Severity, a.Severity); {
	case a.Severity == m.Severity:
		return problem.Newf("guard", "%s is %s already.", m.Ref, m.Severity)
	case worse == a.Severity:
		return m.raise(a)
	}
	return m.lower(a)
}

// raise makes it worse. To do-not-use it withdraws the equipment, as a report of something unsafe would: while a patient may
// be on the couch it alarms the unit's own screen instead, and whoever is registered decides.
func (m *matter) raise(a Action) error {
	m.now.Severity = a.Severity
	m.now.Work.Worst = checklist.Worse(m.was.Work.Worst, a.Severity)
	m.words = "Raised it from " + m.Severity + " to " + a.Severity + "."
	if a.Severity != checklist.DoNotUse || m.thing == nil {
		return nil
	}
	if !m.thing.MayBeWithdrawn() {
		return problem.Newf("guard", "%s is never withdrawn: people rely on finding it.", m.thing.Name).Do("Raise it to put-right.")
	}
	if !m.thing.Status.InUse() {
		return nil
	}
	if m.thing.Treats() && !staff.Allows(m.tx.Actor, staff.Act) {
		treating, err := occurrence.ClinicOpen(m.tx, m.tx.Now.In(a.Zone))
		if err != nil {
			return err
		}
		if treating {
			m.alarm = m.Ref
			return nil
		}
	}
	return m.move(equipment.Change{Status: equipment.Withdrawn, Reason: m.why(a.Note, "raised to do-not-use")})
}

// lower makes it milder: never below advice for what failed, and never by who did the check. The equipment stays where it is.
func (m *matter) lower(a Action) error {
	if err := staff.May(m.tx.Actor, staff.LowerSeverity); err != nil {
		return err
	}
	if err := need("/note", a.Note, "say why it may be lower"); err != nil {
		return err
	}
	if a.Severity == checklist.Information && m.Kind == Reading {
		return problem.New("guard", "Something that was out of tolerance is never less than advice.")
	}
	did, err := m.performed(m.tx.Actor.Staff)
	if err != nil {
		return err
	}
	if did {
		return problem.New("forbidden", "Whoever did the check does not lower what it opened.").Do("Ask another superintendent or physicist.")
	}
	m.now.Severity = a.Severity
	m.words = "Lowered it from " + m.Severity + " to " + a.Severity + "."
	return nil
}
