package tablet

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/store"
)

// setAside keeps an operation that cannot be accepted, exactly as it came. If it claims that something failed, registered
// staff are asked at once: nobody may use what somebody found broken because a signature was wrong.
func (s *Service) setAside(tx *store.Tx, a *arrival, standing string, why *problem.Error) error {
	about, err := s.about(tx, a)
	if err != nil {
		return err
	}
	id := uuid.Must(uuid.NewV7()).String()
	e, err := SetAsideKind.Append(tx, about.Area, id, &logbook.Sent[foundAside]{
		Payload: a.payload(), Signature: a.sent.Signature, Device: tx.Actor.Device, Found: a.found(standing, why),
	})
	if err != nil {
		return fmt.Errorf("tablet: set aside: %w", err)
	}
	replay := false
	a.result = Result{
		OpID: a.sent.OpID, Outcome: IsSetAside, Replay: &replay, Position: e.Position, QuarantineID: id, Problem: present(why, instance(id)),
	}
	return s.warn(tx, a, about, "set aside: "+why.Code)
}

// warn asks registered staff at once about an operation that was not accepted and claims that something is wrong.
func (s *Service) warn(tx *store.Tx, a *arrival, about equipment.Equipment, why string) (err error) {
	if !s.claimsFailure(tx, a) {
		return nil
	}
	c := escalation.Cause{
		Kind: escalation.SetAside, Equipment: about.ID, Area: about.Area, Device: tx.Actor.Device, Severity: checklist.BeforeUse,
		Why: why, Op: a.key(), At: a.in.When(tx.Now),
	}
	if a.result.Escalations, err = escalation.Open(tx, []escalation.Cause{c}); err != nil {
		return fmt.Errorf("tablet: set aside: %w", err)
	}
	return nil
}

// found is what is noted of an operation. What another tablet made, or made as another operation, has no place in this
// one's order.
func (a *arrival) found(standing string, why *problem.Error) foundAside {
	f := foundAside{OpID: a.key(), SHA: a.sha, Standing: standing, Code: why.Code, Detail: why.Detail, Errors: why.Fields}
	if a.op == nil {
		return f
	}
	if operation.Plain(a.op.Type) {
		f.Type = a.op.Type
	}
	if !a.foreign && !a.other {
		f.Seq, f.Prev = a.op.Seq, a.op.Prev
	}
	return f
}

// about finds the equipment that an operation speaks of, as far as it can be read and is known.
func (s *Service) about(tx *store.Tx, a *arrival) (equipment.Equipment, error) {
	if a.op == nil || !operation.Plain(a.op.Equipment) {
		return equipment.Equipment{}, nil
	}
	q, err := equipment.ByID(tx, a.op.Equipment)
	if problem.Is(err, "not-found") {
		return equipment.Equipment{}, nil
	}
	return q, err
}

// claimsFailure reports whether an operation, as far as it can be read, says that something is wrong: by its own word, or by
// what its readings come to.
func (s *Service) claimsFailure(tx *store.Tx, a *arrival) bool {
	switch {
	case a.op == nil:
		return false
	case a.failing:
		return true
	case a.op.Type == operation.Alerted, a.op.Type == operation.Reported && a.op.Kind == "unsafe":
		return true
	case a.op.Verdict == "fail", a.op.Verdict == "out-of-tolerance":
		return true
	case a.op.Type == operation.Countersigned && a.op.Decision == operation.Reject:
		return true
	case a.op.Type == operation.Seconded && a.wrong == nil && !a.broken:
		return s.judging.Claims(tx, a.in)
	case a.wrong != nil || a.broken || a.op.Type != operation.Completed:
		return false
	}
	failing, err := s.judging.Failing(tx, a.in)
	return err == nil && failing
}

// Quarantine answers what was set aside in areas that the actor sees, the newest first, beginning before a position; 0 is from
// the newest. An empty state is every state; of what only waits for another record, it leaves out what has not waited long.
func Quarantine(tx *store.Tx, state string, before int64, limit int) ([]SetAside, error) {
	q := tx.InScope().Order("position DESC").Limit(limit)
	if before > 0 {
		q = q.Where("position < ?", before)
	}
	if state != "" {
		q = q.Where("state = ?", state)
	} else {
		q = q.Where("state <> ? OR received_at < ?", Held, store.At(tx.Now.Add(-heldLong)))
	}
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("tablet: quarantine: %w", err)
	}
	list := make([]SetAside, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.setAside(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// SetAsideByID finds one, in an area that the actor sees.
func SetAsideByID(tx *store.Tx, id string) (SetAside, error) {
	q, err := one(tx.Where("id = ?", id))
	if err == nil && !tx.Actor.Sees(q.Area) {
		err = problem.New("not-found", "There is no such operation under Set aside.")
	}
	if err != nil {
		return SetAside{}, err
	}
	return q, nil
}

// Unlooked answers what was set aside between two times and still waits for somebody to look at it, the oldest first.
func Unlooked(tx *store.Tx, since, before time.Time) ([]SetAside, error) {
	var rows []row
	err := tx.Where("state = ? AND received_at > ? AND received_at <= ?", Waiting, store.At(since), store.At(before)).Order("position").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("tablet: unlooked: %w", err)
	}
	list := make([]SetAside, len(rows))
	for i, r := range rows {
		if list[i], err = r.setAside(); err != nil {
			return nil, err
		}
	}
	return list, nil
}
