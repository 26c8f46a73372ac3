package naive_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

var photo = strings.Repeat("0a", 32)

// kinds are an item of each kind, a right and a wrong answer to it. What is nil cannot be wrong.
var kinds = []struct {
	name        string
	item        obj
	right, fail any
}{
	{"confirm", obj{}, true, false},
	{"confirm expecting no", obj{"kind": "confirm", "expect": false}, false, true},
	{"confirm expecting yes", obj{"kind": "confirm", "expect": true}, true, false},
	{"number", obj{}, 21.5, nil},
	{"count", obj{"atLeast": 2}, 2, 1},
	{"count of anything", obj{"kind": "count"}, 0, nil},
	{"count to a level", obj{"kind": "count", "limits": obj{"type": "absolute", "toleranceLow": 4, "suspensionLow": 2}}, 4, nil},
	{"date", obj{}, "2026-11-23", "2026-11-22"},
	{"text", obj{}, "all quiet", nil},
	{"choice", obj{"options": []obj{{"value": "y", "label": "Yellow"}, {"value": "o", "label": "Other", "consequence": "put-right"}, {"value": "g", "label": "Grey", "consequence": "information"}}}, "y", "o"},
	{"compare-to-last", obj{}, " A-1182", "A-1183"},
	{"lot-range", obj{"plausible": obj{"min": 0.5, "max": 40}}, obj{"low": 2.1, "high": 3.3, "value": 3.3}, obj{"low": 2.1, "high": 3.3, "value": 3.4}},
	{"instrument", obj{"instrumentKind": "barometer"}, "b-1", nil},
}

// answered is one item and its reading in a department that has seen a seal and owns instruments.
func answered(name string, item, reading any, byHand string) vector {
	made := obj{"id": "a"}
	for member, v := range item.(obj) {
		made[member] = v
	}
	v := vector{Name: name, Items: []obj{made}, Readings: obj{"a": reading}, Day: monday, byHand: byHand}
	switch made["kind"] {
	case "compare-to-last":
		v.LastSeen = map[string]string{"a": "A-1182 "}
	case "instrument":
		v.Instruments = obj{"b-1": obj{"kind": "barometer", "calibrationDue": monday}, "b-2": obj{"kind": "barometer", "calibrationDue": "2026-11-22"}, "b-3": obj{"kind": "barometer"},
			"b-4": obj{"kind": "barometer", "calibrationDue": "soon"}, "t-1": obj{"kind": "thermometer", "calibrationDue": "2030-01-01"}}
	}
	return v
}

func with(item obj, members ...any) obj {
	made := obj{}
	for name, v := range item {
		made[name] = v
	}
	for i := 0; i < len(members); i += 2 {
		made[members[i].(string)] = members[i+1]
	}
	return made
}

// odd are values that are no answer to most items, or to none.
var odd = []any{nil, true, false, 0, -1, 2.5, json.Number("1e9"), json.Number("1000000001"), json.Number("1e999"), json.Number("-1e999"), json.Number("5e-324"), json.Number("-0"), "", "  ", "\u00a0\u2003\u0085", "101.4", "true",
	"2026-11-24", "y", "b-2", "b-3", "b-4", "t-1", "b-9", "__proto__", "constructor", []any{}, []any{1}, obj{}, obj{"low": 1, "high": 2}, obj{"low": 2, "high": 1, "value": 1}, obj{"low": 1, "high": 2, "value": "1"}, obj{"low": 1, "high": 50, "value": 45},
	obj{"low": 1, "high": json.Number("1e999"), "value": 1}, obj{"low": 1.1, "high": 3.3, "value": json.Number("3.3000000032")}, obj{"low": 1.1, "high": 3.3, "value": json.Number("3.3000000034")}, obj{"low": -1, "high": 1, "value": 0}}

func answerCases() (list []vector) {
	for _, k := range kinds {
		item := with(k.item, "kind", or(text(k.item, "kind"), k.name))
		add := func(name string, item obj, reading any, byHand string) {
			list = append(list, answered(k.name+", "+name, item, reading, byHand))
		}
		add("right", item, obj{"value": k.right}, "pass ")
		if k.fail != nil && k.name != "choice" {
			add("wrong by default", item, obj{"value": k.fail}, "fail do-not-use")
			for _, c := range [][2]string{{"do-not-use", "fail"}, {"before-use", "fail"}, {"put-right", "fail"}, {"advice", "out-of-tolerance"}, {"information", "out-of-tolerance"}} {
				add("right, "+c[0], with(item, "onFail", c[0]), obj{"value": k.right}, "pass ")
				add("wrong, "+c[0], with(item, "onFail", c[0]), obj{"value": k.fail}, c[1]+" "+c[0])
			}
		}
		for _, v := range odd {
			add(fmt.Sprintf("value %q", fmt.Sprint(v)), item, obj{"value": v}, "")
		}
		list = append(list, leftOut(k.name, item, k.right)...)
	}
	return append(append(list, photoCases()...), malformed()...)
}

// leftOut are ways of not answering.
func leftOut(name string, item obj, value any) (list []vector) {
	add := func(how string, members []any, reading any, byHand string) {
		list = append(list, answered(name+", "+how, with(item, members...), reading, byHand))
	}
	add("not answered", nil, obj{}, "not-evaluated ")
	add("optional, not answered", []any{"optional", true}, obj{}, "not-applicable ")
	add("optional, answered", []any{"optional", true}, obj{"value": value}, "pass ")
	add("not applicable, not allowed", nil, obj{"notApplicable": "broken"}, "not-evaluated ")
	add("not applicable, not allowed but optional", []any{"optional", true}, obj{"notApplicable": "broken"}, "not-evaluated ")
	add("not applicable, allowed", []any{"allowNotApplicable", true}, obj{"notApplicable": "not fitted"}, "not-applicable ")
	add("not applicable without a reason", []any{"allowNotApplicable", true}, obj{"notApplicable": " \t"}, "not-evaluated ")
	add("not applicable by yes", []any{"allowNotApplicable", true}, obj{"notApplicable": true}, "not-evaluated ")
	add("not applicable and answered", []any{"allowNotApplicable", true}, obj{"notApplicable": "not fitted", "value": value}, "pass ")
	add("not fitted here", []any{"when", "srs"}, obj{}, "not-applicable ")
	add("not fitted here and said so", []any{"when", "srs"}, obj{"notApplicable": "not fitted"}, "not-applicable ")
	add("not fitted here and answered", []any{"when", "srs"}, obj{"value": value}, "pass ")
	add("not today", []any{"on", []string{"TU", "SU"}}, obj{}, "not-applicable ")
	add("today", []any{"on", []string{"SU", "MO"}}, obj{}, "not-evaluated ")
	add("put right and passing", nil, obj{"value": value, "putRight": obj{"found": "expired", "did": "replaced"}}, "pass ")
	add("put right and not answered", nil, obj{"putRight": obj{"found": "expired", "did": "replaced"}}, "not-evaluated ")
	return list
}

func photoCases() (list []vector) {
	item := obj{"kind": "photo"}
	for name, reading := range sorted(map[string]obj{"taken": {"blob": photo}, "of no hash": {"blob": "x"}, "in capitals": {"blob": strings.ToUpper(photo)}, "too long": {"blob": photo + "0"}, "as a number": {"blob": 7}, "as null": {"blob": nil},
		"and a value": {"blob": photo, "value": "x"}, "empty": {"blob": ""}, "before": {"blob": photo, "earlier": []any{obj{"value": "x", "reason": "blurred"}}}}) {
		list = append(list, answered("photo "+name, item, reading, ""))
	}
	return append(list, leftOut("photo", item, nil)[:2]...)
}

// malformed are readings that are not what a reading is.
func malformed() (list []vector) {
	for _, reading := range []any{nil, 5, "yes", true, []any{}, obj{"value": true, "note": 5}, obj{"value": true, "note": nil}, obj{"value": true, "note": "a word"}, obj{"value": true, "blob": 5}, obj{"value": true, "something": obj{"of": []string{"later", "versions"}}},
		obj{"value": true, "putRight": nil}, obj{"value": true, "putRight": "yes"}, obj{"value": true, "putRight": obj{"found": "x"}}, obj{"value": true, "putRight": obj{"found": "x", "did": " "}}, obj{"value": true, "putRight": obj{"found": " ", "did": "y"}}, obj{"value": true, "putRight": obj{"found": "x", "did": 5}},
		obj{"value": true, "putRight": obj{"found": "x", "did": "y", "why": 1}}, obj{"value": false, "putRight": obj{"found": "x", "did": "none left"}},
		obj{"value": true, "earlier": nil}, obj{"value": true, "earlier": obj{}}, obj{"value": true, "earlier": []any{}}, obj{"value": true, "earlier": []any{5}}, obj{"value": true, "earlier": []any{obj{}}}, obj{"value": true, "earlier": []any{obj{"value": "no", "reason": "r"}}},
		obj{"value": true, "earlier": []any{obj{"value": false, "reason": 5}}}, obj{"value": true, "earlier": []any{obj{"value": false, "mistyped": "yes"}}}, obj{"value": true, "earlier": []any{obj{"value": false, "mistyped": nil}}},
		obj{"value": true, "earlier": []any{obj{"value": []any{false}, "reason": "r"}}}, obj{"value": true, "earlier": []any{obj{"value": nil, "mistyped": true}}}, obj{"value": true, "notApplicable": nil}, obj{"value": true, "notApplicable": ""}} {
		text, _ := json.Marshal(reading)
		list = append(list, answered("a reading "+string(text), obj{"kind": "confirm"}, reading, ""))
	}
	for _, readings := range []any{nil, 5, "x", []any{1, 2}, obj{}, obj{"b": obj{"value": true}}, obj{"": obj{"value": true}}, obj{"x/a": obj{"value": true}}, obj{"a": obj{"value": true}, "A": obj{"value": true}}, obj{"a": obj{"value": true}, "i": obj{"value": 5, "note": 5}}, obj{"a": obj{"value": true}, "__proto__": obj{"value": true}}} {
		text, _ := json.Marshal(readings)
		list = append(list, vector{Name: "readings " + string(text), Items: []obj{{"id": "a", "kind": "confirm"}, {"id": "i", "kind": "instruction", "prompt": "x"}}, Readings: readings, Day: monday})
	}
	for _, kind := range []string{"compare-to-last", "number", "confirm"} { // what every object of a browser has is not what was given
		item := obj{"id": "constructor", "kind": kind, "limits": obj{"type": "absolute", "reference": obj{"baseline": true}, "toleranceHigh": 3}}
		list = append(list, vector{Name: "an item of an unlucky name, " + kind, Items: []obj{item}, Readings: obj{"constructor": obj{"value": "A-1"}}, LastSeen: map[string]string{"x": "y"}, References: obj{"x": obj{}}, Day: monday},
			vector{Name: "an item of an unlucky name, not answered, " + kind, Items: []obj{item}, Readings: obj{}, Day: monday})
	}
	return list
}
