package escalation

import (
	"slices"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/staff"
)

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
