package check

import (
	"strings"
	"time"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Void marks a check as entered in error: it stays readable and counts for nothing. What it opened stays open. One that waited
// for its second check waits no longer: it is shown from then on, with the words of what it opened.
func Void(tx *store.Tx, id, reason string, opened []Opened) (Check, error) {
	t, err := visible(tx, id)
	if err != nil {
		return Check{}, err
	}
	a := act{Reason: reason}
	if t.repeats(tx.Actor.Staff, voidedKind, a) {
		return ByID(tx, id)
	}
	may := t.own(tx.Actor.Staff, tx.Now)
	if may != nil && tx.Actor.Staff != t.By {
		may = staff.May(tx.Actor, staff.VoidOthers)
	}
	if may == nil {
		may = t.voidable(reason)
	}
	if may != nil {
		return Check{}, may
	}
	return t.done(tx, Voided, a, t.voided(tx.Now, opened))
}

// VoidSent takes a voiding that was done on a tablet. One that does not count is kept among the revisions.
func VoidSent(tx *store.Tx, in *Incoming) (Accepted, error) {
	t, err := aim(tx, in.Op.Target)
	if err != nil {
		return Accepted{}, err
	}
	at := in.When(tx.Now)
	may := t.own(in.Op.PerformedBy, at)
	if may == nil && in.Op.Unverified() {
		may = problem.New("forbidden", "Nobody proved who they were.")
	}
	if may != nil && in.Op.PerformedBy != t.By {
		may = in.vouched(tx, staff.VoidOthers, t.Area, at)
	}
	if may == nil {
		may = t.voidable(in.Op.Reason)
	}
	f := t.voided(at, in.Opened)
	if f.Why, err = because(may); err != nil {
		return Accepted{}, err
	}
	if f.Why != "" {
		f.Standing, f.Shown = nil, nil
	}
	f.Flags = in.Flags(tx)
	return in.append(tx, Voided, t, f)
}

func (t *target) voidable(reason string) error {
	if t.now.has(FlagVoided) {
		return problem.New("conflict", "It was marked as entered in error already.")
	}
	if strings.TrimSpace(reason) == "" {
		return problem.New("invalid", "It needs a reason.").With(problem.Field{Pointer: "/reason", Detail: "must say why"})
	}
	return nil
}

func (t *target) voided(at time.Time, opened []Opened) decided {
	f := t.next(at)
	s := t.now
	s.flag([]string{FlagVoided})
	f.Standing = &s
	if t.Sealed {
		f.Shown = opened
	}
	return f
}
