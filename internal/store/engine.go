package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// engine is what differs between SQLite and PostgreSQL.
type engine interface {
	name() string
	begin() string                                    // opens a write transaction
	tune(ctx context.Context, writer *sql.Conn) error // each connection of the writer, once
	prepares() bool                                   // whether the session prepares statements (or the driver does)
	bind(i int) string                                // of the i-th value, from 1
	pools() (writer, readers *sql.DB)                 // open after the schema is up to date
	dialector(conn gorm.ConnPool) gorm.Dialector      //
	readOptions() *sql.TxOptions                      // of a snapshot
	versions(ctx context.Context) ([]int, error)      // of the schema; none for a new database; touches nothing
	schema() string                                   // folder of its migrations
	change(ctx context.Context, sql []string) error   // in one transaction
	alone(ctx context.Context, fn func() error) error // no other process begins meanwhile
	release() error
}

func open(ctx context.Context, c Config) (engine, error) {
	if c.Postgres != "" {
		return openPostgres(ctx, c.Postgres)
	}
	return openSQLite(ctx, c.Folder)
}

// Exists reports whether there is a database to open. A PostgreSQL is taken to be there: opening it tells.
func Exists(folder, postgres string) bool {
	if postgres != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(folder, databaseFile))
	return err == nil
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // a group is the transaction
		DisableAutomaticPing:   true,
		TranslateError:         true,
		Logger:                 logger.Discard, // errors are returned, and logged where they are answered
	}
}
