package naive_test

import (
	"encoding/json"
	"math/big"
)

// same is equality within a billionth of the largest of three numbers.
func same(v, edge, reference *big.Rat) bool {
	largest := new(big.Rat)
	for _, n := range []*big.Rat{v, edge, reference} {
		if a := new(big.Rat).Abs(n); a.Cmp(largest) > 0 {
			largest = a
		}
	}
	gap := new(big.Rat).Sub(v, edge)
	return gap.Abs(gap).Cmp(largest.Mul(largest, rat("1/1000000000"))) <= 0
}

// edgeOf is an edge as an exact fraction, nil where a double's range ends on the way to it.
func edgeOf(kind string, reference *big.Rat, offset string) *big.Rat {
	if reference == nil {
		return rat(offset)
	}
	o := rat(offset)
	if kind == "percent" {
		if o.Mul(o, new(big.Rat).Abs(reference)); !inRange(o) {
			return nil
		}
		o.Quo(o, rat("100"))
	}
	if o.Add(o, reference); !inRange(o) {
		return nil
	}
	return o
}

// stands judges a value by up to four edges, as a person with a pencil would: first whether it is on an edge, then whether
// it is past it.
func stands(v, reference *big.Rat, edges map[string]*big.Rat, atEdge, atSuspension string) string {
	r := reference
	if r == nil {
		r = new(big.Rat)
	}
	worst := 0
	for name, edge := range edges {
		high := name == "toleranceHigh" || name == "suspensionHigh"
		suspension := name == "suspensionLow" || name == "suspensionHigh"
		level := 0
		switch {
		case same(v, edge, r) && suspension && atSuspension == "out":
			level = 2
		case same(v, edge, r) && suspension:
			level = 1
		case same(v, edge, r) && atEdge == "out":
			level = 1
		case same(v, edge, r):
		case high == (v.Cmp(edge) > 0) && suspension:
			level = 2
		case high == (v.Cmp(edge) > 0):
			level = 1
		}
		worst = max(worst, level)
	}
	return []string{"pass", "out-of-tolerance", "fail"}[worst]
}

var edgeNames = []string{"suspensionLow", "toleranceLow", "toleranceHigh", "suspensionHigh"}

// held holds a value against limits. What is not set, in part or at all, judges nothing.
func held(v *big.Rat, limits, reference obj) string {
	if local, _ := limits["local"].(bool); local {
		limits, _ = reference["limits"].(obj)
	}
	if again, _ := limits["local"].(bool); again || limits == nil {
		return "not-evaluated"
	}
	var from *big.Rat
	if where, there := limits["reference"].(obj); there {
		n, ok := where["value"].(json.Number)
		if baseline, _ := where["baseline"].(bool); baseline {
			n, ok = reference["value"].(json.Number)
		}
		if !ok {
			return "not-evaluated"
		}
		from = rat(n.String())
	}
	kind := text(limits, "type")
	if kind == "percent" && (from == nil || from.Sign() == 0) {
		return "not-evaluated"
	}
	edges := map[string]*big.Rat{}
	for _, name := range edgeNames {
		if offset, there := limits[name].(json.Number); there {
			if edges[name] = edgeOf(kind, from, offset.String()); edges[name] == nil {
				return "not-evaluated"
			}
		}
	}
	if len(edges) == 0 {
		return "not-evaluated"
	}
	return stands(v, from, edges, text(limits, "atEdge"), text(limits, "atSuspensionEdge"))
}

// plausible compares as written.
func plausible(item obj, v *big.Rat) bool {
	p, _ := item["plausible"].(obj)
	low, hasLow := p["min"].(json.Number)
	high, hasHigh := p["max"].(json.Number)
	return (!hasLow || v.Cmp(rat(low.String())) >= 0) && (!hasHigh || v.Cmp(rat(high.String())) <= 0)
}
