package escalation

import (
	"fmt"

	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/store"
)

// settled does what follows from a change that somebody made: pending calls end when it is answered, it climbs when it waits
// for an answer again, and whoever was told before hears where it stands.
func settled(tx *store.Tx, id string, was standing) error {
	var r row
	if err := tx.Where("id = ?", id).Take(&r).Error; err != nil {
		return fmt.Errorf("escalation: settled: %w", err)
	}
	if r.State != IsOpen && (was.State == IsOpen || r.State != was.State || r.Owner != was.Owner) {
		if err := notify.Cancel(tx, id, r.State); err != nil {
			return err
		}
	}
	if err := r.goesOn(tx, was); err != nil {
		return err
	}
	return r.status(tx, was)
}

// goesOn has the ladder climb where it waits for an answer again, or got worse.
func (r row) goesOn(tx *store.Tx, was standing) error {
	switch {
	case r.State == IsClosed:
		return nil
	case was.State == IsClosed, r.Severity != was.Severity:
		return begin(tx, r.ID, nil)
	case r.State == IsOpen && was.State != IsOpen:
		return resume(tx, r.ID)
	}
	return nil
}

// again tells who deals with a matter, and whoever would be called next, that it failed once more.
//
// Requirement: escalation.md 4.3 T10, T14.
func again(tx *store.Tx, id string) error {
	c, err := climbing(tx, id)
	if err != nil || c.row.State == IsOpen || len(c.l.Policy.V.Rungs) == 0 {
		return err
	}
	targets := []ladder.Target{{Kind: ladder.Person, ID: c.row.Owner}}
	next := c.l.Policy.V.Rungs[ladder.Above(c.l.Policy.V, c.l.standing().Opened)]
	who, err := c.find(append(targets, next.To...), next.Channels)
	if err != nil {
		return err
	}
	found := climbed{Steps: []step{}, Told: &people{Called: listed(who.called), Passed: listed(who.passed)}, Words: "Told that it failed again: " + who.list() + "."}
	if _, err := RungOpened.Append(c.tx, c.row.Area, id, &logbook.Act[none, climbed]{Found: found}); err != nil {
		return fmt.Errorf("escalation: again: %w", err)
	}
	return c.queue(notify.Tell, who.without(nil))
}
