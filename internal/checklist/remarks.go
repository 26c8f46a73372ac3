package checklist

import "fmt"

// look notes what an author should look at again. None of it keeps a checklist from being used.
func (d *document) look(def *Definition) {
	if def.Gating && def.Schedule == nil {
		d.remark("/gating", "gating, and never planned: without a schedule it is due only when somebody asks for it")
	}
	for s, section := range def.Sections {
		for i := range section.Items {
			d.lookAt(index(index("/sections", s)+"/items", i), &section.Items[i], def)
		}
	}
}

func (d *document) lookAt(pointer string, item *Item, def *Definition) {
	switch {
	case item.CanFail() && item.Guidance == "":
		d.remark(pointer, "this can fail, and nobody is told what to do: write guidance, at most 25 words")
	case item.Judged() && item.Prompt == "":
		d.remark(pointer, "this asks nothing: write a prompt")
	}
	if f := def.Formula(item.ID); f != nil && f.err == nil && f.program != nil && len(f.inputs) == 0 {
		d.remark(pointer+"/formula", "no reading is computed with: this gives the same number every day")
	}
	if len(item.Options) > 0 && !item.hasRight() {
		d.remark(pointer+"/options", "every option is a wrong answer, so this never passes")
	}
	if item.Limits == nil && item.Kind != Count && item.OnTolerance+item.OnSuspension != "" {
		d.remark(pointer+"/"+either(item.OnTolerance, "onTolerance", "onSuspension"), "goes with limits, and there are none")
	}
	d.lookAtLimits(pointer+"/limits", item)
}

func (i *Item) hasRight() bool {
	for _, o := range i.Options {
		if o.Consequence == "" {
			return true
		}
	}
	return false
}

// lookAtLimits notes edges that no value can pass, and a rule for edges that there are none of.
func (d *document) lookAtLimits(pointer string, item *Item) {
	l := item.Limits
	if l == nil || l.Local || l.Check() != nil {
		return
	}
	if l.AtEdge == "out" && l.ToleranceLow == nil && l.ToleranceHigh == nil {
		d.remark(pointer+"/atEdge", "speaks of tolerance edges, and there are none; atSuspensionEdge speaks of the others")
	}
	if l.AtSuspensionEdge == "out" && !l.Suspends() {
		d.remark(pointer+"/atSuspensionEdge", "speaks of suspension edges, and there are none")
	}
	if l.Baseline() {
		return
	}
	for i, edge := range l.worked() {
		if edge == nil {
			continue
		}
		low := i < 2
		if p := item.Plausible; p != nil && (low && p.Min != nil && *p.Min >= *edge || !low && p.Max != nil && *p.Max <= *edge) {
			d.remark(pointer, fmt.Sprintf("no plausible value is past %s, %s", edgeMembers[i], digits(*edge)))
		}
	}
}
