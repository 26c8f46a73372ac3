package occurrence

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/store"
)

// Filter narrows a list; an empty member asks for nothing. From and To are of the opening.
type Filter struct {
	Area      string
	Equipment string
	Checklist string
	State     State
	From      *time.Time // inclusive
	To        *time.Time // exclusive
}

// Place is where a page of a list begins: behind this one.
type Place struct {
	OpensAt time.Time
	ID      string
}

// ByID finds an occurrence of an area that the actor sees.
func ByID(tx *store.Tx, id string) (Occurrence, error) {
	list, err := find(tx, tx.InScope().Where("id = ?", id))
	if err != nil {
		return Occurrence{}, err
	}
	if len(list) == 0 {
		return Occurrence{}, problem.New("not-found", "There is no such occurrence.")
	}
	return list[0], nil
}

// ByIDs finds many at once, those that the actor sees.
func ByIDs(tx *store.Tx, ids []string) (map[string]Occurrence, error) {
	list, err := find(tx, tx.InScope().Where("id IN ?", ids))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Occurrence, len(list))
	for _, o := range list {
		found[o.ID] = o
	}
	return found, nil
}

// List answers occurrences that the actor sees by when they open, beginning behind a place.
func List(tx *store.Tx, f Filter, after *Place, limit int) ([]Occurrence, error) {
	q := f.on(tx.InScope(), tx.Now).Order("opens_at, id").Limit(limit)
	if after != nil {
		q = q.Where("(opens_at > ? OR opens_at = ? AND id > ?)", store.At(after.OpensAt), store.At(after.OpensAt), after.ID)
	}
	return find(tx, q)
}

func (f Filter) on(q *gorm.DB, now time.Time) *gorm.DB {
	for _, is := range []struct{ column, value string }{{"area", f.Area}, {"equipment", f.Equipment}, {"checklist", f.Checklist}} {
		if is.value != "" {
			q = q.Where(is.column+" = ?", is.value)
		}
	}
	if f.From != nil {
		q = q.Where("opens_at >= ?", store.At(*f.From))
	}
	if f.To != nil {
		q = q.Where("opens_at < ?", store.At(*f.To))
	}
	at := store.At(now)
	switch f.State {
	case "":
		return q
	case Upcoming:
		return q.Where("standing = '' AND opens_at > ?", at)
	case Due:
		return q.Where("standing = '' AND opens_at <= ? AND due_at > ?", at, at)
	case Overdue:
		return q.Where("standing = '' AND due_at <= ? AND missed_at > ?", at, at)
	case Missed:
		return q.Where("standing = '' AND missed_at <= ?", at)
	}
	return q.Where("standing = ?", string(f.State))
}

func find(tx *store.Tx, q *gorm.DB) ([]Occurrence, error) {
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("occurrence: read: %w", err)
	}
	if len(rows) == 0 {
		return []Occurrence{}, nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	checks, err := checksOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	of := map[string][]checkRow{}
	for _, c := range checks {
		of[c.Occurrence] = append(of[c.Occurrence], c)
	}
	list := make([]Occurrence, len(rows))
	for i, r := range rows {
		if list[i], err = r.occurrence(tx.Now, of[r.ID]); err != nil {
			return nil, err
		}
	}
	return list, nil
}
