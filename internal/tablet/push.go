package tablet

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/store"
)

// Push stores a tablet's operations, each for itself, and answers one result each, in the order of the request. They are
// taken in the tablet's own order, so that a batch means the same however it was shuffled on its way. An error is the whole
// request's: then the tablet keeps everything and sends it again, and what was stored answers as it did.
func (s *Service) Push(ctx context.Context, by auth.Principal, b Batch) ([]Result, error) {
	list := make([]*arrival, len(b.Ops))
	var stored []*arrival
	for i, op := range b.Ops {
		list[i] = s.inspect(by, op, b.Unusable[i])
		if list[i].result.Outcome == "" {
			stored = append(stored, list[i])
		}
	}
	now, err := s.ahead(ctx, by, stored, b.Standing)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(stored, func(a, b *arrival) int { return cmp.Compare(a.place(), b.place()) })
	said := device.Report{Now: b.Standing.Now, Outbox: b.Standing.Outbox, Oldest: b.Standing.Oldest, App: b.Standing.App}
	if err := s.store(ctx, by, stored); err != nil {
		s.heard(ctx, by.Device.ID, now, said) // what it brought it still has
		return nil, err
	}
	said.Kept = int64(len(stored))
	s.heard(ctx, by.Device.ID, now, said)
	results := make([]Result, len(list))
	for i, a := range list {
		results[i] = a.result
	}
	return results, s.awaited(ctx, results)
}

// store brings all through the door at one place in the queue. One that fails for a reason nobody foresaw is set aside in a
// second go; the others stand.
func (s *Service) store(ctx context.Context, by auth.Principal, list []*arrival) error {
	failed, err := s.each(ctx, by, list, s.keep)
	if err != nil || len(failed) == 0 {
		return err
	}
	failed, err = s.each(ctx, by, failed, s.keepBroken)
	if err == nil && len(failed) > 0 {
		err = problem.New("unavailable", "Not all of it could be stored just now.").After(2 * time.Second)
	}
	return err
}

func (s *Service) each(ctx context.Context, by auth.Principal, list []*arrival, keep func(*store.Tx, *arrival) error) (failed []*arrival, err error) {
	fns := make([]func(*store.Tx) error, len(list))
	for i, a := range list {
		fns[i] = func(tx *store.Tx) error { return keep(tx, a) }
	}
	for i, err := range s.db.WriteEach(ctx, by.Actor, fns) {
		if problem.Is(err, "unavailable") {
			return nil, err
		}
		if err != nil {
			s.logger.ErrorContext(ctx, "operation could not be stored as it is", slog.String("op", list[i].key()), slog.Any("error", err))
			failed = append(failed, list[i])
		}
	}
	return failed, nil
}

// ahead finds out what needs no turn: who was signed in, and what the readings come to. It answers when that was.
func (s *Service) ahead(ctx context.Context, by auth.Principal, list []*arrival, said Standing) (now time.Time, err error) {
	err = s.db.Read(ctx, by.Actor, func(tx *store.Tx) error {
		now = tx.Now
		if err := circumstances(tx, by.Device.ID, list, said); err != nil {
			return err
		}
		for _, a := range list {
			s.judgeAhead(tx, a)
		}
		return nil
	})
	if err != nil {
		return now, fmt.Errorf("tablet: push: %w", err)
	}
	return now, nil
}

// circumstances notes what is known of the tablet's clock and of the people on it.
func circumstances(tx *store.Tx, deviceID string, list []*arrival, said Standing) (err error) {
	on := sessions{device: deviceID, of: map[string]auth.Spans{}}
	for _, a := range list {
		if a.op == nil {
			continue
		}
		if said.Now != nil {
			skew := said.Now.Sub(tx.Now)
			a.in.Skew = &skew
		}
		if err = on.note(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// judgeAhead never lets one operation take the others down: one that cannot be judged here gets another try inside, and one
// whose judging breaks is set aside.
func (s *Service) judgeAhead(tx *store.Tx, a *arrival) {
	if a.wrong != nil || a.op.Type != operation.Completed {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			a.broken = true
			s.logger.Error("judging failed", slog.String("op", a.key()), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		}
	}()
	if err := s.judging.Ahead(tx, a.in); err != nil {
		s.logger.Warn("not judged ahead", slog.String("op", a.key()), slog.Any("error", err))
	}
}

// sessions remembers who was signed in on a tablet for the time of one push: most of it is one person's morning.
type sessions struct {
	device string
	of     map[string]auth.Spans
}

// note finds when the performer of an operation, and who supervised them, last had a session on the tablet before it was done.
// Sessions are dated by the server and operations by the tablet, whose clock may be slow by as much as it may without being doubted.
func (s *sessions) note(tx *store.Tx, a *arrival) (err error) {
	done := a.in.When(tx.Now).Add(check.ClockMargin)
	if a.in.SignedIn, err = s.before(tx, a.op.PerformedBy, done); err != nil {
		return err
	}
	a.in.Vouched, err = s.before(tx, a.op.SupervisedBy, done)
	return err
}

func (s *sessions) before(tx *store.Tx, person string, done time.Time) (*time.Time, error) {
	if person == "" {
		return nil, nil
	}
	spans, known := s.of[person]
	if !known {
		var err error
		if spans, err = auth.SessionsOn(tx, person, s.device); err != nil {
			return nil, err
		}
		s.of[person] = spans
	}
	return spans.Last(done), nil
}
