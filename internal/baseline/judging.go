package baseline

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/store"
)

// Held is what the readings of one checklist on one piece of equipment are held against, by item or point/item.
type Held struct {
	References map[string]judge.Reference
	LastSeen   map[string]string
}

// For answers what judging needs just now. The maps are shared: nobody changes them.
func For(tx *store.Tx, equipmentID, checklistID string) (Held, error) {
	rows, err := current(tx, equipmentID, checklistID)
	if err != nil {
		return Held{}, err
	}
	return withSeen(tx, equipmentID, checklistID, rows)
}

// AsOf answers what readings taken at a time are held against: of each item the value put last of those that held by then.
// A check that comes late is judged by what the tablet was judging by. What was seen last is not turned back: an item that
// is compared with it is compared with the newest.
func AsOf(tx *store.Tx, equipmentID, checklistID string, at time.Time) (Held, error) {
	rows, err := current(tx, equipmentID, checklistID)
	if err != nil {
		return Held{}, err
	}
	if slices.ContainsFunc(rows, later(at)) {
		if rows, err = then(tx, equipmentID, checklistID, rows, at); err != nil {
			return Held{}, err
		}
	}
	return withSeen(tx, equipmentID, checklistID, rows)
}

// later tells which values did not hold yet. Where a seal began says nothing of a time.
func later(at time.Time) func(baselineRow) bool {
	return func(r baselineRow) bool { return r.Text == "" && r.FromAt > store.At(at) }
}

// then replaces the values that came later by those that they came after, and leaves out those that came after nothing.
func then(tx *store.Tx, equipmentID, checklistID string, rows []baselineRow, at time.Time) ([]baselineRow, error) {
	past, err := store.Memo(tx, "baseline_history", equipmentID+"/"+checklistID, func() (past []baselineRow, err error) {
		return past, tx.Table("baseline_history").Where("equipment = ? AND checklist = ?", equipmentID, checklistID).Order("position DESC").Find(&past).Error
	})
	if err != nil {
		return nil, fmt.Errorf("baseline: history: %w", err)
	}
	var list []baselineRow
	for _, row := range rows {
		if !later(at)(row) {
			list = append(list, row)
			continue
		}
		before := slices.IndexFunc(past, func(p baselineRow) bool { return p.Item == row.Item && p.Text == "" && !later(at)(p) })
		if before >= 0 {
			list = append(list, past[before])
		}
	}
	return list, nil
}

func current(tx *store.Tx, equipmentID, checklistID string) ([]baselineRow, error) {
	rows, err := store.Memo(tx, "baseline", equipmentID+"/"+checklistID, func() (rows []baselineRow, err error) {
		return rows, tx.Where("equipment = ? AND checklist = ?", equipmentID, checklistID).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("baseline: references: %w", err)
	}
	return rows, nil
}

func withSeen(tx *store.Tx, equipmentID, checklistID string, rows []baselineRow) (Held, error) {
	seen, err := store.Memo(tx, "last_seen", equipmentID+"/"+checklistID, func() (rows []seenRow, err error) {
		return rows, tx.Where("equipment = ? AND checklist = ?", equipmentID, checklistID).Find(&rows).Error
	})
	if err != nil {
		return Held{}, fmt.Errorf("baseline: last seen: %w", err)
	}
	return held(rows, seen), nil
}

func held(set []baselineRow, seen []seenRow) Held {
	h := Held{References: make(map[string]judge.Reference, len(set)), LastSeen: make(map[string]string, len(seen))}
	for _, row := range set {
		if row.Text != "" {
			h.LastSeen[row.Item] = row.Text
			continue
		}
		h.References[row.Item] = judge.Reference{Value: row.Number, Limits: row.Limits.V, Provisional: row.ApprovedBy == ""}
	}
	for _, row := range seen {
		h.LastSeen[row.Item] = row.Value
	}
	return h
}

// Approve brings a proposed version of a checklist into force; it needs local values as long as no equipment has them all.
func Approve(tx *store.Tx, id, hash string) (library.Edition, error) {
	return library.Approve(tx, id, hash, func(d *checklist.Definition) (bool, error) { return localised(tx, d) })
}

// settle puts a checklist that waited for local values in force once some equipment has them all.
func settle(tx *store.Tx, id string) error {
	e, err := library.Current(tx, id)
	if err != nil || e.State != library.NeedsLocalValues {
		return err
	}
	d, err := e.Definition()
	if err != nil {
		return err
	}
	if ready, err := localised(tx, d); err != nil || !ready {
		return err
	}
	return library.Localise(tx, e)
}

// localised reports whether some piece of equipment has every local value that the checklist asks for on it.
func localised(tx *store.Tx, d *checklist.Definition) (bool, error) {
	if len(d.NeedsLocal()) == 0 {
		return true, nil
	}
	all, err := equipment.All(tx)
	if err != nil {
		return false, err
	}
	for _, q := range all {
		if !applies(d, q) {
			continue
		}
		h, err := For(tx, q.ID, d.ID)
		if err != nil {
			return false, err
		}
		if complete(d, q, h) {
			return true, nil
		}
	}
	return false, nil
}

func complete(d *checklist.Definition, q equipment.Equipment, h Held) bool {
	for _, item := range d.NeedsLocal() {
		if item.When != "" && !q.Has(item.When) {
			continue
		}
		if _, ok := h.References[item.ID]; !ok && !everyPoint(d, q, h, item.ID) {
			return false
		}
	}
	return true
}

// everyPoint reports whether each point has a value of its own for an item.
func everyPoint(d *checklist.Definition, q equipment.Equipment, h Held, item string) bool {
	for _, p := range q.Points {
		if _, ok := h.References[p.ID+"/"+item]; !ok {
			return false
		}
	}
	return d.EachPoint() && len(q.Points) > 0
}
