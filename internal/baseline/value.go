package baseline

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/problem"
)

// itemOf finds what a key names on a piece of equipment: an item, or point/item where the check goes round its points.
func itemOf(d *checklist.Definition, q equipment.Equipment, key string) (*checklist.Item, bool) {
	if !applies(d, q) {
		return nil, false
	}
	point, id, inRound := strings.Cut(key, "/")
	if !inRound {
		item := d.Item(key)
		return item, item != nil
	}
	item := d.Item(id)
	return item, item != nil && d.EachPoint() && hasPoint(q, point)
}

func hasPoint(q equipment.Equipment, id string) bool {
	for _, p := range q.Points {
		if p.ID == id {
			return true
		}
	}
	return false
}

// applies reports whether a checklist is for equipment of this kind.
func applies(d *checklist.Definition, q equipment.Equipment) bool {
	for _, kind := range d.EquipmentKinds {
		if kind == q.Kind {
			return true
		}
	}
	return false
}

// checkValue holds a setting against what its item can use, and fills in the item's unit.
func checkValue(item *checklist.Item, s *Setting) []problem.Field {
	var f []problem.Field
	add := func(pointer, format string, args ...any) {
		f = append(f, problem.Field{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
	}
	if s.Unit == "" {
		s.Unit = item.Unit
	}
	if s.Unit != item.Unit {
		add("/unit", "must be the item's own: %q", item.Unit)
	}
	if s.Number != nil && (math.IsNaN(*s.Number) || math.IsInf(*s.Number, 0)) {
		add("/value", "must be a number")
	}
	switch {
	case item.Kind == checklist.CompareToLast:
		checkText(*s, add)
	case item.Limits == nil || !item.Limits.Local && !item.Limits.Baseline():
		add("/item", "is judged by the checklist's own limits and takes no value of yours")
	case item.Limits.Local:
		checkLimits(*s, add)
	default:
		checkReference(*s, add)
	}
	return f
}

type adder func(pointer, format string, args ...any)

func checkText(s Setting, add adder) {
	if n := utf8.RuneCountInString(s.Text); n < 1 || n > 200 || s.Number != nil {
		add("/value", "must be text of 1 to 200 characters: what is there now")
	}
	if s.Limits != nil {
		add("/limits", "cannot be set for an item that is compared with what was seen last")
	}
}

func checkReference(s Setting, add adder) {
	if s.Number == nil {
		add("/value", "must be a number: the reference value")
	}
	if s.Limits != nil {
		add("/limits", "cannot be set: the checklist fixes them for this item")
	}
}

func checkLimits(s Setting, add adder) {
	if s.Limits == nil {
		add("/limits", "must be set: this item has local limits")
		return
	}
	if s.Limits.Local {
		add("/limits/local", "cannot be local again")
	}
	if err := s.Limits.Check(); err != nil {
		add("/limits", "%s", err)
	}
	if s.Limits.Baseline() != (s.Number != nil) {
		add("/value", "must be a number exactly when the limits refer to a baseline")
	}
	if s.Text != "" {
		add("/value", "must be a number")
	}
}
