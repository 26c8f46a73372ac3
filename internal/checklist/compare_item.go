package checklist

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// items compares one item of base with that of local; nil where there is none.
func (c *comparison) items(before, now *Item) {
	switch {
	case now == nil:
		c.note(LeftOut, or(before.Prompt, before.ID))
		return
	case before == nil:
		c.note(Added, or(now.Prompt, now.ID))
		return
	}
	c.words(before, now)
	c.asked(before, now)
	if before.Kind != now.Kind {
		c.note(Changed, fmt.Sprintf("kind: %s, was %s", now.Kind, before.Kind))
		c.flag(!before.CanFail(), !now.CanFail(), "no answer is wrong any more", "an answer can be wrong")
		c.turn(weight(before.worst())-weight(now.worst()), milder("at worst", before.worst(), now.worst()))
		return
	}
	c.criterion(before, now)
	c.options(before.Options, now.Options)
	c.limits(before.Limits, now.Limits)
	c.consequences(before, now)
}

// words compares what people read and nothing judges.
func (c *comparison) words(before, now *Item) {
	c.reworded("prompt", before.Prompt, now.Prompt)
	c.reworded("guidance", before.Guidance, now.Guidance)
	c.reworded("source", cited(before), cited(now))
	c.reworded("what to order", before.Restock, now.Restock)
}

func cited(i *Item) string {
	all := ""
	for _, s := range []*Source{i.Source, i.limitsSource()} {
		if s != nil {
			all += s.Cite + " " + s.Confidence
		}
	}
	return all
}

func (i *Item) limitsSource() *Source {
	if i.Limits == nil {
		return nil
	}
	return i.Limits.Source
}

// asked compares when an item is asked, and whether it must be answered.
func (c *comparison) asked(before, now *Item) {
	c.flag(before.Optional, now.Optional, "optional", "no longer optional")
	c.flag(before.AllowNotApplicable, now.AllowNotApplicable, "may be not applicable", "may not be not applicable")
	switch {
	case before.When == "" || now.When == "":
		c.flag(before.When != "", now.When != "", "only with "+now.When, "not only with "+before.When)
	default:
		c.text(Changed, "only with", before.When, now.When)
	}
	c.sets("asked on", weekdays(before), weekdays(now), Loosened, Tightened)
	switch {
	case before.LeadsTo == "" || now.LeadsTo == "":
		c.flag(before.LeadsTo == "", now.LeadsTo == "", "leads to "+before.LeadsTo+" no more", "leads to "+now.LeadsTo)
	default:
		c.text(Changed, "leads to", before.LeadsTo, now.LeadsTo)
	}
}

func weekdays(i *Item) []string {
	if len(i.On) == 0 {
		return []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	}
	return i.On
}

// criterion compares what an answer of this kind is held against, but for options and limits.
func (c *comparison) criterion(before, now *Item) {
	c.text(Changed, "expected answer", strconv.FormatBool(before.Expected()), strconv.FormatBool(now.Expected()))
	c.text(Changed, "unit", before.Unit, now.Unit)
	c.text(Changed, "formula", before.Formula, now.Formula)
	c.text(Changed, "test equipment", before.InstrumentKind, now.InstrumentKind)
	c.text(Changed, "meaning", or(before.Meaning, Expiry), or(now.Meaning, Expiry))
	c.text(Changed, "plausible", before.Plausible.String(), now.Plausible.String())
	c.turn(now.PlusMonths-before.PlusMonths, fmt.Sprintf("good for %d months, was %d", now.PlusMonths, before.PlusMonths))
	c.turn(before.WarnWithinDays-now.WarnWithinDays, fmt.Sprintf("warns within %d days, was %d", now.WarnWithinDays, before.WarnWithinDays))
	c.edge("at least", before.AtLeast, now.AtLeast, -1)
}

// edge compares a level that lets more pass the further it lies towards side.
func (c *comparison) edge(name string, before, now *float64, side float64) {
	switch {
	case before == nil && now == nil:
	case now == nil:
		c.note(Loosened, fmt.Sprintf("%s left out, was %s", name, digits(*before)))
	case before == nil:
		c.note(Tightened, fmt.Sprintf("%s %s", name, digits(*now)))
	default:
		by := 0
		if d := *now - *before; math.Abs(d) > 1e-9*max(math.Abs(*now), math.Abs(*before)) {
			by = int(math.Copysign(1, d*side))
		}
		c.turn(by, fmt.Sprintf("%s %s, was %s", name, digits(*now), digits(*before)))
	}
}

func digits(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// String says a range as its two ends.
func (p *Plausible) String() string {
	end := func(v *float64) string {
		if v == nil {
			return "any"
		}
		return digits(*v)
	}
	if p == nil {
		return "anything"
	}
	return end(p.Min) + " to " + end(p.Max)
}

// options compares the answers of a choice by their values.
func (c *comparison) options(before, now []Option) {
	find := func(list []Option, value string) *Option {
		at := slices.IndexFunc(list, func(o Option) bool { return o.Value == value })
		if at < 0 {
			return nil
		}
		return &list[at]
	}
	for _, o := range before {
		if n := find(now, o.Value); n == nil {
			c.flag(o.Consequence == "", o.Consequence != "", "wrong answer left out: "+o.Label, "right answer left out: "+o.Label)
		} else {
			c.reworded("label of "+o.Value, o.Label, n.Label)
			c.turn(weight(o.Consequence)-weight(n.Consequence), milder(o.Label, o.Consequence, n.Consequence))
		}
	}
	for _, o := range now {
		if find(before, o.Value) == nil {
			c.flag(o.Consequence != "", o.Consequence == "", "another right answer: "+o.Label, "another wrong answer: "+o.Label)
		}
	}
}

func milder(name, before, now string) string {
	return fmt.Sprintf("%s: %s, was %s", name, or(now, "right"), or(before, "right"))
}

// consequences compares what failures do, where both can fail so.
func (c *comparison) consequences(before, now *Item) {
	each := func(name string, both bool, was, is string) {
		if both {
			c.turn(weight(was)-weight(is), milder(name, was, is))
		}
	}
	each("a wrong answer", before.MayFail() && now.MayFail(), before.Failing(), now.Failing())
	limited := before.Limits != nil && now.Limits != nil
	each("out of tolerance", limited, before.Tolerating(), now.Tolerating())
	each("at worst", before.CanFail() && now.CanFail() && (before.Limits == nil) != (now.Limits == nil), before.worst(), now.worst())
	each("past suspension", limited && before.suspends() && now.suspends(), before.Suspending(), now.Suspending())
}

func (i *Item) suspends() bool { return i.Limits != nil && (i.Limits.Local || i.Limits.Suspends()) }

// worst is the worst that any answer to the item leads to, "" where none is wrong.
func (i *Item) worst() string {
	worst := ""
	if i.MayFail() {
		worst = i.Failing()
	}
	if i.Limits != nil {
		worst = Worse(worst, i.Tolerating())
	}
	if i.suspends() {
		worst = Worse(worst, i.Suspending())
	}
	for _, o := range i.Options {
		worst = Worse(worst, o.Consequence)
	}
	return worst
}
