package rebuild

import (
	"context"
	"fmt"
	"iter"

	"runup/internal/logbook"
	"runup/internal/store"
)

// groupLength is how many entries are replayed in one transaction of the copy.
const groupLength = 1000

func appliers(kinds []logbook.Applier) map[string]logbook.Applier {
	byName := make(map[string]logbook.Applier, len(kinds))
	for _, k := range kinds {
		byName[k.Name()] = k
	}
	return byName
}

// replayInto applies every entry of the live logbook to the copy, a group at a time.
func replayInto(ctx context.Context, copied *store.DB, live *store.Tx, kinds []logbook.Applier) error {
	byName := appliers(kinds)
	next, stop := iter.Pull2(logbook.All(live))
	defer stop()
	for more := true; more; {
		err := copied.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
			n := 0
			return replay(tx, func(yield func(logbook.Record, error) bool) {
				for ; n < groupLength; n++ {
					record, err, ok := next()
					if !ok {
						more = false
						return
					}
					if !yield(record, err) {
						return
					}
				}
			}, byName)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func replay(tx *store.Tx, records iter.Seq2[logbook.Record, error], byName map[string]logbook.Applier) error {
	for record, err := range records {
		if err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		if err := applyOne(tx, record, byName); err != nil {
			return fmt.Errorf("rebuild: entry %d: %w", record.Position, err)
		}
	}
	return nil
}

func applyOne(tx *store.Tx, record logbook.Record, byName map[string]logbook.Applier) error {
	e, err := record.Entry()
	if err != nil {
		return err
	}
	kind, ok := byName[e.Kind]
	if !ok {
		return fmt.Errorf("no apply is known for kind %q", e.Kind)
	}
	if record.Body == nil {
		return fmt.Errorf("the body of this %s has been taken out", e.Kind)
	}
	return kind.Replay(tx, e, []byte(*record.Body))
}
