package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// moved is the smallest entry there can be: it moves one thing of the feed.
type moved struct {
	ID string `json:"id"`
}

var thingMoved = logbook.Define("thing.moved", func(tx *store.Tx, e logbook.Entry, b *moved) error {
	return logbook.Move(tx, e, "thing", b.ID, "")
})

func move(id string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := thingMoved.Append(tx, "", id, &moved{ID: id})
		return err
	}
}

func things(t *testing.T, db *store.DB) (ids []string) {
	t.Helper()
	err := db.Read(context.Background(), store.ServerActor(), func(tx *store.Tx) error {
		return tx.Table("feed").Where("kind = ?", "thing").Order("position").Pluck("id", &ids).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func expect(t *testing.T, db *store.DB, want ...string) {
	t.Helper()
	if got := things(t, db); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the feed holds %v, want %v", got, want)
	}
	if got := db.Head().Position; got != int64(len(want)) {
		t.Errorf("the head is at %d, want %d", got, len(want))
	}
}

func TestWrite_IsThereOrNeverWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		refused := errors.New("refused")
		if err := db.Write(t.Context(), store.ServerActor(), move("a")); err != nil {
			t.Fatal(err)
		}
		err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			return errors.Join(move("b")(tx), refused)
		})
		if !errors.Is(err, refused) {
			t.Errorf("got %v, want the function's own error", err)
		}
		if err := db.Write(t.Context(), store.ServerActor(), move("c")); err != nil {
			t.Fatal(err)
		}
		expect(t, db, "a", "c")
	})
}

func TestWriteEach_EachFunctionHasItsOwnFate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		errs := db.WriteEach(t.Context(), store.ServerActor(), []func(*store.Tx) error{
			move("a"),
			func(tx *store.Tx) error { return errors.Join(move("b")(tx), errors.New("refused")) },
			func(tx *store.Tx) error { return tx.Exec("UPDATE feed SET nonsense = 1").Error },
			move("d"),
		})
		if errs[0] != nil || errs[1] == nil || errs[2] == nil || errs[3] != nil {
			t.Errorf("got %v", errs)
		}
		expect(t, db, "a", "d")
	})
}

func TestTrap_APanicInOneOfFiftyIsThatOnesAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var fns []func(*store.Tx) error
		var want []string
		for i := range 50 {
			id := fmt.Sprintf("t%02d", i)
			if i == 23 {
				fns = append(fns, func(tx *store.Tx) error { _ = move(id)(tx); panic("a judge fell over") })
				continue
			}
			fns, want = append(fns, move(id)), append(want, id)
		}
		for i, err := range db.WriteEach(t.Context(), store.ServerActor(), fns) {
			if (err != nil) != (i == 23) {
				t.Errorf("function %d: %v", i, err)
			}
		}
		expect(t, db, want...)
	})
}

func TestTrap_ACancelledRequestTakesNobodyWithIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		errs := db.WriteEach(ctx, store.ServerActor(), []func(*store.Tx) error{
			move("a"),
			func(tx *store.Tx) error { cancel(); return move("b")(tx) }, // the client hangs up in the middle
			move("c"),
		})
		if err := errors.Join(errs...); err != nil {
			t.Errorf("a write that has begun cannot be cancelled, got %v", err)
		}
		expect(t, db, "a", "b", "c")
	})
}

func TestTrap_AFailingRollbackFailsTheWholeGroupAndTheNextOneWorks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		errs := db.WriteEach(t.Context(), store.ServerActor(), []func(*store.Tx) error{
			move("a"),
			func(tx *store.Tx) error { store.EndBehindItsBack(tx); return errors.New("refused") },
			move("c"),
		})
		for i, err := range errs {
			if !problem.Is(err, "unavailable") {
				t.Errorf("function %d of the broken group: got %v, want unavailable", i, err)
			}
		}
		if err := db.Write(t.Context(), store.ServerActor(), move("d")); err != nil {
			t.Fatalf("the next group: %v", err)
		}
		expect(t, db, "d")
	})
}

func TestTrap_ATransactionEndedByTheEngineIsNoticed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			store.EndBehindItsBack(tx)
			return move("a")(tx)
		})
		if !problem.Is(err, "unavailable") {
			t.Errorf("got %v, want unavailable", err)
		}
		expect(t, db)
	})
}

func TestAfterAFailedStatementNothingMoreIsWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			_ = tx.Exec("UPDATE feed SET nonsense = 1").Error // swallowed
			_ = move("a")(tx)
			return nil
		})
		if err == nil {
			t.Error("a write whose statement failed was called done")
		}
		expect(t, db)
	})
}

func TestGivingUpInTheQueueKeepsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		busy, release := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = db.Write(context.Background(), store.ServerActor(), func(tx *store.Tx) error { close(busy); <-release; return move("a")(tx) })
		})
		<-busy
		ctx, cancel := context.WithCancel(t.Context())
		wg.Go(func() {
			if err := db.Write(ctx, store.ServerActor(), move("b")); !problem.Is(err, "unavailable") {
				t.Errorf("got %v, want unavailable", err)
			}
			close(release)
		})
		cancel()
		wg.Wait()
		expect(t, db, "a")
	})
}

func TestViewsChangeUnderAnEntryOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		past := func(tx *store.Tx) error {
			return tx.Exec("INSERT INTO feed (kind, id, position, area) VALUES ('thing', 'x', 1, '')").Error
		}
		if err := db.Write(t.Context(), store.ServerActor(), past); err == nil {
			t.Error("a view was written without an entry")
		}
		if err := db.Work(t.Context(), past); err == nil {
			t.Error("a Work wrote a view")
		}
		if err := db.Work(t.Context(), move("x")); err == nil {
			t.Error("a Work appended an entry")
		}
		if err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return tx.Exec("DELETE FROM entry").Error }); err == nil {
			t.Error("the log was written outside a seal")
		}
		if err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return tx.Exec("COMMIT").Error }); err == nil {
			t.Error("a function ended the transaction")
		}
		if err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return tx.Exec("DROP TABLE feed").Error }); err == nil {
			t.Error("a function changed the schema")
		}
		if err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return tx.Exec("DELETE FROM feed").Error }); err == nil {
			t.Error("a reader wrote")
		}
		expect(t, db)
	})
}

func TestTheInstantNeverGoesBack(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		instant := func(db *store.DB) (at time.Time) {
			err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error { at = tx.Now; return move("a")(tx) })
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		db := storetest.OpenAt(t, c)
		first := instant(db)
		clock.Move(-24 * time.Hour)
		if second := instant(db); second.Before(first) {
			t.Errorf("the clock was set back and so was the logbook: %v after %v", second, first)
		}
		db.Close()
		if third := instant(storetest.OpenAt(t, c)); third.Before(first) {
			t.Errorf("after a restart the logbook went back: %v after %v", third, first)
		}
	})
}

func TestMemoHoldsUntilItsTableIsWrittenOrTheFunctionFails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		loads := 0
		look := func(tx *store.Tx) error {
			_, err := store.Memo(tx, "feed", "all", func() (int, error) { loads++; return loads, nil })
			return err
		}
		step := func(want int, fn func(*store.Tx) error) {
			t.Helper()
			_ = db.Write(t.Context(), store.ServerActor(), fn)
			if loads != want {
				t.Errorf("loaded %d times, want %d", loads, want)
			}
		}
		step(1, look)
		step(1, look)
		step(1, func(tx *store.Tx) error { return move("a")(tx) })
		step(2, look)
		step(2, func(tx *store.Tx) error { return errors.Join(look(tx), errors.New("refused")) })
		step(3, look)
	})
}

func TestOneWritesWaitingTogetherShareACommit(t *testing.T) {
	db := storetest.Open(t)
	busy, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = db.Write(context.Background(), store.ServerActor(), func(tx *store.Tx) error { close(busy); <-release; return nil })
	})
	<-busy
	before := store.Commits(db)
	for i := range 40 {
		wg.Go(func() {
			if err := db.Write(context.Background(), store.ServerActor(), move(fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	for store.Waiting(db) < 40 {
		time.Sleep(time.Millisecond) // until all stand in the queue; nothing is measured
	}
	close(release)
	wg.Wait()
	if n := store.Commits(db) - before; n > 2 {
		t.Errorf("40 waiting writes took %d commits", n)
	}
}
