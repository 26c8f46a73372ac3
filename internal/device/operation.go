package device

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Operation is one thing that a tablet sent and the server kept, whatever became of it.
//
// The same id may have come more than once: the same bytes again are a replay, other bytes another operation, and what
// was not validly signed by its own tablet in good standing owns nothing. So the key is id, bytes and standing.
type Operation struct {
	OpID     string
	SHA      string // sha256 hex of the payload
	Standing string // Own, or Untrusted(…)
	Device   string // the tablet that sent it
	Seq      *int64 // its place in the tablet's own order, when it could be read
	Prev     string // sha256 hex of the tablet's payload before it; "" when it says none
	Type     string
	Position int64 // of its entry; never changes
	Outcome  string
	Latest   int64 // position of the entry that gave it its newest outcome
	At       time.Time
}

// Own is the standing of an operation validly signed by its own tablet, which was not shut out.
const Own = "own"

// Untrusted is the standing of any other operation: each tablet, signature and reason has its own, so each gets its own
// answer again and none takes the id away from its owner.
func Untrusted(device, signature, reason string) string {
	h := sha256.New()
	for _, part := range []string{device, signature, reason} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// RecordOperation notes an operation under the entry that keeps it. Only applies call it.
func RecordOperation(tx *store.Tx, e logbook.Entry, op Operation) error {
	return tx.Insert("operation", operationColumns, op.OpID, op.SHA, op.Standing, op.Device, op.Seq, op.Prev, op.Type,
		e.Position, op.Outcome, e.Position, int64(store.At(e.At)))
}

// MoveOperation notes that an operation was released or resolved by a later entry. Only applies call it.
func MoveOperation(tx *store.Tx, e logbook.Entry, opID, sha, standing, outcome string) error {
	moved := tx.Exec("UPDATE operation SET outcome = ?, latest = ? WHERE op_id = ? AND sha = ? AND standing = ?",
		outcome, e.Position, opID, sha, standing)
	if moved.Error == nil && moved.RowsAffected != 1 {
		return fmt.Errorf("device: entry %d moves an operation that is not there: %w", e.Position, gorm.ErrRecordNotFound)
	}
	return moved.Error
}

// FindOperations answers every operation with this id, the oldest first.
func FindOperations(tx *store.Tx, opID string) ([]Operation, error) {
	near, err := FindNear(tx, opID, "", nil)
	return near.SameID, err
}

// Gap is a run of numbers in a tablet's own order that never came.
type Gap struct {
	From, To int64     // both missing
	Since    time.Time // when the one after it came
}

// gapAfter is how long a missing number may be on its way.
const gapAfter = time.Hour

// Gaps answers what has been missing from a tablet for over an hour: a fact of the device that somebody looks into.
func Gaps(tx *store.Tx, deviceID string) ([]Gap, error) {
	var rows []struct {
		Before, After int64
		At            store.Instant
	}
	err := tx.Raw(`SELECT before, after, at FROM (
		SELECT seq AS after, at, coalesce(lag(seq) OVER (ORDER BY seq), CASE WHEN prev = '' THEN seq - 1 ELSE 0 END) AS before
		FROM operation WHERE device = ? AND seq IS NOT NULL
	) AS chain WHERE after > before + 1 AND at < ? ORDER BY after`, deviceID, store.At(tx.Now.Add(-gapAfter))).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("device: gaps: %w", err)
	}
	list := make([]Gap, len(rows))
	for i, r := range rows {
		list[i] = Gap{From: r.Before + 1, To: r.After - 1, Since: r.At.Time()}
	}
	return list, nil
}
