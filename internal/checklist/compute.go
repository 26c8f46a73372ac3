package checklist

import (
	"strings"
	"sync"

	"runup/internal/formula"
)

// Formula is the formula of a computed item. It is compiled when it is first needed and then kept.
type Formula struct {
	of      *Definition
	item    *Item
	once    sync.Once
	program *formula.Program
	inputs  []Input
	err     error
}

// Input is one item that a formula computes with.
type Input struct {
	Name string // as the formula writes it
	Item *Item
}

// Formula answers the formula of a computed item, nil for any other.
func (d *Definition) Formula(id string) *Formula { return d.formulas[id] }

// Inputs answers what the formula computes with. The list is shared.
func (f *Formula) Inputs() ([]Input, error) {
	f.once.Do(f.compile)
	return f.inputs, f.err
}

// Compute answers the value for these inputs, named as in the formula, or why there is none.
func (f *Formula) Compute(values map[string]any) (float64, error) {
	f.once.Do(f.compile)
	if f.err != nil {
		return 0, f.err
	}
	return f.program.Compute(values)
}

func (f *Formula) compile() {
	vars, items := f.of.variables(f.item)
	if f.program, f.err = formula.Compile(f.item.Formula, vars); f.err != nil {
		return
	}
	for _, name := range f.program.Uses() {
		f.inputs = append(f.inputs, Input{Name: name, Item: items[name]})
	}
}

// variables answers what the formula of an item may name: every answer that is a number, yes or no, or one of a list, and
// what is computed above it.
func (d *Definition) variables(of *Item) ([]formula.Var, map[string]*Item) {
	var vars []formula.Var
	items := map[string]*Item{}
	above := true
	for _, item := range d.items {
		above = above && item != of
		kind, ok := variable(item.Kind)
		if !ok || item.Kind == Computed && !above {
			continue
		}
		name := strings.ReplaceAll(item.ID, "-", "_")
		if items[name] == nil {
			vars = append(vars, formula.Var{Name: name, Type: kind})
			items[name] = item
		}
	}
	return vars, items
}

func variable(kind string) (formula.Type, bool) {
	switch kind {
	case Number, Count, Computed, LotRange:
		return formula.Number, true
	case Confirm:
		return formula.Bool, true
	case Choice:
		return formula.Text, true
	}
	return 0, false
}
