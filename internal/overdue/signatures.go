package overdue

import (
	"fmt"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/store"
)

// shift is how long somebody may take to countersign: what was done at the beginning of a shift is signed by its end.
//
// Requirement: a working day's shift of a department is about eight hours; a local value.
const shift = 8 * time.Hour

// unsigned looks for countersignatures that nobody gave by the end of the shift.
func (l *Lookout) unsigned(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error) {
	return l.signatures(tx, since, func(c check.Unsigned) string {
		if c.Rejected || tx.Now.Sub(c.ReceivedAt) < shift {
			return ""
		}
		return fmt.Sprintf("Nobody has countersigned %%s, %%s, that came at %s.", l.when(c.ReceivedAt))
	}, "")
}

// refused looks for countersignatures that were refused.
func (l *Lookout) refused(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error) {
	return l.signatures(tx, since, func(c check.Unsigned) string {
		if !c.Rejected {
			return ""
		}
		return "A countersignature was refused for %s, %s: the check counts for nothing until somebody confirms it or it is done again."
	}, "/refused")
}

// signatures opens an advice about each check of which say has something to say, once.
func (l *Lookout) signatures(tx *store.Tx, since time.Time, say func(check.Unsigned) string, suffix string) ([]func(*store.Tx) error, error) {
	list, err := check.WaitingToBeSigned(tx, since)
	if err != nil {
		return nil, err
	}
	var found []escalation.Cause
	for _, c := range list {
		words := say(c)
		if words == "" {
			continue
		}
		title, err := titleOf(tx, c.Checklist)
		if err != nil {
			return nil, err
		}
		found = append(found, escalation.Cause{
			Kind: escalation.Unsigned, Equipment: c.Equipment, Area: c.Area, Checklist: c.Checklist, Check: c.ID, About: c.ID + suffix,
			Severity: checklist.Advice, Why: fmt.Sprintf(words, title, nameOf(tx, c.Equipment)), At: c.ReceivedAt,
		})
	}
	return once(tx, found)
}

// nameOf names equipment, by its id where it is not known.
func nameOf(tx *store.Tx, id string) string {
	if q, err := equipment.ByID(tx, id); err == nil {
		return q.Name
	}
	return id
}

// once leaves what there is nothing about yet, and opens each of it unless somebody else has meanwhile.
func once(tx *store.Tx, causes []escalation.Cause) (fns []func(*store.Tx) error, err error) {
	for _, c := range causes {
		known, err := escalation.About(tx, c.Kind, c.About)
		if err != nil {
			return nil, err
		}
		if len(known) > 0 {
			continue
		}
		fns = append(fns, func(tx *store.Tx) error {
			known, err := escalation.About(tx, c.Kind, c.About)
			if err != nil || len(known) > 0 {
				return err
			}
			_, err = escalation.Open(tx, []escalation.Cause{c})
			return err
		})
	}
	return fns, nil
}
