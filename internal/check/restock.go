package check

import (
	"encoding/json"
	"fmt"

	"runup/internal/logbook"
	"runup/internal/stock"
	"runup/internal/store"
)

// restock keeps the lists of stock in step with a revision that counts: an amended check saw something else, a second check
// shows what was sealed, and what was entered in error was never seen.
func restock(tx *store.Tx, e logbook.Entry, of row, f decided) error {
	if of.Sealed {
		return nil
	}
	if f.Standing.has(FlagVoided) {
		before, err := of.sawBefore(tx)
		if err != nil {
			return err
		}
		return stock.Restore(tx, e, of.ID, before)
	}
	seen, err := of.saw(tx)
	if err != nil {
		return err
	}
	return stock.Record(tx, e, seen)
}

// nowSeen is what a revision lets the next check be held against: what it brought, or with a second check what was sealed until then.
func (r row) nowSeen(tx *store.Tx, f decided) ([]Seen, error) {
	switch second := f.Standing.Second; {
	case r.Sealed:
		return nil, nil
	case second == nil || int64(second.Revision) != f.Revision:
		return f.Seen, nil
	}
	seen, _, err := r.asAmended(tx)
	return seen, err
}

// saw is what a check saw of stock, as its newest amendment that counts has it.
func (r row) saw(tx *store.Tx) (stock.Seen, error) {
	_, lines, err := r.asAmended(tx)
	return stock.Seen{Check: r.ID, Equipment: r.Equipment, Checklist: r.Checklist, At: r.DoneAt.Time(), Lines: lines}, err
}

// asAmended is what was read of what the next check compares with, and of stock, as the newest amendment that counts has it.
func (r row) asAmended(tx *store.Tx) ([]Seen, []stock.Found, error) {
	var found Found
	if err := json.Unmarshal([]byte(r.Found), &found); err != nil {
		return nil, nil, fmt.Errorf("check: as amended: %w", err)
	}
	var later []revisionRow
	err := tx.Where("check_id = ? AND kind = ? AND counts", r.ID, amendedKind).Order("position DESC").Limit(1).Find(&later).Error
	if err != nil {
		return nil, nil, fmt.Errorf("check: as amended: %w", err)
	}
	if len(later) == 1 {
		return later[0].Found.V.Seen, later[0].Found.V.Stock, nil
	}
	return found.Seen, found.Stock, nil
}

// longestDoubt bounds how many checks in a row are looked through for one that counts.
const longestDoubt = 50

// sawBefore is what the newest other check of the same work saw that still counts.
func (r row) sawBefore(tx *store.Tx) (stock.Seen, error) {
	var rows []row
	err := tx.Where("equipment = ? AND checklist = ? AND id <> ?", r.Equipment, r.Checklist, r.ID).
		Order("done_at DESC, position DESC").Limit(longestDoubt).Find(&rows).Error
	if err != nil {
		return stock.Seen{}, fmt.Errorf("check: restock: %w", err)
	}
	for _, other := range rows {
		p, err := other.parts()
		if err != nil {
			return stock.Seen{}, err
		}
		if !p.now.has(FlagVoided) && !other.Sealed {
			return other.saw(tx)
		}
	}
	return stock.Seen{}, nil
}
