// Package overdue looks, again and again, for what should be there and is not: a check that nobody did, a countersignature
// that nobody gave, a tablet that is not heard of, an hour that nobody covers.
//
// Each look compares what is with what should be true by now, and opens what is missing among the escalations. It remembers
// nothing of its own: whether something was opened is asked of the escalations, so a look may be made twice, late, or by two
// servers at once, and nothing is opened twice or passed over. What was missed before a department first ran this is not
// looked for: the past is told by the figures, and pages nobody.
package overdue

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"runup/internal/store"
)

// Lookout looks out for a department.
type Lookout struct {
	DB   *store.DB
	Zone *time.Location
	Log  *slog.Logger
	// Aside answers what was set aside between two times and nobody has looked at: it is the tablets' exchange that knows.
	Aside func(tx *store.Tx, since, before time.Time) ([]Aside, error)
}

const (
	// settle is how long a server that has just started waits for tablets to send what they have: after an outage, what they
	// did meanwhile was done.
	settle   = 2 * time.Minute
	every    = 30 * time.Second
	recently = 7 * 24 * time.Hour // how far a quick look reaches back; a whole one, and the first is one, reaches back all the way
	allOf    = 15 * time.Minute
	group    = 20 // openings in one commit: a push waits for no more
)

// look is one source: it answers what should be written, each for itself.
type look func(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error)

// Run looks until the context ends. What fails is said, and tried again.
func (l *Lookout) Run(ctx context.Context) {
	wait := settle
	var whole time.Time
	for l.begin(ctx); pause(ctx, wait); wait = every {
		now := time.Now()
		reach := recently
		if now.Sub(whole) >= allOf {
			reach = 0
		}
		if err := l.look(ctx, reach); err != nil {
			l.failed(ctx, err)
		} else if reach == 0 {
			whole = now
		}
	}
}

func (l *Lookout) begin(ctx context.Context) {
	if err := l.Begin(ctx); err != nil {
		l.failed(ctx, err)
	}
}

func (l *Lookout) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		l.Log.LogAttrs(ctx, slog.LevelError, "what is overdue was not looked for", slog.String("error", err.Error()))
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

// Once looks for everything, as far back as this department has been looked after.
func (l *Lookout) Once(ctx context.Context) error {
	if err := l.Begin(ctx); err != nil {
		return err
	}
	return l.look(ctx, 0)
}

// look makes every look, and those that can wait with a whole one only. One that fails keeps no other from being made.
func (l *Lookout) look(ctx context.Context, reach time.Duration) error {
	var failed []error
	sources := []look{l.belated, l.missed, l.returned, l.refused}
	if reach == 0 {
		sources = append(sources, l.unsigned, l.torn, l.unsent, l.unreferenced, l.unlooked, l.uncovered, l.unreachable)
	}
	for _, source := range sources {
		failed = append(failed, l.make(ctx, source, reach))
	}
	return errors.Join(failed...)
}

// make looks beside the writer, and takes a turn there only with what has to be written.
func (l *Lookout) make(ctx context.Context, source look, reach time.Duration) error {
	var found []func(*store.Tx) error
	err := l.DB.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		since, err := begun(tx)
		if err != nil || since == nil {
			return err
		}
		if recent := tx.Now.Add(-reach); reach > 0 && recent.After(*since) {
			since = &recent
		}
		found, err = source(tx, *since)
		return err
	})
	for err == nil && len(found) > 0 {
		n := min(group, len(found))
		err = errors.Join(l.DB.WriteEach(ctx, store.ServerActor(), found[:n])...)
		found = found[n:]
	}
	return err
}
