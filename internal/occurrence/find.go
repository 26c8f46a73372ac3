package occurrence

import (
	"fmt"
	"time"

	"runup/internal/store"
)

// Find answers which occurrence a check is of: the one that it names, when that is of this checklist and equipment; else the
// one whose window holds the time it was done and that has no check yet. A check that names none never makes an occurrence
// repeated or contested. "" is none.
func Find(tx *store.Tx, named, checklist, equipment string, done time.Time) (string, error) {
	if named != "" {
		id, err := pick(tx, "SELECT id FROM occurrence WHERE id = ? AND checklist = ? AND equipment = ?", named, checklist, equipment)
		if err != nil || id != "" {
			return id, err
		}
	}
	at := store.At(done)
	return pick(tx, `SELECT id FROM occurrence WHERE equipment = ? AND checklist = ? AND opens_at <= ? AND closes_at > ? AND standing IN ('', 'exempt')
		ORDER BY standing, opens_at DESC, id LIMIT 1`, equipment, checklist, at, at)
}

func pick(tx *store.Tx, query string, args ...any) (string, error) {
	var ids []string
	if err := tx.Raw(query, args...).Scan(&ids).Error; err != nil {
		return "", fmt.Errorf("occurrence: find: %w", err)
	}
	if len(ids) == 0 {
		return "", nil
	}
	return ids[0], nil
}
