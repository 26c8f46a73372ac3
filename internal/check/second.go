package check

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Second takes a check that another authorised person made of the same thing without having seen the first one's readings. Where
// they differ, the worse governs and the check is contested. One that does not count is kept, and what failed in it is escalated
// all the same.
func (j Judging) Second(tx *store.Tx, in *Incoming) (Accepted, error) {
	t, err := aim(tx, in.Op.Target)
	if err != nil {
		return Accepted{}, err
	}
	if in.Op.Checklist != t.Checklist {
		return Accepted{}, problem.New("not-an-operation", "It was made with another checklist than the check it is the second of.").
			With(problem.Field{Pointer: "/checklist/id", Detail: "must be " + t.Checklist})
	}
	d, err := definition(tx, in)
	if err != nil {
		return Accepted{}, err
	}
	_, q, err := t.known(tx)
	if err != nil {
		return Accepted{}, err
	}
	f := t.next(in.When(tx.Now))
	given := j.given(q, f.At)
	given.Readings, given.StoppedEarly = judge.ReadReadings(in.Op.Readings), in.Op.StoppedEarly != nil
	if err := refer(tx, d, q, &given); err != nil {
		return Accepted{}, err
	}
	t.asThen(&given)
	r := j.Judge(d, given)
	f.Verdict, f.Items, f.Flags, f.Blobs = r.Verdict, r.Items, sorted(in.Flags(tx), r.Flags), blobs(given.Readings)
	capacity, may := t.secondable(tx, in, d, f.At)
	f.Capacity = capacity
	if f.Why, err = because(may); err != nil {
		return Accepted{}, err
	}
	if f.Why == "" {
		s := t.seconded(in, f)
		f.Standing = &s
		if t.Sealed {
			f.Shown = in.Opened
		}
	}
	a, err := in.append(tx, Seconded, t, f)
	if err != nil {
		return Accepted{}, err
	}
	if a.Failures, err = failures(tx, q, t.Checklist, r.Failing(), f.At); err != nil {
		return Accepted{}, err
	}
	if err := j.call(tx, d, a); err != nil {
		return Accepted{}, err
	}
	return a, in.tellLate(tx, a)
}

// secondable says what is in the way of a second check's counting.
func (t *target) secondable(tx *store.Tx, in *Incoming, d *checklist.Definition, at time.Time) (capacity string, err error) {
	by := in.Op.PerformedBy
	switch {
	case in.Op.Unverified():
		return "", problem.New("forbidden", "Nobody proved who they were.")
	case t.hadPart(by):
		return "", problem.New("forbidden", "A second check is made by somebody who had no part in the first.")
	case t.now.has(FlagVoided):
		return "", problem.New("conflict", "It was marked as entered in error.")
	case t.now.Second != nil:
		return "", problem.New("conflict", "It had its second check already.")
	}
	held, how, err := staff.Held(tx, by, d.ID, t.Equipment, at)
	if err != nil {
		return "", fmt.Errorf("check: second: %w", err)
	}
	if how != staff.IsHeld || held.Capacity == staff.Trainee {
		return "", problem.New("forbidden", "They were not authorised for it.")
	}
	return held.Capacity, nil
}

// hadPart reports whether somebody made a check, answers for it, or countersigned it, as it stands or as it stood before it was
// amended: they know its readings.
func (t *target) hadPart(person string) bool {
	return person == t.By || person == t.now.Responsible || slices.ContainsFunc(t.later, func(r revisionRow) bool {
		return r.Kind == countersignedKind && r.Counts && r.ByStaff == person
	})
}

// seconded is what the check stands at with a second check that counts.
func (t *target) seconded(in *Incoming, f decided) Standing {
	s := t.now
	op := in.Op
	s.Second = &Second{
		Revision: f.Revision, PerformedBy: op.PerformedBy, DoneAt: f.At.Truncate(time.Millisecond), Hash: op.Hash, Verdict: f.Verdict,
		TabletVerdict: op.Verdict, Readings: op.Readings, Items: f.Items, Note: op.Note,
	}
	s.flag(nil, FlagSecond)
	if differ(s.Items, f.Items) || f.Verdict != s.Verdict {
		s.flag([]string{FlagContested})
	}
	if f.Verdict.Worse(s.Verdict) {
		s.Verdict = f.Verdict
	}
	s.ReviewedBy, s.ReviewedAt = "", nil
	return s
}

// Claims reports whether a second check whose first has not come says that something failed, as far as it can be judged without
// knowing on what.
func (j Judging) Claims(tx *store.Tx, in *Incoming) bool {
	e, err := library.Version(tx, in.Op.Checklist, in.Op.Hash)
	if err != nil || !e.Usable() {
		return false
	}
	d, err := e.Definition()
	if err != nil {
		return false
	}
	given := judge.Given{At: in.When(tx.Now).In(j.Zone), Readings: judge.ReadReadings(in.Op.Readings)}
	return len(j.Judge(d, given).Failing()) > 0
}
