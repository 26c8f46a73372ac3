package store_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"runup/internal/logbook"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// Several processes begin on one empty PostgreSQL at once: one makes the schema and begins the logbook, the others find them.
func TestProcessesThatBeginAtOnceBeginOneLogbook(t *testing.T) {
	c := store.Config{Postgres: storetest.Postgres(t), Now: storetest.NewClock().Now}
	var all sync.WaitGroup
	var inside, most, founded atomic.Int32
	for range 4 {
		all.Go(func() {
			db, err := store.Open(t.Context(), store.Config{Postgres: c.Postgres, Now: c.Now, Log: logbook.New(), Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			err = db.Alone(t.Context(), func() error {
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				defer inside.Add(-1)
				if db.Head().Position > 0 {
					return nil // founded already, by whoever was first
				}
				founded.Add(1)
				time.Sleep(20 * time.Millisecond)
				return db.Write(t.Context(), store.ServerActor(), move("founded"))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if founded.Load() != 1 || most.Load() != 1 {
		t.Errorf("founded %d times, by %d at once", founded.Load(), most.Load())
	}
}

// A network that swallows what is sent never answers. Whoever waits is told so in bounded time, and it goes on by itself when
// the network is back.
func TestASilentNetworkDoesNotHoldAnybodyForEver(t *testing.T) {
	store.BearSilence(t, 500*time.Millisecond)
	c := store.Config{Postgres: storetest.Postgres(t), Now: storetest.NewClock().Now}
	var deaf atomic.Bool
	c.Postgres = through(t, c.Postgres, &deaf)
	db := storetest.OpenAt(t, c)
	deaf.Store(true)
	began := time.Now()
	if err := db.Write(t.Context(), store.ServerActor(), move("a")); err == nil {
		t.Error("what was swallowed was answered as kept")
	}
	if err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return tx.Exec("SELECT 1").Error }); err == nil {
		t.Error("what was swallowed was read")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s to notice", took)
	}
	deaf.Store(false)
	var err error
	for limit := time.Now().Add(10 * time.Second); time.Now().Before(limit); time.Sleep(50 * time.Millisecond) {
		if err = db.Write(t.Context(), store.ServerActor(), move("b")); err == nil {
			return
		}
	}
	t.Errorf("the network is back, and still %v", err)
}

// through is a way to a PostgreSQL on which everything is swallowed while it is deaf.
func through(t *testing.T, address string, deaf *atomic.Bool) string {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	network, to := pgconn.NetworkAddress(config.Host, config.Port)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial(network, to)
			if err != nil {
				near.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				go func() {
					_, err := io.Copy(swallower{way[0], deaf}, way[1])
					_ = errors.Join(err, near.Close(), far.Close())
				}()
			}
		}
	}()
	u := url.URL{Scheme: "postgres", Host: l.Addr().String(), Path: "/" + config.Database, RawQuery: "sslmode=disable", User: url.UserPassword(config.User, config.Password)}
	return u.String()
}

type swallower struct {
	to   io.Writer
	deaf *atomic.Bool
}

func (s swallower) Write(p []byte) (int, error) {
	if s.deaf.Load() {
		return len(p), nil
	}
	return s.to.Write(p)
}
