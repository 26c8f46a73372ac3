package store

import (
	"context"
	"time"
)

// EndBehindItsBack ends the transaction as an engine does on a fault: the statement fails, and nothing is open any more.
func EndBehindItsBack(tx *Tx) {
	_, _ = tx.session.conn.ExecContext(context.Background(), "ROLLBACK")
	tx.session.failed = true
}

// Commits answers how many groups were committed.
func Commits(db *DB) int64 { return db.commits.Load() }

// Waiting answers how many requests stand in the queue.
func Waiting(db *DB) int { return len(db.queue) }

// What is decided from numbers alone.
var (
	Older         = older
	RemoteByMagic = remoteByMagic
)

// FreezeAfter has transactions that do nothing end sooner.
func FreezeAfter(t interface{ Cleanup(func()) }, d time.Duration) {
	was := frozenAfter
	frozenAfter = d
	t.Cleanup(func() { frozenAfter = was })
}

// BearSilence has a silent network noticed sooner.
func BearSilence(t interface{ Cleanup(func()) }, d time.Duration) {
	was := silence
	silence = d
	t.Cleanup(func() { silence = was })
}
