package escalation

import (
	"cmp"

	"runup/internal/checklist"
	"runup/internal/equipment"
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
