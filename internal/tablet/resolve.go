package tablet

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// What a person can decide about an operation that was set aside.
const (
	Accept  = "accept"
	Discard = "discard"
)

// Resolve settles an operation that was set aside: accepted as if it had just come, where that is possible, or discarded,
// which leaves it readable for ever.
func (s *Service) Resolve(ctx context.Context, actor store.Actor, id, decision, reason string) (SetAside, error) {
	var q SetAside
	err := s.db.Write(ctx, actor, func(tx *store.Tx) (err error) {
		q, err = s.resolve(tx, id, decision, reason)
		return err
	})
	if err != nil {
		return SetAside{}, err
	}
	return q, nil
}

func (s *Service) resolve(tx *store.Tx, id, decision, reason string) (SetAside, error) {
	if err := staff.May(tx.Actor, staff.Quarantine); err != nil {
		return SetAside{}, err
	}
	q, err := SetAsideByID(tx, id)
	if err != nil {
		return SetAside{}, err
	}
	if err := sensible(decision, reason); err != nil {
		return SetAside{}, err
	}
	if q.State == Held && decision == Accept {
		return SetAside{}, notPossible(problem.New("unknown-target", "the check that it is about has not come yet."))
	}
	if q.State != Waiting && q.State != Held {
		return q, settledBefore(tx, q, decision)
	}
	was, err := recorded(tx, q)
	if err != nil {
		return SetAside{}, err
	}
	body := &logbook.Act[resolved, foundKept]{
		Act:   resolved{Position: q.Position, Decision: decision, Reason: reason},
		Found: foundKept{OpID: was.OpID, SHA: was.SHA, Standing: was.Standing},
	}
	if _, err := Resolved.Append(tx, q.Area, q.ID, body); err != nil {
		return SetAside{}, fmt.Errorf("tablet: resolve: %w", err)
	}
	if decision == Accept {
		if err := s.release(tx, q, was); err != nil {
			return SetAside{}, err
		}
	}
	return SetAsideByID(tx, id)
}

func sensible(decision, reason string) error {
	p := problem.New("invalid", "The decision cannot be recorded like this.")
	if decision != Accept && decision != Discard {
		p = p.With(problem.Field{Pointer: "/decision", Detail: "must be accept or discard"})
	}
	if strings.TrimSpace(reason) == "" {
		p = p.With(problem.Field{Pointer: "/reason", Detail: "must say why"})
	}
	if len(p.Fields) > 0 {
		return p
	}
	return nil
}

// settledBefore lets a person's own last decision through again, and nothing else.
func settledBefore(tx *store.Tx, q SetAside, decision string) error {
	same := q.State == WasAccepted && decision == Accept || q.State == WasDiscarded && decision == Discard
	if same && q.ResolvedBy == tx.Actor.Staff {
		return nil
	}
	return problem.Newf("conflict", "This was resolved already: %s.", q.State)
}

func recorded(tx *store.Tx, q SetAside) (device.Operation, error) {
	known, err := device.FindOperations(tx, q.OpID)
	if err != nil {
		return device.Operation{}, err
	}
	for _, op := range known {
		if op.Position == q.Position {
			return op, nil
		}
	}
	return device.Operation{}, fmt.Errorf("tablet: resolve: operation %s at %d is not there", q.OpID, q.Position)
}

// release accepts an operation after all. What cannot be accepted stays set aside, with words that say why.
func (s *Service) release(tx *store.Tx, q SetAside, was device.Operation) error {
	if err := s.releasable(tx, q, was); err != nil {
		return err
	}
	d, err := device.ByID(tx, q.Device)
	if err != nil {
		return err
	}
	a := s.inspect(auth.Principal{Device: &d}, Op{OpID: q.OpID, Payload: q.Payload, Signature: q.Signature}, nil)
	if a.wrong != nil {
		return notPossible(a.wrong)
	}
	a.in.Release = &check.Release{Position: q.Position, Standing: was.Standing, ReceivedAt: q.ReceivedAt}
	on := sessions{device: d.ID, of: map[string]auth.Spans{}}
	if err = on.note(tx, a); err != nil {
		return err
	}
	_, err = s.acceptSafely(tx, a)
	if why, ok := problem.Of(err); ok && why.Kind() == problem.Invalid {
		return notPossible(why)
	}
	return err
}

// releasable says whether an operation of this id may be accepted at all.
func (s *Service) releasable(tx *store.Tx, q SetAside, was device.Operation) error {
	if q.Problem.Code == "not-an-operation" || q.Problem.Code == "id-reuse" {
		return notPossible(problem.New(q.Problem.Code, q.Problem.Detail))
	}
	known, err := device.FindOperations(tx, q.OpID)
	if err != nil {
		return err
	}
	for _, op := range known {
		if op.Position != was.Position && (op.Standing == device.Own || op.Outcome == IsAccepted) {
			return notPossible(problem.New("id-reuse", "Another operation has this id."))
		}
	}
	return nil
}

func notPossible(why *problem.Error) error {
	return problem.Newf("guard", "It cannot be accepted: %s", why.Detail).With(why.Fields...).
		Do("Discard it with a reason; it stays readable. Whatever it says that is still true is recorded anew.")
}

func (s *Service) acceptSafely(tx *store.Tx, a *arrival) (r Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.logger.Error("judging failed", slog.String("op", a.key()), slog.Any("panic", p))
			err = problem.New("judge-failed", "the server still fails while judging it.")
		}
	}()
	return s.accept(tx, a.in)
}
