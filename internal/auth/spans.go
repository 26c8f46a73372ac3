package auth

import (
	"fmt"
	"time"

	"runup/internal/store"
)

// Spans are the times in which a person had sessions on one tablet.
type Spans []span

type span struct{ from, to time.Time }

// SessionsOn answers when a person had sessions on a tablet, for whoever asks about many moments at once.
func SessionsOn(tx *store.Tx, staffID, deviceID string) (Spans, error) {
	var rows []sessionRow
	if err := tx.Where("staff = ? AND device = ?", staffID, deviceID).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("auth: sessions: %w", err)
	}
	list := make(Spans, len(rows))
	for i, r := range rows {
		list[i] = span{r.StartedAt.Time(), r.SeenAt.Time()}
	}
	return list, nil
}

// Last answers the last moment, not after before, at which there was a session; nil when there was none.
func (s Spans) Last(before time.Time) *time.Time {
	var last *time.Time
	for _, in := range s {
		if in.from.After(before) {
			continue
		}
		to := in.to
		if to.After(before) {
			to = before
		}
		if last == nil || to.After(*last) {
			last = &to
		}
	}
	return last
}
