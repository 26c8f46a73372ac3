package tablet

import (
	"encoding/json"
	"fmt"
	"time"

	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// The kinds of entry about what could not be accepted at once, and about cursors that do not fit the logbook.
var (
	SetAsideKind = logbook.Define("operation.quarantined", applySetAside)
	Resolved     = logbook.Define("operation.resolved", applyResolved)
	HeldKind     = logbook.Define("operation.held", applyHeld)
	Released     = logbook.Define("operation.released", applyReleased)
	Contradicted = logbook.Define("logbook.contradicted", applyContradicted)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier {
	return []logbook.Applier{SetAsideKind, Resolved, HeldKind, Released, Contradicted}
}

// foundAside says how an operation came and why it was set aside.
type foundAside struct {
	OpID     string          `json:"opId"` // as it can be stored
	SHA      string          `json:"sha256"`
	Standing string          `json:"standing"`
	Type     string          `json:"type,omitempty"`
	Seq      *int64          `json:"deviceSeq,omitempty"`
	Prev     string          `json:"prev,omitempty"`
	Code     string          `json:"code"`
	Detail   string          `json:"detail"`
	Errors   []problem.Field `json:"errors,omitempty"`
	Target   string          `json:"target,omitempty"` // that it waits for
	SkewMs   *int64          `json:"skewMs,omitempty"` // of the tablet's clock when it was sent
}

// kept is the part of a row that nobody searches.
type kept struct {
	Payload   string          `json:"payload"`
	Signature string          `json:"signature"`
	Code      string          `json:"code"`
	Detail    string          `json:"detail"`
	Errors    []problem.Field `json:"errors,omitempty"`
	Type      string          `json:"type,omitempty"`
	Target    string          `json:"target,omitempty"` // that it waits for
	SkewMs    *int64          `json:"skewMs,omitempty"`
}

func applySetAside(tx *store.Tx, e logbook.Entry, b *logbook.Sent[foundAside]) error {
	return keepAs(tx, e, b, Waiting, IsSetAside)
}

// keepAs writes an operation that was not accepted at once.
func keepAs(tx *store.Tx, e logbook.Entry, b *logbook.Sent[foundAside], state, outcome string) error {
	f := b.Found
	k := kept{Payload: b.Payload, Signature: b.Signature, Code: f.Code, Detail: f.Detail, Errors: f.Errors}
	if state == Held {
		k.Type, k.Target, k.SkewMs = f.Type, f.Target, f.SkewMs
	}
	text, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("tablet: set aside: %w", err)
	}
	err = tx.Insert("quarantine", columns, e.Position, e.Subject, f.OpID, b.Device, e.Area, int64(store.At(e.At)), state, string(text),
		"", (*store.Instant)(nil), "")
	if err != nil {
		return err
	}
	return device.RecordOperation(tx, e, device.Operation{
		OpID: f.OpID, SHA: f.SHA, Standing: f.Standing, Device: b.Device, Seq: f.Seq, Prev: f.Prev, Type: f.Type, Outcome: outcome,
	})
}

// resolved is what a person decided about an operation that was set aside.
type resolved struct {
	Position int64  `json:"position"` // of the entry that keeps it
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
}

// foundKept says which operation it is. One that is accepted gets its own entry next.
type foundKept struct {
	OpID     string `json:"opId"`
	SHA      string `json:"sha256"`
	Standing string `json:"standing"`
}

func applyResolved(tx *store.Tx, e logbook.Entry, b *logbook.Act[resolved, foundKept]) error {
	state := WasAccepted
	if b.Act.Decision == Discard {
		state = WasDiscarded
		if err := device.MoveOperation(tx, e, b.Found.OpID, b.Found.SHA, b.Found.Standing, IsSetAside); err != nil {
			return err
		}
	}
	if err := tx.Exec("DELETE FROM held WHERE position = ?", b.Act.Position).Error; err != nil {
		return err
	}
	res := tx.Model(&row{}).Where("position = ?", b.Act.Position).Updates(map[string]any{
		"state": state, "resolved_by": e.Actor, "resolved_at": store.At(e.At), "reason": b.Act.Reason,
	})
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("tablet: entry %d resolves %d, which is not there", e.Position, b.Act.Position)
	}
	return res.Error
}

// contradicted is a cursor that this server made, of a logbook that is not this one.
type contradicted struct {
	Position int64  `json:"position"`
	Root     string `json:"root"` // hex of the first bytes that the cursor has
}

type foundHead struct {
	Head int64     `json:"head"`
	At   time.Time `json:"at"`
}

func applyContradicted(tx *store.Tx, e logbook.Entry, b *logbook.Act[contradicted, foundHead]) error {
	return tx.Insert("contradiction", contradictionColumns, e.Epoch, b.Act.Position, b.Found.Head, e.Device, e.Actor, int64(store.At(e.At)))
}
