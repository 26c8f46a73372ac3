//go:build !cgo

package store

import (
	"errors"

	"modernc.org/sqlite"
)

const sqliteDriver = "sqlite"

func sqliteWriting(file string) string {
	return asURI(file) + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-32768)&_txlock=immediate"
}

func sqliteReading(file string) string {
	return asURI(file) + "?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_txlock=deferred"
}

func extendedCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
