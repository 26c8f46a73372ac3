//go:build unix

package tablet_test

import (
	"context"
	"database/sql"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// S16, and 9 of escalation.md: what cannot be stored is never answered as stored, whichever statement it hits, and afterwards everything goes through.
func TestS16_Conformance9_AFullDiskAnswersUnavailableAndRecovers(t *testing.T) {
	folder, clock := t.TempDir(), storetest.NewClock()
	d := found(t, storetest.OpenAt(t, store.Config{Folder: folder, Now: clock.Now}), clock)
	var told []client.Op
	for room := int64(0); room < 60_000; room += 5_000 {
		lift := fill(t, folder, room)
		var refused []client.Op
		for range 4 {
			ops := []client.Op{d.pen.Completed(d.hoist(map[string]any{"brakes": no})), d.pen.Completed(d.hoist(nil))}
			results, err := d.service.Push(context.Background(), d.pen.by, batch(clock.Now(), ops))
			switch {
			case err == nil && results[0].Outcome == tablet.IsAccepted && results[1].Outcome == tablet.IsAccepted:
				told = append(told, ops...)
			case problem.Is(err, "unavailable"):
				refused = append(refused, ops...)
			default:
				t.Errorf("with %d bytes left: %+v, %v", room, results, err)
			}
		}
		lift()
		if len(refused) == 0 {
			t.Errorf("with %d bytes left nothing was refused", room)
		}
		for _, r := range d.push(d.pen, refused...) {
			if r.Outcome != tablet.IsAccepted {
				t.Errorf("after room was made: %+v", r)
			}
		}
		told = append(told, refused...)
	}
	for _, op := range told {
		if !d.hasCheck(op.OpID) {
			t.Fatal("an operation that was answered is not there")
		}
	}
	if n := len(d.checks()); n != len(told) {
		t.Errorf("%d checks of %d operations", n, len(told))
	}
}

// fill leaves so many bytes that any file may still grow by.
func fill(t *testing.T, folder string, room int64) (lift func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(folder, "runup.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	full := limit
	full.Cur = uint64(info.Size() + room)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
	}
}

func TestS16_ALostConnectionAnswersUnavailableAndRecovers(t *testing.T) {
	clock := storetest.NewClock()
	address := storetest.Postgres(t)
	d := found(t, storetest.OpenAt(t, store.Config{Postgres: address, Now: clock.Now}), clock)
	other, err := sql.Open("pgx", address)
	d.must(err)
	defer other.Close()
	stop := make(chan struct{})
	var cutting sync.WaitGroup
	cutting.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(40 * time.Millisecond):
				_, err := other.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
				if err != nil {
					d.Error(err)
				}
			}
		}
	})
	refused := 0
	insist := func(ops ...client.Op) []tablet.Result {
		for {
			results, err := d.service.Push(context.Background(), d.pen.by, batch(clock.Now(), ops))
			if err == nil {
				return results
			}
			if refused++; refused > 10_000 {
				t.Fatal(err)
			}
		}
	}
	var ops []client.Op
	for range 60 {
		op := d.pen.Completed(d.hoist(nil))
		if r := insist(op)[0]; r.Outcome != tablet.IsAccepted {
			t.Fatalf("%+v", r)
		}
		ops = append(ops, op)
	}
	close(stop)
	cutting.Wait()
	for _, r := range insist(ops...) {
		if !*r.Replay || r.Outcome != tablet.IsAccepted {
			t.Errorf("answered and not there: %+v", r)
		}
	}
	if n := len(d.checks()); n != len(ops) || refused == 0 {
		t.Errorf("%d checks of %d, %d pushes met a lost connection", n, len(ops), refused)
	}
}
