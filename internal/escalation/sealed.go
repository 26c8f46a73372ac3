package escalation

import (
	"fmt"
	"maps"
	"slices"

	"runup/internal/check"
	"runup/internal/store"
)

// What a first person found, a second one must not read before theirs is in. Who is called, how severe it is, of which item it
// is and what becomes of the equipment never waits for that: only the words that tell the reading do.

// untold is a line of the timeline without what was read.
func (v eventRow) untold() eventRow {
	switch v.Kind {
	case "opened":
		v.Note, v.Words = "", "Opened. What was found is shown when the second check is in."
	case "joined":
		v.Note, v.Words = "", "It happened again. What was found is shown when the second check is in."
	}
	return v
}

// Telling answers the entries whose bodies say what was found in some checks.
func Telling(tx *store.Tx, checks map[string]bool) ([]int64, error) {
	if len(checks) == 0 {
		return nil, nil
	}
	var positions []int64
	err := tx.Model(&eventRow{}).Where("kind IN ('opened', 'joined') AND check_id IN ?", slices.Sorted(maps.Keys(checks))).Pluck("position", &positions).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: telling: %w", err)
	}
	return positions, nil
}

const citing = `SELECT DISTINCT escalation.id, escalation.area FROM escalation JOIN escalation_event ON escalation_event.escalation = escalation.id
	WHERE escalation_event.check_id = ? ORDER BY escalation.id`

// Citing answers what a check opened or joined.
func Citing(tx *store.Tx, id string) ([]check.Opened, error) {
	var found []check.Opened
	err := tx.Raw(citing, id).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: citing: %w", err)
	}
	return found, nil
}
