package judge

import (
	"math"

	"runup/internal/checklist"
)

// Edges are the values that a number was held against. Those that there are not are nil.
type Edges struct {
	Reference      *float64 `json:"reference,omitempty"`
	SuspensionLow  *float64 `json:"suspensionLow,omitempty"`
	ToleranceLow   *float64 `json:"toleranceLow,omitempty"`
	ToleranceHigh  *float64 `json:"toleranceHigh,omitempty"`
	SuspensionHigh *float64 `json:"suspensionHigh,omitempty"`
}

// number judges a value of a number or computed item.
func (j *judging) number(item *checklist.Item, id string, v float64) Item {
	switch {
	case !finite(v):
		return j.unreadable(id, "this is not a number")
	case !item.Plausible.Holds(v):
		return j.unreadable(id, "not plausible")
	case item.Limits == nil:
		return Item{ID: id, Verdict: Pass}
	}
	limits, set := j.limits(item, id)
	edges, why := edgesOf(limits, set.Value)
	if edges == nil {
		return Item{ID: id, Verdict: NotEvaluated, Why: why}
	}
	verdict := place(v, edges, limits)
	return Item{ID: id, Verdict: verdict, Consequence: consequence(item, verdict), Why: past(verdict), Limits: edges, Provisional: set.Provisional}
}

func consequence(item *checklist.Item, v Verdict) string {
	switch v {
	case Fail:
		return item.Suspending()
	case OutOfTolerance:
		return item.Tolerating()
	}
	return ""
}

func past(v Verdict) string {
	switch v {
	case Fail:
		return "past the suspension level"
	case OutOfTolerance:
		return "out of tolerance"
	}
	return ""
}

// limits answers the item's limits, or the department's where each department sets them, and what the department has set.
func (j *judging) limits(item *checklist.Item, id string) (*checklist.Limits, Reference) {
	set, ok := j.given.References[id]
	if !ok {
		set = j.given.References[item.ID]
	}
	if item.Limits.Local {
		return set.Limits, set
	}
	if !item.Limits.Baseline() {
		set = Reference{} // nothing of the department's own judges it
	}
	return item.Limits, set
}

// edgesOf works the edges out, or says why there are none: a limit that was never set never passes.
func edgesOf(l *checklist.Limits, baseline *float64) (*Edges, string) {
	if l == nil || l.Local {
		return nil, "the limits are not set"
	}
	reference := baseline
	if l.Reference == nil {
		reference = nil
	} else if !l.Reference.Baseline {
		reference = l.Reference.Value
	}
	switch {
	case l.Reference != nil && reference == nil:
		return nil, "the reference value is not set"
	case l.Type == checklist.Percent && (reference == nil || *reference == 0):
		return nil, "a percentage of nothing"
	}
	edges := &struct {
		Edges
		values [5]float64
	}{}
	from := []*float64{l.SuspensionLow, l.ToleranceLow, l.ToleranceHigh, l.SuspensionHigh}
	to := []**float64{&edges.SuspensionLow, &edges.ToleranceLow, &edges.ToleranceHigh, &edges.SuspensionHigh}
	some := false
	for i, offset := range from {
		if offset == nil {
			continue
		}
		some = true
		edges.values[i] = edge(l.Type, reference, *offset)
		if !finite(edges.values[i]) {
			return nil, "the limits cannot be worked out"
		}
		*to[i] = &edges.values[i]
	}
	if !some {
		return nil, "the limits are not set"
	}
	if reference != nil {
		edges.values[4] = *reference
		edges.Reference = &edges.values[4]
	}
	return &edges.Edges, ""
}

// edge keeps to one order of arithmetic, so that every judge gets the same last digit. The conversions forbid the compiler
// to fuse a product with a sum.
func edge(kind string, reference *float64, offset float64) float64 {
	switch {
	case reference == nil:
		return offset
	case kind == checklist.Percent:
		return *reference + float64(float64(math.Abs(*reference)*offset)/100)
	}
	return *reference + offset
}

// place says where a value stands. On a tolerance edge it is inside unless the limits say out; on a suspension edge it is
// out of tolerance, not past it, unless they say out.
func place(v float64, e *Edges, l *checklist.Limits) Verdict {
	r := 0.0
	if e.Reference != nil {
		r = *e.Reference
	}
	low, onLow := beyond(e.SuspensionLow, v, r, -1)
	high, onHigh := beyond(e.SuspensionHigh, v, r, 1)
	on := onLow || onHigh
	if low || high || on && l.AtSuspensionEdge == "out" {
		return Fail
	}
	low, onLow = beyond(e.ToleranceLow, v, r, -1)
	high, onHigh = beyond(e.ToleranceHigh, v, r, 1)
	if on || low || high || (onLow || onHigh) && l.AtEdge == "out" {
		return OutOfTolerance
	}
	return Pass
}

// beyond reports whether v lies past an edge on its outer side, and whether it lies on it.
func beyond(edge *float64, v, reference, side float64) (past, on bool) {
	if edge == nil {
		return false, false
	}
	if equal(v, *edge, reference) {
		return false, true
	}
	return (v-*edge)*side > 0, false
}

// equal is equality to nine digits of the largest number involved.
func equal(v, edge, reference float64) bool {
	return math.Abs(v-edge) <= 1e-9*max(math.Abs(v), math.Abs(edge), math.Abs(reference))
}
