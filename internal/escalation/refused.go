package escalation

import (
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Refused is the entry that says that somebody tried what they have no power for. Nothing else comes of it.
//
// Requirement: escalation.md, conformance 44, 45.
var Refused = logbook.Define("escalation.refused", applyRefused)

// Tried is what somebody was refused.
type Tried struct {
	Act string `json:"act"`
}

// tries are the acts, in words.
var tries = map[string]string{
	"acknowledge": "to take it on", "act": "to record what was done", "close": "to close it", "reopen": "to reopen it", "hand-over": "to hand it over",
}

// refusedAgain is how long the same person's next try at the same thing tells an auditor nothing more.
const refusedAgain = time.Hour

// Refuse puts on record that the actor tried something about an escalation without the power for it: once an hour for each
// thing, so that nobody fills the record by trying. It is a write of its own, for whatever was refused was rolled back.
func Refuse(tx *store.Tx, id, act string) error {
	var r row
	err := tx.Where("id = ?", id).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("escalation: refuse: %w", err)
	}
	words, known := tries[act]
	if !known || tx.Actor.Staff == "" {
		return problem.Newf("invalid", "%s is nothing that a person is refused.", act)
	}
	var n int64
	err = tx.Model(&eventRow{}).Where("escalation = ? AND kind = 'refused' AND by_staff = ? AND words = ? AND at > ?",
		id, tx.Actor.Staff, refusedWords(words), store.At(tx.Now.Add(-refusedAgain))).Count(&n).Error
	if err != nil || n > 0 {
		return err
	}
	if _, err := Refused.Append(tx, r.Area, id, &logbook.Act[Tried, said]{Act: Tried{Act: act}, Found: said{Words: refusedWords(words)}}); err != nil {
		return fmt.Errorf("escalation: refuse: %w", err)
	}
	return nil
}

func refusedWords(tried string) string {
	return "Tried " + tried + " without the power to. Nothing changed."
}

func applyRefused(tx *store.Tx, e logbook.Entry, b *logbook.Act[Tried, said]) error {
	return line(tx, e, "refused", b.Found.Words)
}
