package escalation

import (
	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/store"
)

// runLength is how often in a row an item may be out of tolerance before somebody is asked about it.
//
// Requirement: escalation.md 4.2: the same item at tolerance three times running.
const runLength = 3

// runs asks for somebody's word before use where the same item of the same equipment is out of tolerance for the third time
// running, in the order in which the checks were done: one that comes late may complete a run, or stand in the middle of it.
func (n *coming) runs(tx *store.Tx) error {
	if n.Verdict != string(judge.OutOfTolerance) || n.Source != "" || n.as != checklist.Advice {
		return nil // what is for information only stays so, and the rest is urgent already
	}
	around, err := check.Around(tx, n.Checklist, n.Equipment, n.At, n.Check, runLength)
	if err != nil || around.Run(n.Item) < runLength {
		return err
	}
	as, err := asks(tx, n.Equipment)
	if as != "" {
		n.as = checklist.Worse(n.as, as)
	}
	return err
}
