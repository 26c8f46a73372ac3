package stock

import (
	"slices"

	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/store"
)

// asked reports whether a line is still looked after: the version of its checklist that is in force asks for the item, and the
// equipment is here with that point of it. What is not asked for any more stays as it was last seen, in no list.
func (r row) asked(tx *store.Tx) (bool, error) {
	q, err := equipment.ByID(tx, r.Equipment)
	if problem.Is(err, "not-found") || err == nil && q.Status == equipment.Decommissioned {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	e, err := library.Current(tx, r.Checklist)
	if problem.Is(err, "not-found") || err == nil && !e.InForce() {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	d, err := e.Definition()
	if err != nil {
		return false, err
	}
	seen := judge.Item{ID: r.Item}
	item := d.Item(seen.Item())
	if item == nil || !isStock(item) || d.EachPoint() != (seen.Point() != "") {
		return false, nil
	}
	return !d.EachPoint() || slices.ContainsFunc(q.Points, func(p equipment.Point) bool { return p.ID == seen.Point() }), nil
}
