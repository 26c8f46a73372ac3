package naive_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// sorted goes through a map in the order of its names.
func sorted[T any](m map[string]T) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if !yield(name, m[name]) {
				return
			}
		}
	}
}

// dated is a date item whose verdict was counted on fingers as well.
func dated(name string, item obj, value string, today day, byHand string) vector {
	item["id"], item["kind"] = "a", "date"
	return vector{Name: name, Items: []obj{item}, Readings: obj{"a": obj{"value": value}}, Day: today.String(), byHand: byHand}
}

var awkward = []day{{2026, 8, 31}, {2024, 2, 29}, {2026, 12, 31}, {2026, 3, 29}, {2027, 2, 28}, {2026, 10, 25}, {2100, 2, 28}, {2023, 8, 29}, {2026, 1, 1}}

func dateCases() (list []vector) {
	for _, value := range awkward {
		today := value.last()
		for _, byHand := range []string{"pass ", "pass ", "fail do-not-use"} {
			list = append(list, dated("expires "+value.String()+", today "+today.String(), obj{}, value.String(), today, byHand))
			today = today.next()
		}
		for _, months := range []int{1, 3, 6, 12, 18, 48} {
			for _, meaning := range []string{"opened", "examined"} {
				until := value.months(months)
				for today, byHand := range map[day]string{value: "pass ", until.last(): "", until: "pass ", until.next(): "fail do-not-use"} {
					list = append(list, dated(fmt.Sprintf("%s %s, good for %d months, today %s", meaning, value, months, today), obj{"meaning": meaning, "plusMonths": months}, value.String(), today, byHand))
				}
			}
		}
		list = append(list, dated("examined tomorrow, "+value.String(), obj{"meaning": "examined", "plusMonths": 6}, value.String(), value.last(), "not-evaluated "))
		list = append(list, dated("opened, no time set, "+value.String(), obj{"meaning": "opened"}, value.String(), value, "not-evaluated "))
	}
	slices.SortStableFunc(list, func(a, b vector) int { return compare(a.Name, b.Name) })
	return append(append(list, warned()...), undated()...)
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

// warned are dates that stand on the expiry list, or do not yet.
func warned() (list []vector) {
	for _, warn := range []int{1, 28, 30, 366} {
		for _, onFail := range []string{"put-right", "advice"} {
			for _, value := range awkward {
				today := value
				for range warn {
					today = today.last()
				}
				for _, today := range []day{today.last(), today, today.next(), value, value.next()} {
					list = append(list, dated(fmt.Sprintf("expires %s, warned %d days before, today %s", value, warn, today), obj{"warnWithinDays": warn, "onFail": onFail, "meaning": "expiry"}, value.String(), today, ""))
				}
			}
		}
	}
	return list
}

// undated are no dates.
func undated() (list []vector) {
	for _, value := range []string{"", "today", "23/11/2026", "2026-11-31", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-11-00", "2026-1-1", " 2026-11-23", "2026-11-23T00:00", "20261123", "1899-12-31", "0000-01-01", "99999-01-01", "+026-11-23", "２０２６-11-23", "2026‐11‐23"} {
		list = append(list, dated("no date: "+value, obj{}, value, day{2026, 11, 23}, "not-evaluated "))
	}
	return append(list, dated("the first day that is one", obj{}, "1900-01-01", day{2026, 11, 23}, "fail do-not-use"))
}
