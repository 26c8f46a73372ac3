package report

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/evidence"
	"runup/internal/problem"
	"runup/internal/store"
)

// Filter narrows a list; an empty member asks for nothing. Times are of when it was seen.
type Filter struct {
	Kind      string
	Equipment string
	Area      string
	State     string
	From      *time.Time // inclusive
	To        *time.Time // exclusive
}

// ByID finds a report of an area that the actor sees.
func ByID(tx *store.Tx, id string) (Report, error) {
	found, err := ByIDs(tx, []string{id})
	if err != nil {
		return Report{}, err
	}
	r, ok := found[id]
	if !ok {
		return Report{}, problem.New("not-found", "There is no such report.")
	}
	return r, nil
}

// ByIDs finds many at once, those that the actor sees.
func ByIDs(tx *store.Tx, ids []string) (map[string]Report, error) {
	list, err := find(tx, tx.InScope().Where("id IN ?", ids))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Report, len(list))
	for _, r := range list {
		found[r.ID] = r
	}
	return found, nil
}

// List answers reports that the actor sees, the newest first, beginning before a position; 0 is from the newest.
func List(tx *store.Tx, f Filter, before int64, limit int) ([]Report, error) {
	q := tx.InScope().Order("position DESC").Limit(limit)
	if before > 0 {
		q = q.Where("position < ?", before)
	}
	for _, is := range []struct{ column, value string }{
		{"kind", f.Kind}, {"equipment", f.Equipment}, {"area", f.Area}, {"state", f.State},
	} {
		if is.value != "" {
			q = q.Where(is.column+" = ?", is.value)
		}
	}
	if f.From != nil {
		q = q.Where("at >= ?", store.At(*f.From))
	}
	if f.To != nil {
		q = q.Where("at < ?", store.At(*f.To))
	}
	return find(tx, q)
}

func find(tx *store.Tx, q *gorm.DB) ([]Report, error) {
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("report: read: %w", err)
	}
	list := make([]Report, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.report(); err != nil {
			return nil, err
		}
	}
	return list, withPhotos(tx, list)
}

// withPhotos says which photos have come, of those reports that name any.
func withPhotos(tx *store.Tx, list []Report) error {
	var ids []string
	for _, r := range list {
		if len(r.Blobs) > 0 {
			ids = append(ids, r.ID)
		}
	}
	of, err := evidence.Of(tx, "report", ids)
	for i := range list {
		list[i].Photos = of[list[i].ID]
	}
	return err
}

// Shows reports whether the actor may see a report.
func Shows(tx *store.Tx, id string) (bool, error) {
	var n int64
	if err := tx.InScope().Model(&row{}).Where("id = ?", id).Count(&n).Error; err != nil {
		return false, fmt.Errorf("report: shows: %w", err)
	}
	return n > 0, nil
}
