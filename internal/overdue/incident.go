package overdue

import (
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

// unreferenced looks for incident reports that somebody said are needed, and whose reference nobody has given.
func (l *Lookout) unreferenced(tx *store.Tx, _ time.Time) (fns []func(*store.Tx) error, err error) {
	ids, err := escalation.Unreferenced(tx)
	for _, id := range ids {
		fns = append(fns, func(tx *store.Tx) error { return escalation.RemindOfReference(tx, id) })
	}
	return fns, err
}
