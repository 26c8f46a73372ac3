package escalation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Why an escalation is closed.
const (
	RepairedRechecked   = "repaired-rechecked"
	RecheckedWithin     = "rechecked-within-tolerance"
	AdjustedRechecked   = "adjusted-rechecked"
	MeasurementError    = "measurement-error-rechecked"
	AcceptedRestriction = "accepted-with-restriction"
	LateRecord          = "late-record-in-time"
	NotRequired         = "check-not-required"
	Duplicate           = "duplicate"
	RaisedInError       = "raised-in-error"
	WasPutRight         = "put-right"
	Gone                = "decommissioned"
)

// Reasons are all of them.
var Reasons = []string{
	RepairedRechecked, RecheckedWithin, AdjustedRechecked, MeasurementError, AcceptedRestriction, LateRecord, NotRequired, Duplicate,
	RaisedInError, WasPutRight, Gone,
}

// returns reports whether a reason says that the thing is well again. The others need no re-check, and none of them returns
// equipment to use.
func returns(reason string) bool {
	return !slices.Contains([]string{LateRecord, NotRequired, Duplicate, RaisedInError, Gone}, reason)
}

// Closing is somebody's word that a matter is settled.
type Closing struct {
	Reason      string    `json:"reason"`
	Note        string    `json:"note"`
	Recheck     string    `json:"recheck,omitempty"`     // the check it rests on; "" is for the server to find
	Restriction string    `json:"restriction,omitempty"` // of accepted-with-restriction
	Incident    *Incident `json:"incident,omitempty"`    // of a do-not-use

	Version int64 `json:"-"`
}

// Outcome is a matter after somebody closed it. Waiting is the problem to answer when a second person must say the same: the
// first one's word is on record, so it must not undo the write.
type Outcome struct {
	Escalation Escalation
	Waiting    error
}

// Close settles a matter for a reason. A do-not-use is closed by a release, by who may return that class of equipment to use,
// or otherwise by a superintendent or physicist. What is raised in error takes two people.
func Close(tx *store.Tx, id string, c Closing) (Outcome, error) {
	if err := staff.May(tx.Actor, staff.CloseAdvice); err != nil {
		return Outcome{}, err
	}
	if err := c.check(); err != nil {
		return Outcome{}, err
	}
	key, err := keyOf(c)
	if err != nil {
		return Outcome{}, err
	}
	m, err := take(tx, id)
	if err != nil {
		return Outcome{}, err
	}
	switch was, err := m.again(key, c.Version); {
	case err != nil:
		return Outcome{}, err
	case was && m.State == IsClosed:
		e, err := ByID(tx, id)
		return Outcome{Escalation: e}, err
	case was:
		return Outcome{Waiting: m.needsSecond()}, nil
	}
	if err := m.closable(c); err != nil {
		return Outcome{}, err
	}
	if c.Reason == RaisedInError {
		return m.inError(c, key)
	}
	return m.close(c, key)
}

func (c Closing) check() error {
	if !slices.Contains(Reasons, c.Reason) {
		return wrong("/reason", "is none of the reasons")
	}
	return need("/note", c.Note, "say in words what was found and done")
}

// closable holds a closing against version and state, the power for it, and what must be true first.
func (m *matter) closable(c Closing) error {
	if err := m.mayClose(c); err != nil {
		return err
	}
	if err := m.current(c.Version); err != nil {
		return err
	}
	switch {
	case m.State == IsClosed:
		return problem.Newf("guard", "%s is closed already.", m.Ref)
	case m.State == IsOpen && m.Severity != checklist.Information:
		return problem.Newf("guard", "Nobody has taken %s on: it is not closed unanswered.", m.Ref).Do("Acknowledge it, deal with it, then close it.")
	case m.now.Work.With:
		return problem.Newf("guard", "%s is with %s.", m.Ref, nameOf(m.now.Work.Engineer)).Do("Have it handed back first.")
	}
	return m.guards(c)
}

// mayClose asks for the power that this severity takes for this reason.
func (m *matter) mayClose(c Closing) error {
	a := m.tx.Actor
	switch {
	case c.Reason == RaisedInError:
		return nil // asked of the two together
	case m.Severity == checklist.PutRight:
		return staff.May(a, staff.ClosePutRight)
	case m.Severity != checklist.DoNotUse:
		return staff.May(a, staff.CloseAdvice)
	case returns(c.Reason) && m.thing != nil:
		return m.mayReturn(a)
	}
	return staff.May(a, staff.CloseDoNotUse)
}

func (m *matter) guards(c Closing) error {
	switch {
	case c.Reason == Gone && m.thing != nil && m.thing.Status.InUse():
		return problem.Newf("guard", "%s is in use.", m.thing.Name).Do("Decommission it first.")
	case !returns(c.Reason):
		return nil
	case m.Severity == checklist.DoNotUse && m.thing != nil:
		return m.returnable(c.Recheck)
	case m.Severity == checklist.PutRight:
		return m.lookedAgain(c)
	case m.wantsRecheck(c):
		id, err := m.recheck(c.Recheck)
		m.check = id
		return err
	}
	return nil
}

// wantsRecheck: what asks for a word before use wants a passing re-check when a reading failed or somebody found it unsafe,
// and whenever the reason says that there was one.
func (m *matter) wantsRecheck(c Closing) bool {
	if m.Severity != checklist.BeforeUse || m.Kind != Reading && m.Kind != Reported {
		return false
	}
	return m.now.Work.Failed || m.Kind == Reading && strings.HasSuffix(c.Reason, "-rechecked")
}

// lookedAgain: what is put right on the spot was put right since it last failed, by somebody's word or by a check that passed.
func (m *matter) lookedAgain(c Closing) error {
	w := m.now.Work
	if w.PutRight != nil && w.PutRight.After(w.FailedAt) && c.Recheck == "" {
		return nil
	}
	id, err := m.recheck(c.Recheck)
	m.check = id
	if err != nil {
		return problem.Newf("guard", "Nobody has put %s right and looked at it again.", m.Ref).
			Do("Record that it was put right, or do its check again; then close it.").Because(err)
	}
	return nil
}

// close settles it, and returns the equipment to use where this was what kept it.
func (m *matter) close(c Closing, key string) (Outcome, error) {
	done := &Conclusion{Reason: c.Reason, By: m.tx.Actor.Staff, Recheck: m.check, Incident: c.Incident}
	m.words = "Closed it: " + c.Reason + "."
	if asked := m.now.Work.Asked; c.Reason == RaisedInError && asked != nil {
		done.Second = asked.By
	}
	if err := m.giveUp(c, done); err != nil {
		return Outcome{}, err
	}
	m.words += incidentWords(m.Severity, c.Incident)
	m.now.State, m.now.Work.HandedTo, m.now.Work.Asked, m.now.Work.Closed = IsClosed, "", nil, done
	if v := m.now.Work.Verbal; v != nil && !v.Over {
		over := *v
		over.Over = true
		m.now.Work.Verbal = &over
	}
	if _, err := Closed.Append(m.tx, m.Area, m.ID, act(c, m.stood(key, c.Version))); err != nil {
		return Outcome{}, fmt.Errorf("escalation: close: %w", err)
	}
	if err := m.settle(); err != nil {
		return Outcome{}, err
	}
	if err := settled(m.tx, m.ID, m.was); err != nil {
		return Outcome{}, err
	}
	e, err := ByID(m.tx, m.ID)
	return Outcome{Escalation: e}, err
}

// giveUp decides about the equipment. It goes back to use by a release and when nothing else keeps it; else it stays as it
// is, and the timeline says so. Without a release nothing changes but that use on somebody's word by telephone is over.
func (m *matter) giveUp(c Closing, done *Conclusion) error {
	if m.Severity != checklist.DoNotUse || m.thing == nil || m.thing.Status == equipment.InService {
		return nil
	}
	if !returns(c.Reason) {
		if v := m.now.Work.Verbal; v != nil && !v.Over && m.thing.Status == equipment.Restricted {
			return m.move(equipment.Change{Status: equipment.Withdrawn, Reason: m.why(c.Note, "closed: "+c.Reason)})
		}
		return nil
	}
	if err := holding(m.tx, *m.thing, m.ID); err != nil {
		p, ok := problem.Of(err)
		if !ok {
			return err
		}
		m.words += " " + m.thing.Name + " stays as it is: " + p.Detail
		return nil
	}
	to := equipment.Change{Status: equipment.InService, Reason: m.why(c.Note, c.Reason)}
	if c.Reason == AcceptedRestriction {
		to.Status, to.Restriction = equipment.Restricted, cmp.Or(c.Restriction, m.now.Work.Restriction, c.Note)
	}
	done.Returned = true
	return m.move(to)
}

func incidentWords(severity string, i *Incident) string {
	switch {
	case severity != checklist.DoNotUse:
		return ""
	case i == nil:
		return " Nobody said whether an incident report was needed."
	case !i.Needed:
		return " No incident report was needed."
	case i.Reference == "":
		return " An incident report is needed; its reference is not known yet."
	}
	return " The incident report is " + i.Reference + "."
}

func (m *matter) needsSecond() error {
	return problem.Newf("second-person", "It is on record that %s was raised in error; it is closed when another registered colleague says so too.", m.Ref)
}

// inError takes two people's word. One of them could close such a matter anyway; the other is registered.
func (m *matter) inError(c Closing, key string) (Outcome, error) {
	need := staff.CloseAdvice
	if m.Severity == checklist.DoNotUse {
		need = staff.CloseDoNotUse
	}
	senior, asked := staff.Allows(m.tx.Actor, need), m.now.Work.Asked
	if asked != nil && asked.By != m.tx.Actor.Staff {
		if !senior && !asked.Senior {
			return Outcome{}, staff.May(m.tx.Actor, need)
		}
		return m.close(c, key)
	}
	m.now.Work.Asked = &Asked{By: m.tx.Actor.Staff, At: m.tx.Now, Note: c.Note, Senior: senior}
	m.words = "Said that it was raised in error; a second person is needed."
	if _, err := CloseAsked.Append(m.tx, m.Area, m.ID, act(c, m.stood(key, c.Version))); err != nil {
		return Outcome{}, fmt.Errorf("escalation: close: %w", err)
	}
	return Outcome{Waiting: m.needsSecond()}, nil
}
