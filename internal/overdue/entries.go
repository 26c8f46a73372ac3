package overdue

import (
	"context"
	"fmt"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Begun is the entry that says since when a department is looked after.
var Begun = logbook.Define("lookout.begun", applyBegun)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{Begun} }

// none is for what says all by being there.
type none struct{}

type row struct {
	One      int64 `gorm:"primaryKey"`
	Since    store.Instant
	Position int64
}

func (row) TableName() string { return "lookout" }

var columns = []string{"one", "since", "position"}

func applyBegun(tx *store.Tx, e logbook.Entry, _ *logbook.Act[none, none]) error {
	return tx.Insert("lookout", columns, 1, store.At(e.At), e.Position)
}

// Begin says, once in the life of a department, that from now on it is looked after. A server that was brought up to date, or
// is given a department with a history, pages nobody for what was missed before.
func (l *Lookout) Begin(ctx context.Context) error {
	var since *time.Time
	err := l.DB.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { since, err = begun(tx); return err })
	if err != nil || since != nil {
		return err
	}
	return l.DB.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		if since, err := begun(tx); err != nil || since != nil {
			return err
		}
		_, err := Begun.Append(tx, "", "department", &logbook.Act[none, none]{})
		return err
	})
}

// begun answers since when it is looked out, nil when it is not.
func begun(tx *store.Tx) (*time.Time, error) {
	var rows []row
	if err := tx.Where("one = 1").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("overdue: begun: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	at := rows[0].Since.Time()
	return &at, nil
}
