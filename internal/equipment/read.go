package equipment

import (
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/store"
)

// ByID finds a piece of equipment wherever it stands. It is for deciding, not for showing: a reader asks Visible.
func ByID(tx *store.Tx, id string) (Equipment, error) {
	return store.Memo(tx, "equipment", id, func() (Equipment, error) {
		var row equipmentRow
		err := tx.Where("id = ?", id).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return Equipment{}, problem.Newf("not-found", "There is no equipment %q.", id)
		}
		if err != nil {
			return Equipment{}, fmt.Errorf("equipment: by id: %w", err)
		}
		return row.equipment(), nil
	})
}

// Visible finds a piece of equipment that stands in an area of the actor's; any other is not there.
func Visible(tx *store.Tx, id string) (Equipment, error) {
	q, err := ByID(tx, id)
	if err == nil && !tx.Actor.Sees(q.Area) {
		err = problem.Newf("not-found", "There is no equipment %q.", id)
	}
	if err != nil {
		return Equipment{}, err
	}
	return q, nil
}

// Filter narrows a list; an empty member asks for nothing.
type Filter struct {
	Area   string
	Kind   string
	Status Status
}

// List answers what the actor sees, by id, beginning behind after.
func List(tx *store.Tx, f Filter, after string, limit int) ([]Equipment, error) {
	q := tx.InScope().Where("id > ?", after).Order("id").Limit(limit)
	for column, value := range map[string]string{"area": f.Area, "kind": f.Kind, "status": string(f.Status)} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	return find(q)
}

// All answers every piece of equipment wherever it stands, by id.
func All(tx *store.Tx) ([]Equipment, error) { return find(tx.Order("id")) }

func find(q *gorm.DB) ([]Equipment, error) {
	var rows []equipmentRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("equipment: list: %w", err)
	}
	list := make([]Equipment, len(rows))
	for i, row := range rows {
		list[i] = row.equipment()
	}
	return list, nil
}

// AreaByID finds an area, the actor's or not: for deciding.
func AreaByID(tx *store.Tx, id string) (Area, error) {
	return store.Memo(tx, "area", id, func() (Area, error) {
		var row areaRow
		err := tx.Where("id = ?", id).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return Area{}, problem.Newf("not-found", "There is no area %q.", id)
		}
		if err != nil {
			return Area{}, fmt.Errorf("equipment: area by id: %w", err)
		}
		return row.area(), nil
	})
}

// VisibleArea finds an area of the actor's.
func VisibleArea(tx *store.Tx, id string) (Area, error) {
	a, err := AreaByID(tx, id)
	if err == nil && !tx.Actor.Sees(id) {
		err = problem.Newf("not-found", "There is no area %q.", id)
	}
	if err != nil {
		return Area{}, err
	}
	return a, nil
}

// Areas answers the actor's areas, by id.
func Areas(tx *store.Tx) ([]Area, error) {
	list, err := EveryArea(tx)
	return slices.DeleteFunc(list, func(a Area) bool { return !tx.Actor.Sees(a.ID) }), err
}

// EveryArea answers all areas, the actor's or not, by id: for deciding.
func EveryArea(tx *store.Tx) ([]Area, error) {
	var rows []areaRow
	if err := tx.Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("equipment: areas: %w", err)
	}
	list := make([]Area, len(rows))
	for i, row := range rows {
		list[i] = row.area()
	}
	return list, nil
}
