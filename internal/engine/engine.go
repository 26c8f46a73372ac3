// Package engine climbs the ladders of escalations, for as long as a process runs, and watches over itself and over the other
// processes: who is called, and why, is escalation's. Its tests stand beside those of escalation, with the department they share.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/store"
)

// Engine climbs ladders: it opens the rungs that are due, wherever nobody has answered. It holds no timers of its own: what is
// due stands in the database, and any process finds it.
type Engine struct {
	db   *store.DB
	log  *slog.Logger
	node string

	// guard has the clock held against the database's; a test has a clock of its own.
	guard bool

	test []notify.Contact // who gets the daily test; none: nobody
	zone *time.Location

	watched time.Time // when it last looked for other processes

	mu       sync.Mutex
	beat     Beat
	compared time.Time            // when the clock was last held against the database's
	tired    map[string]time.Time // escalations that failed, and when they are tried again

	// Climb does what is due of one escalation, and answers whether anything was: escalation.Climb, unless a test has it fail.
	Climb func(*store.Tx, string) (bool, error)
}

const (
	pollEvery  = time.Second      // the net under the wake-up
	mostAtOnce = 100              // escalations in one commit: a push waits for no more
	mostSteps  = 20               // of one escalation in one round
	restEvery  = 10 * time.Second // one that failed is not tried again before
)

// New makes the engine of one process; Run starts it.
func New(db *store.DB, log *slog.Logger, guard bool) *Engine {
	return &Engine{db: db, log: log, node: uuid.NewString(), guard: guard, tired: map[string]time.Time{}, Climb: escalation.Climb}
}

// Begin looks for other processes before Run and whoever carries messages take up what those left: afterwards nobody could see
// that it was overdue.
func (e *Engine) Begin(ctx context.Context) {
	sound, err := e.clockIsSound(ctx)
	if err == nil && sound {
		err = e.Watch(ctx)
	}
	if err != nil && ctx.Err() == nil {
		e.log.LogAttrs(ctx, slog.LevelError, "other processes were not looked for", slog.String("error", err.Error()))
	}
}

// Run climbs until the context ends: when something changes, when something is due, and every second.
func (e *Engine) Run(ctx context.Context) {
	for ctx.Err() == nil {
		changed := e.db.Changed()
		pause, err := e.Pass(ctx)
		if err != nil && ctx.Err() == nil {
			e.log.LogAttrs(ctx, slog.LevelError, "escalations did not climb as they should", slog.String("error", err.Error()))
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Pass does all that is due, then keeps the engine's own house, and answers how long nothing more will be.
func (e *Engine) Pass(ctx context.Context) (pause time.Duration, err error) {
	defer func() {
		if p := recover(); p != nil {
			pause, err = pollEvery, fmt.Errorf("engine: panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := e.Once(ctx); err != nil {
		return pollEvery, err
	}
	if err := e.keep(ctx); err != nil {
		return pollEvery, err
	}
	return e.pause(ctx)
}

// Once opens every rung that is due now. One that cannot be opened is left for later and does not keep the others.
func (e *Engine) Once(ctx context.Context) error {
	if sound, err := e.clockIsSound(ctx); err != nil || !sound {
		return err
	}
	// Before it climbs, or what nobody did would be done and not be seen. Whatever comes of it, it climbs.
	if err := e.lookAround(ctx); err != nil {
		e.log.LogAttrs(ctx, slog.LevelError, "other processes were not looked for", slog.String("error", err.Error()))
	}
	return e.climbDue(ctx)
}

// lookAround watches as often as engines say that they go round.
func (e *Engine) lookAround(ctx context.Context) error {
	now := time.Now()
	if now.Sub(e.watched) < beatEvery {
		return nil
	}
	e.watched = now
	return e.Watch(ctx)
}

func (e *Engine) climbDue(ctx context.Context) error {
	climbed := map[string]int{}
	for {
		due, err := e.due(ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		e.climbAll(ctx, due)
		for _, id := range due {
			if climbed[id]++; climbed[id] >= mostSteps { // it does what is due of it, and is due again: a bug, and others wait
				e.log.LogAttrs(ctx, slog.LevelError, "an escalation does not come to rest", slog.String("escalation", id))
				e.rest(id)
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// due answers escalations that something is due of, the longest overdue first.
func (e *Engine) due(ctx context.Context) (ids []string, err error) {
	err = e.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		ids, err = escalation.Due(tx, e.resting(), mostAtOnce)
		return err
	})
	return ids, err
}

// climbAll takes each in a savepoint of its own: each looks again inside, where nobody else can open the same rung.
func (e *Engine) climbAll(ctx context.Context, ids []string) {
	fns := make([]func(*store.Tx) error, len(ids))
	for i, id := range ids {
		fns[i] = func(tx *store.Tx) error { _, err := e.Climb(tx, id); return err }
	}
	for i, err := range e.db.WriteEach(ctx, store.ServerActor(), fns) {
		if err == nil {
			continue
		}
		e.rest(ids[i])
		if !errors.Is(err, context.Canceled) {
			e.log.LogAttrs(ctx, slog.LevelError, "a rung could not be opened", slog.String("escalation", ids[i]), slog.String("error", err.Error()))
		}
	}
}

func (e *Engine) rest(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tired[id] = time.Now().Add(restEvery)
}

func (e *Engine) resting() (ids []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, until := range e.tired {
		if time.Now().After(until) {
			delete(e.tired, id)
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

// pause is until the next rung is due, at most the net's.
func (e *Engine) pause(ctx context.Context) (pause time.Duration, err error) {
	pause = pollEvery
	err = e.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		next, err := escalation.NextDue(tx)
		if err == nil && !next.IsZero() {
			pause = min(pause, next.Sub(tx.Now))
		}
		return err
	})
	return pause, err
}
