package check

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/evidence"
	"runup/internal/problem"
	"runup/internal/store"
)

// Filter narrows a list; an empty member asks for nothing. Times are of when a check was done.
type Filter struct {
	Checklist   string
	Equipment   string
	Verdict     string
	PerformedBy string
	From        *time.Time // inclusive
	To          *time.Time // exclusive
	Reviewed    *bool      // by a physicist, since it last changed; nil asks for neither
	Unconfirmed bool       // only those that wait for a registered operator's word
}

// ByID finds a check of an area that the actor sees.
func ByID(tx *store.Tx, id string) (Check, error) {
	found, err := ByIDs(tx, []string{id})
	if err != nil {
		return Check{}, err
	}
	c, ok := found[id]
	if !ok {
		return Check{}, problem.New("not-found", "There is no such check.")
	}
	return c, nil
}

// ByIDs finds many checks at once, those that the actor sees.
func ByIDs(tx *store.Tx, ids []string) (map[string]Check, error) {
	list, err := find(tx, tx.InScope().Where("id IN ?", ids))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Check, len(list))
	for _, c := range list {
		found[c.ID] = c
	}
	return found, nil
}

// List answers checks that the actor sees, the newest first, beginning before a position; 0 is from the newest.
func List(tx *store.Tx, f Filter, before int64, limit int) ([]Check, error) {
	q := f.on(tx.InScope()).Order("position DESC").Limit(limit)
	if before > 0 {
		q = q.Where("position < ?", before)
	}
	return find(tx, q)
}

// Oldest answers checks that the actor sees, the oldest first, beginning after a position: for reading everything through.
func Oldest(tx *store.Tx, f Filter, after int64, limit int) ([]Check, error) {
	return find(tx, f.on(tx.InScope()).Where("position > ?", after).Order("position").Limit(limit))
}

// Before answers the position of the newest check that was received before a time, 0 when there is none.
func Before(tx *store.Tx, t time.Time) (int64, error) {
	var positions []int64
	err := tx.Raw("SELECT position FROM checks WHERE received_at < ? ORDER BY position DESC LIMIT 1", store.At(t)).Scan(&positions).Error
	if err != nil {
		return 0, fmt.Errorf("check: before: %w", err)
	}
	if len(positions) == 0 {
		return 0, nil
	}
	return positions[0], nil
}

func (f Filter) on(q *gorm.DB) *gorm.DB {
	for _, is := range []struct{ column, value string }{
		{"checklist", f.Checklist}, {"equipment", f.Equipment}, {"verdict", f.Verdict}, {"performed_by", f.PerformedBy},
	} {
		if is.value != "" {
			q = q.Where(is.column+" = ?", is.value)
		}
	}
	if f.Reviewed != nil {
		q = q.Where("(reviewed_at IS NOT NULL) = ?", *f.Reviewed)
	}
	if f.Unconfirmed {
		q = q.Where("unconfirmed") // as its index has it
	}
	if f.From != nil {
		q = q.Where("done_at >= ?", store.At(*f.From))
	}
	if f.To != nil {
		q = q.Where("done_at < ?", store.At(*f.To))
	}
	return q
}

func find(tx *store.Tx, q *gorm.DB) ([]Check, error) {
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("check: read: %w", err)
	}
	later, err := revisions(tx, rows)
	if err != nil {
		return nil, err
	}
	list := make([]Check, len(rows))
	for i, r := range rows {
		if list[i], err = r.check(later[r.ID]); err != nil {
			return nil, err
		}
	}
	return list, withPhotos(tx, rows, list)
}

// withPhotos says which photos have come. Most checks name none, and are not asked about.
func withPhotos(tx *store.Tx, rows []row, list []Check) error {
	var ids []string
	for i, r := range rows {
		if !r.Sealed && (r.Revision > 1 || len(list[i].Blobs) > 0) {
			ids = append(ids, r.ID)
		}
	}
	of, err := evidence.Of(tx, "check", ids)
	for i := range list {
		list[i].Photos = of[list[i].ID]
	}
	return err
}

// DoneOn reports whether a tablet's check of this kind has come that was done at a time or later.
func DoneOn(tx *store.Tx, device, equipment, checklist string, since time.Time) (bool, error) {
	var n int64
	err := tx.Raw("SELECT count(*) FROM checks WHERE equipment = ? AND checklist = ? AND done_at >= ? AND device = ?",
		equipment, checklist, store.At(since), device).Scan(&n).Error
	if err != nil {
		return false, fmt.Errorf("check: done on: %w", err)
	}
	return n > 0, nil
}

// Shows reports whether the actor may see a check with its readings, and so with its photos.
func Shows(tx *store.Tx, id string) (bool, error) {
	var n int64
	if err := tx.InScope().Model(&row{}).Where("id = ? AND NOT sealed", id).Count(&n).Error; err != nil {
		return false, fmt.Errorf("check: shows: %w", err)
	}
	return n > 0, nil
}

// revisions finds those after the first, by check. Most checks have none, and are not asked for.
func revisions(tx *store.Tx, rows []row) (map[string][]revisionRow, error) {
	var ids []string
	for _, r := range rows {
		if r.Revision > 1 {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var list []revisionRow
	if err := tx.Where("check_id IN ?", ids).Order("position").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("check: revisions: %w", err)
	}
	of := map[string][]revisionRow{}
	for _, r := range list {
		of[r.CheckID] = append(of[r.CheckID], r)
	}
	return of, nil
}

// Sealed answers the checks whose readings are shown to nobody until their second check is in: those that came, and those of which
// a failing reading was sent ahead.
func Sealed(tx *store.Tx) (map[string]bool, error) {
	var ids []string
	err := tx.Raw(`SELECT id FROM checks WHERE sealed
		UNION SELECT check_id FROM alert WHERE sealed AND NOT EXISTS (SELECT 1 FROM checks WHERE checks.id = alert.check_id)`).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("check: sealed: %w", err)
	}
	all := make(map[string]bool, len(ids))
	for _, id := range ids {
		all[id] = true
	}
	return all, nil
}
