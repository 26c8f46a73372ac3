package stock

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// ActedKind is the entry that says what somebody did about a line. What checks find comes under their own entries.
var ActedKind = logbook.Define("stock.acted", applyActed)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{ActedKind} }

// Seen is what one check found, under its entry.
type Seen struct {
	Check     string
	Equipment string
	Checklist string
	At        time.Time // when it was done, by the best evidence
	Lines     []Found
}

// Record writes what a check found. One that was done before what is known already changes nothing. Only the applies of
// checks call it.
func Record(tx *store.Tx, e logbook.Entry, s Seen) error {
	if s.At.After(e.At) {
		s.At = e.At
	}
	for _, f := range s.Lines {
		if err := record(tx, e, s, f); err != nil {
			return err
		}
	}
	return nil
}

func record(tx *store.Tx, e logbook.Entry, s Seen, f Found) error {
	id := idOf(s.Equipment, s.Checklist, f.Item)
	before, err := one(tx, id)
	if err != nil || before != nil && before.SeenAt.Time().After(s.At) {
		return err
	}
	acted := row{}
	if before != nil && stillActed(*before, f, s.At) {
		acted = *before
	}
	return write(tx, e, s, f, acted)
}

// write puts a line as a check found it, with what was done about it.
func write(tx *store.Tx, e logbook.Entry, s Seen, f Found, acted row) error {
	putRight := ""
	if f.PutRight != nil {
		text, err := json.Marshal(f.PutRight)
		if err != nil {
			return fmt.Errorf("stock: record: %w", err)
		}
		putRight = string(text)
	}
	return tx.Upsert("stock_line", lineKey, lineColumns, idOf(s.Equipment, s.Checklist, f.Item), e.Area, s.Equipment, s.Checklist, f.Item, f.What,
		f.Count, f.Par, f.Until, f.Reason, string(f.Verdict), putRight, s.Check, store.At(s.At), e.Position,
		acted.Acted, acted.ActedBy, acted.ActedAt, acted.ActedNote)
}

// stillActed reports whether what was done about a line still stands when a check has looked again: what was done after the
// check was, and an order that has not come yet.
func stillActed(before row, f Found, at time.Time) bool {
	if before.ActedAt == nil {
		return false
	}
	return before.ActedAt.Time().After(at) || before.Acted == Order && f.Reason != ""
}

// Restore takes back what a check saw that was entered in error: its lines are again what the check before it saw, and those
// that it alone saw are gone. What was done about a line stays. Only the applies of checks call it.
func Restore(tx *store.Tx, e logbook.Entry, check string, before Seen) error {
	var rows []row
	if err := tx.Where("check_id = ?", check).Find(&rows).Error; err != nil {
		return fmt.Errorf("stock: restore: %w", err)
	}
	for _, r := range rows {
		at := slices.IndexFunc(before.Lines, func(f Found) bool { return f.Item == r.Item })
		if at < 0 {
			if err := tx.Where("id = ?", r.ID).Delete(&row{}).Error; err != nil {
				return fmt.Errorf("stock: restore: %w", err)
			}
			continue
		}
		if err := write(tx, e, before, before.Lines[at], r); err != nil {
			return err
		}
	}
	return nil
}

// acted is what somebody did about a line.
type acted struct {
	Action string `json:"action"`
	Note   string `json:"note,omitempty"`
}

// foundCheck is the check whose finding it was done about.
type foundCheck struct {
	Check string `json:"check"`
}

func applyActed(tx *store.Tx, e logbook.Entry, b *logbook.Act[acted, foundCheck]) error {
	to := map[string]any{"acted": b.Act.Action, "acted_by": e.Actor, "acted_at": store.At(e.At), "acted_note": b.Act.Note}
	if b.Act.Action == Reopen {
		to = map[string]any{"acted": "", "acted_by": "", "acted_at": nil, "acted_note": ""}
	}
	res := tx.Model(&row{}).Where("id = ?", e.Subject).Updates(to)
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("stock: entry %d is about %q, which is not there", e.Position, e.Subject)
	}
	return res.Error
}

// idOf makes the id of a line. Slugs hold no dots, so no two lines share one.
func idOf(equipment, checklist, item string) string {
	return equipment + "." + checklist + "." + strings.ReplaceAll(item, "/", ".")
}
