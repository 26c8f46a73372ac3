package overdue

import (
	"fmt"
	"time"

	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/store"
)

// returned looks for gating checks that were spared while their equipment was out of use, and have their day still before
// them: equipment that came back is not used without them either.
func (l *Lookout) returned(tx *store.Tx, _ time.Time) ([]func(*store.Tx) error, error) {
	list, err := occurrence.Spared(tx)
	if err != nil {
		return nil, err
	}
	var fns []func(*store.Tx) error
	for _, o := range list {
		q, err := equipment.ByID(tx, o.Equipment)
		if err != nil {
			return nil, err
		}
		if q.Status.InUse() {
			fns = append(fns, func(tx *store.Tx) error { return l.resume(tx, o) })
		}
	}
	return fns, nil
}

// resume makes it due, if the equipment is in use still.
func (l *Lookout) resume(tx *store.Tx, o occurrence.Occurrence) error {
	q, err := equipment.ByID(tx, o.Equipment)
	if err != nil || !q.Status.InUse() {
		return err
	}
	return occurrence.Resume(tx, l.Zone, o, fmt.Sprintf("%s is in use again since %s.", q.Name, l.when(q.StatusSince)))
}
