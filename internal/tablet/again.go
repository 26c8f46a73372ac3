package tablet

import (
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/operation"
	"runup/internal/report"
	"runup/internal/store"
)

// again answers an operation that is here already: the same position for ever, and the newest outcome.
func (s *Service) again(tx *store.Tx, a *arrival, was device.Operation) (err error) {
	switch was.Outcome {
	case IsAccepted:
		a.result, err = acceptedBefore(tx, a, was)
	case IsHeld:
		a.result = heldBefore(a, was)
	default:
		a.result, err = setAsideBefore(tx, a, was)
	}
	if err != nil {
		return err
	}
	a.result.Escalations, err = escalation.RaisedBy(tx, a.key())
	if a.result.Outcome != IsAccepted && len(a.result.Escalations) == 0 {
		a.result.Escalations = nil
	}
	return err
}

func acceptedBefore(tx *store.Tx, a *arrival, was device.Operation) (Result, error) {
	if was.Type == operation.Acknowledged {
		_, flags, err := escalation.PushedBefore(tx, was.OpID)
		return accepted(a.sent.OpID, true, was.Position, check.Accepted{Flags: flags}), err
	}
	if was.Type == operation.Reported {
		filed, err := report.Again(tx, was.OpID)
		return reported(a.sent.OpID, true, filed, nil), err
	}
	if a.op.Revises() {
		got, err := check.RevisedBefore(tx, was.OpID)
		return accepted(a.sent.OpID, true, was.Position, got), err
	}
	got, err := check.Again(tx, a.op)
	return accepted(a.sent.OpID, true, was.Position, got), err
}

func setAsideBefore(tx *store.Tx, a *arrival, was device.Operation) (Result, error) {
	q, err := byPosition(tx, was.Position)
	if err != nil {
		return Result{}, err
	}
	r := q.result(a.sent.OpID)
	replay := true
	r.Replay = &replay
	return r, nil
}

func heldBefore(a *arrival, was device.Operation) Result {
	replay := true
	return Result{OpID: a.sent.OpID, Outcome: IsHeld, Replay: &replay, Position: was.Position, WaitingFor: []string{a.op.Target}}
}
