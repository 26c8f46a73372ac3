package rota

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/store"
)

// longest is how long a dated shift may be, so that what begins longer ago need not be looked for.
const longest = 31 * 24 * time.Hour

// Between answers everything that says who is on in a period.
func Between(tx *store.Tx, from, to time.Time) (Rota, error) {
	r := Rota{Zone: london()}
	first := schedule.DayOf(from.Add(-longest), r.Zone).Plus(-reach).String()
	last := schedule.DayOf(to, r.Zone).String()
	var err error
	r.Sheets, err = store.Memo(tx, "rota_sheet", first+last, func() ([]Sheet, error) {
		return sheets(tx.Where("state = ? AND ends_day >= ? AND begins_day <= ?", Agreed, first, last).Order("agreed_position"))
	})
	if err != nil {
		return Rota{}, err
	}
	if r.Overrides, err = inForce(tx, from.Add(-longest), to); err != nil {
		return Rota{}, err
	}
	r.Days, err = occurrence.Days(tx)
	return r, err
}

func sheets(q *gorm.DB) ([]Sheet, error) {
	var rows []sheetRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("rota: sheets: %w", err)
	}
	list := make([]Sheet, len(rows))
	for i, row := range rows {
		list[i] = row.sheet()
	}
	return list, nil
}

// inForce answers the overrides of a period, each until it was ended.
func inForce(tx *store.Tx, from, to time.Time) ([]Override, error) {
	list, err := overrides(tx.Where("to_at > ? AND from_at < ?", store.At(from), store.At(to)))
	for i, o := range list {
		if o.EndedAt != nil && o.EndedAt.Before(o.To) {
			list[i].To = *o.EndedAt
		}
	}
	return slices.DeleteFunc(list, func(o Override) bool { return !o.From.Before(o.To) }), err
}

// Overrides answers those of a period, ended ones too, in the order they were made.
func Overrides(tx *store.Tx, from, to time.Time) ([]Override, error) {
	return overrides(tx.Where("to_at > ? AND from_at < ?", store.At(from), store.At(to)))
}

func overrides(q *gorm.DB) ([]Override, error) {
	var rows []overrideRow
	if err := q.Order("position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("rota: overrides: %w", err)
	}
	list := make([]Override, len(rows))
	for i, row := range rows {
		list[i] = row.override()
	}
	return list, nil
}

// OverrideByID finds an override.
func OverrideByID(tx *store.Tx, id string) (Override, error) {
	list, err := overrides(tx.Where("id = ?", id))
	if err == nil && len(list) == 0 {
		err = problem.New("not-found", "There is no such override.")
	}
	if err != nil {
		return Override{}, err
	}
	return list[0], nil
}

// Drafts answers what waits to be agreed, by the name of the sheet.
func Drafts(tx *store.Tx) ([]Sheet, error) {
	return sheets(tx.Where("state = ?", Draft).Order("sheet"))
}

// ByPosition finds a sheet, whatever became of it.
func ByPosition(tx *store.Tx, position int64) (Sheet, error) {
	list, err := sheets(tx.Where("position = ?", position))
	if err == nil && len(list) == 0 {
		err = problem.Newf("not-found", "There is no rota at position %d.", position)
	}
	if err != nil {
		return Sheet{}, err
	}
	return list[0], nil
}

// newest answers the last sheet of a name in a state, nil when there is none.
func newest(tx *store.Tx, name, state, order string) (*Sheet, error) {
	list, err := sheets(tx.Where("sheet = ? AND state = ?", name, state).Order(order + " DESC").Limit(1))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
