package engine

import (
	"context"
	"fmt"
	"time"

	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/store"
)

// When an engine counts as standing still.
//
// Requirement: escalation.md 4.10.
const (
	beatEvery  = 5 * time.Second
	beatStale  = 15 * time.Second
	overdueFor = 30 * time.Second
	auditEvery = 30 * time.Second
	answersIn  = 5 * time.Second // the database, when somebody asks how the engine is
)

// Beat is what an engine last said of itself.
type Beat struct {
	At       time.Time // by this process's own clock
	Offset   time.Duration
	AuditAt  time.Time
	Sound    bool // the last audit found nothing, or could mend what it found
	Open     int  // escalations that waited for an answer at the last audit
	Repairs  int64
	Overdue  time.Duration // how long something has been due, and is not done
	Stalled  []string      // why the engine is not well, in words; none when it is
	Orphaned int64         // what the last audit mended
	Untested bool          // the daily test was sent and has not arrived
}

// Well reports whether people would be called now.
func (b Beat) Well() bool { return len(b.Stalled) == 0 }

// Health answers how the engine is. It does not ask the engine, which may stand still.
func (e *Engine) Health(ctx context.Context) (Beat, error) {
	e.mu.Lock()
	b := e.beat
	e.mu.Unlock()
	now := time.Now()
	if b.At.IsZero() || now.Sub(b.At) > beatStale {
		b.Stalled = append(b.Stalled, "the engine has not gone round for 15 seconds")
	}
	if off := b.Offset.Abs(); off > clockOff {
		b.Stalled = append(b.Stalled, fmt.Sprintf("this machine's clock is %s off the database's", off.Round(100*time.Millisecond)))
	}
	if !b.AuditAt.IsZero() && !b.Sound {
		b.Stalled = append(b.Stalled, "the last audit of open escalations did not pass")
	}
	if b.Untested {
		b.Stalled = append(b.Stalled, "the daily test of messages did not arrive")
	}
	asked, cancel := context.WithTimeout(ctx, answersIn)
	defer cancel()
	oldest, err := e.oldest(asked)
	if err != nil {
		b.Stalled = append(b.Stalled, "the database cannot be read")
		return b, err
	}
	if b.Overdue = oldest; oldest > overdueFor {
		b.Stalled = append(b.Stalled, fmt.Sprintf("something has been due for %s", oldest.Round(time.Second)))
	}
	return b, nil
}

// OK reports whether people would be called now, as far as this process can tell without asking the database.
func (e *Engine) OK() bool {
	if e == nil {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	b := e.beat
	return !b.At.IsZero() && time.Since(b.At) <= beatStale && b.Offset.Abs() <= clockOff && (b.AuditAt.IsZero() || b.Sound) && !b.Untested
}

// oldest is how long the rung or message that has waited longest should have been done.
func (e *Engine) oldest(ctx context.Context) (since time.Duration, err error) {
	err = e.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { since, err = overdue(tx); return err })
	return since, err
}

// keep audits and beats when it is time for that.
func (e *Engine) keep(ctx context.Context) error {
	e.mu.Lock()
	b := e.beat
	e.mu.Unlock()
	now := time.Now()
	if now.Sub(b.AuditAt) >= auditEvery {
		audited, err := e.Audit(ctx)
		b.AuditAt, b.Sound = now, err == nil
		b.Open, b.Orphaned = audited.Open, audited.Repaired
		b.Repairs += audited.Repaired
		if err == nil {
			err = e.mended(ctx, audited.Repaired)
		}
		if err == nil {
			b.Untested, err = e.selfTest(ctx)
		}
		if err != nil {
			e.set(b)
			return err
		}
	}
	first := b.At.IsZero() || now.Sub(b.At) >= beatEvery
	b.At = now
	e.mu.Lock()
	b.Offset = e.beat.Offset
	e.mu.Unlock()
	e.set(b)
	if first {
		return e.write(ctx, b)
	}
	return nil
}

func (e *Engine) set(b Beat) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.beat = b
}

var nodeKey, nodeColumns = []string{"node"}, []string{"beat_at", "began_at", "oldest_due_at", "offset_ms", "audit_at", "audit_sound", "open", "repairs"}

// write leaves the beat where other processes see it.
func (e *Engine) write(ctx context.Context, b Beat) error {
	return e.db.Work(ctx, func(tx *store.Tx) error {
		oldest, err := notify.Oldest(tx)
		if err != nil {
			return err
		}
		var since *store.Instant
		if !oldest.IsZero() {
			since = store.AtPtr(&oldest)
		}
		return tx.Upsert("engine_node", nodeKey, nodeColumns, e.node, tx.Now.UnixMilli(), tx.Now.UnixMilli(), since, b.Offset.Milliseconds(),
			b.AuditAt.UnixMilli(), b.Sound, b.Open, b.Repairs)
	})
}

// overdue is how long the oldest thing that is due has been: a rung or a message.
func overdue(tx *store.Tx) (since time.Duration, err error) {
	rung, err := escalation.FirstDue(tx)
	if err == nil && !rung.IsZero() {
		since = tx.Now.Sub(rung)
	}
	if err != nil {
		return since, err
	}
	message, err := notify.Oldest(tx)
	if err == nil && !message.IsZero() {
		since = max(since, tx.Now.Sub(message))
	}
	return since, err
}
