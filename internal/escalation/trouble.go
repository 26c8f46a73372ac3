package escalation

import (
	"context"
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/store"
)

// What trouble of the engine's own is about. Each joins what is open about the same.
const (
	aboutStalled  = "stalled"
	aboutOrphans  = "orphans"
	aboutSelfTest = "self-test"
)

// Recovered is the entry by which the timeline of a stalled engine says that nothing is overdue any more. It closes nothing: a
// person looks at why it stood still.
var Recovered = logbook.Define("escalation.recovered", func(tx *store.Tx, e logbook.Entry, b *logbook.Act[none, said]) error {
	return line(tx, e, "recovered", b.Found.Words)
})

// troubled calls the people who look after Runup itself.
func troubled(tx *store.Tx, about, why string) error {
	_, err := Open(tx, []Cause{{Kind: Trouble, About: about, Severity: checklist.PutRight, Why: why, At: tx.Now}})
	return err
}

// mended reports what the audit had to mend. It is a write of its own: a report that fails undoes no repair.
func (e *Engine) mended(ctx context.Context, n int64) error {
	if n == 0 {
		return nil
	}
	why := fmt.Sprintf("The audit found %d escalations of which nothing was on its way, and opened their next rungs. Somebody may have been called late.", n)
	return e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error { return troubled(tx, aboutOrphans, why) })
}

// untested calls them once for each daily test that did not arrive.
func (e *Engine) untested(ctx context.Context, sent time.Time) error {
	known := false
	look := func(tx *store.Tx) (err error) { known, err = raisedSince(tx, aboutSelfTest, sent); return err }
	if err := e.db.Read(ctx, store.ServerActor(), look); err != nil || known {
		return err
	}
	return e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		if err := look(tx); err != nil || known {
			return err
		}
		return troubled(tx, aboutSelfTest, "The daily test of messages did not arrive: people may not be called by text message or mail.")
	})
}

// raisedSince reports whether such trouble was opened or joined after a time, whatever became of it.
func raisedSince(tx *store.Tx, about string, since time.Time) (bool, error) {
	var n int64
	err := tx.Model(&eventRow{}).Joins("JOIN escalation ON escalation.id = escalation_event.escalation").
		Where("escalation.kind = ? AND escalation.about = ? AND escalation_event.kind IN ('opened', 'joined') AND escalation_event.at > ?", Trouble, about, store.At(since)).
		Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("escalation: trouble: %w", err)
	}
	return n > 0, nil
}
