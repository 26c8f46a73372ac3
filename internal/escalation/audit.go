package escalation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"runup/internal/checklist"
	"runup/internal/notify"
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
		var n int64
		if err := tx.Model(&row{}).Where("state = ?", IsOpen).Count(&n).Error; err != nil {
			return err
		}
		a.Open = int(n)
		lost, err = orphans(tx)
		return err
	})
	if err != nil {
		return a, fmt.Errorf("escalation: audit: %w", err)
	}
	var failed []error
	for _, id := range lost {
		done := false
		err := e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { done, err = repair(tx, id); return err })
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

// orphans are what waits for an answer with nothing that would call anybody. What does not interrupt may have called everybody
// it is going to.
func orphans(tx *store.Tx) (ids []string, err error) {
	var rows []struct{ ID string }
	err = tx.Raw(`SELECT escalation.id FROM escalation LEFT JOIN ladder ON ladder.escalation = escalation.id
		WHERE escalation.state = ? AND ladder.next_at IS NULL AND (escalation.severity <> ? OR ladder.escalation IS NULL) ORDER BY escalation.id`,
		IsOpen, checklist.Information).Scan(&rows).Error
	for _, r := range rows {
		waiting, err := notify.Waiting(tx, r.ID)
		if err != nil {
			return nil, err
		}
		if !waiting {
			ids = append(ids, r.ID)
		}
	}
	return ids, err
}

// repair opens the next rung of an orphan, if it still is one.
func repair(tx *store.Tx, id string) (bool, error) {
	lost, err := orphans(tx)
	if err != nil {
		return false, err
	}
	for _, other := range lost {
		if other != id {
			continue
		}
		c, err := climbing(tx, id)
		if err != nil {
			return false, err
		}
		if c.l.Escalation != "" {
			return true, c.on(nil, nil, true)
		}
		p, err := policyFor(tx, c.row.Kind, c.row.Checklist, c.row.Severity)
		if err != nil {
			return false, err
		}
		told, err := c.told(p, nil)
		if err != nil {
			return false, err
		}
		return true, c.on(&beginning{Policy: p}, told, true)
	}
	return false, nil
}
