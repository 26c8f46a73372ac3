package notify

import (
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/store"
)

// Note is what a person was told, as they read it in the app.
type Note struct {
	ID         string
	Escalation string
	Ref        string
	Purpose    string
	Severity   string
	Title      string
	Text       string
	CreatedAt  time.Time
	SeenAt     *time.Time
	Cancelled  bool
}

// Mine answers what the actor was told and has neither seen nor been spared, the newest first, or all of it, beginning before
// the one with an id.
func Mine(tx *store.Tx, all bool, before string, limit int) ([]Note, error) {
	q := tx.Where("recipient = ? AND recipient_kind = ?", tx.Actor.Staff, Person).Order("id DESC").Limit(limit)
	if before != "" {
		q = q.Where("id < ?", before)
	}
	if !all {
		q = q.Where("seen_at IS NULL AND cancelled_at IS NULL")
	}
	var rows []notificationRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("notify: mine: %w", err)
	}
	list := make([]Note, len(rows))
	for i, r := range rows {
		list[i] = r.note()
	}
	return list, nil
}

// See notes that the actor has seen what they were told. It is no answer to it.
func See(tx *store.Tx, id string) (Note, error) {
	var rows []notificationRow
	err := tx.Where("id = ? AND recipient = ? AND recipient_kind = ?", id, tx.Actor.Staff, Person).Find(&rows).Error
	if err == nil && len(rows) == 0 {
		return Note{}, problem.New("not-found", "There is no such notification.")
	}
	if err != nil || rows[0].SeenAt != nil {
		return rows[0].note(), err
	}
	now := store.At(tx.Now)
	rows[0].SeenAt = &now
	if err := tx.Model(&notificationRow{}).Where("id = ?", id).Update("seen_at", now).Error; err != nil {
		return Note{}, fmt.Errorf("notify: see: %w", err)
	}
	return rows[0].note(), seenWhole(tx, id)
}

// seenWhole marks the message in the app as delivered when all that is in it has been seen.
func seenWhole(tx *store.Tx, notification string) error {
	err := tx.Exec(`UPDATE delivery SET state = 'delivered', delivered_at = ? WHERE channel = 'in-app' AND state = 'sent'
		AND id IN (SELECT delivery FROM delivery_item WHERE notification = ?)
		AND NOT EXISTS (SELECT 1 FROM delivery_item JOIN notification ON notification.id = delivery_item.notification
			WHERE delivery_item.delivery = delivery.id AND notification.seen_at IS NULL)`, store.At(tx.Now), notification).Error
	if err != nil {
		return fmt.Errorf("notify: see: %w", err)
	}
	return nil
}

func (r notificationRow) note() Note {
	f := r.Facts.V
	l := line{f.cleaned(), r.Severity}
	n := Note{
		ID: r.ID, Escalation: r.Escalation, Ref: f.Ref, Purpose: r.Purpose, Severity: r.Severity, CreatedAt: r.CreatedAt.Time(),
		SeenAt: r.SeenAt.TimePtr(), Cancelled: r.CancelledAt != nil,
	}
	n.Title, n.Text = l.title(r.Purpose), l.told(r.Purpose)
	return n
}

// Conclusion is what the record says of one message about one escalation.
type Conclusion struct {
	Position      int64
	At            time.Time
	Escalation    string
	Recipient     string
	RecipientKind string
	Channel       string
	Outcome       string // IsTold, IsNotTold or IsTried
	Code          string
}

// Concluded answers who was told of some escalations, and who could not be, in the order of the record.
func Concluded(tx *store.Tx, escalations []string) ([]Conclusion, error) {
	var rows []toldRow
	if err := tx.Where("escalation IN ?", escalations).Order("position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("notify: concluded: %w", err)
	}
	list := make([]Conclusion, len(rows))
	for i, r := range rows {
		list[i] = Conclusion{
			Position: r.Position, At: r.At.Time(), Escalation: r.Escalation, Recipient: r.Recipient, RecipientKind: r.RecipientKind,
			Channel: r.Channel, Outcome: r.Outcome, Code: r.Code,
		}
	}
	return list, nil
}
