package occurrence

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Unmet answers what nobody has done that was missed after a time, in the order in which it was missed. It asks what was due
// before now, never what is due just now: who looks seldom, or has not looked for a week, misses none of it.
func Unmet(tx *store.Tx, since time.Time) ([]Occurrence, error) {
	return find(tx, tx.Where("standing = '' AND missed_at > ? AND missed_at <= ?", store.At(since), store.At(tx.Now)).Order("missed_at, id"))
}

// Belated answers what was done in time by a record that came only after it had been missed, and came after a time.
func Belated(tx *store.Tx, since time.Time) ([]Occurrence, error) {
	q := tx.Where("received_at >= missed_at AND received_at > ? AND done_at <= missed_at AND standing IN ?",
		store.At(since), []State{Done, Repeated, Awaiting})
	return find(tx, q.Order("received_at, id"))
}

// Before answers what was due before of the same checklist on the same equipment, leaving out what was not needed.
func Before(tx *store.Tx, o Occurrence) (before Occurrence, there bool, err error) {
	list, err := find(tx, tx.Where("equipment = ? AND checklist = ? AND opens_at < ? AND standing <> ?", o.Equipment, o.Checklist, store.At(o.OpensAt), Exempt).
		Order("opens_at DESC, id DESC").Limit(1))
	if err != nil || len(list) == 0 {
		return Occurrence{}, false, err
	}
	return list[0], true, nil
}

// Suspend records that a check was not needed because its equipment was not in use: nobody's word, but what its status says.
func Suspend(tx *store.Tx, o Occurrence, reason string) error {
	body := &logbook.Act[exempting, exemptedFound]{
		Act:   exempting{Kind: NotInUse, Reason: reason},
		Found: exemptedFound{Equipment: o.Equipment, Checklist: o.Checklist, Occurrences: []string{o.ID}},
	}
	if _, err := ExemptedKind.Append(tx, o.Area, o.ID, body); err != nil {
		return fmt.Errorf("occurrence: suspend: %w", err)
	}
	return nil
}

// Spared answers the gating ones that were not needed because their equipment was not in use, while their window goes on and
// the same is not due otherwise.
func Spared(tx *store.Tx) ([]Occurrence, error) {
	now := store.At(tx.Now)
	list, err := find(tx, tx.Where("standing = 'exempt' AND gating AND opens_at <= ? AND closes_at > ?", now, now).
		Where(`NOT EXISTS (SELECT 1 FROM occurrence other WHERE other.equipment = occurrence.equipment AND other.checklist = occurrence.checklist
			AND other.opens_at <= ? AND other.closes_at > ? AND other.standing <> 'exempt')`, now, now).Order("closes_at, id"))
	return slices.DeleteFunc(list, func(o Occurrence) bool {
		return o.Exemption == nil || o.Exemption.Kind != NotInUse || o.Exemption.By != ""
	}), err
}
