package escalation

import (
	"fmt"

	"runup/internal/check"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/store"
)

// The kinds of entry that change escalations.
var (
	Opened       = logbook.Define("escalation.opened", applyOpened)
	Joined       = logbook.Define("escalation.joined", applyJoined)
	Acknowledged = logbook.Define(operation.Acknowledged, applyAcknowledged)
	Noted        = logbook.Define("escalation.noted", applyNoted)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{Opened, Joined, Acknowledged, Noted} }

type foundOpened struct {
	Ref string `json:"ref"`
}

type foundJoined struct {
	Severity string `json:"severity"` // the worse of what it was and what came
	Version  int64  `json:"version"`
}

// answer is the body of an acknowledgement: made at the server, or on a tablet and sent.
type answer struct {
	Act *seen `json:"act,omitempty"`

	Payload   string `json:"payload,omitempty"`
	Signature string `json:"signature,omitempty"`
	Device    string `json:"device,omitempty"`
	Releases  int64  `json:"releases,omitempty"`

	Found foundAnswer `json:"found"`
}

// seen is the version that somebody had before their eyes.
type seen struct {
	Version int64 `json:"version"`
}

type foundAnswer struct {
	Version int64          `json:"version,omitempty"` // that the escalation now has; 0 when it was only noted
	Seen    int64          `json:"seen"`
	Why     string         `json:"why,omitempty"` // it was only noted
	Flags   []string       `json:"flags,omitempty"`
	Release *check.Release `json:"release,omitempty"`
}

func applyOpened(tx *store.Tx, e logbook.Entry, b *logbook.Act[Cause, foundOpened]) error {
	c := b.Act
	err := tx.Insert("escalation", columns, e.Subject, b.Found.Ref, c.Kind, c.Severity, IsOpen, 1, c.Equipment, e.Area, c.Checklist,
		c.Item, c.Source, c.Device, int64(store.At(e.At)), "", 0, "", "", 0, c.Report)
	if err != nil {
		return err
	}
	if c.Kind == Reported {
		if err := ofReport(tx, e, c, b.Found.Ref); err != nil {
			return err
		}
	}
	return happened(tx, e, "opened", c)
}

func applyJoined(tx *store.Tx, e logbook.Entry, b *logbook.Act[Cause, foundJoined]) error {
	err := change(tx, e, map[string]any{"severity": b.Found.Severity, "version": b.Found.Version})
	if err != nil {
		return err
	}
	return happened(tx, e, "joined", b.Act)
}

func applyAcknowledged(tx *store.Tx, e logbook.Entry, b *answer) error {
	err := change(tx, e, map[string]any{
		"state": IsAcknowledged, "owner": e.Actor, "version": b.Found.Version,
		"acted": "acknowledged", "acted_by": e.Actor, "acted_version": b.Found.Seen,
	})
	if err != nil {
		return err
	}
	return answered(tx, e, "acknowledged", b)
}

func applyNoted(tx *store.Tx, e logbook.Entry, b *answer) error { return answered(tx, e, "noted", b) }

// answered writes the timeline's line of somebody's answer, and of a tablet's operation that it came.
func answered(tx *store.Tx, e logbook.Entry, kind string, b *answer) error {
	var op *operation.Operation
	opID := ""
	if b.Payload != "" {
		var err error
		if op, err = operation.Read(b.Payload); err != nil {
			return fmt.Errorf("escalation: %s: %w", kind, err)
		}
		opID = op.OpID
		if err := check.Record(tx, e, op, operation.SHA(b.Payload), b.Found.Release); err != nil {
			return err
		}
	}
	err := tx.Insert("escalation_event", eventColumns, e.Subject, e.Position, kind, int64(store.At(e.At)), e.Actor, "", opID, "",
		b.Found.Why, store.Of(append([]string{}, b.Found.Flags...)))
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "escalation", e.Subject, e.Area)
}

func happened(tx *store.Tx, e logbook.Entry, kind string, c Cause) error {
	err := tx.Insert("escalation_event", eventColumns, e.Subject, e.Position, kind, int64(store.At(e.At)), e.Actor, c.Check, c.Op,
		c.Severity, c.Why, store.Of[[]string](nil))
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "escalation", e.Subject, e.Area)
}

func change(tx *store.Tx, e logbook.Entry, to map[string]any) error {
	res := tx.Model(&row{}).Where("id = ?", e.Subject).Updates(to)
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("escalation: entry %d changes %q, which is not there", e.Position, e.Subject)
	}
	if state, ok := to["state"]; ok && res.Error == nil {
		return follow(tx, e, state == IsClosed)
	}
	return res.Error
}
