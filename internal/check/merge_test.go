package check

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// readings writes readings shortly: item by item its value.
func readings(of map[string]int) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	for item, v := range of {
		all[item] = json.RawMessage(fmt.Sprintf(`{"value":%d}`, v))
	}
	return all
}

// arrive numbers amendments as they come.
func arrive(list []amendment) []amendment {
	came := make([]amendment, len(list))
	for i, a := range list {
		a.revision = int64(i + 2)
		came[i] = a
	}
	return came
}

func ways(list []amendment) string {
	all, contested := merged(readings(map[string]int{"a": 1, "b": 1, "c": 1}), arrive(list))
	text, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%s contested %v", text, contested)
}

func TestS31_WhatAmendmentsThatDidNotKnowEachOtherComeToDoesNotDependOnTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "amendments")
		list := make([]amendment, n)
		for i := range list {
			changed := rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.IntRange(0, 3), 1, 3).Draw(t, "changed")
			list[i] = amendment{op: fmt.Sprint("op-", i), base: 1, device: fmt.Sprint("tablet-", i), readings: readings(changed)}
		}
		if a, b := ways(list), ways(rapid.Permutation(list).Draw(t, "order")); a != b {
			t.Errorf("%s, and in another order %s", a, b)
		}
	})
}

func TestAmendmentsContradictOnlyWhereNeitherKnewOfTheOther(t *testing.T) {
	seq := func(n int64) *int64 { return &n }
	one := amendment{op: "x", base: 1, device: "t1", seq: seq(1), readings: readings(map[string]int{"a": 2})}
	for name, c := range map[string]struct {
		other amendment
		want  string
	}{
		"other readings":  {amendment{op: "y", base: 1, device: "t2", readings: readings(map[string]int{"b": 3})}, `[{"a":{"value":2},"b":{"value":3},"c":{"value":1}}] contested false`},
		"the same":        {amendment{op: "y", base: 1, device: "t2", readings: readings(map[string]int{"a": 3})}, `[{"a":{"value":2},"b":{"value":1},"c":{"value":1}},{"a":{"value":3},"b":{"value":1},"c":{"value":1}}] contested true`},
		"knowing the one": {amendment{op: "y", base: 2, device: "t2", readings: readings(map[string]int{"a": 3})}, `[{"a":{"value":3},"b":{"value":1},"c":{"value":1}}] contested false`},
		"one tablet":      {amendment{op: "y", base: 2, device: "t1", seq: seq(2), readings: readings(map[string]int{"a": 3})}, `[{"a":{"value":3},"b":{"value":1},"c":{"value":1}}] contested false`},
	} {
		if got := ways([]amendment{one, c.other}); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	later := amendment{op: "y", base: 2, device: "t1", seq: seq(2), readings: readings(map[string]int{"a": 3})}
	if got := ways([]amendment{later, one}); got != `[{"a":{"value":3},"b":{"value":1},"c":{"value":1}}] contested false` {
		t.Errorf("one tablet's, the later one first: %s", got)
	}
}
