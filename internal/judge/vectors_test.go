package judge_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/judge"
)

func TestTheJudgeAgreesWithTheNaiveOne(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, Day, LastSeen, Verdict, Consequence string
		Item, Reading                             json.RawMessage
		Baseline                                  *float64
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 300 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		def, err := checklist.FromJSON([]byte(`{"id":"x","title":"X","version":"1","equipmentKinds":["linac"],"performedBy":{"roles":["physicist"]},"sections":[{"title":"S","items":[` + string(v.Item) + `]}]}`))
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		day, _ := time.Parse(time.DateOnly, v.Day)
		r := judge.Check(def, judge.Given{
			Readings:   judge.ReadReadings([]byte(`{"a":` + string(v.Reading) + `}`)),
			At:         day.Add(12 * time.Hour),
			References: map[string]judge.Reference{"a": {Value: v.Baseline}},
			LastSeen:   map[string]string{"a": v.LastSeen},
		})
		if got := r.Items[0]; string(got.Verdict) != v.Verdict || got.Consequence != v.Consequence {
			t.Errorf("%s: %s %q (%s), want %s %q", v.Name, got.Verdict, got.Consequence, got.Why, v.Verdict, v.Consequence)
		}
	}
}

func FuzzCheck(f *testing.F) {
	d := define(f, "", "id: a, kind: confirm", "id: n, kind: number, limits: {type: absolute, toleranceHigh: 3, suspensionHigh: 4}"+source, "id: c, kind: count, atLeast: 2",
		"id: d, kind: date, meaning: opened, plusMonths: 3", "id: t, kind: text", "id: p, kind: photo", "id: s, kind: compare-to-last", "id: l, kind: lot-range",
		`id: f, kind: computed, formula: "n * 2"`, "id: o, kind: choice, options: [{value: x, label: X}]")
	round := define(f, "round: points\n", "id: a, kind: confirm", "id: n, kind: number")
	for _, s := range []string{hoistPassing, `{"a":{"value":true},"n":{"value":1e999},"c":{"value":-0}}`, `{"n":{"value":3.0000000001,"earlier":[{"value":5,"reason":"x"},{"mistyped":true}]}}`,
		`{"l":{"value":{"low":1,"high":2,"value":1.5}},"d":{"value":"2026-11-23"}}`, `{"a":{"notApplicable":"x","putRight":{"found":"a","did":"b"}}}`, `{"p1/a":{"value":true},"p9/n":{"value":1}}`,
		`[[[[`, `{"\u0061":{"value":true}}`, `{"a":{"earlier":[1,[],{"value":{}}]}}`, `null`, `{"a":null}`, "{\"a\":{\"value\":\"\xff\"}}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		readings := judge.ReadReadings(raw)
		for _, def := range []*checklist.Definition{d, round} {
			r := judge.Check(def, judge.Given{Readings: readings, At: monday, Points: []string{"p1"}, LastSeen: map[string]string{"s": "A-1"}})
			for _, item := range r.Items {
				if n, ok := readings[item.ID].Value.(float64); ok && (math.IsNaN(n) || math.IsInf(n, 0)) {
					t.Fatalf("%s is not finite: %v", item.ID, n)
				}
				answered := readings[item.ID].Value != nil || readings[item.ID].Blob != "" || item.ID == "f"
				if item.Verdict == judge.Pass && !answered {
					t.Fatalf("%s passed without an answer: %s", item.ID, raw)
				}
				if item.Verdict.Worse(r.Verdict) || (item.Consequence == "") != (item.Verdict != judge.Fail && item.Verdict != judge.OutOfTolerance) {
					t.Fatalf("%+v in %s", item, r.Verdict)
				}
			}
			if _, err := json.Marshal(r); err != nil {
				t.Fatal(err)
			}
		}
	})
}
