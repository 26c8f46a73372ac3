package naive_test

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strings"
)

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c *checking) bad() outcome {
	c.unusable = true
	return outcome{Verdict: "not-evaluated"}
}

// wrong is what a wrong answer with this consequence comes to.
func wrong(consequence string) outcome {
	if gravity[consequence] >= gravity["put-right"] {
		return outcome{Verdict: "fail", Consequence: consequence}
	}
	return outcome{Verdict: "out-of-tolerance", Consequence: consequence}
}

func right(item obj, ok bool) outcome {
	if ok {
		return outcome{Verdict: "pass"}
	}
	return wrong(or(text(item, "onFail"), "do-not-use"))
}

// answer judges a value of each kind of item, and finds any other unusable.
func (c *checking) answer(item obj, point string, r reading) outcome {
	number, _ := r.value.(*big.Rat)
	said, isText := r.value.(string)
	truth, isBool := r.value.(bool)
	group, isGroup := r.value.(obj)
	switch kind := text(item, "kind"); {
	case kind == "confirm" && isBool:
		expected, set := item["expect"].(bool)
		return right(item, truth == (expected || !set))
	case kind == "number" && number != nil:
		return c.number(item, point, number)
	case kind == "count" && number != nil:
		return c.count(item, point, number)
	case kind == "choice" && isText:
		return c.option(item, said)
	case kind == "date" && isText:
		return c.date(item, said)
	case kind == "text" && isText && strings.TrimSpace(said) != "":
		return outcome{Verdict: "pass"}
	case kind == "compare-to-last" && isText:
		return c.seal(item, point, strings.TrimSpace(said), r.putRight)
	case kind == "instrument" && isText:
		return c.instrument(item, said)
	case kind == "lot-range" && isGroup:
		return c.lot(item, group)
	case kind == "photo" && r.value == nil && hash.MatchString(r.blob):
		return outcome{Verdict: "pass"}
	}
	return c.bad()
}

func (c *checking) number(item obj, point string, v *big.Rat) outcome {
	if !plausible(item, v) {
		return c.bad()
	}
	limits, there := item["limits"].(obj)
	if !there {
		return outcome{Verdict: "pass"}
	}
	o := outcome{Verdict: held(v, limits, c.reference(item, point))}
	switch o.Verdict {
	case "fail":
		o.Consequence = or(text(item, "onSuspension"), "do-not-use")
	case "out-of-tolerance":
		o.Consequence = or(text(item, "onTolerance"), "advice")
	}
	return o
}

func (c *checking) count(item obj, point string, v *big.Rat) outcome {
	if !v.IsInt() || v.Sign() < 0 || v.Cmp(rat("1000000000")) > 0 || !plausible(item, v) {
		return c.bad()
	}
	if item["limits"] != nil {
		return c.number(item, point, v)
	}
	least, set := item["atLeast"].(json.Number)
	return right(item, !set || v.Cmp(rat(least.String())) >= 0)
}

func (c *checking) option(item obj, said string) outcome {
	options, _ := item["options"].([]any)
	for _, o := range options {
		if text(o.(obj), "value") != said {
			continue
		}
		if consequence := text(o.(obj), "consequence"); consequence != "" {
			return wrong(consequence)
		}
		return outcome{Verdict: "pass"}
	}
	return c.bad()
}

func (c *checking) date(item obj, said string) outcome {
	until, ok := dayOf(said)
	if !ok {
		return c.bad()
	}
	if meaning := text(item, "meaning"); meaning == "opened" || meaning == "examined" {
		if c.today.before(until) {
			return c.bad()
		}
		months := count(item, "plusMonths")
		if months <= 0 {
			return outcome{Verdict: "not-evaluated"}
		}
		until = until.months(months)
	}
	o := right(item, !until.before(c.today))
	o.Until = until.String()
	warn := count(item, "warnWithinDays")
	o.Soon = warn > 0 && c.today.within(warn, until)
	return o
}

func count(item obj, name string) int {
	n, _ := jsonNumber(item[name])
	i, _ := n.Int64()
	return int(i)
}

func (c *checking) seal(item obj, point, said string, putRight bool) outcome {
	last, _ := find(c.v.LastSeen, item, point)
	switch {
	case said == "":
		return c.bad()
	case putRight:
		return outcome{Verdict: "pass"}
	case last == "":
		return outcome{Verdict: "not-evaluated"}
	}
	return right(item, said == strings.TrimSpace(last))
}

func (c *checking) instrument(item obj, said string) outcome {
	known, ok := c.v.Instruments[said].(obj)
	if !ok || text(known, "kind") != text(item, "instrumentKind") {
		return c.bad()
	}
	due, ok := dayOf(text(known, "calibrationDue"))
	if !ok || due.before(c.today) {
		return outcome{Verdict: "not-evaluated"}
	}
	return outcome{Verdict: "pass"}
}

func (c *checking) lot(item obj, group obj) outcome {
	var n [3]*big.Rat
	for i, name := range []string{"low", "high", "value"} {
		written, ok := jsonNumber(group[name])
		if !ok {
			return c.bad()
		}
		if n[i] = rat(written.String()); !inRange(n[i]) {
			return c.bad()
		}
	}
	if n[0].Cmp(n[1]) > 0 || !plausible(item, n[2]) {
		return c.bad()
	}
	zero := new(big.Rat)
	return right(item, (n[2].Cmp(n[0]) >= 0 || same(n[2], n[0], zero)) && (n[2].Cmp(n[1]) <= 0 || same(n[2], n[1], zero)))
}
