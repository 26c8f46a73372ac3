package naive_test

import (
	"encoding/json"
	"fmt"
)

// repeatCases are every order of three measurements and a fourth that is one too many, of numbers and of other answers.
func repeatCases() []vector {
	s := settings[0]
	number := s.vector(true, "", "", "100")
	list := orders(number, map[string]any{"pass": json.Number("100"), "out-of-tolerance": json.Number("102.5"), "fail": json.Number("104")}, map[string]string{"pass": "", "out-of-tolerance": "advice", "fail": "do-not-use"})
	choice := answered("", obj{"kind": "choice", "options": []obj{{"value": "a", "label": "A"}, {"value": "b", "label": "B", "consequence": "information"}, {"value": "c", "label": "C", "consequence": "before-use"}}}, obj{}, "")
	list = append(list, orders(choice, map[string]any{"pass": "a", "out-of-tolerance": "b", "fail": "c"}, nil)...)
	for _, k := range kinds {
		if k.fail == nil {
			continue
		}
		for _, onFail := range []string{"do-not-use", "before-use", "put-right", "advice", "information"} {
			item := with(k.item, "kind", or(text(k.item, "kind"), k.name), "onFail", onFail)
			for n := range 4 {
				list = append(list, answered(fmt.Sprintf("%s, %s, wrong %d times, then right", k.name, onFail, n), item, again(k.right, n, k.fail), ""),
					answered(fmt.Sprintf("%s, %s, right %d times, then wrong", k.name, onFail, n), item, again(k.fail, n, k.right), ""))
			}
		}
	}
	return append(list, withdrawn()...)
}

func again(last any, times int, before any) obj {
	earlier := []any{}
	for range times {
		earlier = append(earlier, obj{"value": before, "reason": "again"})
	}
	return obj{"value": last, "earlier": earlier}
}

func orders(like vector, values map[string]any, consequence map[string]string) (list []vector) {
	verdicts := []string{"pass", "out-of-tolerance", "fail"}
	worst := func(all ...string) string {
		w := "pass"
		for _, v := range all {
			if rank[v] > rank[w] {
				w = v
			}
		}
		return w
	}
	add := func(verdict string, mistyped bool, all ...string) {
		var earlier []any
		for _, v := range all[:len(all)-1] {
			e := obj{"value": values[v], "reason": "set-up"}
			if mistyped {
				e["mistyped"] = true
			}
			earlier = append(earlier, e)
		}
		v := like
		v.Name = fmt.Sprintf("%s measured %v, mistyped %v", text(like.Items[0], "kind"), all, mistyped)
		v.Readings = obj{"a": obj{"value": values[all[len(all)-1]], "earlier": earlier}}
		if consequence != nil {
			v.byHand = verdict + " " + consequence[verdict]
		}
		list = append(list, v)
	}
	for _, first := range verdicts {
		for _, second := range verdicts {
			for _, last := range verdicts {
				best := last
				if last == "pass" && worst(first, second) != "pass" {
					best = "out-of-tolerance"
				}
				add(best, false, first, second, last)
				add(last, true, first, second, last)
				add(worst(first, second, "fail", last), false, first, second, "fail", last)
			}
		}
	}
	return list
}

// withdrawn are failures after which nothing was measured, or nothing that could be read.
func withdrawn() (list []vector) {
	failed := []any{obj{"value": 104, "reason": "set-up"}}
	slip := []any{obj{"value": 104, "mistyped": true}}
	for name, reading := range sorted(map[string]obj{
		"left out afterwards": {"notApplicable": "not used", "earlier": failed}, "nothing afterwards": {"earlier": failed}, "words afterwards": {"value": "fine", "earlier": failed}, "implausible afterwards": {"value": 1e6, "earlier": failed},
		"a slip, nothing afterwards": {"earlier": slip}, "a slip, left out": {"notApplicable": "not used", "earlier": slip},
		"two slips and a failure": {"value": 100, "earlier": append(slip, slip[0], failed[0])}, "a failure among what cannot be read": {"value": 100, "earlier": []any{obj{"value": "x"}, failed[0], obj{"value": nil}}},
		"a passing one, then implausible": {"value": 1e6, "earlier": []any{obj{"value": 100, "reason": "again"}}}, "implausible, then passing": {"value": 100, "earlier": []any{obj{"value": 1e6, "reason": "again"}}},
	}) {
		for _, how := range [][]any{nil, {"optional", true}, {"allowNotApplicable", true}, {"when", "srs"}, {"onTolerance", "put-right", "onSuspension", "before-use"}} {
			v := settings[0].vector(true, "", "", "100")
			v.Items = []obj{with(with(v.Items[0], "plausible", obj{"min": 50, "max": 150}), how...)}
			v.Name, v.Readings = fmt.Sprintf("%s, %v", name, how), obj{"a": reading}
			list = append(list, v)
		}
	}
	return list
}
