package engine

import (
	"context"
	"fmt"
	"time"

	"runup/internal/store"
)

// clockOff is how far a process's clock may be off the database's.
//
// Requirement: escalation.md 6, "Node clock guard".
const (
	clockOff   = 2 * time.Second
	clockEvery = time.Second // how often it is looked at, whoever asks
)

// Fit reports whether this process may take anything up: rungs and messages alike would be early or late by a clock that is off.
func (e *Engine) Fit(ctx context.Context) (bool, error) {
	e.mu.Lock()
	fresh := !e.compared.IsZero() && time.Since(e.compared) < clockEvery
	offset := e.beat.Offset
	e.mu.Unlock()
	if fresh {
		return offset.Abs() <= clockOff, nil
	}
	return e.clockIsSound(ctx)
}

// clockIsSound holds this machine's clock against the database's, where several machines share one: a clock that is off would
// open rungs early or late.
func (e *Engine) clockIsSound(ctx context.Context) (bool, error) {
	if e.db.Engine() != "postgres" || !e.guard {
		return true, nil
	}
	var offset time.Duration
	err := e.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		var theirs float64
		if err := tx.Raw("SELECT extract(epoch FROM clock_timestamp()) * 1000").Scan(&theirs).Error; err != nil {
			return err
		}
		offset = tx.Now.Sub(time.UnixMilli(int64(theirs)))
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("engine: clock: %w", err)
	}
	e.mu.Lock()
	e.beat.Offset, e.compared = offset, time.Now()
	e.mu.Unlock()
	return offset.Abs() <= clockOff, nil
}
