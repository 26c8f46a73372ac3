package escalation

import (
	"slices"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/store"
)

// CountOpen answers how many wait for an answer.
func CountOpen(tx *store.Tx) (int, error) {
	var n int64
	err := tx.Model(&row{}).Where("state = ?", IsOpen).Count(&n).Error
	return int(n), err
}

const still = `SELECT escalation.id FROM escalation LEFT JOIN ladder ON ladder.escalation = escalation.id
	WHERE escalation.state = ? AND ladder.next_at IS NULL AND (escalation.severity <> ? OR ladder.escalation IS NULL) ORDER BY escalation.id`

// Orphans are what waits for an answer with nothing that would call anybody. What does not interrupt may have called everybody
// it is going to.
func Orphans(tx *store.Tx) (ids []string, err error) {
	var rows []struct{ ID string }
	err = tx.Raw(still, IsOpen, checklist.Information).Scan(&rows).Error
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

// Repair opens the next rung of an orphan, if it still is one.
func Repair(tx *store.Tx, id string) (bool, error) {
	lost, err := Orphans(tx)
	if err != nil {
		return false, err
	}
	if !slices.Contains(lost, id) {
		return false, nil
	}
	c, err := climbing(tx, id)
	if err != nil {
		return false, err
	}
	if c.l.Escalation != "" {
		return true, c.on(nil, nil, true)
	}
	return true, c.begin(nil, true)
}
