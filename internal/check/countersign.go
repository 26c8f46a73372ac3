package check

import (
	"fmt"
	"strings"
	"time"

	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Countersign gives a registered operator's word on a check that waits for it: confirmed, it may open the gate, and they are its
// supervising registrant; rejected, it goes on waiting and its performer reads why.
func Countersign(tx *store.Tx, id, decision, note string) (Check, error) {
	if err := staff.May(tx.Actor, staff.Countersign); err != nil {
		return Check{}, err
	}
	t, err := visible(tx, id)
	if err != nil {
		return Check{}, err
	}
	a := act{Decision: decision, Note: note}
	if t.repeats(tx.Actor.Staff, countersignedKind, a) {
		return ByID(tx, id)
	}
	if err := t.countersignable(tx, tx.Actor.Staff, decision, note, tx.Now); err != nil {
		return Check{}, err
	}
	return t.done(tx, Countersigned, a, t.countersigned(tx.Actor.Staff, decision, tx.Now))
}

// CountersignSent takes a countersignature that was given on a tablet. One that does not count is kept among the revisions, and
// the check goes on waiting.
func CountersignSent(tx *store.Tx, in *Incoming) (Accepted, error) {
	t, err := aim(tx, in.Op.Target)
	if err != nil {
		return Accepted{}, err
	}
	at := in.When(tx.Now)
	may := in.vouched(tx, staff.Countersign, t.Area, at)
	if may == nil {
		may = t.countersignable(tx, in.Op.PerformedBy, in.Op.Decision, in.Op.Note, at)
	}
	f := t.countersigned(in.Op.PerformedBy, in.Op.Decision, at)
	if f.Why, err = because(may); err != nil {
		return Accepted{}, err
	}
	if f.Why != "" {
		f.Standing = nil
	}
	f.Flags = in.Flags(tx)
	return in.append(tx, Countersigned, t, f)
}

// countersignable says what is in the way of a countersignature.
func (t *target) countersignable(tx *store.Tx, by, decision, note string, at time.Time) error {
	if by == t.By {
		return problem.New("forbidden", "Nobody countersigns their own check.").Do("Ask another registered operator for it.")
	}
	held, how, err := staff.Held(tx, by, t.Checklist, t.Equipment, at)
	if err != nil {
		return fmt.Errorf("check: countersign: %w", err)
	}
	switch {
	case how != staff.IsHeld || held.Capacity != staff.Operator:
		return problem.New("forbidden", "To countersign takes an operator for this checklist on this equipment.")
	case decision != operation.Confirm && decision != operation.Reject:
		return problem.New("invalid", "It is confirmed or rejected.").With(problem.Field{Pointer: "/decision", Detail: "must be confirm or reject"})
	case decision == operation.Reject && strings.TrimSpace(note) == "":
		return problem.New("invalid", "A rejection says why.").With(problem.Field{Pointer: "/note", Detail: "must say what was wrong, for whoever did it"})
	case t.now.has(FlagVoided):
		return problem.New("guard", "It was marked as entered in error.").Do("There is nothing to countersign.")
	case !t.now.confirmable():
		return problem.New("guard", "It waits for no countersignature.").Do("Read it again.")
	}
	return nil
}

func (t *target) countersigned(by, decision string, at time.Time) decided {
	f := t.next(at)
	s := t.now
	if decision == operation.Confirm {
		s.flag(nil, FlagAwaiting, FlagRejected)
		s.Confirmed, s.Supervisor = by, by
		if s.Responsible == "" {
			s.Responsible = by
		}
	} else {
		s.flag([]string{FlagAwaiting, FlagRejected})
	}
	f.Standing = &s
	return f
}
