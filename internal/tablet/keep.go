package tablet

import (
	"errors"
	"fmt"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/store"
)

// keep stores one operation and settles its outcome, in its own savepoint. Every operation that comes for the first time
// becomes one entry, whatever its outcome.
func (s *Service) keep(tx *store.Tx, a *arrival) error {
	d, err := device.ByID(tx, tx.Actor.Device)
	if err != nil {
		return err
	}
	near, err := device.FindNear(tx, a.key(), d.ID, a.seq())
	if err != nil {
		return err
	}
	known := near.SameID
	if a.in != nil {
		a.in.Near = near
	}
	if a.trueToItself() {
		if op, ok := owner(known); ok && op.SHA == a.sha {
			return s.again(tx, a, op)
		}
	}
	if why := a.untrusted(d); why != nil {
		standing := device.Untrusted(d.ID, a.sent.Signature, why.Code)
		if op, ok := same(known, a.sha, standing); ok {
			return s.again(tx, a, op)
		}
		return s.setAside(tx, a, standing, why)
	}
	if op, ok := same(known, a.sha, device.Own); ok {
		return s.again(tx, a, op)
	}
	if _, ok := owner(known); ok {
		return s.setAside(tx, a, device.Own, problem.New("id-reuse", "Another operation has this id already."))
	}
	return s.take(tx, a)
}

// keepBroken sets an operation aside that could not be stored as it is.
func (s *Service) keepBroken(tx *store.Tx, a *arrival) error {
	a.broken = true
	return s.keep(tx, a)
}

// trueToItself reports whether the operation was validly signed by the tablet that it names and came from.
func (a *arrival) trueToItself() bool {
	return a.signed && !a.foreign && !a.other && len(a.unusable) == 0
}

// owner finds whose the id is: the first that was validly signed by its own tablet, or that a person accepted.
func owner(known []device.Operation) (device.Operation, bool) {
	for _, op := range known {
		if op.Standing == device.Own || op.Outcome == IsAccepted {
			return op, true
		}
	}
	return device.Operation{}, false
}

func same(known []device.Operation, sha, standing string) (device.Operation, bool) {
	for _, op := range known {
		if op.SHA == sha && op.Standing == standing {
			return op, true
		}
	}
	return device.Operation{}, false
}

// take accepts an operation, or sets it aside when the server does not know enough to.
func (s *Service) take(tx *store.Tx, a *arrival) error {
	if a.wrong != nil {
		return s.setAside(tx, a, device.Own, a.wrong)
	}
	if a.broken {
		return s.setAside(tx, a, device.Own, problem.New("judge-failed", "The server failed while judging it."))
	}
	r, err := s.accept(tx, a.in)
	why, ok := problem.Of(err)
	if ok && why.Code == "unknown-target" {
		return s.hold(tx, a, why)
	}
	if ok && why.Kind() == problem.Invalid {
		return s.setAside(tx, a, device.Own, why)
	}
	if err != nil {
		a.failing = a.failing || errors.Is(err, errNotEscalated)
		return err
	}
	a.result = r
	return nil
}

// accept stores an operation by its type, with what it opens and what waited for it. A problem means that nothing was stored.
func (s *Service) accept(tx *store.Tx, in *check.Incoming) (Result, error) {
	r, err := s.acceptOne(tx, in)
	if err != nil || in.Op.Type != operation.Completed {
		return r, err
	}
	if err := s.follow(tx, in.Op.OpID); err != nil {
		return Result{}, fmt.Errorf("tablet: follow: %v", err) // the check is stored: it must not pass for a reason to set aside
	}
	return r, nil
}

func (s *Service) acceptOne(tx *store.Tx, in *check.Incoming) (Result, error) {
	var got check.Accepted
	var err error
	switch in.Op.Type {
	case operation.Completed:
		got, err = s.judging.Accept(tx, in)
	case operation.Alerted:
		got, err = s.judging.Alert(tx, in)
	case operation.Amended:
		got, err = s.judging.Amend(tx, in)
	case operation.Voided:
		if in.Opened, err = escalation.Citing(tx, in.Op.Target); err == nil {
			got, err = check.VoidSent(tx, in)
		}
	case operation.Countersigned:
		got, err = check.CountersignSent(tx, in)
	case operation.Seconded:
		if in.Opened, err = escalation.Citing(tx, in.Op.Target); err == nil {
			got, err = s.judging.Second(tx, in)
		}
	case operation.Reported:
		return s.file(tx, in)
	default:
		return acknowledge(tx, in)
	}
	return s.escalate(tx, in, got, err)
}

// errNotEscalated is why a failing check was not stored: what it opens could not be. Set aside it asks for somebody all the
// same; where that cannot be stored either, nothing is, and the tablet keeps it.
var errNotEscalated = errors.New("tablet: what it opens could not be stored")

func (s *Service) escalate(tx *store.Tx, in *check.Incoming, got check.Accepted, err error) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	r := accepted(in.Op.OpID, false, got.Position, got)
	if !got.At.IsZero() {
		waited := max(0, tx.Now.Sub(got.At))
		r.Waited = &waited
	}
	if len(got.Failures) > 0 {
		r.Escalations, err = escalation.Open(tx, causes(in, got))
	} else {
		err = unpassed(tx, in, got)
	}
	if err != nil {
		// Whatever it is, the check is in this savepoint already: it must not pass for a reason to set aside.
		return Result{}, fmt.Errorf("%w: %v", errNotEscalated, err)
	}
	return r, nil
}

// unpassed tells of a finished check of which nothing failed: it may be the one that was to pass after some work.
func unpassed(tx *store.Tx, in *check.Incoming, got check.Accepted) error {
	if in.Op.Type != operation.Completed {
		return nil
	}
	return escalation.Rechecked(tx, escalation.Cause{
		Kind: escalation.Reading, Equipment: in.Op.Equipment, Checklist: in.Op.Checklist, Verdict: string(got.Verdict), Check: got.Check,
		By: in.Op.PerformedBy, At: got.At,
	})
}

// causes makes one cause a failing item, and one for each thing that the failing one protects.
func causes(in *check.Incoming, got check.Accepted) []escalation.Cause {
	var list []escalation.Cause
	for _, f := range got.Failures {
		c := escalation.Cause{
			Kind: escalation.Reading, Equipment: f.Equipment.ID, Area: f.Equipment.Area, Checklist: f.Checklist, Item: f.Item.ID,
			Severity: f.Item.Consequence, Verdict: string(f.Item.Verdict), Why: why(f), Check: got.Check, Op: in.Op.OpID, At: f.At,
			By: in.Op.PerformedBy, Tablet: in.Device.ID, Seq: in.Op.Seq, Steady: check.Steady(in.Skew, got.Flags),
		}
		list = append(list, c)
		if !checklist.Fails(c.Severity) {
			continue
		}
		for _, protected := range f.Affects {
			held := c
			held.Equipment, held.Area, held.Source, held.Severity = protected.ID, protected.Area, c.Equipment, checklist.BeforeUse
			list = append(list, held)
		}
	}
	return list
}

// why says in words what failed, and how late it is where it is late.
func why(f check.Failure) string {
	if f.Late == 0 {
		return f.Item.Why
	}
	text := fmt.Sprintf("%s; it came %s after it was done", f.Item.Why, f.Late.Round(time.Minute))
	if f.Passed != nil {
		text += ", and passed since, at " + f.Passed.Format(time.RFC3339)
	}
	return text
}

func acknowledge(tx *store.Tx, in *check.Incoming) (Result, error) {
	sent := escalation.Sent{
		Op: in.Op, Text: in.Text, Signature: in.Signature, Device: in.Device.ID, At: in.When(tx.Now), SignedIn: in.SignedIn,
		Release: in.Release, Flags: in.Flags(tx),
	}
	position, err := escalation.Pushed(tx, sent)
	if err != nil {
		return Result{}, err
	}
	r := accepted(in.Op.OpID, false, position, check.Accepted{Flags: sent.Flags})
	r.Escalations, err = escalation.RaisedBy(tx, in.Op.OpID)
	return r, err
}
