package check

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/store"
)

// current judges a check that was made with a superseded version by the one in force as well, and answers what fails by that one
// only: somebody should hear of it, and nothing is taken out of use by a rule that the performer could not know.
func (j Judging) current(tx *store.Tx, in *Incoming, d *checklist.Definition, q equipment.Equipment, at time.Time, f *Found) ([]judge.Item, error) {
	e, err := library.Current(tx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("check: current version: %w", err)
	}
	if e.Hash == in.Op.Hash || !e.InForce() {
		return nil, nil
	}
	newer, err := e.Definition()
	if err != nil {
		return nil, err
	}
	by, err := j.judge(tx, in, newer, q, at)
	if err != nil {
		return nil, err
	}
	f.Current = &Current{Hash: e.Hash, Verdict: by.result.Verdict}
	own := byID(f.Items)
	var only []judge.Item
	for _, item := range by.result.Failing() {
		if own[item.ID].Consequence == "" {
			item.Consequence, item.Why = checklist.Advice, "by the version in force now: "+item.Why
			only = append(only, item)
		}
	}
	return only, nil
}

// tellLate says of failures how late they came, and when the same thing was found well in the meantime. That changes nothing about
// them: a later pass answers no question about what an earlier failure meant.
func (in *Incoming) tellLate(tx *store.Tx, a Accepted) error {
	if len(a.Failures) == 0 {
		return nil
	}
	first := a.Failures[0]
	at := first.At
	late := in.received(tx.Now).Sub(at)
	if late <= lateAfter {
		return nil
	}
	var passed []store.Instant
	err := tx.Raw(`SELECT done_at FROM checks WHERE equipment = ? AND checklist = ? AND verdict = 'pass' AND done_at > ? AND id <> ?
		ORDER BY done_at DESC LIMIT 1`, first.Equipment.ID, first.Checklist, store.At(at), a.Check).Scan(&passed).Error
	if err != nil {
		return fmt.Errorf("check: later pass: %w", err)
	}
	for i := range a.Failures {
		a.Failures[i].Late = late
		if len(passed) > 0 {
			t := passed[0].Time()
			a.Failures[i].Passed = &t
		}
	}
	return nil
}
