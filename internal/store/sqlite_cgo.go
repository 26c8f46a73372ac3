//go:build cgo

package store

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

const sqliteDriver = "sqlite3"

func sqliteWriting(file string) string {
	return asURI(file) + "?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=on&_txlock=immediate&_cache_size=-32768"
}

func sqliteReading(file string) string {
	return asURI(file) + "?mode=ro&_query_only=on&_busy_timeout=5000&_txlock=deferred"
}

func extendedCode(err error) int {
	var e sqlite3.Error
	if errors.As(err, &e) {
		return int(e.ExtendedCode)
	}
	return 0
}
