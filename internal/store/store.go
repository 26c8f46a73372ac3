// Package store is the database and every transaction on it.
//
// There is one door for whatever changes: Write, WriteEach and Work join one queue, and one writer commits what waits
// together. Readers have snapshots of their own that cannot be written. SQLite is embedded; PostgreSQL takes over when
// one machine is not enough; everything above this package is the same on both.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

// Head is how far the logbook has come.
type Head struct {
	Epoch    string
	Position int64
}

// Began is the head at the beginning of a group, with the instant of its last entry.
type Began struct {
	Head
	At time.Time
}

// Log is the logbook as the store needs it: what happens at each border of a group. All calls come from the writer.
type Log interface {
	Begin(tx *Tx) (Began, error) // locks the head
	Mark() int                   // before each function
	Rewind(mark int)             // the function failed: forget what it appended
	Seal(tx *Tx) (Head, error)   // writes what was appended and fixes the root
}

// Config says where the database is and what goes with it.
type Config struct {
	Folder   string           // SQLite: the data folder
	Postgres string           // postgres://… ; empty means SQLite
	Now      func() time.Time // the only clock there is
	Log      Log
	Logger   *slog.Logger
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine  engine
	pool    *sql.DB // the writer's
	gorm    *gorm.DB
	writer  *session
	readers *sql.DB
	rgorm   *gorm.DB
	now     func() time.Time
	log     Log
	logger  *slog.Logger

	commits atomic.Int64
	queue   chan *request
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once

	mu      sync.Mutex
	head    Head
	changed chan struct{}
}

var errClosed = errors.New("store: closed")

// Open opens the database, brings its schema up to date and starts the writer. It refuses a schema newer than this
// binary, a second process on the same folder, a network file system and unsafe settings, and then has touched nothing.
func Open(ctx context.Context, c Config) (*DB, error) {
	e, err := open(ctx, c)
	if err != nil {
		return nil, err
	}
	db := &DB{
		engine: e, now: c.Now, log: c.Log, logger: c.Logger,
		queue: make(chan *request, queueLength), closing: make(chan struct{}), stopped: make(chan struct{}),
		changed: make(chan struct{}),
	}
	if err := e.alone(ctx, func() error { return db.start(ctx) }); err != nil {
		return nil, errors.Join(err, e.release())
	}
	return db, nil
}

func (db *DB) start(ctx context.Context) error {
	if err := migrate(ctx, db.engine, db.now()); err != nil {
		return err
	}
	db.pool, db.readers = db.engine.pools()
	db.writer = newSession(db.engine)
	if err := db.connect(ctx); err != nil {
		return err
	}
	var err error
	if db.gorm, err = gorm.Open(db.engine.dialector(db.writer), gormConfig()); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if db.rgorm, err = gorm.Open(db.engine.dialector(db.readers), gormConfig()); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	go db.serve()
	// An empty piece of work begins the logbook on a new database and learns its head on any.
	if err := db.Work(ctx, func(*Tx) error { return nil }); err != nil {
		return errors.Join(fmt.Errorf("store: first group: %w", err), db.Close())
	}
	return nil
}

// Alone runs fn while no other process on the same database begins, and first learns how far the logbook has come: what founds a
// department is done once, whoever is first.
func (db *DB) Alone(ctx context.Context, fn func() error) error {
	return db.engine.alone(ctx, func() error {
		if err := db.Ping(ctx); err != nil {
			return err
		}
		return fn()
	})
}

// connect gives the writer a connection if it has none.
func (db *DB) connect(ctx context.Context) error {
	if db.writer.conn != nil {
		return nil
	}
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	if err := db.engine.tune(ctx, conn); err != nil {
		return errors.Join(err, conn.Close())
	}
	db.writer.conn = conn
	return nil
}

// Read runs fn against a snapshot that cannot be written.
func (db *DB) Read(ctx context.Context, actor Actor, fn func(*Tx) error) error {
	sqlTx, err := db.readers.BeginTx(ctx, db.engine.readOptions())
	if err != nil {
		return unavailable(err)
	}
	defer sqlTx.Rollback() //nolint:errcheck // nothing was written
	g := db.rgorm.Session(&gorm.Session{Context: ctx})
	g.Statement.ConnPool = sqlTx
	remembered := &memo{tables: map[string]map[string]any{}} // a snapshot does not change
	return fn(&Tx{DB: g, Now: db.now().UTC().Truncate(time.Millisecond), Actor: actor, memo: remembered})
}

// Head answers how far the logbook has come, as last committed by this process.
func (db *DB) Head() Head {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.head
}

// Changed answers a channel that is closed when the head moves. Take it before looking at Head.
func (db *DB) Changed() <-chan struct{} {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.changed
}

func (db *DB) moved(head Head) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if head == db.head {
		return
	}
	db.head = head
	close(db.changed)
	db.changed = make(chan struct{})
}

// Ping reports whether the database can take a write just now.
func (db *DB) Ping(ctx context.Context) error {
	return db.Work(ctx, func(*Tx) error { return nil })
}

// Engine names the engine: "sqlite" or "postgres".
func (db *DB) Engine() string { return db.engine.name() }

// Close ends the writer after what it has begun and gives everything back. It is safe to call twice.
func (db *DB) Close() error {
	var err error
	db.once.Do(func() {
		close(db.closing)
		<-db.stopped
		db.writer.close()
		err = db.engine.release()
	})
	return err
}
