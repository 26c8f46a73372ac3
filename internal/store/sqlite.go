package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

const (
	databaseFile = "runup.db"
	lockFile     = "runup.lock"
	// Older versions can lose committed pages when a write races a checkpoint of the write-ahead log.
	// Source: SQLite 3.51.3 release notes, 2026-03-13.
	oldestSQLite = "3.51.3"
	readerCount  = 4
)

type sqliteEngine struct {
	file            string
	lock            *os.File
	writer, readers *sql.DB
}

func openSQLite(ctx context.Context, folder string) (_ engine, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("store: data folder: %w", err)
	}
	if name, remote := networkFileSystem(folder); remote {
		return nil, fmt.Errorf("store: %s is on a network file system (%s), whose locks SQLite cannot rely on; use a local disk or PostgreSQL", folder, name)
	}
	e := &sqliteEngine{file: filepath.Join(folder, databaseFile)}
	if e.lock, err = lockOnly(filepath.Join(folder, lockFile)); err != nil {
		return nil, fmt.Errorf("store: another Runup is using %s (%w)", folder, err)
	}
	return e, nil
}

func (e *sqliteEngine) name() string   { return "sqlite" }
func (e *sqliteEngine) schema() string { return "sqlite" }
func (e *sqliteEngine) begin() string  { return "BEGIN IMMEDIATE" }

func (e *sqliteEngine) tune(context.Context, *sql.Conn) error { return nil } // the connection string says it all

func (e *sqliteEngine) prepares() bool  { return true }
func (e *sqliteEngine) bind(int) string { return "?" }

func (e *sqliteEngine) readOptions() *sql.TxOptions { return nil }

func (e *sqliteEngine) dialector(conn gorm.ConnPool) gorm.Dialector {
	return dialector{sqlite.New(sqlite.Config{DriverName: sqliteDriver, Conn: conn}).(*sqlite.Dialector)}
}

// versions reads without write access, so that a database of a newer Runup stays as it is, byte for byte.
func (e *sqliteEngine) versions(ctx context.Context) ([]int, error) {
	if _, err := os.Stat(e.file); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	db, err := sql.Open(sqliteDriver, sqliteReading(e.file))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return schemaVersions(ctx, db, "SELECT count(*) FROM sqlite_master WHERE name = 'migration'")
}

func schemaVersions(ctx context.Context, db *sql.DB, exists string) (list []int, err error) {
	var n int
	if err := db.QueryRowContext(ctx, exists).Scan(&n); err != nil || n == 0 {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT version FROM migration ORDER BY version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

// change also makes the database on first use.
func (e *sqliteEngine) change(ctx context.Context, statements []string) error {
	writer, _, err := e.connect()
	if err != nil {
		return err
	}
	return inTransaction(ctx, writer, statements)
}

func inTransaction(ctx context.Context, db *sql.DB, statements []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("store: migration: %w in %.80q", err, s)
		}
	}
	return tx.Commit()
}

func (e *sqliteEngine) pools() (writer, readers *sql.DB) {
	writer, readers, _ = e.connect() // sql.Open only fails for a driver that is not there
	return writer, readers
}

func (e *sqliteEngine) connect() (_, _ *sql.DB, err error) {
	if e.writer != nil {
		return e.writer, e.readers, nil
	}
	if e.writer, err = sql.Open(sqliteDriver, sqliteWriting(e.file)); err != nil {
		return nil, nil, err
	}
	e.writer.SetMaxOpenConns(1)
	if e.readers, err = sql.Open(sqliteDriver, sqliteReading(e.file)); err != nil {
		return nil, nil, err
	}
	e.readers.SetMaxOpenConns(readerCount)
	e.readers.SetMaxIdleConns(readerCount)
	return e.writer, e.readers, checkSettings(e.writer)
}

// asURI names a file to the driver. Unescaped, a # or ? in a folder's name would end the path there, and the records would go
// to another file than the one that is locked and backed up.
func asURI(file string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(file)
}

// checkSettings asks the connection itself: a driver's default or a mistyped option must not cost a record.
func checkSettings(db *sql.DB) error {
	for _, want := range []struct{ ask, answer string }{
		{"PRAGMA journal_mode", "wal"}, {"PRAGMA synchronous", "2"}, {"PRAGMA foreign_keys", "1"},
	} {
		var got string
		if err := db.QueryRow(want.ask).Scan(&got); err != nil {
			return fmt.Errorf("store: %s: %w", want.ask, err)
		}
		if got != want.answer {
			return fmt.Errorf("store: %s is %s and must be %s", want.ask, got, want.answer)
		}
	}
	var version string
	if err := db.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if older(version, oldestSQLite) {
		return fmt.Errorf("store: SQLite %s can lose committed records; %s or newer is needed", version, oldestSQLite)
	}
	return nil
}

func older(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for i := range b {
		if i >= len(a) {
			return true
		}
		x, _ := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if x != y {
			return x < y
		}
	}
	return false
}

// alone: the lock file keeps every other process out, whatever it would do.
func (e *sqliteEngine) alone(_ context.Context, fn func() error) error { return fn() }

func (e *sqliteEngine) release() error {
	var errs []error
	for _, db := range []*sql.DB{e.readers, e.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, e.lock.Close())...)
}

// dialector translates what the stock one does not: constraint errors as every driver here numbers them.
type dialector struct{ *sqlite.Dialector }

// Translate maps a driver's error to GORM's.
func (d dialector) Translate(err error) error {
	switch extendedCode(err) {
	case 1555, 2067: // primary key, unique
		return gorm.ErrDuplicatedKey
	case 787:
		return gorm.ErrForeignKeyViolated
	case 275:
		return gorm.ErrCheckConstraintViolated
	}
	return d.Dialector.Translate(err)
}
