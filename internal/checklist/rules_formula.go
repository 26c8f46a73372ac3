package checklist

import (
	"errors"
	"fmt"
	"strings"

	"runup/internal/formula"
)

// formula notes what is wrong with the formula of an item, under the very letter of it where that can be seen.
func (d *document) formula(pointer string, item *Item, def *Definition) {
	f := def.Formula(item.ID)
	at := pointer + "/formula"
	if f == nil || f.item != item || item.Formula == "" || d.blamed(at) {
		return
	}
	_, err := f.Inputs()
	var mistake *formula.Mistake
	if err == nil && f.program.Never() != nil {
		err = f.program.Never()
	}
	switch {
	case errors.As(err, &mistake):
		problem := mistake.Problem
		if because := def.barred(item, mistake.Unknown); because != "" {
			problem = because
		}
		place, seen := d.within(at, item.Formula, mistake.Column)
		if !seen {
			problem += fmt.Sprintf(" (letter %d of the formula)", mistake.Column)
		}
		d.add(at, place, problem)
	case err != nil:
		d.wrong(at, err.Error())
	default:
		d.compared(at, item, f)
	}
}

// barred says why an item that there is cannot be computed with, "" when there is none.
func (d *Definition) barred(of *Item, name string) string {
	for _, item := range d.items {
		if name == "" || strings.ReplaceAll(item.ID, "-", "_") != name {
			continue
		}
		switch {
		case item == of:
			return fmt.Sprintf("%s cannot be computed from itself", item.ID)
		case item.Kind == Computed:
			return fmt.Sprintf("%s is computed further down: move it above this item", item.ID)
		case item.Kind != "":
			return fmt.Sprintf("%s is %s, which is nothing to compute with", item.ID, article(item.Kind))
		}
	}
	return ""
}

func article(kind string) string {
	if strings.ContainsAny(kind[:1], "aeiou") {
		return "an " + kind
	}
	return "a " + kind
}

// compared notes an answer of a choice that there is not: held against it, the formula is always wrong.
func (d *document) compared(at string, item *Item, f *Formula) {
	for _, c := range f.program.Compares() {
		for _, in := range f.inputs {
			if in.Name != c.Name || in.Item.Option(c.Text) != nil {
				continue
			}
			place, _ := d.within(at, item.Formula, c.Column)
			d.add(at, place, fmt.Sprintf("%s has no option %q: %s", in.Item.ID, c.Text, strings.Join(in.Item.values(), ", ")))
		}
	}
}

func (i *Item) values() []string {
	var all []string
	for _, o := range i.Options {
		all = append(all, o.Value)
	}
	return all
}

// within answers the place of a letter of a text value that is written on one line as it is.
func (d *document) within(pointer, value string, column int) (place, bool) {
	at := d.at(pointer)
	if at.line == 0 {
		at = d.spot(at.offset)
	}
	written := from(d.line(at.line), at.column)
	switch {
	case strings.HasPrefix(written, value):
		return place{line: at.line, column: at.column + column - 1}, true
	case written != "" && strings.ContainsAny(written[:1], `"'`) && strings.HasPrefix(written[1:], value):
		return place{line: at.line, column: at.column + column}, true
	}
	return at, false
}
