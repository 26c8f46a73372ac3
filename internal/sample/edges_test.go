package sample

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/judge"
)

// mornings are a day for each item that is not asked on every day.
var mornings = []time.Time{
	time.Date(2026, 11, 24, 7, 10, 0, 0, time.UTC), // a Tuesday
	time.Date(2026, 11, 25, 7, 10, 0, 0, time.UTC),
}

// everyDoing is each checklist on each piece of its equipment, and once more on one that has all it can have, with
// everything set.
func everyDoing(t testing.TB, at time.Time) (list []Doing) {
	t.Helper()
	all := pieces(at.AddDate(1, 0, 0).Format(time.DateOnly))
	for _, d := range shipped(t) {
		for _, q := range all {
			if !slices.Contains(d.EquipmentKinds, q.Kind) {
				continue
			}
			list = append(list, ready(t, Doing{Definition: d, Equipment: q, Test: testEquipment(all), At: at}))
			if q.Features = everything(d); len(q.Features) > 0 {
				q.ID += "-with-everything"
				list = append(list, ready(t, Doing{Definition: d, Equipment: q, Test: testEquipment(all), At: at}))
			}
		}
	}
	return list
}

func ready(t testing.TB, d Doing) Doing {
	t.Helper()
	values, err := d.localValues()
	if err != nil {
		t.Fatal(err)
	}
	d.Held = heldBy(values)
	return d
}

// everything is all that a checklist can ask of its equipment.
func everything(d *checklist.Definition) (features []string) {
	for _, item := range d.Items() {
		if item.When != "" && !slices.Contains(features, item.When) {
			features = append(features, item.When)
		}
	}
	return features
}

// judged gives the readings to the judge; due is the calibration of all test equipment.
func (d Doing) judged(t testing.TB, readings map[string]any, due string) judge.Result {
	t.Helper()
	text, err := json.Marshal(readings)
	if err != nil {
		t.Fatal(err)
	}
	given := judge.Given{
		Readings: judge.ReadReadings(text), At: d.At, Features: d.Equipment.Features, References: d.Held.References, LastSeen: d.Held.LastSeen,
		Instruments: map[string]judge.Instrument{"crash-trolley-1": {Kind: "crash-trolley"}},
	}
	for _, p := range d.Equipment.Points {
		given.Points = append(given.Points, p.ID)
	}
	if due == "" {
		due = d.At.AddDate(1, 0, 0).Format(time.DateOnly)
	}
	for kind, id := range d.Test {
		given.Instruments[id] = judge.Instrument{Kind: kind, CalibrationDue: due}
	}
	return judge.Check(d.Definition, given)
}

// solve finds the readings with which a formula comes to a value.
var solve = map[string]func(v float64, with map[string]any) map[string]any{
	"lasers-imrt": same("lasers"), "lasers-srs": same("lasers"), "field-size-srs": same("field-size"),
	"planar-repositioning-srs": same("planar-repositioning"), "planar-coincidence-srs": same("planar-coincidence"), "cbct-coincidence-srs": same("cbct-coincidence"),
	"output-50kv": ambient("reading-50kv"), "output-80kv": ambient("reading-80kv"), "output-100kv": ambient("reading-100kv"), "output-120kv": ambient("reading-120kv"), "output-150kv": ambient("reading-150kv"),
	"strength": func(v float64, _ map[string]any) map[string]any {
		return set("strength-chart", 40, "strength-console", 40+0.4*v)
	},
	"timer": func(v float64, _ map[string]any) map[string]any {
		return set("timer-set", 300, "timer-measured", 300+3*v)
	},
}

func set(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = map[string]any{"value": pairs[i+1]}
	}
	return m
}

func same(input string) func(float64, map[string]any) map[string]any {
	return func(v float64, _ map[string]any) map[string]any { return set(input, v) }
}

// ambient undoes the correction: in this room at 23 °C and 99.8 kPa the chamber reads less.
func ambient(input string) func(float64, map[string]any) map[string]any {
	return func(v float64, _ map[string]any) map[string]any {
		return set("temperature", 23, "pressure", 99.8, input, v/(296.15/293.15*101.325/99.8))
	}
}

func TestLibrary_EveryWayToAnswerEveryItemComesToWhatTheDefinitionSays(t *testing.T) {
	failing, tried := map[string]bool{}, 0
	for _, at := range mornings {
		for _, doing := range everyDoing(t, at) {
			name := doing.Definition.ID + " on " + doing.Equipment.ID
			passing := doing.Passing()
			if r := doing.judged(t, passing, ""); r.Verdict != judge.Pass || len(r.Flags) > 0 {
				t.Fatalf("%s does not pass when all is well: %s", name, worst(r))
			}
			for _, item := range doing.Definition.Items() {
				if !item.Judged() || !doing.asks(item) {
					continue
				}
				for _, key := range doing.keys(item) {
					for _, w := range doing.ways(item, key) {
						tried++
						failing[doing.Definition.ID+" "+item.ID] = failing[doing.Definition.ID+" "+item.ID] || w.consequence != ""
						doing.try(t, name, item, key, w, passing)
					}
				}
			}
		}
	}
	for _, d := range shipped(t) {
		for _, item := range d.Items() {
			if seen, asked := failing[d.ID+" "+item.ID]; item.CanFail() && (!asked || !seen) {
				t.Errorf("%s %s can fail, and nowhere in the sample department was it seen to (asked: %v)", d.ID, item.ID, asked)
			}
		}
	}
	if tried < 3000 {
		t.Errorf("only %d ways were tried", tried)
	}
	t.Logf("%d ways", tried)
}

// try answers one item in one way, everything else as on a good morning.
func (d Doing) try(t *testing.T, name string, item *checklist.Item, key string, w way, passing map[string]any) {
	t.Helper()
	readings := maps.Clone(passing)
	switch {
	case item.Kind == checklist.Computed:
		solution := solve[item.ID]
		if solution == nil {
			t.Errorf("%s: nobody knows how %s comes to a value", name, item.ID)
			return
		}
		maps.Copy(readings, solution(w.reading["value"].(float64), passing))
	case w.reading == nil:
		delete(readings, key)
	default:
		readings[key] = w.reading
	}
	r := d.judged(t, readings, w.due)
	got := found(r, key)
	if got.Verdict != w.verdict || got.Consequence != w.consequence {
		t.Errorf("%s, %s, %s: %s %s (%s), want %s %s", name, key, w.name, got.Verdict, got.Consequence, got.Why, w.verdict, w.consequence)
	}
	if outputs := d.computedFrom(item); len(outputs) > 0 || item.Kind == checklist.Computed || w.due != "" {
		if w.verdict.Worse(r.Verdict) {
			t.Errorf("%s, %s, %s: the check is %s, and the item %s", name, key, w.name, r.Verdict, w.verdict)
		}
		for _, output := range outputs {
			if got := found(r, output).Verdict; w.verdict == judge.NotEvaluated && got != judge.NotEvaluated {
				t.Errorf("%s, %s, %s: %s is computed from it and is %s", name, key, w.name, output, got)
			}
		}
		return
	}
	if r.Verdict != w.verdict {
		t.Errorf("%s, %s, %s: the check is %s, want %s", name, key, w.name, r.Verdict, w.verdict)
	}
	for _, other := range r.Items {
		if other.ID != key && other.Verdict != judge.Pass && other.Verdict != judge.NotApplicable {
			t.Errorf("%s, %s, %s: %s is %s as well", name, key, w.name, other.ID, other.Verdict)
		}
	}
}

// computedFrom answers the items that are computed from this one here.
func (d Doing) computedFrom(item *checklist.Item) (ids []string) {
	for _, other := range d.Definition.Items() {
		names := strings.FieldsFunc(other.Formula, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') })
		if slices.Contains(names, strings.ReplaceAll(item.ID, "-", "_")) && d.asks(other) {
			ids = append(ids, other.ID)
		}
	}
	return ids
}

func found(r judge.Result, id string) judge.Item {
	for _, item := range r.Items {
		if item.ID == id {
			return item
		}
	}
	return judge.Item{}
}

func TestLibrary_NothingPassesUnansweredOrHeldAgainstNothing(t *testing.T) {
	for _, doing := range everyDoing(t, mornings[0]) {
		name := doing.Definition.ID + " on " + doing.Equipment.ID
		if r := doing.judged(t, nil, ""); r.Verdict != judge.NotEvaluated {
			t.Errorf("%s without an answer: %s", name, r.Verdict)
		}
		passing := doing.Passing()
		doing.Held = baseline.Held{}
		r := doing.judged(t, passing, "")
		unset := 0
		for _, item := range doing.Definition.Items() {
			local := item.Kind == checklist.CompareToLast || item.Limits != nil && (item.Limits.Local || item.Limits.Reference != nil && item.Limits.Reference.Baseline)
			if !local || !doing.asks(item) {
				continue
			}
			unset++
			if got := found(r, item.ID); got.Verdict != judge.NotEvaluated {
				t.Errorf("%s: %s, held against nothing, is %s", name, item.ID, got.Verdict)
			}
		}
		if (r.Verdict == judge.Pass) != (unset == 0) {
			t.Errorf("%s with %d unset values: %s", name, unset, r.Verdict)
		}
	}
}

func TestLibrary_NotApplicableIsForTheFewItemsThatSaySo(t *testing.T) {
	for _, doing := range everyDoing(t, mornings[0]) {
		for _, item := range doing.Definition.Items() {
			if !item.Judged() || !doing.asks(item) || item.Kind == checklist.Computed {
				continue
			}
			key := doing.keys(item)[0]
			readings := doing.Passing()
			readings[key] = map[string]any{"notApplicable": "there is none here"}
			want := judge.NotEvaluated
			if item.AllowNotApplicable {
				want = judge.NotApplicable
			}
			if got := found(doing.judged(t, readings, ""), key).Verdict; got != want {
				t.Errorf("%s %s left out: %s, want %s", doing.Definition.ID, key, got, want)
			}
		}
	}
}
