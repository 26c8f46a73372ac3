package check

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/judge"
	"runup/internal/store"
)

// Neighbours are a thing's checks beside one of them, in the order in which they were done.
type Neighbours struct {
	before []Recheck // the nearest first
	after  []Recheck // the nearest first
}

// Around answers the checks of a checklist that were done on a piece of equipment before and after a time, as many as asked
// for each way: all but the one that is looked at, and those entered in error.
func Around(tx *store.Tx, checklist, equipment string, at time.Time, but string, n int) (Neighbours, error) {
	before, err := nearest(tx, checklist, equipment, "done_at <= ?", "done_at DESC, position DESC", at, but, n)
	if err != nil {
		return Neighbours{}, err
	}
	after, err := nearest(tx, checklist, equipment, "done_at > ?", "done_at, position", at, but, n)
	return Neighbours{before, after}, err
}

// nearest reads a few more than asked for: what was entered in error is only known when it is read.
func nearest(tx *store.Tx, checklist, equipment, where, order string, at time.Time, but string, n int) (list []Recheck, err error) {
	var rows []row
	q := tx.Where("equipment = ? AND checklist = ? AND id <> ?", equipment, checklist, but).Where(where, store.At(at))
	if err := q.Order(order).Limit(2*n + 2).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("check: around: %w", err)
	}
	for _, r := range rows {
		c, err := r.recheck()
		if err != nil {
			return nil, err
		}
		if !c.Void {
			list = append(list, c)
		}
	}
	return list, nil
}

// Run answers how often in a row an item was out of tolerance or failed, with the check that is looked at as one of them.
// Where it was not asked, or could not be evaluated, it neither ends a run nor lengthens it.
func (n Neighbours) Run(item string) int { return 1 + run(n.before, item) + run(n.after, item) }

func run(list []Recheck, item string) (length int) {
	for _, c := range list {
		at := slices.IndexFunc(c.Items, func(i judge.Item) bool { return i.ID == item })
		if at < 0 {
			continue
		}
		switch c.Items[at].Verdict {
		case judge.OutOfTolerance, judge.Fail:
			length++
		case judge.Pass:
			return length
		}
	}
	return length
}
