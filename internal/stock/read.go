package stock

import (
	"strings"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/store"
)

// ByID finds a line of an area that the actor sees.
func ByID(tx *store.Tx, id string) (Line, error) {
	r, err := one(tx, id)
	there := err == nil && r != nil && tx.Actor.Sees(r.Area)
	if there {
		there, err = r.asked(tx)
	}
	if err == nil && !there {
		err = problem.New("not-found", "There is no such line of stock.")
	}
	if err != nil {
		return Line{}, err
	}
	return r.line()
}

// ToRestock answers what is to be restocked or ordered in areas that the actor sees, by id, beginning behind one; "" area is
// every area. What was ordered is still on it; what was restocked is not.
func ToRestock(tx *store.Tx, area, after string, limit int) ([]Line, error) {
	return lines(tx, scoped(tx, area).Where("id > ? AND reason <> '' AND acted <> ?", after, Restock).Order("id"), limit)
}

// Expiring answers what has a last good day up to a day, YYYY-MM-DD, the soonest first, and what is past it before that.
func Expiring(tx *store.Tx, area, upTo, after string, limit int) ([]Line, error) {
	q := scoped(tx, area).Where("until <> '' AND until <= ?", upTo).Order("until, id")
	if day, id, ok := strings.Cut(after, "."); ok {
		q = q.Where("until > ? OR until = ? AND id > ?", day, day, id)
	}
	return lines(tx, q, limit)
}

// PlaceInExpiring is where a line stands in the list of what expires, for reading on behind it.
func PlaceInExpiring(l Line) string { return l.Until + "." + l.ID }

func scoped(tx *store.Tx, area string) *gorm.DB {
	q := tx.InScope().Model(&row{})
	if area != "" {
		q = q.Where("area = ?", area)
	}
	return q
}
