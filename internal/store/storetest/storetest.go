// Package storetest opens real databases for tests: SQLite in a folder of its own, and PostgreSQL where one is offered.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"runup/internal/logbook"
	"runup/internal/store"
)

// PostgresVariable holds the address of a PostgreSQL that tests may make databases in.
const PostgresVariable = "RUNUP_TEST_POSTGRES"

// Clock is a time that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Start is when tests begin: a Monday morning.
var Start = time.Date(2026, 11, 23, 6, 45, 0, 0, time.UTC)

// NewClock makes a clock that shows Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now answers the time it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move lets time pass.
func (c *Clock) Move(d time.Duration) { c.Set(c.Now().Add(d)) }

// Set shows another time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Open opens an embedded database in a folder of its own, at Start.
func Open(t testing.TB) *store.DB {
	t.Helper()
	return OpenAt(t, store.Config{Folder: t.TempDir(), Now: NewClock().Now})
}

// OpenAt opens what the config says, with the logbook and a logger that only shows when the test fails.
func OpenAt(t testing.TB, c store.Config) *store.DB {
	t.Helper()
	c.Log, c.Logger = logbook.New(), slog.New(slog.NewTextHandler(t.Output(), nil))
	db, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Each runs a test on both engines.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAt(t, func(t *testing.T, db *store.DB, _ *Clock) { test(t, db) })
}

// EachAt is Each with the clock that the database goes by.
func EachAt(t *testing.T, test func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	EachConfig(t, func(t *testing.T, c store.Config, clock *Clock) { test(t, OpenAt(t, c), clock) })
}

// EachConfig is for tests that open the database themselves.
func EachConfig(t *testing.T, test func(t *testing.T, c store.Config, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		clock := NewClock()
		test(t, store.Config{Folder: t.TempDir(), Now: clock.Now}, clock)
	})
	t.Run("postgres", func(t *testing.T) {
		clock := NewClock()
		test(t, store.Config{Postgres: Postgres(t), Now: clock.Now}, clock)
	})
}

var made atomic.Int64

// Postgres makes an empty database and answers its address. Without a server the test is skipped, except in CI, where a
// missing server is a failure.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set, and CI must test PostgreSQL", PostgresVariable)
		}
		t.Skipf("%s is not set", PostgresVariable)
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("runup_%d_%d", os.Getpid(), made.Add(1))
	if _, err := db.Exec("CREATE DATABASE " + name + " TEMPLATE template0 STRATEGY file_copy"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = db.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		db.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
