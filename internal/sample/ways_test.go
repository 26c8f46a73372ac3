package sample

import (
	"math"
	"math/big"
	"strconv"
	"time"

	"runup/internal/checklist"
	"runup/internal/judge"
)

// way is one answer to an item and what its definition makes of it, worked out here without the judge.
type way struct {
	name        string
	reading     map[string]any // nil: not answered
	verdict     judge.Verdict
	consequence string
	due         string // of test equipment, "" a year from now
}

func good(name string, value any) way {
	return way{name: name, reading: map[string]any{"value": value}, verdict: judge.Pass}
}

func unread(name string, value any) way {
	return way{name: name, reading: map[string]any{"value": value}, verdict: judge.NotEvaluated}
}

// bad is a wrong answer: a fail where people must act before use, out of tolerance where they are advised.
func bad(name string, value any, consequence string) way {
	w := way{name: name, reading: map[string]any{"value": value}, verdict: judge.OutOfTolerance, consequence: written(consequence, "do-not-use")}
	switch w.consequence {
	case "do-not-use", "before-use", "put-right":
		w.verdict = judge.Fail
	}
	return w
}

// ways answers every kind of answer that an item can get on a morning.
func (d Doing) ways(item *checklist.Item, key string) []way {
	list := []way{{name: "not answered", verdict: judge.NotEvaluated}}
	switch item.Kind {
	case checklist.Confirm:
		right := item.Expect == nil || *item.Expect
		list = append(list, good("right", right), bad("wrong", !right, item.OnFail), unread("a word", "yes"))
	case checklist.Choice:
		list = append(list, unread("no option", "something else"))
		for _, o := range item.Options {
			if o.Consequence == "" {
				list = append(list, good(o.Value, o.Value))
			} else {
				list = append(list, bad(o.Value, o.Value, o.Consequence))
			}
		}
	case checklist.Count:
		list = append(list, unread("half a piece", 1.5), unread("less than none", -1))
		if item.AtLeast != nil {
			list = append(list, good("enough", *item.AtLeast), good("one more", *item.AtLeast+1), bad("one too few", *item.AtLeast-1, item.OnFail))
		}
	case checklist.Number:
		list = append(list, unread("a word", "12,5"))
	case checklist.Date:
		list = append(list, d.dates(item)...)
	case checklist.CompareToLast:
		list = append(list, good("the same", firstSeen), bad("another", "B-2000", item.OnFail), unread("blank", " "))
	case checklist.LotRange:
		lot := func(v float64) map[string]any { return map[string]any{"low": 4.1, "high": 6.2, "value": v} }
		list = append(list, good("on the low edge", lot(4.1)), good("on the high edge", lot(6.2)), bad("just below", lot(4.09), item.OnFail),
			bad("just above", lot(6.21), item.OnFail), unread("no range", map[string]any{"value": 5.0}))
	case checklist.Instrument:
		id := d.Test[item.InstrumentKind]
		last, after := good("on its last good day", id), unread("a day late", id)
		last.due, after.due = d.At.Format(time.DateOnly), d.At.AddDate(0, 0, -1).Format(time.DateOnly)
		list = append(list, last, after, unread("no instrument", "crash-trolley-1"))
	case checklist.Text:
		list = append(list, good("words", "A-1183"), unread("blank", "  "))
	case checklist.Computed:
		list = nil // nobody answers it
	}
	if p := item.Plausible; p != nil && item.Kind != checklist.Computed {
		list = append(list, unread("below what is plausible", *p.Min-1), unread("above what is plausible", *p.Max+1))
	}
	if item.Limits != nil {
		list = append(list, d.edgeWays(item, key)...)
	}
	return list
}

// dates walks round the last good day. The days of the tests are such that no month is too short for them.
func (d Doing) dates(item *checklist.Item) []way {
	day := func(years, months, days int) string {
		return time.Date(d.At.Year()+years, d.At.Month()+time.Month(months), d.At.Day()+days, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	if item.Meaning == "" || item.Meaning == "expiry" {
		return []way{good("its last day", day(0, 0, 0)), good("a day to go", day(0, 0, 1)), bad("a day late", day(0, 0, -1), item.OnFail), unread("no day", "2026-02-30")}
	}
	m := -item.PlusMonths
	return []way{good("today", day(0, 0, 0)), good("its last day", day(0, m, 0)), good("a day to go", day(0, m, 1)), bad("a day late", day(0, m, -1), item.OnFail), unread("tomorrow", day(0, 0, 1))}
}

// edgeWays walks over every edge: on it, just inside, just outside.
func (d Doing) edgeWays(item *checklist.Item, key string) (list []way) {
	l, r := item.Limits, d.reference(key, item.ID)
	if l.Local {
		l = r.Limits
	}
	reference := 0.0
	if l.Reference != nil && l.Reference.Value != nil {
		reference = *l.Reference.Value
	} else if l.Reference != nil {
		reference = *r.Value
	}
	step := func(edge float64) float64 {
		if item.Kind == checklist.Count {
			return 1
		}
		return math.Max(math.Abs(edge), 1) * 1e-6
	}
	edge := func(offset *float64) *float64 {
		if offset == nil {
			return nil
		}
		v := exact(l, reference, *offset)
		return &v
	}
	sl, tl, th, sh := edge(l.SuspensionLow), edge(l.ToleranceLow), edge(l.ToleranceHigh), edge(l.SuspensionHigh)
	for name, e := range map[string]*float64{"lower suspension": sl, "lower tolerance": tl, "upper tolerance": th, "upper suspension": sh} {
		if e == nil {
			continue
		}
		for at, v := range map[string]float64{"on the ": *e, "just below the ": *e - step(*e), "just above the ": *e + step(*e)} {
			w := way{name: at + name, reading: map[string]any{"value": v}}
			w.verdict, w.consequence = d.stands(item, l, v, sl, tl, th, sh, step(*e)/10)
			list = append(list, w)
		}
	}
	return list
}

// exact works an edge out in fractions, from the numbers as people write them.
func exact(l *checklist.Limits, reference, offset float64) float64 {
	if l.Reference == nil {
		return offset
	}
	fraction := func(v float64) *big.Rat {
		r, _ := new(big.Rat).SetString(strconv.FormatFloat(v, 'f', -1, 64))
		return r
	}
	r, o := fraction(reference), fraction(offset)
	if l.Type == "percent" {
		o.Mul(o, new(big.Rat).Abs(r)).Quo(o, big.NewRat(100, 1))
	}
	v, _ := o.Add(o, r).Float64()
	return v
}

// stands says in plain comparisons where a value stands. near is what counts as on an edge.
func (d Doing) stands(item *checklist.Item, l *checklist.Limits, v float64, sl, tl, th, sh *float64, near float64) (judge.Verdict, string) {
	if p := item.Plausible; p != nil && (p.Min != nil && v < *p.Min || p.Max != nil && v > *p.Max) {
		return judge.NotEvaluated, ""
	}
	on := func(e *float64) bool { return e != nil && math.Abs(v-*e) < near }
	below := func(e *float64) bool { return e != nil && v < *e && !on(e) }
	above := func(e *float64) bool { return e != nil && v > *e && !on(e) }
	onTolerance, onSuspension := on(tl) || on(th), on(sl) || on(sh)
	switch {
	case below(sl) || above(sh) || onSuspension && l.AtSuspensionEdge == "out":
		return judge.Fail, written(item.OnSuspension, "do-not-use")
	case onSuspension || below(tl) || above(th) || onTolerance && l.AtEdge == "out":
		return judge.OutOfTolerance, written(item.OnTolerance, "advice")
	}
	return judge.Pass, ""
}
