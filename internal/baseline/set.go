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
	p, err := prepare(tx, equipmentID, s)
	if err != nil {
		return Baseline{}, err
	}
	return p.put(tx)
}

// prepared is a setting that may be put, beside what stands.
type prepared struct {
	Setting
	equipment equipment.Equipment
	before    *baselineRow
}

func prepare(tx *store.Tx, equipmentID string, s Setting) (p prepared, err error) {
	if p.equipment, err = equipment.Visible(tx, equipmentID); err != nil {
		return p, err
	}
	if p.Setting, err = checkSetting(tx, p.equipment, s); err != nil {
		return p, err
	}
	p.before, err = one(tx, p.equipment.ID, p.Checklist, p.Item)
	return p, err
}

// stands reports whether the same value stands already.
func (p prepared) stands() bool { return p.before != nil && sameValue(*p.before, p.Setting) }

func (p prepared) put(tx *store.Tx) (Baseline, error) {
	if p.stands() {
		return confirm(tx, p.equipment, *p.before)
	}
	q, s := p.equipment, p.Setting
	body := &logbook.Act[set, none]{Act: set{
		Equipment: q.ID, Checklist: s.Checklist, Item: s.Item, Number: s.Number, Text: s.Text, Limits: s.Limits,
		Unit: s.Unit, Reason: s.Reason, From: s.From,
	}}
	if _, err := SetKind.Append(tx, q.Area, idOf(q.ID, s.Checklist, s.Item), body); err != nil {
		return Baseline{}, fmt.Errorf("baseline: set: %w", err)
	}
	if err := settle(tx, s.Checklist); err != nil {
		return Baseline{}, err
	}
	return of(tx, q.ID, s.Checklist, s.Item)
}

// confirm takes the same value from a second physicist.
func confirm(tx *store.Tx, q equipment.Equipment, b baselineRow) (Baseline, error) {
	if confirmable(tx, b) {
		body := &logbook.Act[confirmed, none]{Act: confirmed{Equipment: b.Equipment, Checklist: b.Checklist, Item: b.Item, Position: b.Position}}
		if _, err := ConfirmedKind.Append(tx, q.Area, idOf(b.Equipment, b.Checklist, b.Item), body); err != nil {
			return Baseline{}, fmt.Errorf("baseline: confirm: %w", err)
		}
	}
	return of(tx, b.Equipment, b.Checklist, b.Item)
}

func confirmable(tx *store.Tx, b baselineRow) bool {
	return b.ApprovedBy == "" && b.SetBy != tx.Actor.Staff
}

// sameValue compares what judges, not the words around it.
func sameValue(b baselineRow, s Setting) bool {
	return reflect.DeepEqual(b.Number, s.Number) && b.Text == s.Text && reflect.DeepEqual(b.Limits.V, s.Limits) && b.Unit == s.Unit
}

func checkSetting(tx *store.Tx, q equipment.Equipment, s Setting) (Setting, error) {
	e, err := library.Current(tx, s.Checklist)
	if problem.Is(err, "not-found") {
		return s, wrong(problem.Field{Pointer: "/checklist", Detail: fmt.Sprintf("there is no checklist %q", s.Checklist)})
	}
	if err != nil {
		return s, err
	}
	d, err := e.Definition()
	if err != nil {
		return s, err
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
		return s, wrong(f...)
	}
	f = append(f, checkValue(item, &s)...)
	if len(f) > 0 {
		return s, wrong(f...)
	}
	return s, nil
}

func wrong(fields ...problem.Field) error {
	return problem.New("invalid", "The baseline cannot be set like this.").With(fields...)
}
