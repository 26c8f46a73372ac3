// Package audit hands the record out: exports that are whole, readable by a stranger and themselves recorded.
package audit

import (
	"context"
	"fmt"
	"time"

	"runup/internal/check"
	"runup/internal/logbook"
	"runup/internal/staff"
	"runup/internal/store"
)

// Filter narrows an export; an empty member asks for nothing.
type Filter struct {
	From      *time.Time // included
	To        *time.Time // not included
	Checklist string
	Equipment string
}

// The formats of an export.
const (
	CSV    = "csv"
	NDJSON = "ndjson"
)

// pageLength is how many checks one read holds: a slow reader then never holds a snapshot of the database for long.
const pageLength = 1000

// Made is the entry of an export: who took what out, and when.
var Made = logbook.Define("export.made", func(*store.Tx, logbook.Entry, *logbook.Act[made, none]) error { return nil })

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{Made} }

type none struct{}

// made is what was asked for. It is written before the first byte leaves, so that one broken off half-way is recorded too.
type made struct {
	Format    string     `json:"format"`
	From      *time.Time `json:"from,omitempty"`
	To        *time.Time `json:"to,omitempty"`
	Checklist string     `json:"checklist,omitempty"`
	Equipment string     `json:"equipment,omitempty"`
	Areas     []string   `json:"areas"`
	Head      int64      `json:"head"` // the export reaches up to this position
}

// Export is one export on its way out.
type Export struct {
	db     *store.DB
	actor  store.Actor
	filter Filter
	head   int64
}

// Begin records that somebody takes checks out and answers the export. It reaches to the head of this moment: whatever is
// accepted while it streams belongs to the next one.
func Begin(ctx context.Context, db *store.DB, actor store.Actor, format string, f Filter) (*Export, error) {
	if staff.Allows(actor, staff.ReadAll) {
		actor.Areas = []string{"*"}
	}
	x := &Export{db: db, actor: actor, filter: f}
	err := db.Write(ctx, actor, func(tx *store.Tx) error {
		if err := staff.May(actor, staff.Export); err != nil {
			return err
		}
		head, err := logbook.Now(tx)
		if err != nil {
			return err
		}
		x.head = head.Position
		act := made{Format: format, From: f.From, To: f.To, Checklist: f.Checklist, Equipment: f.Equipment, Areas: actor.Areas, Head: x.head}
		_, err = Made.Append(tx, "", actor.Staff, &logbook.Act[made, none]{Act: act})
		return err
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// Checks hands over the checks the actor may see, the oldest first, a page at a time. Each page is a read of its own.
func (x *Export) Checks(ctx context.Context, each func([]check.Check) error) error {
	f := check.Filter{From: x.filter.From, To: x.filter.To, Checklist: x.filter.Checklist, Equipment: x.filter.Equipment}
	for after := int64(0); ; {
		var page []check.Check
		err := x.db.Read(ctx, x.actor, func(tx *store.Tx) (err error) {
			page, err = check.Oldest(tx, f, after, pageLength)
			return err
		})
		if err != nil {
			return fmt.Errorf("audit: checks: %w", err)
		}
		last := len(page) < pageLength
		if len(page) > 0 {
			after = page[len(page)-1].Position
		}
		if page, last = x.upToHead(page, last); len(page) > 0 {
			if err := each(page); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

// upToHead drops what was accepted after the export began.
func (x *Export) upToHead(page []check.Check, last bool) ([]check.Check, bool) {
	for i, c := range page {
		if c.Position > x.head {
			return page[:i], true
		}
	}
	return page, last
}
