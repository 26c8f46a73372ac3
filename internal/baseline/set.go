package baseline

import (
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Setting is a value that a physicist puts.
type Setting struct {
	Checklist string
	Item      string
	Number    *float64
	Text      string
	Limits    *checklist.Limits
	Unit      string // "" is the item's own
	Reason    string
	From      time.Time // zero is now
}

// Set puts a reference, local limits or both for one item on one piece of equipment. It judges from now on. The same
// value put by another physicist confirms it; put again by the same one it stays as it is.
func Set(tx *store.Tx, equipmentID string, s Setting) (Baseline, error) {
	if err := staff.May(tx.Actor, staff.Baselines); err != nil {
		return Baseline{}, err
	}
	q, err := equipment.Visible(tx, equipmentID)
	if err != nil {
		return Baseline{}, err
	}
	d, s, err := checkSetting(tx, q, s)
	if err != nil {
		return Baseline{}, err
	}
	before, err := one(tx, q.ID, s.Checklist, s.Item)
	if err != nil {
		return Baseline{}, err
	}
	if before != nil && sameValue(*before, s) {
		return confirm(tx, q, *before)
	}
	body := &logbook.Act[set, none]{Act: set{
		Equipment: q.ID, Checklist: s.Checklist, Item: s.Item, Number: s.Number, Text: s.Text, Limits: s.Limits,
		Unit: s.Unit, Reason: s.Reason, From: s.From,
	}}
	if _, err := SetKind.Append(tx, q.Area, idOf(q.ID, s.Checklist, s.Item), body); err != nil {
		return Baseline{}, fmt.Errorf("baseline: set: %w", err)
	}
	if err := settle(tx, d.ID); err != nil {
		return Baseline{}, err
	}
	return of(tx, q.ID, s.Checklist, s.Item)
}

// confirm takes the same value from a second physicist.
func confirm(tx *store.Tx, q equipment.Equipment, b baselineRow) (Baseline, error) {
	if b.ApprovedBy == "" && b.SetBy != tx.Actor.Staff {
		body := &logbook.Act[confirmed, none]{Act: confirmed{Equipment: b.Equipment, Checklist: b.Checklist, Item: b.Item, Position: b.Position}}
		if _, err := ConfirmedKind.Append(tx, q.Area, idOf(b.Equipment, b.Checklist, b.Item), body); err != nil {
			return Baseline{}, fmt.Errorf("baseline: confirm: %w", err)
		}
	}
	return of(tx, b.Equipment, b.Checklist, b.Item)
}

// sameValue compares what judges, not the words around it.
func sameValue(b baselineRow, s Setting) bool {
	return reflect.DeepEqual(b.Number, s.Number) && b.Text == s.Text && reflect.DeepEqual(b.Limits.V, s.Limits) && b.Unit == s.Unit
}

func checkSetting(tx *store.Tx, q equipment.Equipment, s Setting) (*checklist.Definition, Setting, error) {
	e, err := library.Current(tx, s.Checklist)
	if problem.Is(err, "not-found") {
		return nil, s, wrong(problem.Field{Pointer: "/checklist", Detail: fmt.Sprintf("there is no checklist %q", s.Checklist)})
	}
	if err != nil {
		return nil, s, err
	}
	d, err := e.Definition()
	if err != nil {
		return nil, s, err
	}
	if s.From.IsZero() {
		s.From = tx.Now
	}
	s.From = s.From.UTC().Truncate(time.Millisecond)
	var f []problem.Field
	if s.From.After(tx.Now) {
		f = append(f, problem.Field{Pointer: "/from", Detail: "is in the future; a value judges from the moment it is put"})
	}
	if n := utf8.RuneCountInString(s.Reason); n < 1 || n > 2000 {
		f = append(f, problem.Field{Pointer: "/reason", Detail: "must have 1 to 2000 characters"})
	}
	item, ok := itemOf(d, q, s.Item)
	if !ok {
		f = append(f, problem.Field{Pointer: "/item", Detail: fmt.Sprintf("is not an item of %s on %s", d.ID, q.ID)})
		return nil, s, wrong(f...)
	}
	f = append(f, checkValue(item, &s)...)
	if len(f) > 0 {
		return nil, s, wrong(f...)
	}
	return d, s, nil
}

func wrong(fields ...problem.Field) error {
	return problem.New("invalid", "The baseline cannot be set like this.").With(fields...)
}
