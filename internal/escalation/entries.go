package escalation

import (
	"cmp"
	"fmt"
	"strings"

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
func Kinds() []logbook.Applier {
	return []logbook.Applier{Opened, Joined, Acknowledged, Noted, Acted, HandedOver, CloseAsked, Closed, Reopened, Lapsed, Expired, PolicySet, RungOpened, Reminded, Refused, Recovered}
}

type foundOpened struct {
	Ref          string `json:"ref"`
	Severity     string `json:"severity,omitempty"`     // when it is not the cause's
	RecurrenceOf string `json:"recurrenceOf,omitempty"` // the same trouble was closed a short time ago
	LaterPass    string `json:"laterPass,omitempty"`    // a check that passed after the failure, and came before it
}

type foundJoined struct {
	Severity string `json:"severity"` // the worse of what it was and what came
	Version  int64  `json:"version"`
	State    string `json:"state,omitempty"` // when it changes: a re-check that failed
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
	State   string         `json:"state,omitempty"` // of one that was handed over; else it is now acknowledged
}

func applyOpened(tx *store.Tx, e logbook.Entry, b *logbook.Act[Cause, foundOpened]) error {
	c, f, at := b.Act, b.Found, int64(store.At(e.At))
	severity := cmp.Or(f.Severity, c.Severity)
	w := work{RecurrenceOf: f.RecurrenceOf, LaterPass: f.LaterPass}.fails(c, severity, e)
	err := tx.Insert("escalation", columns, e.Subject, f.Ref, c.Kind, severity, IsOpen, 1, c.Equipment, e.Area, c.Checklist,
		c.Item, c.Source, c.Device, at, "", 0, c.Report, at, at, store.Of(w), c.About, w.Worst)
	if err != nil {
		return err
	}
	if c.Kind == Reported {
		if err := ofReport(tx, e, c, f.Ref); err != nil {
			return err
		}
	}
	return happened(tx, e, "opened", severity, c)
}

func applyJoined(tx *store.Tx, e logbook.Entry, b *logbook.Act[Cause, foundJoined]) error {
	var was row
	if err := tx.Where("id = ?", e.Subject).Take(&was).Error; err != nil {
		return fmt.Errorf("escalation: joined: %w", err)
	}
	now := was.standing()
	now.Severity, now.Version, now.State = b.Found.Severity, b.Found.Version, cmp.Or(b.Found.State, was.State)
	now.Work = now.Work.fails(b.Act, b.Found.Severity, e)
	if err := change(tx, e, was.becomes(now, e, "joined")); err != nil {
		return err
	}
	return happened(tx, e, "joined", b.Found.Severity, b.Act)
}

func applyAcknowledged(tx *store.Tx, e logbook.Entry, b *answer) error {
	var was row
	if err := tx.Where("id = ?", e.Subject).Take(&was).Error; err != nil {
		return fmt.Errorf("escalation: acknowledged: %w", err)
	}
	now := was.standing()
	now.State, now.Owner, now.Version, now.Work.HandedTo = cmp.Or(b.Found.State, IsAcknowledged), e.Actor, b.Found.Version, ""
	if err := change(tx, e, was.becomes(now, e, "acknowledged")); err != nil {
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
	key, words := "acknowledged", "Took it on."
	if kind == "noted" {
		key, words = "", "Answered it on a tablet; that does not count: "+b.Found.Why+"."
	}
	err := tx.Insert("escalation_event", eventColumns, e.Subject, e.Position, kind, int64(store.At(e.At)), e.Actor, "", opID, "",
		b.Found.Why, store.Of(append([]string{}, b.Found.Flags...)), key, b.Found.Seen, words)
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "escalation", e.Subject, e.Area)
}

func happened(tx *store.Tx, e logbook.Entry, kind, severity string, c Cause) error {
	err := tx.Insert("escalation_event", eventColumns, e.Subject, e.Position, kind, int64(store.At(e.At)), e.Actor, c.Check, c.Op,
		severity, c.Why, store.Of[[]string](nil), "", 0, c.words(kind))
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "escalation", e.Subject, e.Area)
}

// words say what opened or joined an escalation, for a reader.
func (c Cause) words(kind string) string {
	what := c.Item
	switch {
	case c.PostFailed && c.Item == "":
		return "The check after the work did not pass: " + words(c.Checklist) + " was not evaluated."
	case c.PostFailed:
		return "The check after the work did not pass: " + words(c.Checklist) + ", " + words(c.Item) + "."
	case c.Kind == Reported:
		what = c.Why
	case c.found(): // whatever its kind
		return c.Why
	case c.Kind == SetAside:
		what = "something that was set aside claims a failure"
	case c.Verdict != "":
		what += ": " + strings.ReplaceAll(c.Verdict, "-", " ")
	}
	if kind == "joined" {
		return "It happened again: " + what + "."
	}
	return "Opened: " + what + "."
}

func change(tx *store.Tx, e logbook.Entry, to map[string]any) error {
	res := tx.Model(&row{}).Where("id = ?", e.Subject).Updates(to)
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("escalation: entry %d changes %q, which is not there", e.Position, e.Subject)
	}
	if res.Error != nil {
		return res.Error
	}
	if err := follow(tx, e, to); err != nil {
		return err
	}
	return paced(tx, e)
}
