package library

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/store"
)

// Version finds a version by its hash, in whatever state.
func Version(tx *store.Tx, id, hash string) (Edition, error) {
	return store.Memo(tx, "library_version", id+"/"+hash, func() (Edition, error) {
		return take(tx.Where("id = ? AND hash = ?", id, hash), id)
	})
}

// Current finds the version in force, or the newest proposed one where none is.
func Current(tx *store.Tx, id string) (Edition, error) {
	return store.Memo(tx, "library_version", id, func() (Edition, error) {
		return take(tx.Where("id = ?", id).Order(inForceFirst).Limit(1), id)
	})
}

// inForceFirst puts the version that represents a checklist before its others.
const inForceFirst = `CASE state WHEN 'published' THEN 0 WHEN 'needs-local-values' THEN 0 WHEN 'proposed' THEN 1 ELSE 2 END, position DESC`

func take(q *gorm.DB, id string) (Edition, error) {
	var row versionRow
	err := q.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Edition{}, problem.Newf("not-found", "There is no such checklist or version: %q.", id)
	}
	if err != nil {
		return Edition{}, fmt.Errorf("library: version: %w", err)
	}
	return row.edition(), nil
}

// All answers for each checklist the version that represents it, by id.
func All(tx *store.Tx) ([]Edition, error) {
	list, err := find(tx.Order("id, " + inForceFirst))
	if err != nil {
		return nil, err
	}
	first := []Edition{}
	for _, e := range list {
		if len(first) == 0 || first[len(first)-1].ID != e.ID {
			first = append(first, e)
		}
	}
	return first, nil
}

// Versions answers every version of a checklist, the one that changed last first.
func Versions(tx *store.Tx, id string) ([]Edition, error) {
	list, err := find(tx.Where("id = ?", id).Order("position DESC, hash"))
	if err == nil && len(list) == 0 {
		err = problem.Newf("not-found", "There is no such checklist or version: %q.", id)
	}
	return list, err
}

func find(q *gorm.DB) ([]Edition, error) {
	var rows []versionRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("library: list: %w", err)
	}
	list := make([]Edition, len(rows))
	for i, row := range rows {
		list[i] = row.edition()
	}
	return list, nil
}
