package check

import (
	"encoding/json"
	"fmt"
	"time"

	"runup/internal/baseline"
	"runup/internal/device"
	"runup/internal/evidence"
	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/occurrence"
	"runup/internal/operation"
	"runup/internal/stock"
	"runup/internal/store"
)

// The kinds of entry that an accepted check, or one failing reading of a check that goes on, becomes.
var (
	Completed = logbook.Define(operation.Completed, applyCompleted)
	Alerted   = logbook.Define(operation.Alerted, applyAlerted)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier {
	return []logbook.Applier{Completed, Alerted, Amended, Voided, Countersigned, Seconded, Reviewed}
}

// told is what a check says of itself beside its readings.
type told struct {
	Name          string          `json:"performedByName,omitempty"`
	Auth          string          `json:"auth,omitempty"`
	Occurrence    string          `json:"occurrence,omitempty"`
	StartedAt     *time.Time      `json:"startedAt,omitempty"`
	FinishedAt    *time.Time      `json:"finishedAt,omitempty"`
	TabletVerdict string          `json:"verdict,omitempty"`
	StoppedEarly  json.RawMessage `json:"stoppedEarly,omitempty"`
	Note          string          `json:"note,omitempty"`
}

func applyCompleted(tx *store.Tx, e logbook.Entry, b *sent) error {
	if err := b.settle(); err != nil {
		return fmt.Errorf("check: completed: %w", err)
	}
	if err := insert(tx, e, b); err != nil {
		return err
	}
	if !b.Found.WantsSecond { // until both are in, nobody is shown what was read
		if err := saw(tx, e, b); err != nil {
			return err
		}
	}
	if err := evidence.Name(tx, "check", e.Subject, e.Area, b.Found.Blobs); err != nil {
		return err
	}
	if err := Record(tx, e, b.op, b.sha, b.Found.Release); err != nil {
		return err
	}
	if err := occurrence.Count(tx, e, b.counted(e)); err != nil {
		return err
	}
	return logbook.Move(tx, e, "check", e.Subject, e.Area)
}

// saw keeps what the next check is held against, and what is short.
func saw(tx *store.Tx, e logbook.Entry, b *sent) error {
	for _, s := range b.Found.Seen {
		if err := baseline.Saw(tx, e, b.op.Equipment, b.op.Checklist, s.Item, s.Value, b.Found.At); err != nil {
			return err
		}
	}
	return stock.Record(tx, e, stock.Seen{Check: e.Subject, Equipment: b.op.Equipment, Checklist: b.op.Checklist, At: b.Found.At, Lines: b.Found.Stock})
}

func insert(tx *store.Tx, e logbook.Entry, b *sent) error {
	op, received := b.op, e.At
	if b.Found.Release != nil {
		received = b.Found.Release.ReceivedAt
	}
	said, err := json.Marshal(told{
		Name: op.PerformedByName, Auth: op.Auth, Occurrence: op.Occurrence, StartedAt: op.StartedAt, FinishedAt: op.FinishedAt,
		TabletVerdict: op.Verdict, StoppedEarly: op.StoppedEarly, Note: op.Note,
	})
	if err != nil {
		return fmt.Errorf("check: told: %w", err)
	}
	verdict := b.Found.Verdict
	if b.Found.WantsSecond {
		verdict = judge.NotEvaluated // until both are in: a list by verdict would tell
	}
	return tx.Insert("checks", columns, e.Position, e.Subject, op.Checklist, op.Hash, op.Equipment, e.Area, op.PerformedBy, b.Device,
		int64(store.At(b.Found.At)), int64(store.At(received)), string(verdict), string(said), string(b.found), string(op.Readings), b.Found.WantsSecond,
		b.Found.standing().unconfirmed())
}

// applyAlerted keeps what was answered: what it means for anybody is the escalation's.
func applyAlerted(tx *store.Tx, e logbook.Entry, b *sent) error {
	if err := b.settle(); err != nil {
		return fmt.Errorf("check: alerted: %w", err)
	}
	if err := tx.Insert("alert", alertColumns, b.op.OpID, e.Position, e.Subject, string(b.found), b.Found.WantsSecond); err != nil {
		return err
	}
	return Record(tx, e, b.op, b.sha, b.Found.Release)
}

// Record notes that an operation was accepted under this entry, at once or after it had been set aside. Only the applies of
// accepted operations call it.
func Record(tx *store.Tx, e logbook.Entry, op *operation.Operation, sha string, released *Release) error {
	if released != nil {
		return device.MoveOperation(tx, e, op.OpID, sha, released.Standing, "accepted")
	}
	return device.RecordOperation(tx, e, device.Operation{
		OpID: op.OpID, SHA: sha, Standing: device.Own, Device: e.Device, Seq: op.Seq, Prev: op.Prev, Type: op.Type, Outcome: "accepted",
	})
}
