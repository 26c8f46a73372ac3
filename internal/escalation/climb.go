package escalation

import (
	"fmt"

	"runup/internal/equipment"
	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// climb is one escalation whose ladder is looked at, by the server and now.
type climb struct {
	tx  *store.Tx
	row row
	l   ladderRow
	finder
	facts notify.Facts
	thing equipment.Equipment // empty when it is about none that is here
}

// climbing finds everything that the next rung needs.
func climbing(tx *store.Tx, id string) (*climb, error) {
	server := *tx
	server.Actor = store.ServerActor()
	c := &climb{tx: &server}
	if err := tx.Where("id = ?", id).Take(&c.row).Error; err != nil {
		return nil, fmt.Errorf("escalation: climb: %w", err)
	}
	var err error
	if c.l, err = ladderOf(tx, id); err != nil {
		return nil, err
	}
	if c.row.Equipment != "" {
		if c.thing, err = equipment.ByID(tx, c.row.Equipment); err != nil && !problem.Is(err, "not-found") {
			return nil, err
		}
	}
	c.finder = finder{tx: c.tx, area: c.row.Area, severity: c.row.Severity}
	if c.personal, err = c.personalFrom(); err != nil {
		return nil, err
	}
	c.facts, err = c.row.facts(c.tx, c.thing)
	return c, err
}

// begin starts a ladder: what just opened, got worse, or was opened again. Its first rung is opened at once, and whoever is
// told whatever anybody answers is told.
func begin(tx *store.Tx, id string, c *Cause) error {
	n, err := climbing(tx, id)
	if err != nil {
		return err
	}
	return n.begin(c, false)
}

func (c *climb) begin(cause *Cause, repaired bool) error {
	p, err := policyFor(c.tx, c.row.Kind, c.row.Checklist, c.row.Severity)
	if err != nil {
		return err
	}
	told, err := c.told(p, cause)
	if err != nil {
		return err
	}
	return c.on(&beginning{Policy: p}, told, repaired)
}

// resume goes on where a ladder stood when somebody took it on, one rung above.
func resume(tx *store.Tx, id string) error {
	n, err := climbing(tx, id)
	if err != nil {
		return err
	}
	if n.l.Escalation == "" {
		return begin(tx, id, nil)
	}
	return n.on(&beginning{Policy: n.l.Policy.V, From: ladder.Above(n.l.Policy.V, n.l.standing().Opened)}, nil, false)
}

// on opens every rung that ought to be open, and calls who is behind it. After an outage several are due at once: each person
// is called for the newest of them only.
func (c *climb) on(from *beginning, told *crew, repaired bool) error {
	s := c.l.standing()
	if from != nil {
		s = ladder.Standing{Policy: from.Policy, Began: c.tx.Now, From: from.From}
	}
	if c.row.State != IsOpen {
		s.Acted = true // it is known, and climbs when it waits again
	}
	steps, crews, err := c.due(s, repaired)
	if err != nil {
		return err
	}
	found := climbed{Ladder: from, Steps: steps, Repaired: repaired}
	if told != nil && told.size()+len(told.passed) > 0 {
		found.Told = &people{Called: listed(told.called), Passed: listed(told.passed)}
	}
	found.Words = c.words(found, crews, told)
	if _, err := RungOpened.Append(c.tx, c.row.Area, c.row.ID, &logbook.Act[none, climbed]{Found: found}); err != nil {
		return fmt.Errorf("escalation: climb: %w", err)
	}
	return c.call(steps, crews, told)
}

// Climb does what is due of one escalation now, and answers whether anything was.
func Climb(tx *store.Tx, id string) (bool, error) {
	c, err := climbing(tx, id)
	if err != nil || c.l.Escalation == "" {
		return false, err
	}
	switch w := ladder.Look(c.l.standing(), tx.Now); {
	case w.Step != nil:
		return true, c.on(nil, nil, false)
	case w.Warn:
		return true, c.remind()
	case w.Lapse:
		return true, c.lapse()
	}
	return false, nil
}
