package checklist

import "slices"

// The kinds of items.
const (
	Confirm       = "confirm"
	Choice        = "choice"
	Number        = "number"
	Count         = "count"
	Date          = "date"
	Text          = "text"
	Photo         = "photo"
	Computed      = "computed"        // a formula over other readings
	CompareToLast = "compare-to-last" // a seal number
	LotRange      = "lot-range"       // limits from a control lot
	Instrument    = "instrument"      // chosen from test equipment
	Instruction   = "instruction"     // read, not answered
)

// What a date means.
const (
	Expiry   = "expiry" // the last good day
	Opened   = "opened"
	Examined = "examined"
)

// Item is one line of a checklist. While it fails, the checklist it leads to is due at once on the same equipment. One with
// a Restock, which says what to order, is a line of stock.
type Item struct {
	ID                 string     `json:"id"`
	Kind               string     `json:"kind"`
	Prompt             string     `json:"prompt,omitempty"`
	Unit               string     `json:"unit,omitempty"`
	Expect             *bool      `json:"expect,omitempty"`
	Options            []Option   `json:"options,omitempty"`
	AtLeast            *float64   `json:"atLeast,omitempty"`
	Meaning            string     `json:"meaning,omitempty"`
	PlusMonths         int        `json:"plusMonths,omitempty"`
	WarnWithinDays     int        `json:"warnWithinDays,omitempty"`
	Formula            string     `json:"formula,omitempty"` // canonical
	InstrumentKind     string     `json:"instrumentKind,omitempty"`
	Plausible          *Plausible `json:"plausible,omitempty"`
	Limits             *Limits    `json:"limits,omitempty"`
	OnFail             string     `json:"onFail,omitempty"`
	OnTolerance        string     `json:"onTolerance,omitempty"`
	OnSuspension       string     `json:"onSuspension,omitempty"`
	Guidance           string     `json:"guidance,omitempty"`
	Source             *Source    `json:"source,omitempty"`
	Optional           bool       `json:"optional,omitempty"`
	AllowNotApplicable bool       `json:"allowNotApplicable,omitempty"`
	When               string     `json:"when,omitempty"` // a feature of the equipment
	On                 []string   `json:"on,omitempty"`   // weekdays
	LeadsTo            string     `json:"leadsTo,omitempty"`
	Restock            string     `json:"restock,omitempty"`
}

// Option is one answer of a choice. One with a consequence is a wrong answer.
type Option struct {
	Value       string `json:"value"`
	Label       string `json:"label"`
	Consequence string `json:"consequence,omitempty"`
}

// Plausible is the range outside which a value is taken for a slip of the finger.
type Plausible struct {
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
}

// Holds reports whether a value is plausible. No range holds everything.
func (p *Plausible) Holds(v float64) bool {
	return p == nil || (p.Min == nil || v >= *p.Min) && (p.Max == nil || v <= *p.Max)
}

// Source says where a number comes from and how sure that is.
type Source struct {
	Cite       string `json:"cite"`
	Confidence string `json:"confidence"`
}

// Judged reports whether the item has a verdict: every kind but an instruction.
func (i *Item) Judged() bool { return i.Kind != Instruction }

// Expected is the right answer of a confirm.
func (i *Item) Expected() bool { return i.Expect == nil || *i.Expect }

// Failing is the consequence of a wrong answer.
func (i *Item) Failing() string { return or(i.OnFail, DoNotUse) }

// Suspending is the consequence of a value past a suspension level.
func (i *Item) Suspending() string { return or(i.OnSuspension, DoNotUse) }

// Tolerating is the consequence of a value past a tolerance level.
func (i *Item) Tolerating() string { return or(i.OnTolerance, Advice) }

// Option answers the option with this value, nil when there is none.
func (i *Item) Option(value string) *Option {
	at := slices.IndexFunc(i.Options, func(o Option) bool { return o.Value == value })
	if at < 0 {
		return nil
	}
	return &i.Options[at]
}

// CanFail reports whether any answer to the item has a consequence.
func (i *Item) CanFail() bool {
	return i.MayFail() || i.Limits != nil || slices.ContainsFunc(i.Options, func(o Option) bool { return o.Consequence != "" })
}

// MayFail reports whether an answer to the item can be wrong in a way that onFail settles.
func (i *Item) MayFail() bool {
	switch i.Kind {
	case Confirm, Date, CompareToLast, LotRange:
		return true
	case Count:
		return i.AtLeast != nil && i.Limits == nil
	}
	return false
}

func (i *Item) refers() bool {
	l := i.Limits
	return i.Kind == CompareToLast || i.Kind == Instrument || l != nil && (l.Local || l.Baseline())
}

func or(written, otherwise string) string {
	if written == "" {
		return otherwise
	}
	return written
}
