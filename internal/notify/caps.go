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
	if c.Channel != SMS {
		return false, nil
	}
	about, err := countTexts(tx, aboutOne, n.Escalation, n.Recipient)
	if err != nil || about >= mostTexts {
		return err == nil, err
	}
	if about == 0 && n.Severity == checklist.DoNotUse && n.Purpose == Alert {
		return false, nil
	}
	lately, err := countTexts(tx, toOne, n.Recipient, n.Batch, store.At(tx.Now.Add(-textsApart)))
	if err != nil || lately > 0 {
		return err == nil, err
	}
	hour, err := countTexts(tx, toNumber, c.Address, n.Batch, store.At(tx.Now.Add(-time.Hour)))
	return hour >= mostTextsHour, err
}

// A text message that went out, or goes at once. Each question reads what is about one escalation, or lately to one person or
// number, by an index: there are as many texts on record as there ever were.
const (
	aText    = "delivery.channel = 'sms' AND delivery.state <> 'cancelled' AND (delivery.attempts > 0 OR delivery.rank = 0)"
	aboutOne = `SELECT count(DISTINCT delivery.id) FROM delivery JOIN delivery_item ON delivery_item.delivery = delivery.id
		JOIN notification ON notification.id = delivery_item.notification
		WHERE ` + aText + ` AND notification.escalation = ? AND notification.recipient = ?`
	toOne    = "SELECT count(*) FROM delivery WHERE " + aText + " AND delivery.recipient = ? AND delivery.batch <> ? AND delivery.created_at > ?"
	toNumber = "SELECT count(*) FROM delivery WHERE " + aText + " AND delivery.address = ? AND delivery.batch <> ? AND delivery.created_at > ?"
)

func countTexts(tx *store.Tx, question string, args ...any) (n int64, err error) {
	err = tx.Raw(question, args...).Scan(&n).Error
	return n, err
}
