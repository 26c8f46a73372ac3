package escalation

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/store"
)

// What trouble of the engine's own is about. Each joins what is open about the same.
const (
	AboutStalled  = "stalled"
	AboutOrphans  = "orphans"
	AboutSelfTest = "self-test"
)

// Recovered is the entry by which the timeline of a stalled engine says that nothing is overdue any more. It closes nothing: a
// person looks at why it stood still.
var Recovered = logbook.Define("escalation.recovered", func(tx *store.Tx, e logbook.Entry, b *logbook.Act[none, said]) error {
	return line(tx, e, "recovered", b.Found.Words)
})

// OpenTrouble calls the people who look after Runup itself.
func OpenTrouble(tx *store.Tx, about, why string) error {
	_, err := Open(tx, []Cause{{Kind: Trouble, About: about, Severity: checklist.PutRight, Why: why, At: tx.Now}})
	return err
}

// TroubleSince reports whether such trouble was opened or joined after a time, whatever became of it.
func TroubleSince(tx *store.Tx, about string, since time.Time) (bool, error) {
	var n int64
	err := tx.Model(&eventRow{}).Joins("JOIN escalation ON escalation.id = escalation_event.escalation").
		Where("escalation.kind = ? AND escalation.about = ? AND escalation_event.kind IN ('opened', 'joined') AND escalation_event.at > ?", Trouble, about, store.At(since)).
		Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("escalation: trouble: %w", err)
	}
	return n > 0, nil
}

// Stalled finds what was opened when an engine stood still, and does not say yet that nothing is overdue any more: "" when
// there is none.
func Stalled(tx *store.Tx) (id string, err error) {
	found, err := openFor(tx, Cause{Kind: Trouble, About: AboutStalled})
	if err != nil || found == nil {
		return "", err
	}
	var last eventRow
	err = tx.Where("escalation = ? AND kind IN ('opened', 'joined', 'recovered')", found.ID).Order("position DESC").Take(&last).Error
	if err != nil || last.Kind == "recovered" {
		return "", err
	}
	return found.ID, nil
}

// Recover notes in a timeline that what stood still goes on.
func Recover(tx *store.Tx, id, words string) error {
	var r row
	if err := tx.Where("id = ?", id).Take(&r).Error; err != nil {
		return fmt.Errorf("escalation: recover: %w", err)
	}
	_, err := Recovered.Append(tx, r.Area, id, &logbook.Act[none, said]{Found: said{Words: words}})
	return err
}
