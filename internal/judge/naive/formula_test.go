package naive_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// formula judges a computed item: with the last answers, and with each earlier one in its place.
func (c *checking) formula(item obj, point string, r reading) outcome {
	if r.notApplicable && yes(item, "allowNotApplicable") || !c.asked(item) {
		return outcome{Verdict: "not-applicable"}
	}
	work, uses := parse(text(item, "formula"))
	values, known, absent, lacking := map[string]any{}, map[string]obj{}, false, false
	for _, name := range uses {
		if known[name] = c.named(name, item); known[name] == nil {
			return map[bool]outcome{true: {Verdict: "not-applicable"}, false: {Verdict: "not-evaluated"}}[yes(item, "optional")]
		}
		v, away := c.input(known[name], point)
		values[name] = v
		absent, lacking = absent || away, lacking || v == nil
	}
	switch {
	case absent || lacking && yes(item, "optional"):
		return outcome{Verdict: "not-applicable"}
	case lacking:
		return outcome{Verdict: "not-evaluated"}
	}
	last := c.computed(item, point, work(values).(float64))
	var all []outcome
	measured := 0
	for name, of := range known {
		earlier := c.earlierInputs(of, point)
		measured = max(measured, len(earlier))
		now := values[name]
		for _, e := range earlier {
			values[name] = e
			all = append(all, c.computed(item, point, work(values).(float64)))
		}
		values[name] = now
	}
	return repeats(item, all, last, measured)
}

func (c *checking) computed(item obj, point string, v float64) outcome {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return outcome{Verdict: "not-evaluated"}
	}
	written := strconv.FormatFloat(v, 'g', -1, 64)
	o := c.number(item, point, rat(written))
	o.Computed = json.Number(written)
	return o
}

// named answers the item that a formula means by a name: anything answered by a number, yes or no, or a choice, and what is
// computed above.
func (c *checking) named(name string, of obj) obj {
	above := true
	for _, item := range c.items {
		if text(item, "id") == text(of, "id") {
			above = false
		}
		if strings.ReplaceAll(text(item, "id"), "-", "_") != name {
			continue
		}
		switch text(item, "kind") {
		case "number", "count", "lot-range", "confirm", "choice":
			return item
		case "computed":
			if above {
				return item
			}
		}
	}
	return nil
}

func (c *checking) input(item obj, point string) (value any, absent bool) {
	if text(item, "kind") == "computed" {
		return c.above(item, point)
	}
	r, _ := c.reading(item, point)
	if value = entered(item, r.value); value != nil || r.value != nil {
		return value, false
	}
	if r.notApplicable {
		return nil, yes(item, "allowNotApplicable")
	}
	return nil, !r.bad && !c.asked(item)
}

func (c *checking) above(item obj, point string) (value any, absent bool) {
	for i := len(c.results) - 1; i >= 0; i-- {
		o := c.results[i]
		if o.ID != idAt(item, point) {
			continue
		}
		if o.Computed == "" || !plausible(item, rat(o.Computed.String())) {
			return nil, o.Verdict == "not-applicable"
		}
		f, _ := strconv.ParseFloat(o.Computed.String(), 64)
		return f, false
	}
	return nil, false
}

func (c *checking) earlierInputs(item obj, point string) (list []any) {
	if text(item, "kind") == "computed" {
		return nil
	}
	r, _ := c.reading(item, point)
	for _, e := range r.earlier {
		if v := entered(item, e.value); v != nil && !e.mistyped {
			list = append(list, v)
		}
	}
	return list
}

// entered is the part of an answer that formulas work with, nil where it is no good.
func entered(item obj, v any) any {
	kind := text(item, "kind")
	if group, ok := v.(obj); ok && kind == "lot-range" {
		if n, ok := jsonNumber(group["value"]); ok && inRange(rat(n.String())) {
			v, kind = rat(n.String()), "number"
		}
	}
	switch n := v.(type) {
	case bool:
		if kind == "confirm" {
			return n
		}
	case string:
		options, _ := item["options"].([]any)
		for _, o := range options {
			if kind == "choice" && text(o.(obj), "value") == n {
				return n
			}
		}
	case *big.Rat:
		if plausible(item, n) && (kind == "number" || kind == "count" && n.IsInt() && n.Sign() >= 0 && n.Cmp(rat("1000000000")) <= 0) {
			if n == minusZero {
				return math.Copysign(0, -1)
			}
			return nearest(n)
		}
	}
	return nil
}
