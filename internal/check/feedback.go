package check

import (
	"fmt"
	"time"

	"runup/internal/store"
)

// Feedback is what a registered operator said of a check to whoever did it.
type Feedback struct {
	Position  int64
	Check     string
	Checklist string
	Equipment string
	DoneAt    time.Time // the check
	Decision  string
	Note      string
	By        string
	At        time.Time
}

// FeedbackFor answers what was said of a person's checks, the newest first, beginning before a position; 0 is from the newest.
func FeedbackFor(tx *store.Tx, person string, before int64, limit int) ([]Feedback, error) {
	q := tx.Where("performer = ? AND kind = ? AND counts", person, countersignedKind).Order("position DESC").Limit(limit)
	if before > 0 {
		q = q.Where("position < ?", before)
	}
	var said []revisionRow
	if err := q.Find(&said).Error; err != nil {
		return nil, fmt.Errorf("check: feedback: %w", err)
	}
	ids := make([]string, len(said))
	for i, r := range said {
		ids[i] = r.CheckID
	}
	var rows []row
	if err := tx.Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("check: feedback: %w", err)
	}
	of := make(map[string]row, len(rows))
	for _, r := range rows {
		of[r.ID] = r
	}
	list := make([]Feedback, len(said))
	for i, r := range said {
		c := of[r.CheckID]
		list[i] = Feedback{
			Position: r.Position, Check: c.ID, Checklist: c.Checklist, Equipment: c.Equipment, DoneAt: c.DoneAt.Time(),
			Decision: r.Said.V.Decision, Note: r.Said.V.Note, By: r.ByStaff, At: r.Found.V.At,
		}
	}
	return list, nil
}
