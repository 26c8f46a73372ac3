package equipment

import (
	"fmt"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Withdraw takes equipment out of clinical use because of an escalation, unless it is out of use already or is of a
// kind that is never withdrawn; it reports whether it did. Only escalation calls it.
func Withdraw(tx *store.Tx, id, reason, escalation string) (bool, error) {
	q, err := ByID(tx, id)
	if err != nil {
		return false, err
	}
	if !q.Status.InUse() || !q.MayBeWithdrawn() {
		return false, nil
	}
	return true, move(tx, q, moved{Status: Withdrawn, Reason: reason, Escalation: escalation})
}

func move(tx *store.Tx, q Equipment, m moved) error {
	body := &logbook.Act[moved, foundBefore]{Act: m, Found: foundBefore{From: q.Status}}
	if _, err := Moved.Append(tx, q.Area, q.ID, body); err != nil {
		return fmt.Errorf("equipment: status: %w", err)
	}
	return nil
}
