package naive_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
)

const monday = "2026-11-23"

// setting is a reference and edges, by their short names: low and high suspension, below and above tolerance.
type setting struct {
	name, kind, reference string
	edges                 map[string]string
}

var settings = []setting{
	{"SXR output 2 and 3 %", "percent", "100", map[string]string{"suspensionLow": "-3", "toleranceLow": "-2", "toleranceHigh": "2", "suspensionHigh": "3"}},
	{"linac output 3 %", "percent", "101.3", map[string]string{"suspensionLow": "-3", "suspensionHigh": "3"}},
	{"percent of a small negative reference", "percent", "-0.0317", map[string]string{"suspensionLow": "-3", "toleranceHigh": "2"}},
	{"percent of a large reference", "percent", "123456789.5", map[string]string{"toleranceLow": "-0.1", "toleranceHigh": "0.1"}},
	{"percent of a huge reference", "percent", "7.3e+297", map[string]string{"suspensionLow": "-5", "toleranceHigh": "2.5"}},
	{"percent of a reference beyond what can be multiplied", "percent", "1.7e+308", map[string]string{"suspensionHigh": "5"}},
	{"percent of a tiny reference", "percent", "2.5e-290", map[string]string{"toleranceLow": "-1", "suspensionHigh": "4"}},
	{"percent on one side of a negative reference", "percent", "-250.75", map[string]string{"suspensionLow": "-1.5", "suspensionHigh": "0"}},
	{"fridge 2 to 8 °C", "absolute", "", map[string]string{"suspensionLow": "2", "suspensionHigh": "8"}},
	{"lasers 2 mm", "absolute", "", map[string]string{"suspensionHigh": "2"}},
	{"nothing above zero", "absolute", "", map[string]string{"toleranceHigh": "0"}},
	{"nothing below zero", "absolute", "", map[string]string{"suspensionLow": "0"}},
	{"CT water 0 ± 5 HU", "absolute", "0", map[string]string{"suspensionLow": "-5", "toleranceLow": "-4", "toleranceHigh": "4", "suspensionHigh": "5"}},
	{"offsets from a reference", "absolute", "41.7", map[string]string{"toleranceLow": "-0.3", "suspensionHigh": "0.4"}},
	{"offsets from a negative reference", "absolute", "-1013.25", map[string]string{"suspensionLow": "-30", "toleranceLow": "-10", "toleranceHigh": "10", "suspensionHigh": "30"}},
	{"offsets that meet at zero", "absolute", "2.5", map[string]string{"toleranceLow": "-2.5", "suspensionHigh": "2.5"}},
	{"tolerance and suspension on the same edge", "absolute", "", map[string]string{"toleranceHigh": "7.5", "suspensionHigh": "7.5"}},
	{"all four edges on one value", "absolute", "", map[string]string{"suspensionLow": "21", "toleranceLow": "21", "toleranceHigh": "21", "suspensionHigh": "21"}},
	{"a sum that a double cannot hold", "absolute", "0.1", map[string]string{"toleranceHigh": "0.2", "suspensionHigh": "0.7"}},
	{"negative edges", "absolute", "", map[string]string{"suspensionLow": "-80", "toleranceLow": "-70.3", "toleranceHigh": "-40", "suspensionHigh": "-30"}},
}

func (s setting) from() *big.Rat {
	if s.reference == "" {
		return nil
	}
	return rat(s.reference)
}

// limits writes the setting as an item has it; the reference is of the item or its baseline.
func (s setting) limits(baseline bool, at, atSuspension string) obj {
	l := obj{"type": s.kind}
	switch {
	case s.reference == "":
	case baseline:
		l["reference"] = obj{"baseline": true}
	default:
		l["reference"] = obj{"value": json.Number(s.reference)}
	}
	for name, offset := range s.edges {
		l[name] = json.Number(offset)
	}
	for name, edge := range map[string]string{"atEdge": at, "atSuspensionEdge": atSuspension} {
		if edge != "" {
			l[name] = edge
		}
	}
	return l
}

func limitCases() (list []vector) {
	for n, s := range settings {
		for i, at := range []string{"", "out", "in"} {
			for j, atSuspension := range []string{"", "out", "in"} {
				if i == 2 && j != 2 || j == 2 && i != 2 || i == 2 && n%4 > 0 {
					continue
				}
				for _, v := range s.around() {
					list = append(list, s.vector((n+i+j)%2 == 0, at, atSuspension, v))
				}
			}
		}
	}
	return list
}

func (s setting) vector(baseline bool, at, atSuspension, value string) vector {
	v := vector{
		Name: fmt.Sprintf("%s, edges %q %q, value %s", s.name, at, atSuspension, value), Day: monday,
		Items:    []obj{{"id": "a", "kind": "number", "limits": s.limits(baseline, at, atSuspension)}},
		Readings: obj{"a": obj{"value": json.Number(value)}},
	}
	if baseline && s.reference != "" {
		v.References = obj{"a": obj{"value": json.Number(s.reference)}}
	}
	return v
}

// around answers values on every edge, a double's last digit beside it, just inside and outside of where equality ends, and
// well past it.
func (s setting) around() (values []string) {
	seen := map[string]bool{}
	add := func(f float64) {
		if v := strconv.FormatFloat(f, 'g', -1, 64); !seen[v] && !math.IsInf(f, 0) {
			seen[v] = true
			values = append(values, v)
		}
	}
	for _, name := range edgeNames {
		offset, ok := s.edges[name]
		if !ok {
			continue
		}
		edge := edgeOf(s.kind, s.from(), offset)
		if edge == nil {
			add(100)
			continue
		}
		near := nearest(edge)
		add(near)
		add(math.Nextafter(near, math.Inf(1)))
		add(math.Nextafter(near, math.Inf(-1)))
		for _, part := range []string{"9999/10000000000000", "10001/10000000000000", "1/1000"} {
			step := new(big.Rat).Mul(s.size(edge), rat(part))
			add(nearest(new(big.Rat).Add(edge, step)))
			add(nearest(new(big.Rat).Sub(edge, step)))
		}
	}
	return values
}

func (s setting) size(edge *big.Rat) *big.Rat {
	size := new(big.Rat).Abs(edge)
	if from := s.from(); from != nil && new(big.Rat).Abs(from).Cmp(size) > 0 {
		size.Abs(from)
	}
	return size
}

// localCases are limits and references that a department sets, or has not set.
func localCases() (list []vector) {
	set := obj{"type": "absolute", "toleranceHigh": 3, "suspensionHigh": 4}
	percent := obj{"type": "percent", "reference": obj{"baseline": true}, "suspensionLow": -3, "suspensionHigh": 3}
	for name, references := range sorted(map[string]obj{
		"set": {"a": obj{"limits": set}}, "never set": nil, "set for another item": {"b": obj{"limits": set}}, "set to nothing": {"a": obj{"limits": obj{"type": "absolute"}}},
		"set to be local": {"a": obj{"limits": obj{"local": true, "type": "absolute", "suspensionHigh": 4}}}, "a baseline alone": {"a": obj{"value": 3}}, "percent of a baseline": {"a": obj{"limits": percent, "value": 3.5}},
		"percent without a baseline": {"a": obj{"limits": percent}}, "percent of zero": {"a": obj{"limits": percent, "value": 0}},
		"percent of no reference": {"a": obj{"limits": obj{"type": "percent", "toleranceHigh": 3}, "value": 100}},
	}) {
		for _, value := range []any{0, 3, 3.2, 3.6, 4, 4.1, json.Number("1e999"), "3", nil} {
			list = append(list, vector{Name: fmt.Sprintf("local limits, %s, value %v", name, value), Day: monday, References: references,
				Items: []obj{{"id": "a", "kind": "number", "limits": obj{"local": true}, "onTolerance": "before-use", "onSuspension": "put-right"}}, Readings: obj{"a": obj{"value": value}}})
		}
	}
	for name, references := range sorted(map[string]obj{"set": {"a": obj{"limits": obj{"type": "absolute", "toleranceLow": 6, "suspensionLow": 3}}}, "never set": nil}) {
		for _, value := range []any{0, 2, 3, 4, 6, 7, 2.5, -1, "6", nil} {
			list = append(list, vector{Name: fmt.Sprintf("par level, %s, count %v", name, value), Day: monday, References: references,
				Items: []obj{{"id": "a", "kind": "count", "limits": obj{"local": true}, "plausible": obj{"max": 50}, "onTolerance": "put-right"}}, Readings: obj{"a": obj{"value": value, "earlier": []any{obj{"value": 2}}}}})
		}
	}
	for name, reference := range sorted(map[string]obj{"none": {}, "zero": {"value": 0}, "negative": {"value": -100}, "a hundred": {"value": 100}}) {
		for _, kind := range []string{"absolute", "percent"} {
			for _, value := range []float64{-103.5, -102.5, -100, -1, 0, 1, 2.5, 100, 102.5, 103.5} {
				list = append(list, vector{Name: fmt.Sprintf("%s of a baseline, %s, value %v", kind, name, value), Day: monday, References: obj{"a": reference}, Items: []obj{{"id": "a", "kind": "number",
					"limits": obj{"type": kind, "reference": obj{"baseline": true}, "suspensionLow": -3, "toleranceLow": -2, "toleranceHigh": 2, "suspensionHigh": 3}}}, Readings: obj{"a": obj{"value": value}}})
			}
		}
	}
	return list
}
