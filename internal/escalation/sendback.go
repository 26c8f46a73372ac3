package escalation

import (
	"fmt"

	"runup/internal/check"
	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/store"
)

// Rechecked looks at a check that opens nothing and did not pass either: nobody knows what it would have found. It is a re-check
// that failed where it is the newest of the checklist chosen at hand-back.
func Rechecked(tx *store.Tx, c Cause) error {
	if c.Verdict != string(judge.NotEvaluated) {
		return nil
	}
	newest, err := check.Since(tx, c.Checklist, c.Equipment, c.At, 1)
	if err != nil || len(newest) == 0 || newest[0].ID != c.Check {
		return err
	}
	return sendBack(tx, []Cause{c})
}

// sendBack gives what awaits its re-check back to whoever deals with it, when the checklist chosen at hand-back does not pass: the
// work is not done. A failure opens what it calls for besides; the equipment stays where it is.
//
// Requirement: escalation.md 4.3 T14, conformance 58.
func sendBack(tx *store.Tx, causes []Cause) error {
	for _, c := range causes {
		if c.Kind != Reading || c.Source != "" || c.Equipment == "" {
			continue
		}
		var rows []row
		err := tx.Where("equipment = ? AND state = ?", c.Equipment, IsAwaiting).Order("id").Find(&rows).Error
		if err != nil {
			return fmt.Errorf("escalation: send back: %w", err)
		}
		for _, r := range rows {
			w := r.Work.V
			if w.Post != c.Checklist || w.Back != nil && !c.At.After(*w.Back) {
				continue
			}
			if err := r.sendBack(tx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// sendBack has one on record as acted on, and not done. The operation stays what opened its own matter: this one it only touches.
func (r row) sendBack(tx *store.Tx, c Cause) error {
	c.Op, c.PostFailed = "", true
	found := foundJoined{Severity: r.Severity, Version: r.Version + 1, State: IsActioned}
	if _, err := Joined.Append(tx, r.Area, r.ID, &logbook.Act[Cause, foundJoined]{Act: c, Found: found}); err != nil {
		return fmt.Errorf("escalation: send back: %w", err)
	}
	return again(tx, r.ID)
}
