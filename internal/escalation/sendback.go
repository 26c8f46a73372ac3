package escalation

import (
	"fmt"

	"runup/internal/logbook"
	"runup/internal/store"
)

// sendBack gives what awaits its re-check back to whoever deals with it, when the checklist chosen at hand-back fails: the work is
// not done. The failure opens what it calls for besides; the equipment stays where it is.
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
