package notify

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/store"
)

// What one person bears of text messages. The first about each thing that may not be used always goes. Source: escalation
// rules of the house, below GOV.UK Notify's and the networks' own limits.
const (
	mostTexts     = 6 // about one escalation
	textsApart    = 5 * time.Minute
	mostTextsHour = 10 // to one number
)

// hasEnough reports whether a person has had as many text messages as they bear.
func hasEnough(tx *store.Tx, n notificationRow, c Contact) (bool, error) {
	if n.Severity == checklist.DoNotUse && n.Purpose == Alert {
		before, err := texts(tx, "notification.escalation = ? AND notification.recipient = ?", n.Escalation, n.Recipient)
		if err != nil || before == 0 {
			return false, err
		}
	}
	for _, cap := range []struct {
		most  int64
		where string
		args  []any
	}{
		{mostTexts, "notification.escalation = ? AND notification.recipient = ?", []any{n.Escalation, n.Recipient}},
		{1, "delivery.recipient = ? AND delivery.batch <> ? AND delivery.created_at > ?", []any{n.Recipient, n.Batch, store.At(tx.Now.Add(-textsApart))}},
		{mostTextsHour, "delivery.address = ? AND delivery.batch <> ? AND delivery.created_at > ?", []any{c.Address, n.Batch, store.At(tx.Now.Add(-time.Hour))}},
	} {
		if count, err := texts(tx, cap.where, cap.args...); err != nil || count >= cap.most {
			return err == nil, err
		}
	}
	return false, nil
}

func texts(tx *store.Tx, where string, args ...any) (n int64, err error) {
	err = tx.Raw(`SELECT count(DISTINCT delivery.id) FROM delivery JOIN delivery_item ON delivery_item.delivery = delivery.id
		JOIN notification ON notification.id = delivery_item.notification
		WHERE delivery.channel = 'sms' AND delivery.state <> 'cancelled' AND (delivery.attempts > 0 OR delivery.rank = 0) AND `+where, args...).Scan(&n).Error
	return n, err
}
