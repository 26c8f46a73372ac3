package escalation

import (
	"context"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Settled is what every act that changes an escalation's state goes through, for tests of what follows it.
var Settled = logbook.Define("escalation.settled-in-a-test", func(tx *store.Tx, e logbook.Entry, b *State) error {
	return change(tx, e, map[string]any{"state": b.State})
})

// State is the body of Settled.
type State struct{ State string }

// ConfirmBy is when an authorisation by telephone must be confirmed.
var ConfirmBy = confirmBy

// ClimbWith has an engine climb otherwise.
func (e *Engine) ClimbWith(climb func(*store.Tx, string) (bool, error)) { e.climb = climb }

// Pass is one round of an engine, with its audit and its beat.
func (e *Engine) Pass(ctx context.Context) error { _, err := e.pass(ctx); return err }

// Usual is the ladder that comes with Runup.
var Usual = usual

// Around has an engine look for other processes in its next round, however short ago it did.
func (e *Engine) Around() { e.watched = time.Time{} }
