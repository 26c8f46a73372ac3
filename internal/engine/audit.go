package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"runup/internal/escalation"
	"runup/internal/store"
)

// Audited is what an audit found.
type Audited struct {
	Open     int   // that wait for an answer
	Repaired int64 // of which nothing was on its way
}

// Audit looks at every escalation that waits for an answer: its next rung has a time, or a message about it is on its way. Of
// one that has neither, the next rung is opened; that is counted, and stands in its timeline.
//
// Requirement: escalation.md 4.9.4.
func (e *Engine) Audit(ctx context.Context) (Audited, error) {
	var a Audited
	var lost []string
	err := e.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		if a.Open, err = escalation.CountOpen(tx); err == nil {
			lost, err = escalation.Orphans(tx)
		}
		return err
	})
	if err != nil {
		return a, fmt.Errorf("engine: audit: %w", err)
	}
	var failed []error
	for _, id := range lost {
		done := false
		err := e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { done, err = escalation.Repair(tx, id); return err })
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if done {
			a.Repaired++
			e.log.LogAttrs(ctx, slog.LevelError, "an escalation that nothing was on its way of was repaired", slog.String("escalation", id))
		}
	}
	return a, errors.Join(failed...)
}

// mended reports what the audit had to mend. It is a write of its own: a report that fails undoes no repair.
func (e *Engine) mended(ctx context.Context, n int64) error {
	if n == 0 {
		return nil
	}
	why := fmt.Sprintf("The audit found %d escalations of which nothing was on its way, and called the next people. Somebody may have been called late.", n)
	return e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error { return escalation.OpenTrouble(tx, escalation.AboutOrphans, why) })
}
