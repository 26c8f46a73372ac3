package store_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"runup/internal/store"
	"runup/internal/store/storetest"
)

// two opens one PostgreSQL as two processes do.
func two(t *testing.T) (one, other *store.DB) {
	t.Helper()
	c := store.Config{Postgres: storetest.Postgres(t), Now: storetest.NewClock().Now}
	return storetest.OpenAt(t, c), storetest.OpenAt(t, c)
}

func TestFollowHearsOfWhatAnotherProcessWrote(t *testing.T) {
	one, other := two(t)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	go other.Follow(ctx)
	changed := other.Changed()
	if err := one.Write(ctx, store.ServerActor(), move("a")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was heard of it")
	}
	if one.Head() != other.Head() {
		t.Errorf("%+v here, %+v there", one.Head(), other.Head())
	}
}

// A process that stands still inside a transaction holds the head. The others wait a little, not for ever, and of what it did
// nothing is kept.
func TestAFrozenProcessDoesNotHoldTheOthers(t *testing.T) {
	store.FreezeAfter(t, 300*time.Millisecond)
	one, other := two(t)
	began, wake, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- one.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			close(began)
			<-wake
			return move("frozen")(tx)
		})
	}()
	<-began
	if err := other.Write(t.Context(), store.ServerActor(), move("b")); err != nil {
		t.Errorf("the other waited in vain: %v", err)
	}
	close(wake)
	if err := <-ended; err == nil {
		t.Error("what was ended by the database was answered as kept")
	}
	if err := one.Write(t.Context(), store.ServerActor(), move("c")); err != nil {
		t.Errorf("it did not go on: %v", err)
	}
	expect(t, one, "b", "c")
}

// What the writer looked up holds until its table is written, by whomever.
func TestMemoHoldsUntilAnotherProcessWrites(t *testing.T) {
	one, other := two(t)
	loads := 0
	look := func() {
		t.Helper()
		err := one.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			_, err := store.Memo(tx, "area", "linacs", func() (int, error) { loads++; return loads, nil })
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	look()
	look()
	if loads != 1 {
		t.Fatalf("looked up %d times", loads)
	}
	if err := other.Write(t.Context(), store.ServerActor(), move("a")); err != nil {
		t.Fatal(err)
	}
	if look(); loads != 2 {
		t.Error("the other process wrote, and what was looked up before was believed")
	}
}

// Workings change without an entry: no head tells that another process wrote one.
func TestMemoOfWorkingsHoldsForOneGroup(t *testing.T) {
	one, other := two(t)
	at := 0
	look := func() (seen int) {
		t.Helper()
		fns := make([]func(*store.Tx) error, 3)
		loads := 0
		for i := range fns {
			fns[i] = func(tx *store.Tx) (err error) {
				seen, err = store.Memo(tx, "lockout", "", func() (int, error) {
					loads++
					var since int
					return since, tx.Raw("SELECT coalesce(max(locked_until), 0) FROM lockout").Scan(&since).Error
				})
				return err
			}
		}
		for _, err := range one.WriteEach(t.Context(), store.ServerActor(), fns) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if loads != 1 {
			t.Errorf("looked up %d times in one group", loads)
		}
		return seen
	}
	for range 2 {
		if seen := look(); seen != at {
			t.Errorf("one process sees %d, the other wrote %d", seen, at)
		}
		at++
		err := other.Work(t.Context(), func(tx *store.Tx) error {
			return tx.Exec("INSERT INTO lockout (scope, failures, locked_until, last_at) VALUES (?, 1, ?, 0)", strconv.Itoa(at), at).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
