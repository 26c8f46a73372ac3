// Package rebuild makes the views again from the logbook, to show that they say what the logbook says, or to put them right.
//
// The log is the record; a view is only its reading. Check replays the log into an empty database beside the live one and
// compares every view row by row. Run does it in place, with the server stopped.
package rebuild

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Report is what a check that found nothing wrong went through.
type Report struct {
	Head     store.Head
	Withheld []int64 // entries whose body has been taken out
	Tables   int
	Rows     int64
}

// Check verifies the whole logbook, replays it into an empty database and compares all views. The error names the first
// entry that does not hold or the first row that differs. It holds one snapshot of the live database all along, so that
// it may run beside a working server.
func Check(ctx context.Context, db *store.DB, kinds []logbook.Applier) (Report, error) {
	folder, err := os.MkdirTemp("", "runup-rebuild-")
	if err != nil {
		return Report{}, fmt.Errorf("rebuild: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a left-over temporary folder hurts nobody
	var report Report
	err = db.Read(ctx, store.ServerActor(), func(live *store.Tx) error {
		report, err = examine(ctx, live, folder, kinds)
		return err
	})
	return report, err
}

func examine(ctx context.Context, live *store.Tx, folder string, kinds []logbook.Applier) (report Report, err error) {
	verified, err := logbook.Verify(live)
	if err != nil {
		return report, err
	}
	head, err := logbook.Now(live)
	if err != nil {
		return report, err
	}
	report = Report{Head: store.Head{Epoch: head.Epoch, Position: head.Position}, Withheld: verified.Withheld}
	copied, err := openEmpty(ctx, folder, live.Now)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	if err = replayInto(ctx, copied, live, kinds); err != nil {
		return report, err
	}
	err = copied.Read(ctx, store.ServerActor(), func(made *store.Tx) error {
		report.Tables, report.Rows, err = compare(live, made)
		return err
	})
	return report, err
}

// openEmpty opens a new database of this binary's schema. Its own logbook stays empty.
func openEmpty(ctx context.Context, folder string, now time.Time) (*store.DB, error) {
	db, err := store.Open(ctx, store.Config{
		Folder: folder, Now: func() time.Time { return now }, Log: logbook.New(), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("rebuild: %w", err)
	}
	return db, nil
}

// Run empties all views and makes them again from the log, in one transaction: all or nothing. The server must be
// stopped. It refuses a logbook that does not verify.
func Run(ctx context.Context, db *store.DB, kinds []logbook.Applier) error {
	err := db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		_, err := logbook.Verify(tx)
		return err
	})
	if err != nil {
		return err
	}
	return db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		for _, view := range views() {
			if err := tx.Applying(func() error { return tx.Exec("DELETE FROM " + view).Error }); err != nil {
				return fmt.Errorf("rebuild: empty %s: %w", view, err)
			}
		}
		return replay(tx, logbook.All(tx), appliers(kinds))
	})
}

// views answers the names of all views, in order.
func views() []string {
	var list []string
	for table, sort := range store.Tables {
		if sort == store.View {
			list = append(list, table)
		}
	}
	slices.Sort(list)
	return list
}
