package checklist

import "math"

var (
	edgeNames   = [4]string{"suspension low", "tolerance low", "tolerance high", "suspension high"}
	edgeMembers = [4]string{"suspensionLow", "toleranceLow", "toleranceHigh", "suspensionHigh"}
)

// limits compares edge by edge where both hang on the same thing, or can be worked out to plain values.
func (c *comparison) limits(before, now *Limits) {
	switch {
	case before == nil || now == nil:
		c.flag(before == nil, now == nil, "no limits any more", "limits")
		return
	case before.Local && now.Local:
		return
	case now.Local:
		c.note(Loosened, "the limits are set by each department, no longer by their source")
		return
	case before.Local:
		c.note(Changed, "the limits are written here, were set by each department")
		return
	}
	was, is, same := edgesOf(before, now)
	if !same {
		c.note(Changed, "the limits hang on something else")
		return
	}
	for i, name := range edgeNames {
		side := 1.0
		if i < 2 {
			side = -1
		}
		c.edge(name, was[i], is[i], side)
	}
	c.flag(before.AtEdge != "out", now.AtEdge != "out", "on a tolerance edge is inside", "on a tolerance edge is out")
	c.flag(before.AtSuspensionEdge != "out", now.AtSuspensionEdge != "out", "on a suspension edge is not past it", "on a suspension edge is past it")
}

// edgesOf answers the edges of both in one measure.
func edgesOf(a, b *Limits) (was, is [4]*float64, same bool) {
	if a.Baseline() || b.Baseline() {
		return [4]*float64(a.edges()), [4]*float64(b.edges()), a.Baseline() && b.Baseline() && a.Type == b.Type
	}
	return a.worked(), b.worked(), true
}

// worked answers the edges as plain values, of limits that hang on no baseline.
func (l *Limits) worked() (worked [4]*float64) {
	for i, edge := range l.edges() {
		if edge == nil {
			continue
		}
		v := *edge
		if l.Reference != nil && l.Reference.Value != nil {
			r := *l.Reference.Value
			if l.Type == Percent {
				v = math.Abs(r) * v / 100
			}
			v += r
		}
		worked[i] = &v
	}
	return worked
}

// CompareLimits answers how limits that a department has set differ from a figure that was written, edge by edge.
func CompareLimits(written, set *Limits) []Difference {
	c := &comparison{}
	c.limits(written, set)
	return c.list
}
