package judge

import (
	"runup/internal/checklist"
)

// input is what a formula gets of one item.
type input struct {
	name    string
	value   any  // nil: none
	absent  bool // does not apply, or was left out as not applicable
	earlier []any
}

// computed judges an item whose value is worked out from others. It is worked out again with each earlier measurement of an
// input, so that a failing one counts here as it would anywhere.
func (j *judging) computed(item *checklist.Item, point, id string, reading *Reading) Item {
	if reading.NotApplicable != nil && item.AllowNotApplicable || !j.applies(item) {
		return Item{ID: id, Verdict: NotApplicable}
	}
	formula := j.def.Formula(item.ID)
	inputs, why := j.inputs(formula, point)
	if why != "" {
		return j.cannot(item, id, inputs, why)
	}
	values := make(map[string]any, len(inputs))
	for _, in := range inputs {
		values[in.name] = in.value
	}
	last := j.compute(item, formula, id, values)
	var worst Item
	measured := 0
	for _, in := range inputs {
		for _, e := range in.earlier {
			values[in.name] = e
			worst = worseOf(worst, j.compute(item, formula, id, values))
		}
		values[in.name] = in.value
		measured = max(measured, len(in.earlier))
	}
	return repeated(item, worst, last, measured)
}

func (j *judging) compute(item *checklist.Item, formula *checklist.Formula, id string, values map[string]any) Item {
	v, err := formula.Compute(values)
	if err != nil {
		return Item{ID: id, Verdict: NotEvaluated, Why: "cannot be computed"}
	}
	judged := j.number(item, id, v)
	judged.Computed = &v
	return judged
}

// cannot judges a formula that lacks an input: where an input does not apply, neither does what is computed from it.
func (j *judging) cannot(item *checklist.Item, id string, inputs []input, why string) Item {
	for _, in := range inputs {
		if in.absent {
			return Item{ID: id, Verdict: NotApplicable, Why: why}
		}
	}
	if item.Optional {
		return Item{ID: id, Verdict: NotApplicable, Why: why}
	}
	return Item{ID: id, Verdict: NotEvaluated, Why: why}
}

// inputs gathers what a formula computes with, and says what is missing.
func (j *judging) inputs(formula *checklist.Formula, point string) (list []input, why string) {
	if formula == nil {
		return nil, "there is no formula"
	}
	wanted, err := formula.Inputs()
	if err != nil {
		return nil, "the formula cannot be read"
	}
	list = make([]input, 0, len(wanted))
	for _, w := range wanted {
		in := j.input(w.Item, point)
		in.name = w.Name
		if in.value == nil {
			why = "cannot be computed without " + w.Item.ID
		}
		list = append(list, in)
	}
	return list, why
}

func (j *judging) input(item *checklist.Item, point string) input {
	id := item.ID
	if point != "" {
		id = point + "/" + id
	}
	if item.Kind == checklist.Computed {
		return j.computedBefore(item, id)
	}
	reading := j.given.Readings[id]
	in := input{value: usable(item, reading.Value)}
	if in.value == nil {
		in.absent = reading.Value == nil && (reading.NotApplicable != nil && item.AllowNotApplicable || reading.NotApplicable == nil && reading.Unusable == "" && !j.applies(item))
	}
	for _, e := range reading.Earlier {
		if v := usable(item, e.Value); v != nil && !e.Mistyped {
			in.earlier = append(in.earlier, v)
		}
	}
	return in
}

// computedBefore answers what an item above was worked out to.
func (j *judging) computedBefore(item *checklist.Item, id string) input {
	for i := len(j.items) - 1; i >= 0; i-- {
		b := j.items[i]
		switch {
		case b.ID != id:
		case b.Computed != nil && item.Plausible.Holds(*b.Computed):
			return input{value: *b.Computed}
		default:
			return input{absent: b.Verdict == NotApplicable}
		}
	}
	return input{}
}

// usable answers the part of an answer that formulas compute with, nil when there is none.
func usable(item *checklist.Item, value any) any {
	switch v := value.(type) {
	case float64:
		if finite(v) && item.Plausible.Holds(v) && (item.Kind == checklist.Number || item.Kind == checklist.Count && whole(v)) {
			return v
		}
	case bool:
		if item.Kind == checklist.Confirm {
			return v
		}
	case string:
		if item.Kind == checklist.Choice && item.Option(v) != nil {
			return v
		}
	case map[string]any:
		if n, ok := v["value"].(float64); ok && item.Kind == checklist.LotRange && finite(n) && item.Plausible.Holds(n) {
			return n
		}
	}
	return nil
}
