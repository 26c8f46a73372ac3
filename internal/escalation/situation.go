package escalation

import (
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/store"
)

// Situation is what whoever tells people about an escalation must know of it.
type Situation struct {
	ID, Ref, Kind, Severity, State string
	Version                        int64
	Equipment, Area                string // "" when it is about none
	Checklist, Item                string
	Owner                          string // who is dealing with it; "" while nobody is
	HandedTo                       string // who was asked to take it over and has not yet
	OpenedAt                       time.Time
	StateSince                     time.Time // a state that ends again by itself is counted from here
	SeveritySince                  time.Time // it rose when this is after OpenedAt: whoever was told must be told anew
	FailingSince                   time.Time // when the server last heard that it failed: after StateSince it failed again
	RecurrenceOf                   string    // the same trouble was closed within the last 7 days
}

// Waiting answers the escalations that are not closed, the oldest first, wherever they are.
func Waiting(tx *store.Tx) ([]Situation, error) {
	var rows []row
	if err := tx.Where("state <> ?", IsClosed).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: waiting: %w", err)
	}
	list := make([]Situation, len(rows))
	for i, r := range rows {
		list[i] = r.situation()
	}
	return list, nil
}

// SituationOf answers one escalation's, wherever it is.
func SituationOf(tx *store.Tx, id string) (Situation, error) {
	var rows []row
	if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil {
		return Situation{}, fmt.Errorf("escalation: situation: %w", err)
	}
	if len(rows) == 0 {
		return Situation{}, notThere()
	}
	return rows[0].situation(), nil
}

func (r row) situation() Situation {
	w := r.Work.V
	return Situation{
		ID: r.ID, Ref: r.Ref, Kind: r.Kind, Severity: r.Severity, State: r.State, Version: r.Version, Equipment: r.Equipment, Area: r.Area,
		Checklist: r.Checklist, Item: r.Item, Owner: r.Owner, HandedTo: w.HandedTo, OpenedAt: r.OpenedAt.Time(),
		StateSince: r.StateSince.Time(), SeveritySince: r.SeveritySince.Time(), FailingSince: w.FailingAt.UTC(), RecurrenceOf: w.RecurrenceOf,
	}
}

// unanswered is why the server takes an acknowledgement back.
type unanswered struct {
	Why string `json:"why"`
}

// Expire takes an acknowledgement back after which nothing was done in time: the escalation is open again. It is the server's
// own act.
func Expire(tx *store.Tx, id, why string) error {
	m, err := take(tx, id)
	if err != nil {
		return err
	}
	if m.State != IsAcknowledged {
		return problem.Newf("guard", "%s is %s.", m.Ref, m.State)
	}
	m.now.State, m.now.Owner, m.now.Work.HandedTo = IsOpen, "", ""
	m.words = "Nobody is dealing with it any more: " + why + "."
	if _, err := Expired.Append(tx, m.Area, m.ID, act(unanswered{Why: why}, m.stood("", 0))); err != nil {
		return fmt.Errorf("escalation: expire: %w", err)
	}
	return nil
}
