package overdue

import (
	"slices"
	"time"

	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/store"
)

// belated looks for records that came after their check was missed and were made in time: what was opened meanwhile closes.
// A record that was made late closes nothing; a person does.
//
// Requirement: escalation.md 4.3 T18, T19.
func (l *Lookout) belated(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error) {
	list, err := occurrence.Belated(tx, since)
	if err != nil {
		return nil, err
	}
	known, err := aboutEach(tx, escalation.Missed, list)
	if err != nil {
		return nil, err
	}
	var fns []func(*store.Tx) error
	for _, o := range list {
		if m, there := known[o.ID]; there && (m.State == escalation.IsOpen || m.State == escalation.IsAcknowledged) {
			fns = append(fns, func(tx *store.Tx) error { return closeBelated(tx, o.ID, m.ID) })
		}
	}
	return fns, nil
}

func closeBelated(tx *store.Tx, id, matter string) error {
	o, err := occurrence.ByID(tx, id)
	if err != nil || o.DoneAt == nil || o.DoneAt.After(o.MissedAt) {
		return err
	}
	record, err := inTime(tx, o)
	if err != nil || record == nil {
		return err
	}
	_, err = escalation.CloseBelated(tx, matter, *record)
	return err
}

// inTime finds the record by which an occurrence was done in time: one whose clock can be believed, and, where the equipment
// waits for it, one that opens the gate.
func inTime(tx *store.Tx, o occurrence.Occurrence) (*escalation.Belated, error) {
	if o.State == occurrence.Contested || o.Gating && o.State == occurrence.Awaiting {
		return nil, nil
	}
	for _, r := range o.Results {
		if !r.Counts() || r.DoneAt.After(o.MissedAt) || o.Gating && !r.Gate {
			continue
		}
		c, err := check.ByID(tx, r.Check)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(c.Flags, check.FlagClock) {
			return &escalation.Belated{Check: r.Check, DoneAt: r.DoneAt, ReceivedAt: r.ReceivedAt}, nil
		}
	}
	return nil, nil
}
