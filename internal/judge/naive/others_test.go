package naive_test

import (
	"encoding/json"
	"fmt"
)

// A calendar counted day by day.
type day struct{ y, m, d int }

func (a day) String() string { return fmt.Sprintf("%04d-%02d-%02d", a.y, a.m, a.d) }

func (a day) before(b day) bool { return a.y*10000+a.m*100+a.d < b.y*10000+b.m*100+b.d }

func days(y, m int) int {
	leap := y%4 == 0 && (y%100 != 0 || y%400 == 0)
	return []int{31, map[bool]int{true: 29, false: 28}[leap], 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
}

func (a day) next() day {
	switch {
	case a.d < days(a.y, a.m):
		return day{a.y, a.m, a.d + 1}
	case a.m < 12:
		return day{a.y, a.m + 1, 1}
	}
	return day{a.y + 1, 1, 1}
}

func (a day) months(n int) day {
	for range n {
		if a.m++; a.m > 12 {
			a.y, a.m = a.y+1, 1
		}
	}
	return day{a.y, a.m, min(a.d, days(a.y, a.m))}
}

func dated(name string, item map[string]any, value, today day, good bool) vector {
	item["id"], item["kind"] = "a", "date"
	v := vector{Name: name, Item: item, Reading: map[string]any{"value": value.String()}, Day: today.String(), Verdict: "pass"}
	if !good {
		v.Verdict, v.Consequence = "fail", "do-not-use"
	}
	return v
}

func dates() (list []vector) {
	for _, value := range []day{{2026, 8, 31}, {2024, 2, 29}, {2026, 12, 31}, {2026, 3, 29}, {2027, 2, 28}} {
		for today, n := value, 0; n < 2; today, n = today.next(), n+1 {
			list = append(list, dated("expires "+value.String()+", today "+today.String(), map[string]any{}, value, today, !value.before(today)))
		}
		for _, months := range []int{1, 3, 6, 12, 18} {
			last := value.months(months)
			for _, today := range []day{value, last, last.next()} {
				list = append(list, dated(fmt.Sprintf("examined %s, good for %d months, today %s", value, months, today),
					map[string]any{"meaning": "examined", "plusMonths": months}, value, today, !last.before(today)))
			}
		}
	}
	return list
}

// answers are right and wrong answers under every consequence, and what is no answer.
func answers() (list []vector) {
	add := func(name string, item, reading map[string]any, verdict, consequence string) {
		item["id"] = "a"
		list = append(list, vector{Name: name, Item: item, Reading: reading, Day: "2026-11-23", LastSeen: "A-1182", Verdict: verdict, Consequence: consequence})
	}
	add("confirm wrong by default", map[string]any{"kind": "confirm"}, map[string]any{"value": false}, "fail", "do-not-use")
	for _, c := range [][2]string{{"do-not-use", "fail"}, {"before-use", "fail"}, {"put-right", "fail"}, {"advice", "out-of-tolerance"}, {"information", "out-of-tolerance"}} {
		add("confirm wrong, "+c[0], map[string]any{"kind": "confirm", "onFail": c[0]}, map[string]any{"value": false}, c[1], c[0])
		add("confirm right, "+c[0], map[string]any{"kind": "confirm", "onFail": c[0]}, map[string]any{"value": true}, "pass", "")
		add("count short, "+c[0], map[string]any{"kind": "count", "atLeast": 2, "onFail": c[0]}, map[string]any{"value": 1}, c[1], c[0])
		add("count enough, "+c[0], map[string]any{"kind": "count", "atLeast": 2, "onFail": c[0]}, map[string]any{"value": 2}, "pass", "")
		add("seal differs, "+c[0], map[string]any{"kind": "compare-to-last", "onFail": c[0]}, map[string]any{"value": "A-1183"}, c[1], c[0])
		add("option wrong, "+c[0], map[string]any{"kind": "choice", "options": []any{map[string]any{"value": "x", "label": "X", "consequence": c[0]}}}, map[string]any{"value": "x"}, c[1], c[0])
		add("lot outside, "+c[0], map[string]any{"kind": "lot-range", "onFail": c[0]}, map[string]any{"value": map[string]any{"low": 2, "high": 3, "value": 3.1}}, c[1], c[0])
	}
	for _, kind := range []string{"confirm", "number", "count", "date", "text", "choice", "compare-to-last", "lot-range", "photo"} {
		item := func() map[string]any {
			return map[string]any{"kind": kind, "options": []any{map[string]any{"value": "x", "label": "X"}}}
		}
		add(kind+" with no value", item(), map[string]any{}, "not-evaluated", "")
		add(kind+" with null", item(), map[string]any{"value": nil}, "not-evaluated", "")
		add(kind+" with a list", item(), map[string]any{"value": []any{1}}, "not-evaluated", "")
		add(kind+" not applicable, not allowed", item(), map[string]any{"notApplicable": "broken"}, "not-evaluated", "")
		allowed := item()
		allowed["allowNotApplicable"] = true
		add(kind+" not applicable, allowed", allowed, map[string]any{"notApplicable": "not fitted"}, "not-applicable", "")
		optional := item()
		optional["optional"] = true
		add(kind+" optional, left out", optional, map[string]any{}, "not-applicable", "")
		if kind != "text" && kind != "compare-to-last" {
			add(kind+" with words", item(), map[string]any{"value": "101.4"}, "not-evaluated", "")
		}
	}
	return list
}

// repeats are every order of three measurements, and a fourth that is one too many.
func repeats() (list []vector) {
	values := map[string]string{"pass": "100", "out-of-tolerance": "102.5", "fail": "104"}
	rank := []string{"pass", "out-of-tolerance", "fail"}
	consequence := map[string]string{"fail": "do-not-use", "out-of-tolerance": "advice"}
	worst := func(verdicts ...string) string {
		n := 0
		for _, v := range verdicts {
			for i, r := range rank {
				if r == v {
					n = max(n, i)
				}
			}
		}
		return rank[n]
	}
	add := func(verdict string, mistyped bool, all ...string) {
		var earlier []any
		for _, v := range all[:len(all)-1] {
			e := map[string]any{"value": json.Number(values[v]), "reason": "set-up"}
			if mistyped {
				e["mistyped"] = true
			}
			earlier = append(earlier, e)
		}
		reading := map[string]any{"value": json.Number(values[all[len(all)-1]]), "earlier": earlier}
		v := limited("", "percent", "100", settings[0].edges, "", "", "100")
		v.Name, v.Reading, v.Verdict, v.Consequence = fmt.Sprintf("measured %v, mistyped %v", all, mistyped), reading, verdict, consequence[verdict]
		list = append(list, v)
	}
	for _, first := range rank {
		for _, second := range rank {
			for _, last := range rank {
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
