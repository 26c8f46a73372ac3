package naive_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// named are items that a formula may name, and some that it may not.
var named = []obj{
	{"id": "reading-1", "kind": "number", "plausible": obj{"min": -1000, "max": 1000}, "optional": true, "allowNotApplicable": true}, {"id": "temperature", "kind": "number"}, {"id": "n", "kind": "count", "optional": true},
	{"id": "open", "kind": "confirm", "onFail": "advice"}, {"id": "mode", "kind": "choice", "options": []obj{{"value": "fast", "label": "Fast"}, {"value": "slow", "label": "Slow"}}}, {"id": "lot", "kind": "lot-range"},
	{"id": "fitted", "kind": "number", "when": "srs", "allowNotApplicable": true}, {"id": "word", "kind": "text", "optional": true},
}

// formed is a check of what a formula names, of what computes it, and of two that compute with that.
func formed(name, formula string, readings obj, more ...any) vector {
	v := vector{Name: name, Day: monday, Readings: obj{}, References: obj{"f": obj{"value": 100}}}
	_, uses := parse(formula)
	for _, item := range named {
		id := text(item, "id")
		if slices.Contains(uses, strings.ReplaceAll(id, "-", "_")) {
			v.Items = append(v.Items, item)
			if r, there := readings[id]; there {
				v.Readings.(obj)[id] = r
			}
		}
	}
	if r, there := readings["f"]; there {
		v.Readings.(obj)["f"] = r
	}
	limits := obj{"type": "percent", "reference": obj{"baseline": true}, "toleranceHigh": 2, "suspensionHigh": 3}
	v.Items = append(v.Items, with(obj{"id": "f", "kind": "computed", "formula": formula, "limits": limits, "plausible": obj{"min": -1e9, "max": 1e9}}, more...),
		obj{"id": "twice", "kind": "computed", "formula": "f * 2.0"}, obj{"id": "half", "kind": "computed", "formula": "twice / 4.0", "optional": true})
	return v
}

func values(reading1, temperature, n any) obj {
	return obj{"reading-1": obj{"value": reading1}, "temperature": obj{"value": temperature}, "n": obj{"value": n}, "open": obj{"value": true}, "mode": obj{"value": "fast"}, "lot": obj{"value": obj{"low": 1.5, "high": 3, "value": 2.25}}}
}

// sources are formulas that departments write, and each thing that formulas can do.
var sources = []string{
	"reading_1 * (273.15 + temperature) / 293.15 * 1013.25 / 1003.7", "reading_1 * 2.0", "(reading_1 - 1.0) / 1.0 * 100.0", "-reading_1 + 1.0", "-(-reading_1) - -2.0", "abs(temperature - 25.0)", "sqrt(reading_1)", "pow(temperature, 2.0)",
	"pow(0.5, reading_1 / 73.83)", "pow(reading_1, -3.0)", "pow(temperature, 1.0 / 3.0)", "pow(1.0 + temperature / 1000.0, 63.0)", "pow(temperature, reading_1 / 10.0)", "pow(-temperature, 3.0)", "pow(reading_1, 0.0)", "pow(-temperature, 0.5)", "pow(temperature, 200.0)",
	"pow(10.0, 300.0) * pow(10.0, 300.0)", "pow(1.0000001, 123456789.0)", "pow(3.0, 65.0)", "pow(-3.0, 65.0)", "pow(0.0, -1.0)",
	"min(reading_1, temperature, 1.0)", "max(reading_1, temperature)", "mean(reading_1, temperature, n)", "mean(0.1, 0.2, 0.3, temperature)", "min(-temperature, 0.0 / 0.0)", "max(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, reading_1)",
	"round(temperature / 2.0)", "round(reading_1 / 8.0)", "round(-reading_1 / 8.0)", "round(2.5)", "round(-2.5)", "round(0.49999999999999994)", "round(-0.3)", "round(4503599627370497.0)", "abs(round(-0.5 + reading_1 * 0.0))", "100.0 * round(reading_1) / round(reading_1)",
	"open ? reading_1 : temperature", "!open ? reading_1 : temperature", "mode == \"fast\" && reading_1 > 3.0 ? 7.0 : 0.0", "mode != \"fast\" || temperature <= 23.0 ? reading_1 : 0.0", "mode == \"slow\" ? 1.0 : open ? 100.0 : 3.0",
	"1.0 / reading_1", "reading_1 / reading_1", "reading_1 / reading_1 > 0.0 ? 100.0 : 101.0", "0.0 / (reading_1 - reading_1) == 0.0 ? 1.0 : 100.0", "1.0 / (reading_1 - reading_1) > 5.0 ? 100.0 : 1.0", "0.0 / 0.0 < 1.0 || open ? 100.0 : 1.0", "0.1 + 0.2", "reading_1 * 1e+300 * 1e+300", "reading_1 * 1e-300 * 1e-300",
	"n * 50.0", "lot * 40.0", "fitted * 2.0", "open ? 100.0 : fitted", "reading_1 > 1.0 ? 100.0 : fitted", "word", "nothing * 2.0", "twice * 2.0", "f * 2.0", "reading_1 == 100.0 ? 100.0 : 0.0", "100.0 + (reading_1 - 100.0) * 3.0", "97.0", "reading_1",
	"(reading_1 - temperature) / temperature * 100.0", "abs(reading_1 - temperature) / max(1.0, temperature / 100.0)", "(273.15 + temperature) / 293.15 * 101.325 / reading_1", "min(reading_1 - reading_1, -(reading_1 - reading_1))", "max(-0.0, 0.0)", "pow(temperature / 1000.0, 1.7e+308)", "pow(1.7976931348623157e+308, 0.5)",
}

func formulaCases() (list []vector) {
	for _, source := range sources {
		for _, r := range [][3]any{{100, 23.7, 3}, {0, 21, 0}, {-0.75, -4.25, 2}, {99.99, 1.1, 1}} {
			list = append(list, formed(fmt.Sprint(source, " with ", r), source, values(r[0], r[1], r[2])))
		}
	}
	for name, change := range sorted(map[string]obj{
		"reading not answered": {"reading-1": nil}, "reading as words": {"reading-1": obj{"value": "100"}}, "reading not plausible": {"reading-1": obj{"value": 1001}}, "reading not applicable": {"reading-1": obj{"notApplicable": "not used"}},
		"reading too large": {"reading-1": obj{"value": json.Number("1e999")}}, "temperature not applicable": {"temperature": obj{"notApplicable": "broken"}}, "temperature not answered": {"temperature": nil}, "half a count": {"n": obj{"value": 1.5}}, "count left out": {"n": nil}, "a count of yes": {"n": obj{"value": true}},
		"a mode nobody listed": {"mode": obj{"value": "other"}}, "no lot value": {"lot": obj{"value": obj{"low": 1, "high": 2}}}, "fitted after all": {"fitted": obj{"value": 50}}, "not fitted, and said so": {"fitted": obj{"notApplicable": "no"}}, "fitted as words": {"fitted": obj{"value": "x"}}, "fitted too large": {"fitted": obj{"value": json.Number("-1e400")}},
		"measured again": {"reading-1": obj{"value": 100, "earlier": []any{obj{"value": 103.5, "reason": "set-up"}}}}, "measured again, failing": {"reading-1": obj{"value": 103.5, "earlier": []any{obj{"value": 100, "reason": "set-up"}}}},
		"mistyped": {"reading-1": obj{"value": 100, "earlier": []any{obj{"value": 103.5, "mistyped": true}}}}, "measured until it passed": {"reading-1": obj{"value": 100, "earlier": []any{obj{"value": 103.5}, obj{"value": 102.5}, obj{"value": 99}}}},
		"both measured again":      {"reading-1": obj{"value": 100, "earlier": []any{obj{"value": 102.5}, obj{"value": "x"}}}, "temperature": obj{"value": 23, "earlier": []any{obj{"value": 500}, obj{"value": -400}}}},
		"failed and then left out": {"reading-1": obj{"notApplicable": "not used", "earlier": []any{obj{"value": 103.5}}}}, "an answer to what is computed": {"f": obj{"value": 5}}, "computed not applicable": {"f": obj{"notApplicable": "no"}}, "computed and put right": {"f": obj{"putRight": obj{"found": "x", "did": "y"}}},
		"open answered no": {"open": obj{"value": false}}, "open no and yes": {"open": obj{"value": true, "earlier": []any{obj{"value": false}}}}, "mode changed": {"mode": obj{"value": "fast", "earlier": []any{obj{"value": "slow"}}}},
	}) {
		for _, source := range []string{"reading_1", "reading_1 + temperature * 0.0", "n * 0.0 + reading_1", "open && mode == \"fast\" ? reading_1 : 50.0", "lot * 40.0 + fitted"} {
			for _, how := range [][]any{nil, {"optional", true}, {"allowNotApplicable", true, "limits", nil}, {"when", "srs"}} {
				readings := with(values(100, 23.7, 3))
				for id, r := range change {
					if readings[id] = r; r == nil {
						delete(readings, id)
					}
				}
				list = append(list, without(formed(fmt.Sprintf("%s, %v, %s", name, how, source), source, readings, how...)))
			}
		}
	}
	return list
}

// without takes members away that were set to nothing.
func without(v vector) vector {
	for i, item := range v.Items {
		if limits, there := item["limits"]; there && limits == nil {
			v.Items[i] = with(item)
			delete(v.Items[i], "limits")
		}
	}
	return v
}

// randomFormulas are grown by throwing dice, over readings of every size.
func randomFormulas() (list []vector) {
	d := dice(20261123)
	for n := range 520 {
		var items []obj
		readings := obj{}
		for _, id := range []string{"a", "b", "c"} {
			items = append(items, obj{"id": id, "kind": "number"})
			readings[id] = obj{"value": json.Number(d.number())}
		}
		formula := d.grown(4)
		items = append(items, obj{"id": "f", "kind": "computed", "formula": formula})
		list = append(list, vector{Name: fmt.Sprint("random formula ", n), Items: items, Readings: readings, Day: monday})
	}
	return list
}

func (d *dice) number() string {
	switch d.roll(6) {
	case 0:
		return one(d, "0", "-0", "1", "0.1", "1e300", "5e-324", "-1e-300", "0.5", "1.7976931348623157e308", "9007199254740993", "0.3", "-2.5")
	case 1:
		return strconv.Itoa(d.roll(2000) - 1000)
	}
	return strconv.FormatFloat(float64(d.roll(2_000_000)-1_000_000)/float64(one(d, 10, 100, 1000, 7, 3000)), 'g', -1, 64)
}

// grown answers a formula that gives a number, of at most so many storeys.
func (d *dice) grown(storeys int) string {
	if storeys == 0 || d.roll(8) == 0 {
		return one(d, "a", "b", "c", "2.0", "100.0", "273.15", "0.1", "1e-05")
	}
	g := func() string { return d.grown(storeys - 1) }
	switch d.roll(12) {
	case 0, 1, 2, 3, 4, 5:
		return "(" + g() + one(d, " + ", " - ", " * ", " / ") + g() + ")"
	case 6:
		return "-(" + g() + ")"
	case 7:
		return one(d, "abs", "round", "sqrt") + "(" + g() + ")"
	case 8:
		return one(d, "min", "max", "mean") + "(" + strings.Join([]string{g(), g(), g()}[:2+d.roll(2)], ", ") + ")"
	case 9:
		return "pow(" + g() + ", " + one(d, "2.0", "3.0", "-1.0", "0.5", "0.333", "c", "-7.0", "17.25") + ")"
	}
	return "(" + d.truth(storeys-1) + " ? " + g() + " : " + g() + ")"
}

func (d *dice) truth(storeys int) string {
	if storeys > 0 && d.roll(3) == 0 {
		return "(" + d.truth(storeys-1) + one(d, " && ", " || ") + "!(" + d.truth(storeys-1) + "))"
	}
	return "(" + d.grown(min(storeys, 1)) + one(d, " < ", " <= ", " > ", " >= ", " == ", " != ") + d.grown(min(storeys, 1)) + ")"
}
