// Package judge decides what a check came to. It is pure: the same definition, readings and references give the same
// verdicts on every machine and for ever.
//
// Nothing passes that was not answered, was not readable, or has no limit to be held against. The worst item decides.
package judge

import (
	"strings"
	"time"

	"runup/internal/checklist"
)

// Verdict is what an item or a check came to.
type Verdict string

// The verdicts, worst last; not-applicable counts for nothing.
const (
	NotApplicable  Verdict = "not-applicable"
	Pass           Verdict = "pass"
	NotEvaluated   Verdict = "not-evaluated"
	OutOfTolerance Verdict = "out-of-tolerance"
	Fail           Verdict = "fail"
)

// Worse reports whether v is worse than the other.
func (v Verdict) Worse(than Verdict) bool { return v.weight() > than.weight() }

func (v Verdict) weight() int {
	switch v {
	case Pass:
		return 1
	case NotEvaluated:
		return 2
	case OutOfTolerance:
		return 3
	case Fail:
		return 4
	}
	return 0
}

// The flags that judging raises.
const (
	FlagIncomplete = "incomplete"
	FlagPutRight   = "put-right"
	FlagUnusable   = "unusable-reading"
)

// Given is everything a check is judged by, beside its definition.
type Given struct {
	Readings     map[string]Reading
	At           time.Time            // when it was done, in the department's zone: its day is the day that dates are judged by
	Features     []string             // of the equipment
	Points       []string             // of the equipment, for a check that goes round them
	References   map[string]Reference // by item, or point/item
	LastSeen     map[string]string    // by item, or point/item
	Instruments  map[string]Instrument
	StoppedEarly bool
}

// Reference is the baseline or the local limits of an item on the equipment.
type Reference struct {
	Value       *float64
	Limits      *checklist.Limits
	Provisional bool // no second physicist has confirmed it yet. It judges all the same
}

// Instrument is a piece of test equipment.
type Instrument struct {
	Kind           string
	CalibrationDue string // the last day of its calibration as YYYY-MM-DD, "" when it is not known
}

// Tested is the test equipment that a check was made with, and its calibration as it stood that day.
type Tested struct {
	ID             string `json:"id"`
	CalibrationDue string `json:"calibrationDue,omitempty"`
}

// Result is what a check came to.
type Result struct {
	Verdict Verdict
	Items   []Item
	Flags   []string // sorted
}

// Item is what one item of the check came to.
type Item struct {
	ID          string   `json:"id"` // point/item in a round
	Verdict     Verdict  `json:"verdict"`
	Consequence string   `json:"consequence,omitempty"` // of a fail or out-of-tolerance: the severity of its escalation
	Why         string   `json:"why,omitempty"`         // in a few words, when it did not pass
	Computed    *float64 `json:"computed,omitempty"`    // the value of a computed item
	Limits      *Edges   `json:"limits,omitempty"`      // what the value was held against
	Until       string   `json:"until,omitempty"`       // the last good day of a date
	Soon        bool     `json:"soon,omitempty"`        // that day is near: it stands on the expiry list
	Provisional bool     `json:"provisional,omitempty"` // held against what no second physicist had confirmed
	Tested      *Tested  `json:"instrument,omitempty"`  // the test equipment that was used
}

// Point answers the point of an item in a round, "" of any other.
func (i Item) Point() string {
	point, _, found := strings.Cut(i.ID, "/")
	if !found {
		return ""
	}
	return point
}

// Item answers the id of the item in the definition.
func (i Item) Item() string { return i.ID[strings.IndexByte(i.ID, '/')+1:] }

// Failing answers the items that have a consequence, in order.
func (r Result) Failing() []Item {
	var list []Item
	for _, item := range r.Items {
		if item.Consequence != "" {
			list = append(list, item)
		}
	}
	return list
}

// Check judges a check.
func Check(def *checklist.Definition, given Given) Result {
	j := judging{def: def, given: &given, day: dayOf(given.At)}
	j.items = make([]Item, 0, len(def.Items())*max(1, len(given.Points)))
	j.round()
	j.strangers()
	return j.result()
}

// One judges one reading of an item, or point/item, as the finished check would. It answers false when there is no such
// item.
func One(def *checklist.Definition, id string, reading Reading, given Given) (Item, bool) {
	point, name := "", id
	if def.EachPoint() {
		point, name, _ = strings.Cut(id, "/")
	}
	item := def.Item(name)
	if item == nil || !item.Judged() {
		return Item{}, false
	}
	j := judging{def: def, given: &given, day: dayOf(given.At)}
	if v, ok := reading.Value.(float64); ok && item.Kind == checklist.Computed {
		return j.number(item, id, v), true
	}
	given.Readings = map[string]Reading{id: reading}
	return j.item(item, point, id), true
}
