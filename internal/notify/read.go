package notify

import (
	"fmt"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Attempted reports whether a message about an escalation has been on its way to anybody, by a channel that reaches people.
// What is read once a day calls nobody: it is told when it stands there.
func Attempted(tx *store.Tx, escalation string) (attempted bool, err error) {
	err = tx.Raw(`SELECT EXISTS (SELECT 1 FROM notification JOIN delivery_item ON delivery_item.notification = notification.id
		JOIN delivery ON delivery.id = delivery_item.delivery
		WHERE notification.escalation = ? AND delivery.channel IN ? AND (delivery.attempts > 0 OR delivery.purpose = ?))`, escalation, reaching, Digest).Scan(&attempted).Error
	if err != nil {
		return false, fmt.Errorf("notify: attempted: %w", err)
	}
	return attempted, nil
}

// AllAttempted answers, of many escalations, those of which a message has been on its way to anybody.
func AllAttempted(tx *store.Tx, escalations []string) (map[string]bool, error) {
	var ids []string
	err := tx.Raw(`SELECT DISTINCT notification.escalation FROM notification JOIN delivery_item ON delivery_item.notification = notification.id
		JOIN delivery ON delivery.id = delivery_item.delivery
		WHERE notification.escalation IN ? AND delivery.channel IN ? AND (delivery.attempts > 0 OR delivery.purpose = ?)`, escalations, reaching, Digest).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("notify: attempted: %w", err)
	}
	tried := make(map[string]bool, len(ids))
	for _, id := range ids {
		tried[id] = true
	}
	return tried, nil
}

// Waiting reports whether a message about an escalation is on its way still, or may yet be.
func Waiting(tx *store.Tx, escalation string) (waiting bool, err error) {
	err = tx.Raw(`SELECT EXISTS (SELECT 1 FROM notification JOIN delivery_item ON delivery_item.notification = notification.id
		JOIN delivery ON delivery.id = delivery_item.delivery
		WHERE notification.escalation = ? AND notification.cancelled_at IS NULL AND delivery.state IN ('queued', 'claimed') AND delivery.next_at < ?)`, escalation, never).Scan(&waiting).Error
	if err != nil {
		return false, fmt.Errorf("notify: waiting: %w", err)
	}
	return waiting, nil
}

// Heard is somebody who was told of an escalation, and the contact points by which a message was on its way to them.
type Heard struct {
	Kind, ID string
	Contacts []string
	Now      bool // they are called in this very commit
}

// WhoHeard answers everybody who was called about an escalation or told of it, each once. What was queued and never tried
// has told nobody by that way; in the app it stands from the beginning. What failed for good, or could reach nobody, is no way.
func WhoHeard(tx *store.Tx, escalation string) ([]Heard, error) {
	head, err := logbook.Now(tx)
	if err != nil {
		return nil, fmt.Errorf("notify: heard: %w", err)
	}
	var rows []struct {
		Recipient, RecipientKind, Channel, Contact string
		Batch                                      int64
	}
	err = tx.Raw(`SELECT delivery.recipient, delivery.recipient_kind, delivery.channel, delivery.contact, max(delivery.batch) AS batch
		FROM delivery JOIN delivery_item ON delivery_item.delivery = delivery.id JOIN notification ON notification.id = delivery_item.notification
		WHERE notification.escalation = ? AND notification.purpose IN ? AND (delivery.channel = ? OR delivery.attempts > 0 AND delivery.state <> ?)
		GROUP BY delivery.recipient, delivery.recipient_kind, delivery.channel, delivery.contact
		ORDER BY delivery.recipient_kind, delivery.recipient, delivery.channel, delivery.contact`, escalation, []string{Alert, Repeat, Tell}, InApp, Failed).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("notify: heard: %w", err)
	}
	var list []Heard
	for _, r := range rows {
		if n := len(list) - 1; n < 0 || list[n].ID != r.Recipient || list[n].Kind != r.RecipientKind {
			list = append(list, Heard{Kind: r.RecipientKind, ID: r.Recipient})
		}
		h := &list[len(list)-1]
		h.Now = h.Now || r.Batch == head.Position
		if r.Channel != InApp {
			h.Contacts = append(h.Contacts, r.Contact)
		}
	}
	return list, nil
}

// Tested answers when the last test message was queued, and whether it arrived: by a receipt where its channel brings one.
func Tested(tx *store.Tx) (at time.Time, arrived bool, err error) {
	var last []notificationRow
	if err = tx.Where("purpose = ?", SelfTest).Order("id DESC").Limit(1).Find(&last).Error; err != nil || len(last) == 0 {
		return at, false, err
	}
	err = tx.Raw(`SELECT EXISTS (SELECT 1 FROM delivery_item JOIN delivery ON delivery.id = delivery_item.delivery
		WHERE delivery_item.notification = ? AND (delivery.state = ? OR delivery.state = ? AND delivery.channel <> ?))`,
		last[0].ID, Delivered, Sent, SMS).Scan(&arrived).Error
	return last[0].CreatedAt.Time(), arrived, err
}

// Oldest answers since when the message that has waited longest should have been taken up; zero when none is due.
func Oldest(tx *store.Tx) (time.Time, error) {
	var at *store.Instant
	err := tx.Raw("SELECT min(next_at) FROM delivery WHERE state IN ('queued', 'claimed') AND next_at <= ?", store.At(tx.Now)).Scan(&at).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("notify: oldest: %w", err)
	}
	if at == nil {
		return time.Time{}, nil
	}
	return at.Time(), nil
}

// Filter narrows the outbox; an empty member asks for nothing.
type Filter struct {
	Escalation string
	Recipient  string
	Channel    string
	State      string
}

// Sending is one message and its fate.
type Sending struct {
	ID            string
	Recipient     string
	RecipientKind string
	Purpose       string
	Severity      string
	Channel       string
	Contact       string
	Address       string
	State         string
	Failure       string
	ProviderRef   string
	CreatedAt     time.Time
	NextAt        *time.Time // nil when nothing more will be done, or not before another way fails
	SentAt        *time.Time
	DeliveredAt   *time.Time
	About         []About
	Attempts      []Attempt
}

// About is an escalation that a message names.
type About struct {
	Escalation string
	Ref        string
	Cancelled  bool
}

// Attempt is one try, whatever came of it.
type Attempt struct {
	Fence     int64
	Node      string
	StartedAt time.Time
	EndedAt   *time.Time
	Outcome   string
	Code      string
	Said      string
}

// Outbox answers messages, the newest first, beginning before the one with an id; "" is the newest. Private numbers are for
// who may see them.
func Outbox(tx *store.Tx, f Filter, before string, limit int) ([]Sending, error) {
	q := tx.Order("id DESC").Limit(limit) // ids are made in order of time
	if before != "" {
		q = q.Where("id < ?", before)
	}
	for _, is := range []struct{ column, value string }{{"recipient", f.Recipient}, {"channel", f.Channel}, {"state", f.State}} {
		if is.value != "" {
			q = q.Where(is.column+" = ?", is.value)
		}
	}
	if f.Escalation != "" {
		q = q.Where(`id IN (SELECT delivery FROM delivery_item JOIN notification ON notification.id = delivery_item.notification
			WHERE notification.escalation = ?)`, f.Escalation)
	}
	var rows []deliveryRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("notify: outbox: %w", err)
	}
	list, err := withFates(tx, rows)
	if err != nil {
		return nil, err
	}
	return shown(tx, list)
}

func withFates(tx *store.Tx, rows []deliveryRow) ([]Sending, error) {
	list, at, ids := make([]Sending, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, r := range rows {
		list[i], at[r.ID], ids[i] = r.sending(), i, r.ID
	}
	if len(rows) == 0 {
		return list, nil
	}
	var attempts []attemptRow
	if err := tx.Where("delivery IN ?", ids).Order("delivery, fence").Find(&attempts).Error; err != nil {
		return nil, fmt.Errorf("notify: attempts: %w", err)
	}
	for _, a := range attempts {
		s := &list[at[a.Delivery]]
		s.Attempts = append(s.Attempts, a.attempt())
	}
	var items []struct {
		Delivery, Escalation string
		Facts                store.JSON[Facts]
		CancelledAt          *store.Instant
	}
	err := tx.Raw(`SELECT delivery_item.delivery, notification.escalation, notification.facts, notification.cancelled_at FROM delivery_item
		JOIN notification ON notification.id = delivery_item.notification WHERE delivery_item.delivery IN ? ORDER BY notification.id`, ids).Scan(&items).Error
	if err != nil {
		return nil, fmt.Errorf("notify: outbox: %w", err)
	}
	for _, n := range items {
		s := &list[at[n.Delivery]]
		s.About = append(s.About, About{Escalation: n.Escalation, Ref: n.Facts.V.Ref, Cancelled: n.CancelledAt != nil})
	}
	return list, nil
}

func (r deliveryRow) sending() Sending {
	s := Sending{
		ID: r.ID, Recipient: r.Recipient, RecipientKind: r.RecipientKind, Purpose: r.Purpose, Severity: r.Severity, Channel: r.Channel,
		Contact: r.Contact, Address: r.Address, State: r.State, Failure: r.Failure, ProviderRef: r.ProviderRef, CreatedAt: r.CreatedAt.Time(),
		SentAt: r.SentAt.TimePtr(), DeliveredAt: r.DeliveredAt.TimePtr(), About: []About{}, Attempts: []Attempt{},
	}
	if (r.State == Queued || r.State == Claimed) && r.NextAt < never {
		s.NextAt = r.NextAt.TimePtr()
	}
	return s
}

func (a attemptRow) attempt() Attempt {
	return Attempt{
		Fence: a.Fence, Node: a.Node, StartedAt: a.StartedAt.Time(), EndedAt: a.EndedAt.TimePtr(), Outcome: a.Outcome, Code: a.Code, Said: a.Said,
	}
}
