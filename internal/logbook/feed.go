package logbook

import (
	"fmt"

	"runup/internal/store"
)

var (
	feedKey     = []string{"kind", "id"}
	feedColumns = []string{"position", "area"}
)

// Move says that a thing changed under this entry: readers that have seen less than its position are owed the thing as
// it is now. Applies call it for each thing they change. area is who may see it; "" is everyone.
func Move(tx *store.Tx, e Entry, kind, id, area string) error {
	return tx.Upsert("feed", feedKey, feedColumns, kind, id, e.Position, area)
}

// Moved is one thing of the feed and where it changed last.
type Moved struct {
	Position int64
	Kind     string
	ID       string
	Area     string
}

// Slice says which part of the feed a reader is owed.
type Slice struct {
	After int64
	Limit int
	Kinds []string // the kinds the reader may see
	Areas []string // the areas the reader may see; nil is every area
}

// Since answers things that changed after a position, in position order, and ends at an entry's end: a page may hold more
// than its limit when one entry changed more things. upTo is how far the page reaches; it is the head on the last page.
func Since(tx *store.Tx, s Slice) (page []Moved, upTo int64, last bool, err error) {
	rows, err := s.rows(tx, s.After, s.Limit+1)
	if err != nil {
		return nil, 0, false, fmt.Errorf("logbook: feed: %w", err)
	}
	if len(rows) <= s.Limit {
		head, err := Now(tx)
		return rows, head.Position, true, err
	}
	page = wholeEntries(rows)
	if len(page) == 0 { // one entry moved more things than the page holds: it comes whole
		if page, err = s.at(tx, rows[0].Position); err != nil {
			return nil, 0, false, fmt.Errorf("logbook: feed: %w", err)
		}
	}
	return page, page[len(page)-1].Position, false, nil
}

// wholeEntries drops the rows of the last position, which may not be all of them.
func wholeEntries(rows []Moved) []Moved {
	end := len(rows)
	for end > 0 && rows[end-1].Position == rows[len(rows)-1].Position {
		end--
	}
	return rows[:end]
}

func (s Slice) rows(tx *store.Tx, after int64, limit int) (rows []Moved, err error) {
	// Adding nothing to kind keeps an engine from walking its kinds' index and sorting all of them: the page is a short run
	// of positions, however long the logbook is.
	q := tx.Table("feed").Where("position > ? AND kind || '' IN ?", after, s.Kinds)
	if s.Areas != nil {
		q = q.Where("area IN ?", append([]string{""}, s.Areas...))
	}
	err = q.Order("position, kind, id").Limit(limit).Find(&rows).Error
	return rows, err
}

func (s Slice) at(tx *store.Tx, position int64) (rows []Moved, err error) {
	q := tx.Table("feed").Where("position = ? AND kind IN ?", position, s.Kinds)
	if s.Areas != nil {
		q = q.Where("area IN ?", append([]string{""}, s.Areas...))
	}
	err = q.Order("kind, id").Find(&rows).Error
	return rows, err
}

// Newest answers where a thing of these kinds moved last, 0 when none ever did.
func Newest(tx *store.Tx, kinds []string) (position int64, err error) {
	if err = tx.Raw("SELECT coalesce(max(position), 0) FROM feed WHERE kind IN ?", kinds).Scan(&position).Error; err != nil {
		return 0, fmt.Errorf("logbook: newest: %w", err)
	}
	return position, nil
}
