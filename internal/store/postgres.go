package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type postgresEngine struct{ db *sql.DB }

func openPostgres(ctx context.Context, url string) (engine, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: postgres: %w", err)
	}
	// Whatever the server's default is: a commit is answered when it is on disk.
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["application_name"] = "runup"
	if config.ConnectTimeout == 0 || config.ConnectTimeout > connectTime {
		config.ConnectTimeout = connectTime
	}
	config.DialFunc = dial
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(readerCount + 2)
	db.SetMaxIdleConns(readerCount + 1)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("store: postgres: %w", err)
	}
	return &postgresEngine{db: db}, nil
}

func (e *postgresEngine) name() string      { return "postgres" }
func (e *postgresEngine) schema() string    { return "postgres" }
func (e *postgresEngine) begin() string     { return "BEGIN ISOLATION LEVEL READ COMMITTED" }
func (e *postgresEngine) prepares() bool    { return false } // pgx keeps its own
func (e *postgresEngine) bind(i int) string { return "$" + strconv.Itoa(i) }

// frozenAfter is how long a transaction of the writer may do nothing. A process that was stopped inside one holds the head, and
// every other process waits for it; PostgreSQL then ends the transaction, as if the process had died.
var frozenAfter = 5 * time.Second

func (e *postgresEngine) tune(ctx context.Context, writer *sql.Conn) error {
	_, err := writer.ExecContext(ctx, fmt.Sprintf("SET idle_in_transaction_session_timeout = %d; SET lock_timeout = %d",
		frozenAfter.Milliseconds(), lockTime.Milliseconds()))
	return err
}

func (e *postgresEngine) readOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (e *postgresEngine) dialector(conn gorm.ConnPool) gorm.Dialector {
	return postgres.New(postgres.Config{Conn: conn})
}

// founding is the advisory lock of processes that begin. They share a database with nothing else.
const founding = 0x52756e7570

const foundingAgain = 100 * time.Millisecond

// alone holds off every other process that begins while fn runs. It asks again and again rather than waits in the server, where
// a silent network would look the same. If this process dies, PostgreSQL lets the next one go.
func (e *postgresEngine) alone(ctx context.Context, fn func() error) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: alone: %w", err)
	}
	defer conn.Close() //nolint:errcheck // fn's error is the one that matters
	for mine := false; !mine; {
		if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", int64(founding)).Scan(&mine); err != nil {
			return fmt.Errorf("store: alone: %w", err)
		}
		if !mine {
			select {
			case <-ctx.Done():
				return fmt.Errorf("store: alone: %w", ctx.Err())
			case <-time.After(foundingAgain):
			}
		}
	}
	err = fn()
	if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(founding)); unlock != nil {
		err = errors.Join(err, fmt.Errorf("store: alone: %w", unlock))
	}
	return err
}

func (e *postgresEngine) versions(ctx context.Context) ([]int, error) {
	return schemaVersions(ctx, e.db, "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'migration'")
}

func (e *postgresEngine) change(ctx context.Context, statements []string) error {
	return inTransaction(ctx, e.db, statements)
}

func (e *postgresEngine) pools() (writer, readers *sql.DB) { return e.db, e.db }

func (e *postgresEngine) release() error { return e.db.Close() }
