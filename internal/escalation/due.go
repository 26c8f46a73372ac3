package escalation

import (
	"fmt"
	"time"

	"runup/internal/store"
)

// Due answers escalations that something is due of now, the longest overdue first, but for some.
func Due(tx *store.Tx, but []string, most int) (ids []string, err error) {
	q := tx.Model(&ladderRow{}).Where("next_at <= ?", store.At(tx.Now)).Order("next_at, escalation").Limit(most)
	if len(but) > 0 {
		q = q.Where("escalation NOT IN ?", but)
	}
	if err := q.Pluck("escalation", &ids).Error; err != nil {
		return nil, fmt.Errorf("escalation: due: %w", err)
	}
	return ids, nil
}

// FirstDue is since when something has been due and is not done; zero when nothing is.
func FirstDue(tx *store.Tx) (time.Time, error) { return first(tx, "next_at <= ?") }

// NextDue is when something will be due next; zero when nothing will.
func NextDue(tx *store.Tx) (time.Time, error) { return first(tx, "next_at > ?") }

func first(tx *store.Tx, which string) (time.Time, error) {
	var at *store.Instant
	err := tx.Raw("SELECT min(next_at) FROM ladder WHERE "+which, store.At(tx.Now)).Scan(&at).Error
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return at.Time(), nil
}
