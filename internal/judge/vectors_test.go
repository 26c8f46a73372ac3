package judge_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/judge"
)

// vector is a check and what the naive judge made of it.
type vector struct {
	Name, Day    string
	Items        json.RawMessage
	Round        string
	Readings     json.RawMessage
	Features     []string
	Points       []string
	References   map[string]judge.Reference
	LastSeen     map[string]string
	Instruments  map[string]judge.Instrument
	StoppedEarly bool
	Verdict      judge.Verdict
	Flags        []string
	Results      []judged
}

// judged is what judges must agree on of an item.
type judged struct {
	ID          string
	Verdict     judge.Verdict
	Consequence string
	Computed    *float64
	Until       string
	Soon        bool
}

func TestTheJudgeAgreesWithTheNaiveOne(t *testing.T) {
	files, _ := filepath.Glob("testdata/vectors/*.json")
	total := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var vectors []vector
			if err := json.Unmarshal(text, &vectors); err != nil {
				t.Fatal(err)
			}
			for _, v := range vectors {
				v.agrees(t)
			}
			total += len(vectors)
		})
	}
	if total < 5000 {
		t.Errorf("only %d vectors", total)
	}
}

func (v vector) agrees(t *testing.T) {
	head := `{"id":"x","title":"X","version":"1","equipmentKinds":["linac"],"performedBy":{"roles":["physicist"]},"round":"` + v.Round + `",`
	def, err := checklist.FromJSON([]byte(head + `"sections":[{"title":"S","items":` + string(v.Items) + `}]}`))
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	day, _ := time.Parse(time.DateOnly, v.Day)
	r := judge.Check(def, judge.Given{
		Readings: judge.ReadReadings(v.Readings), At: day.Add(12 * time.Hour), Features: v.Features, Points: v.Points,
		References: v.References, LastSeen: v.LastSeen, Instruments: v.Instruments, StoppedEarly: v.StoppedEarly,
	})
	if r.Verdict != v.Verdict || !reflect.DeepEqual(r.Flags, v.Flags) || len(r.Items) != len(v.Results) {
		t.Errorf("%s: %s %v, want %s %v", v.Name, r.Verdict, r.Flags, v.Verdict, v.Flags)
		return
	}
	for i, item := range r.Items {
		got := judged{item.ID, item.Verdict, item.Consequence, item.Computed, item.Until, item.Soon}
		if !got.same(v.Results[i]) {
			g, _ := json.Marshal(item)
			w, _ := json.Marshal(v.Results[i])
			t.Errorf("%s: %s, want %s", v.Name, g, w)
		}
	}
}

// same compares computed values bit by bit: a zero has a sign.
func (j judged) same(want judged) bool {
	if (j.Computed == nil) != (want.Computed == nil) || j.Computed != nil && math.Float64bits(*j.Computed) != math.Float64bits(*want.Computed) {
		return false
	}
	j.Computed, want.Computed = nil, nil
	return j == want
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
