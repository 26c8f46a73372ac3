package baseline

import (
	"cmp"
	"fmt"
	"slices"

	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/store"
)

// List answers what is set for a piece of equipment the actor may see, and what was last seen there, by checklist and item.
func List(tx *store.Tx, equipmentID string) ([]Baseline, error) {
	if _, err := equipment.Visible(tx, equipmentID); err != nil {
		return nil, err
	}
	return merged(tx, "equipment = ?", equipmentID)
}

// History answers every value ever put on a piece of equipment the actor may see, the newest first, beginning before a
// position; 0 is from the newest. An empty checklist or item asks for all of them.
func History(tx *store.Tx, equipmentID, checklist, item string, before int64, limit int) ([]Baseline, error) {
	if _, err := equipment.Visible(tx, equipmentID); err != nil {
		return nil, err
	}
	q := tx.Table("baseline_history").Where("equipment = ?", equipmentID).Order("position DESC").Limit(limit)
	for column, value := range map[string]string{"checklist": checklist, "item": item} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if before > 0 {
		q = q.Where("position < ?", before)
	}
	var rows []baselineRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("baseline: history: %w", err)
	}
	list := make([]Baseline, len(rows))
	for i, row := range rows {
		list[i] = row.baseline()
	}
	return list, nil
}

func of(tx *store.Tx, equipment, checklist, item string) (Baseline, error) {
	list, err := merged(tx, "equipment = ? AND checklist = ? AND item = ?", equipment, checklist, item)
	if err != nil {
		return Baseline{}, err
	}
	if len(list) != 1 {
		return Baseline{}, problem.Newf("not-found", "There is no baseline %q.", idOf(equipment, checklist, item))
	}
	return list[0], nil
}

func one(tx *store.Tx, equipment, checklist, item string) (*baselineRow, error) {
	var rows []baselineRow
	err := tx.Where("equipment = ? AND checklist = ? AND item = ?", equipment, checklist, item).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("baseline: read: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// merged reads what was set and what was last seen, as one list by id.
func merged(tx *store.Tx, where string, args ...any) ([]Baseline, error) {
	var set []baselineRow
	var seen []seenRow
	if err := tx.Where(where, args...).Find(&set).Error; err != nil {
		return nil, fmt.Errorf("baseline: list: %w", err)
	}
	if err := tx.Where(where, args...).Find(&seen).Error; err != nil {
		return nil, fmt.Errorf("baseline: list: %w", err)
	}
	list := make([]Baseline, 0, len(set)+len(seen))
	at := make(map[string]int, len(set))
	for _, row := range set {
		at[idOf(row.Equipment, row.Checklist, row.Item)] = len(list)
		list = append(list, row.baseline())
	}
	for _, row := range seen {
		i, ok := at[idOf(row.Equipment, row.Checklist, row.Item)]
		if !ok {
			i = len(list)
			list = append(list, Baseline{Equipment: row.Equipment, Checklist: row.Checklist, Item: row.Item, Position: row.Position, From: row.SeenAt.Time()})
		}
		when := row.SeenAt.Time()
		list[i].LastSeen, list[i].LastSeenAt = row.Value, &when
	}
	slices.SortFunc(list, func(a, b Baseline) int { return cmp.Compare(a.ID(), b.ID()) })
	return list, nil
}
