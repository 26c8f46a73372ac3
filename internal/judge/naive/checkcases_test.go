package naive_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// roundCases go round points, some of which nobody knows.
func roundCases() (list []vector) {
	yes, no := obj{"value": true}, obj{"value": false}
	items := []obj{{"id": "tell", "kind": "instruction", "prompt": "Tell people"}, {"id": "sounds", "kind": "confirm", "onFail": "before-use"}, {"id": "level", "kind": "number", "limits": settings[0].limits(true, "", ""), "optional": true},
		{"id": "seal", "kind": "compare-to-last", "optional": true}, {"id": "half", "kind": "computed", "formula": "level / 2.0"}}
	for name, readings := range sorted(map[string]obj{
		"all answered": {"p1/sounds": yes, "p2/sounds": yes}, "one failing": {"p1/sounds": yes, "p2/sounds": no}, "one missing": {"p1/sounds": yes}, "none": {}, "an unknown point passing": {"p1/sounds": yes, "p2/sounds": yes, "p9/sounds": yes},
		"an unknown point failing": {"p1/sounds": yes, "p2/sounds": yes, "p9/sounds": no, "p8/sounds": yes}, "an unknown point's instruction": {"p1/sounds": yes, "p2/sounds": yes, "p9/tell": yes}, "without a point": {"sounds": no, "p1/sounds": yes, "p2/sounds": yes},
		"an empty point": {"/sounds": no, "p1/sounds": yes, "p2/sounds": yes}, "an unknown item": {"p1/sounds": yes, "p2/sounds": yes, "p1/lights": no}, "a point with two strokes": {"p1/sounds": yes, "p2/sounds": yes, "p1/x/sounds": no},
		"levels, each with its baseline": {"p1/sounds": yes, "p2/sounds": yes, "p1/level": obj{"value": 51.2}, "p2/level": obj{"value": 103}, "p9/level": obj{"value": 103.5}}, "seals": {"p1/sounds": yes, "p2/sounds": yes, "p1/seal": obj{"value": "B-1"}, "p2/seal": obj{"value": "B-1"}},
		"an unknown point's computed": {"p1/sounds": yes, "p2/sounds": yes, "p9/level": obj{"value": 100}, "p9/half": obj{}},
	}) {
		for where, points := range sorted(map[string][]string{"two points": {"p1", "p2"}, "one point": {"p1"}, "no points": nil}) {
			for _, stopped := range []bool{false, true} {
				list = append(list, vector{Name: fmt.Sprintf("round of %s, %s, stopped %v", where, name, stopped), Items: items, Round: "points", Points: points, Readings: readings, Day: monday, StoppedEarly: stopped,
					References: obj{"level": obj{"value": 100}, "p1/level": obj{"value": 50}}, LastSeen: map[string]string{"seal": "A-1", "p2/seal": "B-1"}})
			}
		}
	}
	return list
}

// randomChecks are whole checks of items and readings thrown by dice.
func randomChecks() (list []vector) {
	d := dice(19860426)
	for n := range 400 {
		v := vector{Name: fmt.Sprint("random check ", n), Day: day{2026, 11, 1 + d.roll(30)}.String(), Readings: obj{}, References: obj{}, LastSeen: map[string]string{}, StoppedEarly: d.roll(8) == 0}
		if d.roll(2) == 0 {
			v.Features = []string{"imrt", "srs"}[:1+d.roll(2)]
		}
		v.Instruments = obj{"b-1": obj{"kind": "barometer", "calibrationDue": "2026-11-15"}}
		if d.roll(4) == 0 {
			v.Round, v.Points = "points", []string{"p1", "p2", "p3"}[:d.roll(4)]
		}
		for i := range 1 + d.roll(7) {
			d.item(&v, fmt.Sprint("item-", i))
		}
		list = append(list, v)
	}
	return list
}

func (d *dice) item(v *vector, id string) {
	k := kinds[d.roll(len(kinds))]
	item := with(k.item, "id", id, "kind", or(text(k.item, "kind"), k.name))
	value, fail := k.right, k.fail
	switch {
	case len(v.Items) > 0 && d.roll(4) == 0:
		item = d.computed(v, id)
	case k.name == "number":
		s := settings[d.roll(len(settings))]
		item["limits"] = s.limits(d.roll(2) == 0, one(d, "", "out"), one(d, "", "out"))
		around := s.around()
		value, fail = json.Number(one(d, around...)), json.Number(one(d, around...))
		if d.roll(6) > 0 && s.reference != "" {
			v.References[id] = obj{"value": json.Number(s.reference)}
		}
	}
	for _, more := range [][]any{{"optional", true}, {"allowNotApplicable", true}, {"when", one(d, "srs", "imrt")}, {"on", []string{one(d, "MO", "TU", "SA"), "SU", "FR"}}, {"onFail", one(d, "before-use", "put-right", "advice", "information")}, {"onTolerance", one(d, "before-use", "information")}} {
		if d.roll(5) == 0 {
			item = with(item, more...)
		}
	}
	if d.roll(4) > 0 {
		v.LastSeen[id] = "A-1182"
	}
	v.Items = append(v.Items, item)
	for _, point := range append([]string{"p9"}, v.Points...) {
		switch {
		case v.Round == "" && point == "p9":
			d.read(v, id, value, fail)
		case v.Round != "" && (point != "p9" || d.roll(8) == 0):
			d.read(v, point+"/"+id, value, fail)
		}
	}
}

func (d *dice) computed(v *vector, id string) obj {
	of := func() string {
		above := v.Items[d.roll(len(v.Items))]
		if slices.Contains([]string{"confirm", "choice"}, text(above, "kind")) {
			return "item_none"
		}
		return strings.ReplaceAll(text(above, "id"), "-", "_")
	}
	return obj{"id": id, "kind": "computed", "formula": one(d, of()+" * 1.01", of()+" + "+of()+" / 3.0", "min("+of()+", "+of()+")", "2.0 - "+of()), "limits": obj{"type": "absolute", "toleranceHigh": 21.6, "suspensionHigh": 100}}
}

// read throws a reading: mostly right, sometimes wrong, odd, left out, measured again or put right.
func (d *dice) read(v *vector, id string, value, fail any) {
	answer := func() any {
		switch n := d.roll(12); {
		case n < 7 || fail == nil && n < 10:
			return value
		case n < 10:
			return fail
		}
		return odd[d.roll(len(odd))]
	}
	r := obj{"value": answer()}
	switch d.roll(12) {
	case 0:
		return
	case 1:
		r = obj{"notApplicable": one(d, "not used", "")}
	case 2, 3:
		var earlier []any
		for range 1 + d.roll(3) {
			e := obj{"value": answer(), "reason": "again"}
			if d.roll(3) == 0 {
				e["mistyped"] = true
			}
			earlier = append(earlier, e)
		}
		r["earlier"] = earlier
	case 4:
		r["putRight"] = obj{"found": "expired", "did": one(d, "replaced", "")}
	}
	v.Readings.(obj)[id] = r
}
