package escalation

import (
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

// Usual is the ladder that comes with Runup.
var Usual = usual

// CitingQuery finds what a check opened, StillQuery what stands still though it is open.
const (
	CitingQuery = citing
	StillQuery  = still
)
