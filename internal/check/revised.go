package check

import (
	"encoding/json"
	"fmt"
	"time"

	"runup/internal/baseline"
	"runup/internal/evidence"
	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/stock"
	"runup/internal/store"
)

// The kinds of entry that say something about a check that is there: done at the server, or on a tablet and sent.
var (
	Amended       = logbook.Define(operation.Amended, revising(amendedKind))
	Voided        = logbook.Define(operation.Voided, revising(voidedKind))
	Countersigned = logbook.Define(operation.Countersigned, revising(countersignedKind))
	Seconded      = logbook.Define(operation.Seconded, revising(secondedKind))
	Reviewed      = logbook.Define("check.reviewed", revising(reviewedKind))
)

// The kinds of revision after the first.
const (
	amendedKind       = "amended"
	voidedKind        = "voided"
	countersignedKind = "countersigned"
	secondedKind      = "seconded"
	reviewedKind      = "reviewed"
)

// act is what a person did at the server.
type act struct {
	Reason   string `json:"reason,omitempty"`
	Decision string `json:"decision,omitempty"`
	Note     string `json:"note,omitempty"`
}

// revised is the body of such an entry.
type revised struct {
	Act *act `json:"act,omitempty"`

	Payload   string `json:"payload,omitempty"`
	Signature string `json:"signature,omitempty"`
	Device    string `json:"device,omitempty"`
	Releases  int64  `json:"releases,omitempty"`

	Found decided `json:"found"`
}

// decided is everything that the server found out about a revision.
type decided struct {
	At        time.Time     `json:"at"` // when it was done, by the best evidence
	Release   *Release      `json:"release,omitempty"`
	Revision  int64         `json:"revision"`
	Performer string        `json:"performer,omitempty"` // of the check
	Why       string        `json:"why,omitempty"`       // it does not count
	Parallel  bool          `json:"parallel,omitempty"`
	Verdict   judge.Verdict `json:"verdict"`
	Items     []judge.Item  `json:"items,omitempty"` // that its own readings came to
	Capacity  string        `json:"capacity,omitempty"`
	Flags     []string      `json:"flags"`
	Blobs     []string      `json:"blobs,omitempty"`
	Seen      []Seen        `json:"seen,omitempty"`
	Stock     []stock.Found `json:"stock,omitempty"`
	Shown     []Opened      `json:"shown,omitempty"`    // what the check opened, whose words were hidden until now
	Standing  *Standing     `json:"standing,omitempty"` // of the check from now on; nil when it stays
}

// Opened is an escalation that a check opened or joined.
type Opened struct {
	ID   string `json:"id"`
	Area string `json:"area"`
}

// said is what a person did, as it stands beside what was decided.
type said struct {
	Reason   string          `json:"reason,omitempty"`
	Decision string          `json:"decision,omitempty"`
	Note     string          `json:"note,omitempty"`
	Base     int64           `json:"baseRevision,omitempty"`
	Readings json.RawMessage `json:"readings,omitempty"`
	Device   string          `json:"device,omitempty"`
	Seq      *int64          `json:"deviceSeq,omitempty"`
}

// said reads what was done out of the entry's body, and the operation that brought it, nil when it was done at the server.
func (b *revised) said() (said, *operation.Operation, error) {
	if b.Payload == "" {
		return said{Reason: b.Act.Reason, Decision: b.Act.Decision, Note: b.Act.Note}, nil, nil
	}
	op, err := operation.Read(b.Payload)
	if err != nil {
		return said{}, nil, err
	}
	return said{
		Reason: op.Reason, Decision: op.Decision, Note: op.Note, Base: op.BaseRevision, Readings: op.Readings, Device: b.Device, Seq: op.Seq,
	}, op, nil
}

// revising makes the apply of a kind of revision.
func revising(kind string) func(*store.Tx, logbook.Entry, *revised) error {
	return func(tx *store.Tx, e logbook.Entry, b *revised) error {
		did, op, err := b.said()
		if err != nil {
			return fmt.Errorf("check: %s: %w", kind, err)
		}
		id := ""
		if op != nil {
			id = op.OpID
			if err := Record(tx, e, op, operation.SHA(b.Payload), b.Found.Release); err != nil {
				return err
			}
		}
		f := b.Found
		kept := f
		kept.Standing, kept.Release, kept.Shown = nil, nil, nil
		err = tx.Insert("check_revision", revisionColumns, e.Position, e.Subject, f.Revision, kind, int64(store.At(e.At)), e.Actor,
			f.Performer, e.Area, id, f.Why == "", store.Of(kept), store.Of(did))
		if err != nil {
			return err
		}
		if err := evidence.Name(tx, "check", e.Subject, e.Area, f.Blobs); err != nil {
			return err
		}
		if err := stand(tx, e, f); err != nil {
			return err
		}
		for _, s := range f.Shown {
			if err := logbook.Move(tx, e, "escalation", s.ID, s.Area); err != nil {
				return err
			}
		}
		return logbook.Move(tx, e, "check", e.Subject, e.Area)
	}
}

// stand writes what the check stands at from now on, and what the next one is compared with.
func stand(tx *store.Tx, e logbook.Entry, f decided) error {
	to := map[string]any{"revision": f.Revision}
	if s := f.Standing; s != nil {
		text, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("check: standing: %w", err)
		}
		sealed := s.sealed()
		to["standing"], to["sealed"], to["verdict"], to["reviewed_at"] = string(text), sealed, string(s.Verdict), store.AtPtr(s.ReviewedAt)
		to["unconfirmed"] = s.unconfirmed()
		if sealed {
			to["verdict"] = string(judge.NotEvaluated)
		}
	}
	res := tx.Model(&row{}).Where("id = ?", e.Subject).Updates(to)
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("check: entry %d is about %q, which is not there", e.Position, e.Subject)
	}
	if res.Error != nil || f.Standing == nil {
		return res.Error
	}
	var of row
	if err := tx.Where("id = ?", e.Subject).Take(&of).Error; err != nil {
		return err
	}
	seen, err := of.nowSeen(tx, f)
	if err != nil {
		return err
	}
	for _, s := range seen {
		if err := baseline.Saw(tx, e, of.Equipment, of.Checklist, s.Item, s.Value, of.DoneAt.Time()); err != nil {
			return err
		}
	}
	if err := restock(tx, e, of, f); err != nil {
		return err
	}
	return of.recount(tx, e, *f.Standing)
}
