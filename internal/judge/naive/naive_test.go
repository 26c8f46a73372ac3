// Package naive_test judges a second time, slowly and by other means, and writes the vectors that every judge must agree
// with. Numbers are exact fractions here and dates are counted on fingers; nothing of the judge or its arithmetic is used.
//
// `go test ./internal/judge/naive -update` writes the vectors anew; without it they are only compared.
package naive_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors anew")

const file = "../testdata/vectors.json"

// vector is one item, one reading, and what they come to.
type vector struct {
	Name        string         `json:"name"`
	Item        map[string]any `json:"item"`
	Reading     map[string]any `json:"reading"`
	Day         string         `json:"day"`
	Baseline    json.Number    `json:"baseline,omitempty"`
	LastSeen    string         `json:"lastSeen,omitempty"`
	Verdict     string         `json:"verdict"`
	Consequence string         `json:"consequence,omitempty"`
}

func TestTheVectorsAreThoseOfTheNaiveJudge(t *testing.T) {
	list := append(limits(), dates()...)
	list = append(list, answers()...)
	list = append(list, repeats()...)
	var text bytes.Buffer
	for i, v := range list {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s%s", map[bool]string{true: "[\n", false: ",\n"}[i == 0], line)
	}
	text.WriteString("\n]\n")
	if *update {
		if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(kept, text.Bytes()) {
		t.Errorf("%d vectors, not those of %s: %v", len(list), file, err)
	}
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("not a number: " + text)
	}
	return r
}

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

// edgeOf is an edge as an exact fraction.
func edgeOf(kind string, reference *big.Rat, offset string) *big.Rat {
	if reference == nil {
		return rat(offset)
	}
	o := rat(offset)
	if kind == "percent" {
		o.Mul(o, new(big.Rat).Abs(reference)).Quo(o, rat("100"))
	}
	return o.Add(o, reference)
}

// stands judges a value by up to four edges, as a person with a pencil would: first whether it is past anything, then
// whether it is on anything.
func stands(v *big.Rat, kind string, reference *big.Rat, edges map[string]string, atEdge, atSuspension string) string {
	r := reference
	if r == nil {
		r = new(big.Rat)
	}
	worst := 0
	for name, offset := range edges {
		edge := edgeOf(kind, reference, offset)
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

var settings = []struct {
	name, kind, reference string
	edges                 map[string]string
}{
	{"SXR output 2 and 3 %", "percent", "100", map[string]string{"suspensionLow": "-3", "toleranceLow": "-2", "toleranceHigh": "2", "suspensionHigh": "3"}},
	{"linac output 3 %", "percent", "101.3", map[string]string{"suspensionLow": "-3", "suspensionHigh": "3"}},
	{"percent of a small negative baseline", "percent", "-0.0317", map[string]string{"suspensionLow": "-3", "toleranceHigh": "2"}},
	{"percent of a large baseline", "percent", "123456789.5", map[string]string{"toleranceLow": "-0.1", "toleranceHigh": "0.1"}},
	{"fridge 2 to 8 °C", "absolute", "", map[string]string{"suspensionLow": "2", "suspensionHigh": "8"}},
	{"lasers 2 mm", "absolute", "", map[string]string{"suspensionHigh": "2"}},
	{"nothing above zero", "absolute", "", map[string]string{"toleranceHigh": "0"}},
	{"CT water 0 ± 5 HU", "absolute", "0", map[string]string{"suspensionLow": "-5", "toleranceLow": "-4", "toleranceHigh": "4", "suspensionHigh": "5"}},
	{"offsets from a baseline", "absolute", "41.7", map[string]string{"toleranceLow": "-0.3", "suspensionHigh": "0.4"}},
	{"tolerance and suspension on the same edge", "absolute", "", map[string]string{"toleranceHigh": "7.5", "suspensionHigh": "7.5"}},
}

func limits() (list []vector) {
	for _, s := range settings {
		var reference *big.Rat
		if s.reference != "" {
			reference = rat(s.reference)
		}
		for _, at := range []string{"", "out"} {
			for _, atSuspension := range []string{"", "out"} {
				for _, v := range around(s.kind, reference, s.edges) {
					list = append(list, limited(s.name, s.kind, s.reference, s.edges, at, atSuspension, v))
				}
			}
		}
	}
	return list
}

// around answers values on, just inside and just outside every edge, and nearer to it than equality tells apart.
func around(kind string, reference *big.Rat, edges map[string]string) (values []string) {
	for _, name := range []string{"suspensionLow", "toleranceLow", "toleranceHigh", "suspensionHigh"} {
		offset, ok := edges[name]
		if !ok {
			continue
		}
		edge := edgeOf(kind, reference, offset)
		size := new(big.Rat).Abs(edge)
		if reference != nil && new(big.Rat).Abs(reference).Cmp(size) > 0 {
			size.Abs(reference)
		}
		for _, part := range []string{"0", "1/2000000000", "-1/2000000000", "1/250000000", "-1/250000000", "1/1000", "-1/1000"} {
			v := new(big.Rat).Mul(size, rat(part))
			values = append(values, v.Add(v, edge).FloatString(14))
		}
	}
	return values
}

func limited(name, kind, reference string, edges map[string]string, at, atSuspension, value string) vector {
	l := map[string]any{"type": kind}
	v := vector{Day: "2026-11-23", Reading: map[string]any{"value": json.Number(value)}}
	var r *big.Rat
	if reference != "" {
		l["reference"] = map[string]any{"baseline": true}
		v.Baseline = json.Number(reference)
		r = rat(reference)
	}
	for edge, offset := range edges {
		l[edge] = json.Number(offset)
	}
	if at != "" {
		l["atEdge"] = at
	}
	if atSuspension != "" {
		l["atSuspensionEdge"] = atSuspension
	}
	v.Name = fmt.Sprintf("%s, edges %q %q, value %s", name, at, atSuspension, value)
	v.Item = map[string]any{"id": "a", "kind": "number", "limits": l}
	v.Verdict = stands(rat(value), kind, r, edges, at, atSuspension)
	v.Consequence = map[string]string{"fail": "do-not-use", "out-of-tolerance": "advice"}[v.Verdict]
	return v
}
