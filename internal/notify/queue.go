package notify

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"runup/internal/logbook"
	"runup/internal/store"
)

// never is when a fallback is due that waits for another way to fail.
const never = store.Instant(1 << 52)

// Queue notes what people are to be told, in the caller's transaction: it is sent if that commits, and not otherwise. What one
// commit brings to one recipient on one channel becomes one message. It waits for nobody. Who has had as many text messages as one
// person bears gets the others only: a ladder has called everybody else by then, or is about to.
func Queue(tx *store.Tx, t Telling) error {
	head, err := logbook.Now(tx)
	if err != nil {
		return fmt.Errorf("notify: queue: %w", err)
	}
	for _, to := range t.To {
		stands, err := t.stands(tx, to)
		if err == nil && !stands {
			err = queue(tx, head.Position, t, to)
		}
		if err != nil {
			return fmt.Errorf("notify: queue: %w", err)
		}
	}
	return nil
}

// stands reports whether the recipient is to read of this escalation at that time already.
func (t Telling) stands(tx *store.Tx, to Recipient) (bool, error) {
	if t.Held.IsZero() {
		return false, nil
	}
	var n int64
	err := tx.Raw(`SELECT count(*) FROM notification JOIN delivery_item ON delivery_item.notification = notification.id
		JOIN delivery ON delivery.id = delivery_item.delivery WHERE notification.escalation = ? AND notification.recipient = ?
		AND notification.cancelled_at IS NULL AND delivery.batch = ?`, t.Escalation, to.ID, -t.Held.Unix()).Scan(&n).Error
	return n > 0, err
}

func queue(tx *store.Tx, batch int64, t Telling, to Recipient) error {
	n := notificationRow{
		ID: uuid.Must(uuid.NewV7()).String(), Batch: batch, Escalation: t.Escalation, Area: t.Area, Purpose: t.Purpose, Severity: t.Severity,
		Recipient: to.ID, RecipientKind: to.Kind, Facts: store.Of(t.Facts), CreatedAt: store.At(tx.Now),
	}
	err := tx.Insert("notification", notificationColumns, n.ID, n.Batch, n.Escalation, n.Area, n.Purpose, n.Severity, n.Recipient,
		n.RecipientKind, n.Facts, int64(n.CreatedAt), nil, nil, "")
	if err != nil {
		return err
	}
	for _, c := range to.ways() {
		full, err := hasEnough(tx, n, c)
		if err == nil && !full {
			err = deliver(tx, n, c, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ways are a recipient's contacts. Everybody with an account finds the message in the app besides.
func (r Recipient) ways() []Contact {
	if r.Kind != Person {
		return r.Contacts
	}
	return append([]Contact{{Channel: InApp}}, r.Contacts...)
}

// deliver adds a notification to the message that this commit, or that hour, sends the same way, or begins one.
func deliver(tx *store.Tx, n notificationRow, c Contact, t Telling) error {
	due, waits := t.due(c, tx.Now)
	if waits { // whatever waits for the same hour is one message
		n.Batch = -due.Time().Unix()
	}
	var before []deliveryRow
	err := tx.Where("batch = ? AND recipient = ? AND purpose = ? AND channel = ? AND contact = ?", n.Batch, n.Recipient, n.Purpose, c.Channel, c.ID).
		Order("turn").Find(&before).Error
	if err != nil {
		return err
	}
	last := len(before) - 1
	if last < 0 || !before[last].fresh() {
		d := begin(tx, n, c, len(before), due)
		if err := d.insert(tx); err != nil {
			return err
		}
		return tx.Insert("delivery_item", itemColumns, d.ID, n.ID)
	}
	if waits {
		if named, err := before[last].names(tx, n.Escalation); err != nil || named {
			return err
		}
	}
	return before[last].join(tx, n, c.Rank, due)
}

// names reports whether a message is about an escalation already. It looks from the escalation, which few messages are about: a
// day's message holds thousands.
func (d deliveryRow) names(tx *store.Tx, escalation string) (bool, error) {
	var n int64
	err := tx.Raw(`SELECT count(*) FROM notification CROSS JOIN delivery_item WHERE notification.escalation = ? AND notification.cancelled_at IS NULL
		AND delivery_item.delivery = ? AND delivery_item.notification = notification.id`, escalation, d.ID).Scan(&n).Error
	return n > 0, err
}

// due is when a message by a contact is, and whether it waits for an hour.
func (t Telling) due(c Contact, now time.Time) (at store.Instant, waits bool) {
	switch {
	case c.Channel == InApp:
		return store.At(now), false
	case !t.Held.IsZero():
		return store.At(t.Held), true
	case c.Rank > 0 && c.After == 0:
		return never, false
	case c.Rank > 0:
		return store.At(now.Add(c.After)), false
	case c.NotBefore.After(now):
		return store.At(c.NotBefore), true
	}
	return store.At(now), false
}

// fresh reports whether the message can still take something in: nobody has looked at it yet.
func (d deliveryRow) fresh() bool { return d.Channel == InApp || d.State == Queued && d.Attempts == 0 }

func begin(tx *store.Tx, n notificationRow, c Contact, turn int, due store.Instant) deliveryRow {
	d := deliveryRow{
		ID: uuid.Must(uuid.NewV7()).String(), Batch: n.Batch, Turn: turn, Recipient: n.Recipient, RecipientKind: n.RecipientKind, Purpose: n.Purpose,
		Severity: n.Severity, Channel: c.Channel, Contact: c.ID, Address: c.Address, Rank: c.Rank, Priority: n.priority(),
		State: Queued, NextAt: due, CreatedAt: store.At(tx.Now),
	}
	if c.Channel == InApp {
		d.State, d.SentAt, d.NextAt = Sent, &d.CreatedAt, never
	}
	return d
}

func (d deliveryRow) insert(tx *store.Tx) error {
	return tx.Insert("delivery", deliveryColumns, d.ID, d.Batch, d.Turn, d.Recipient, d.RecipientKind, d.Purpose, d.Severity, d.Channel, d.Contact,
		d.Address, d.Rank, d.Priority, d.State, int64(d.NextAt), d.Node, d.Fence, d.Attempts, d.ProviderRef, d.Failure, int64(d.CreatedAt),
		d.SentAt, d.DeliveredAt)
}

// join makes the message as urgent as the most urgent thing in it, and due when the first thing in it is.
func (d deliveryRow) join(tx *store.Tx, n notificationRow, rank int, due store.Instant) error {
	to := map[string]any{}
	if p := n.priority(); p < d.Priority {
		to["priority"], to["severity"] = p, n.Severity
	}
	if d.Channel != InApp && due < d.NextAt {
		to["next_at"] = due
	}
	if rank < d.Rank {
		to["rank"] = rank
	}
	if len(to) > 0 {
		if err := tx.Model(&deliveryRow{}).Where("id = ?", d.ID).Updates(to).Error; err != nil {
			return err
		}
	}
	return tx.Insert("delivery_item", itemColumns, d.ID, n.ID)
}

// Cancel ends what people were still to be called for, for a reason of ours. Messages about other matters too go on without
// it, and so does what is told whatever anybody answers.
func Cancel(tx *store.Tx, escalation, why string) error {
	return cancel(tx, "escalation = ? AND notification.purpose NOT IN ('tell', 'status')", escalation, why)
}

// CancelStatus ends what was still to be said of where an escalation stood: it has moved on since.
func CancelStatus(tx *store.Tx, escalation string) error {
	return cancel(tx, "escalation = ? AND notification.purpose = 'status'", escalation, "it moved on")
}

// Hasten makes due at once what waits for its hour, such as a personal telephone. What only stands behind another way, should
// that fail, goes on standing there, and what is read once a day is read then.
func Hasten(tx *store.Tx, escalation string) error {
	now := store.At(tx.Now)
	err := tx.Exec(`UPDATE delivery SET next_at = ? WHERE state = 'queued' AND attempts = 0 AND purpose <> 'digest' AND next_at > ? AND next_at < ?
		AND id IN (SELECT delivery FROM delivery_item JOIN notification ON notification.id = delivery_item.notification
			WHERE notification.escalation = ? AND notification.cancelled_at IS NULL)`, now, now, never, escalation).Error
	if err != nil {
		return fmt.Errorf("notify: hasten: %w", err)
	}
	return nil
}

// CancelAll ends everything that is not sent.
func CancelAll(tx *store.Tx, why string) error { return cancel(tx, "id <> ?", "", why) }

func cancel(tx *store.Tx, which, value, why string) error {
	err := tx.Exec("UPDATE notification SET cancelled_at = ?, why = ? WHERE "+which+" AND cancelled_at IS NULL", store.At(tx.Now), why, value).Error
	if err == nil {
		err = tx.Exec(`UPDATE delivery SET state = 'cancelled', failure = ? WHERE state IN ('queued', 'claimed')
			AND id IN (SELECT delivery FROM delivery_item JOIN notification ON notification.id = delivery_item.notification WHERE notification.`+which+`)
			AND NOT EXISTS (SELECT 1 FROM delivery_item JOIN notification ON notification.id = delivery_item.notification
				WHERE delivery_item.delivery = delivery.id AND notification.cancelled_at IS NULL)`, why, value).Error
	}
	if err != nil {
		return fmt.Errorf("notify: cancel: %w", err)
	}
	return nil
}
