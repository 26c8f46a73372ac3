package notify

import (
	"fmt"
	"time"

	"runup/internal/store"
)

// Interrupt is one person called about one thing, however many ways. It is for adding up: nobody is named by it.
type Interrupt struct {
	At     time.Time
	Person string // an id, for telling one from another
}

// Interrupted answers the calls to persons about some severities in a period and in areas that the actor sees, by time. What
// was answered before it went out called nobody.
func Interrupted(tx *store.Tx, severities []string, from, to *time.Time) ([]Interrupt, error) {
	q := tx.InScope().Model(&notificationRow{}).Where("recipient_kind = ? AND cancelled_at IS NULL AND severity IN ? AND purpose IN ?",
		Person, severities, []string{Alert, Repeat, AckExpiring})
	if from != nil {
		q = q.Where("created_at >= ?", store.At(*from))
	}
	if to != nil {
		q = q.Where("created_at < ?", store.At(*to))
	}
	var rows []notificationRow
	if err := q.Select("created_at, recipient").Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("notify: interrupts: %w", err)
	}
	list := make([]Interrupt, len(rows))
	for i, r := range rows {
		list[i] = Interrupt{At: r.CreatedAt.Time(), Person: r.Recipient}
	}
	return list, nil
}
