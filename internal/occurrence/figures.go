package occurrence

import (
	"fmt"

	"runup/internal/store"
)

// Completion is how much of what was planned for a piece of equipment in a month was done. Planned is the sum of all but
// late, which is part of done.
type Completion struct {
	Equipment string
	Month     string // 2026-11
	Planned   int
	Done      int
	Late      int
	Missed    int
	Exempt    int
	Awaiting  int
	Open      int // not missed yet
}

// Completed answers the figures of what the actor sees, by equipment and month.
func Completed(tx *store.Tx, f Filter) ([]Completion, error) {
	at := store.At(tx.Now)
	q := f.on(tx.InScope(), tx.Now).Table("occurrence").Select(`equipment, substr(day, 1, 7) AS month, count(*) AS planned,
		sum(CASE WHEN standing IN ('done', 'repeated', 'contested') THEN 1 ELSE 0 END) AS done,
		sum(CASE WHEN standing IN ('done', 'repeated', 'contested') AND late THEN 1 ELSE 0 END) AS late,
		sum(CASE WHEN standing = '' AND missed_at <= ? THEN 1 ELSE 0 END) AS missed,
		sum(CASE WHEN standing = 'exempt' THEN 1 ELSE 0 END) AS exempt,
		sum(CASE WHEN standing = 'awaiting-confirmation' THEN 1 ELSE 0 END) AS awaiting,
		sum(CASE WHEN standing = '' AND missed_at > ? THEN 1 ELSE 0 END) AS open`, at, at)
	list := []Completion{}
	if err := q.Group("equipment, substr(day, 1, 7)").Order("equipment, month").Scan(&list).Error; err != nil {
		return nil, fmt.Errorf("occurrence: figures: %w", err)
	}
	return list, nil
}
