package checklist

import (
	"errors"
	"fmt"
)

// Limits are the edges of a number: a tolerance level and a suspension level on either side, each of them optional.
type Limits struct {
	Local            bool            `json:"local,omitempty"` // each department sets them
	Type             string          `json:"type,omitempty"`  // absolute or percent
	Reference        *LimitReference `json:"reference,omitempty"`
	SuspensionLow    *float64        `json:"suspensionLow,omitempty"`
	ToleranceLow     *float64        `json:"toleranceLow,omitempty"`
	ToleranceHigh    *float64        `json:"toleranceHigh,omitempty"`
	SuspensionHigh   *float64        `json:"suspensionHigh,omitempty"`
	AtEdge           string          `json:"atEdge,omitempty"`           // in or out: a value on a tolerance edge
	AtSuspensionEdge string          `json:"atSuspensionEdge,omitempty"` // in or out
	Source           *Source         `json:"source,omitempty"`
}

// LimitReference is what edges are measured from. Without one they are plain values.
type LimitReference struct {
	Value    *float64 `json:"value,omitempty"`
	Baseline bool     `json:"baseline,omitempty"` // the baseline of this item on this equipment
}

// The types of limits.
const (
	Absolute = "absolute"
	Percent  = "percent"
)

// Baseline reports whether the edges hang on a baseline.
func (l *Limits) Baseline() bool { return l.Reference != nil && l.Reference.Baseline }

// Suspends reports whether there is a suspension level.
func (l *Limits) Suspends() bool { return l.SuspensionLow != nil || l.SuspensionHigh != nil }

func (l *Limits) edges() []*float64 {
	return []*float64{l.SuspensionLow, l.ToleranceLow, l.ToleranceHigh, l.SuspensionHigh}
}

// Check answers the first thing that makes limits senseless, nil when they can judge. Limits that are still to be set by
// the department are not for it.
func (l *Limits) Check() error {
	switch {
	case l.Type != Absolute && l.Type != Percent:
		return errors.New("limits have a type: absolute or percent")
	case l.Reference != nil && (l.Reference.Value != nil) == l.Reference.Baseline:
		return errors.New("a reference is either {value: n} or {baseline: true}")
	case l.Type == Percent && l.Reference == nil:
		return errors.New("percent needs a reference to be a percentage of")
	case l.Type == Percent && l.Reference.Value != nil && *l.Reference.Value == 0:
		return errors.New("a percentage of zero judges nothing")
	}
	return l.ordered()
}

func (l *Limits) ordered() error {
	last := -1
	for i, edge := range l.edges() {
		if edge == nil {
			continue
		}
		if last >= 0 && *edge < *l.edges()[last] {
			return &disorder{edgeMembers[i], fmt.Sprintf("the edges must rise: %s, %s, is below %s, %s",
				edgeMembers[i], digits(*edge), edgeMembers[last], digits(*l.edges()[last]))}
		}
		last = i
	}
	if last < 0 {
		return errors.New("limits need at least one edge")
	}
	return nil
}

// disorder is an edge that stands on the wrong side of the one before.
type disorder struct{ member, problem string }

// Error implements error.
func (d *disorder) Error() string { return d.problem }
