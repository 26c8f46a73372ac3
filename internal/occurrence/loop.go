package occurrence

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/store"
)

// Planner keeps the plan as it should be, beside everything else that goes on.
type Planner struct {
	DB   *store.DB
	Zone *time.Location
	Log  *slog.Logger
}

const (
	planEvery = time.Hour   // time alone lengthens the plan by a week
	planPause = time.Second // a busy morning moves the head hundreds of times
	planGroup = 20          // pieces of equipment in one commit: a push waits for no more
)

// changing are the kinds of things that a plan depends on.
var changing = []string{"calendar", "checklist", "equipment"}

// Run plans at once, whenever something that the plan depends on has changed, and every hour. What fails is tried again.
func (p *Planner) Run(ctx context.Context) {
	var seen int64
	next := time.Now()
	for {
		moved := p.DB.Changed()
		newest, err := p.newest(ctx)
		if due := !time.Now().Before(next); err == nil && (due || newest > seen) {
			if err = p.Once(ctx); err == nil {
				seen, next = newest, time.Now().Add(planEvery)
			}
		}
		if err != nil && ctx.Err() == nil {
			p.Log.LogAttrs(ctx, slog.LevelError, "planning failed", slog.String("error", err.Error()))
		}
		if !pause(ctx, planPause) {
			return
		}
		hour := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
		case <-moved:
		case <-hour.C:
		}
		hour.Stop()
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func (p *Planner) newest(ctx context.Context) (position int64, err error) {
	err = p.DB.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		position, err = logbook.Newest(tx, changing)
		return err
	})
	return position, err
}

// Once plans what is behind, some pieces of equipment at a time. What should be planned is worked out beside the writer; only
// what has to be written takes a turn there.
func (p *Planner) Once(ctx context.Context) error {
	var behind []string
	err := p.DB.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		behind, err = Behind(tx, p.Zone)
		return err
	})
	for err == nil && len(behind) > 0 {
		n := min(planGroup, len(behind))
		err = p.some(ctx, behind[:n])
		behind = behind[n:]
	}
	return err
}

func (p *Planner) some(ctx context.Context, ids []string) error {
	var now *plan // of the group: nothing else is written between its functions
	fns := make([]func(*store.Tx) error, len(ids))
	for i, id := range ids {
		fns[i] = func(tx *store.Tx) (err error) {
			if now == nil {
				if now, err = newPlan(tx, p.Zone); err != nil {
					return err
				}
			}
			q, err := equipment.ByID(tx, id)
			if err != nil {
				return err
			}
			return now.write(tx, q)
		}
	}
	return errors.Join(p.DB.WriteEach(ctx, store.ServerActor(), fns)...)
}
