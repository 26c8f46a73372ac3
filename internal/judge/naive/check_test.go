package naive_test

import (
	"encoding/json"
	"slices"
	"strings"
)

var rank = map[string]int{"not-applicable": 0, "pass": 1, "not-evaluated": 2, "out-of-tolerance": 3, "fail": 4}

var gravity = map[string]int{"": 0, "information": 1, "advice": 2, "put-right": 3, "before-use": 4, "do-not-use": 5}

func text(o obj, name string) string {
	s, _ := o[name].(string)
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func yes(o obj, name string) bool { b, _ := o[name].(bool); return b }

// checking is a check on its way to a verdict.
type checking struct {
	v                           *vector
	items                       []obj
	references                  obj
	readings                    obj
	today                       day
	results                     []outcome
	unusable, missing, putRight bool
}

// judged fills in what a vector comes to.
func judged(v *vector) {
	c := &checking{v: v, references: obj{}, results: []outcome{}}
	for _, item := range asRead(v.Items).([]any) {
		c.items = append(c.items, item.(obj))
	}
	if v.References != nil {
		c.references = asRead(v.References).(obj)
	}
	c.readings, _ = asRead(v.Readings).(obj)
	c.unusable = c.readings == nil
	c.today, _ = dayOf(v.Day)
	if v.Round == "" {
		c.at("")
	} else {
		c.missing = len(v.Points) == 0
		for _, point := range v.Points {
			c.at(point)
		}
	}
	c.others()
	v.Results, v.Verdict, v.Flags = c.results, c.worst(), c.flags()
}

func (c *checking) at(point string) {
	for _, item := range c.items {
		if text(item, "kind") != "instruction" {
			c.results = append(c.results, c.item(item, point))
		}
	}
}

// others are readings that nothing asked for. In a round, one at a point that is not known is judged all the same.
func (c *checking) others() {
	var ids []string
	for id := range c.readings {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		point, name := "", id
		if c.v.Round != "" {
			point, name, _ = strings.Cut(id, "/")
		}
		at := slices.IndexFunc(c.items, func(i obj) bool { return text(i, "id") == name })
		switch {
		case at < 0 || c.v.Round != "" && point == "":
			c.unusable = true
		case point != "" && text(c.items[at], "kind") != "instruction" && !slices.Contains(c.v.Points, point):
			c.unusable = true
			c.results = append(c.results, c.item(c.items[at], point))
		}
	}
}

func (c *checking) worst() string {
	worst := "not-applicable"
	for _, r := range c.results {
		if rank[r.Verdict] > rank[worst] {
			worst = r.Verdict
		}
	}
	if worst == "not-applicable" || worst == "pass" && c.v.StoppedEarly {
		return "not-evaluated"
	}
	return worst
}

func (c *checking) flags() (list []string) {
	if c.missing || c.v.StoppedEarly {
		list = append(list, "incomplete")
	}
	if c.putRight {
		list = append(list, "put-right")
	}
	if c.unusable {
		list = append(list, "unusable-reading")
	}
	return list
}

func idAt(item obj, point string) string {
	if point == "" {
		return text(item, "id")
	}
	return point + "/" + text(item, "id")
}

// find looks something up for an item at a point, and otherwise for the item.
func find[T any](in map[string]T, item obj, point string) (found T, ok bool) {
	if found, ok = in[idAt(item, point)]; !ok {
		found, ok = in[text(item, "id")]
	}
	return found, ok
}

func (c *checking) reading(item obj, point string) (r reading, given bool) {
	raw, given := c.readings[idAt(item, point)]
	if given {
		r = read(raw)
	}
	return r, given
}

func (c *checking) item(item obj, point string) outcome {
	r, _ := c.reading(item, point)
	c.unusable = c.unusable || r.bad
	c.putRight = c.putRight || r.putRight
	var o outcome
	switch {
	case text(item, "kind") == "computed":
		o = c.formula(item, point, r)
	case r.value != nil || text(item, "kind") == "photo" && r.blob != "":
		o = c.weigh(item, point, r, c.answer(item, point, r))
	default:
		o = c.weigh(item, point, r, outcome{Verdict: c.without(item, r)})
	}
	o.ID = idAt(item, point)
	return o
}

// without is the verdict of an item that has no value.
func (c *checking) without(item obj, r reading) string {
	asked := c.asked(item)
	switch {
	case r.notApplicable && (yes(item, "allowNotApplicable") || !asked):
		return "not-applicable"
	case r.notApplicable:
		c.unusable = true
		return "not-evaluated"
	case r.bad:
		return "not-evaluated"
	case !asked || yes(item, "optional"):
		return "not-applicable"
	}
	c.missing = true
	return "not-evaluated"
}

func (c *checking) asked(item obj) bool {
	if f := text(item, "when"); f != "" && !slices.Contains(c.v.Features, f) {
		return false
	}
	on, _ := item["on"].([]any)
	return len(on) == 0 || slices.Contains(on, any(c.today.weekday()))
}

// weigh sets the last answer beside those before it.
func (c *checking) weigh(item obj, point string, r reading, last outcome) outcome {
	var all []outcome
	measured := 0
	for _, e := range r.earlier {
		switch {
		case e.mistyped:
		case e.value == nil:
			measured++
			c.unusable = true
		default:
			measured++
			all = append(all, c.answer(item, point, reading{value: e.value}))
		}
	}
	return repeats(item, all, last, measured)
}

// repeats: two more measurements are fair. A failure that does not come again is out of tolerance; one that was never
// measured again, or more often than is fair, stays what it was.
func repeats(item obj, all []outcome, last outcome, measured int) outcome {
	worst := outcome{}
	for _, o := range all {
		if rank[o.Verdict] >= rank["out-of-tolerance"] && heavier(o, worst) {
			worst = o
		}
	}
	switch {
	case worst.Verdict == "":
	case measured > 2 || last.Verdict == "not-evaluated" || last.Verdict == "not-applicable":
		if heavier(worst, last) {
			worst.Computed = last.Computed
			return worst
		}
	case last.Verdict == "pass" && item["limits"] != nil:
		last.Verdict, last.Consequence = "out-of-tolerance", or(text(item, "onTolerance"), "advice")
	case last.Verdict == "pass":
		last.Verdict, last.Consequence = "out-of-tolerance", worst.Consequence
		if gravity[worst.Consequence] > gravity["advice"] {
			last.Consequence = "advice"
		}
	}
	return last
}

func heavier(a, b outcome) bool {
	if rank[a.Verdict] != rank[b.Verdict] {
		return rank[a.Verdict] > rank[b.Verdict]
	}
	return gravity[a.Consequence] > gravity[b.Consequence]
}

func (c *checking) reference(item obj, point string) obj {
	raw, _ := find(c.references, item, point)
	o, _ := raw.(obj)
	return o
}

func jsonNumber(v any) (json.Number, bool) { n, ok := v.(json.Number); return n, ok }
