package check

import (
	"fmt"
	"time"

	"runup/internal/store"
)

// Unsigned is a check that waits for a registered operator's countersignature.
type Unsigned struct {
	ID         string
	Checklist  string
	Equipment  string
	Area       string
	ReceivedAt time.Time
	Rejected   bool // somebody looked at it, and refused
}

// WaitingToBeSigned answers the checks that came after a time and still wait for a countersignature, the oldest first.
func WaitingToBeSigned(tx *store.Tx, since time.Time) ([]Unsigned, error) {
	from, err := Before(tx, since)
	if err != nil {
		return nil, err
	}
	var rows []row
	err = tx.Where("unconfirmed AND position > ?", from).Order("position").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("check: unsigned: %w", err)
	}
	var list []Unsigned
	for _, r := range rows {
		p, err := r.parts()
		if err != nil {
			return nil, err
		}
		if p.now.has(FlagAwaiting) {
			list = append(list, Unsigned{
				ID: r.ID, Checklist: r.Checklist, Equipment: r.Equipment, Area: r.Area, ReceivedAt: r.ReceivedAt.Time(), Rejected: p.now.has(FlagRejected),
			})
		}
	}
	return list, nil
}
