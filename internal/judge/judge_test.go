package judge_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/checklist"
	"runup/internal/judge"
)

// monday is a Monday in November, after the clocks went back.
var monday = time.Date(2026, 11, 23, 7, 50, 0, 0, time.UTC)

// define makes a definition of items written in YAML's short form, without validating more than its shape.
func define(t testing.TB, head string, items ...string) *checklist.Definition {
	t.Helper()
	text := "id: x\ntitle: X\nversion: \"1\"\nequipmentKinds: [linac]\nperformedBy: {roles: [physicist]}\n" + head + "sections:\n  - title: S\n    items:\n"
	for _, item := range items {
		text += "      - {" + item + "}\n"
	}
	d, mistakes := checklist.Parse([]byte(text), "test.yaml")
	for _, m := range mistakes {
		t.Fatalf("%v\n%s", m, m.Excerpt)
	}
	return d
}

const source = ", source: {cite: x, confidence: A}"

// one judges a check of a single item "a".
func one(t testing.TB, item, reading string, given judge.Given) (judge.Item, judge.Result) {
	t.Helper()
	text := "{}"
	if reading != "" {
		text = `{"a": ` + reading + `}`
	}
	given.Readings = judge.ReadReadings([]byte(text))
	if given.At.IsZero() {
		given.At = monday
	}
	r := judge.Check(define(t, "", "id: a, "+item), given)
	if len(r.Items) != 1 {
		t.Fatalf("items %v", r.Items)
	}
	return r.Items[0], r
}

func number(v float64) *float64 { return &v }

func TestWhatAnAnswerComesTo(t *testing.T) {
	const sxr = `kind: number, plausible: {min: 50, max: 150}, limits: {type: percent, reference: {baseline: true}, suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3, atEdge: out}, onTolerance: before-use` + source
	const linac = `kind: number, limits: {type: percent, reference: {baseline: true}, suspensionLow: -3, suspensionHigh: 3}` + source
	const fridge = `kind: number, limits: {type: absolute, toleranceLow: 2, toleranceHigh: 8}, onTolerance: put-right` + source
	const loler = `kind: date, meaning: examined, plusMonths: 6, warnWithinDays: 28`
	const pads = `kind: date, warnWithinDays: 30, onFail: put-right`
	hundred := judge.Given{References: map[string]judge.Reference{"a": {Value: number(100)}}}
	seal := judge.Given{LastSeen: map[string]string{"a": "A-1182"}}
	const masks = `kind: count, plausible: {max: 50}, limits: {local: true}, onSuspension: put-right`
	par := judge.Given{References: map[string]judge.Reference{"a": {Limits: &checklist.Limits{Type: "absolute", SuspensionLow: number(2), ToleranceLow: number(6)}}}}
	lab := judge.Given{Instruments: map[string]judge.Instrument{
		"dev-1": {Kind: "daily-output-device", CalibrationDue: "2026-11-23"}, "dev-2": {Kind: "daily-output-device", CalibrationDue: "2026-11-22"},
		"dev-3": {Kind: "barometer", CalibrationDue: "2030-01-01"}, "dev-4": {Kind: "daily-output-device"},
	}}
	for _, c := range []struct {
		name, item, reading string
		given               judge.Given
		want                judge.Verdict
		consequence         string
	}{
		{"interlock works", "kind: confirm", `{"value":true}`, judge.Given{}, judge.Pass, ""},
		{"interlock does not work", "kind: confirm", `{"value":false}`, judge.Given{}, judge.Fail, "do-not-use"},
		{"no leak expected, none seen", "kind: confirm, expect: false", `{"value":false}`, judge.Given{}, judge.Pass, ""},
		{"no leak expected, one seen", "kind: confirm, expect: false, onFail: before-use", `{"value":true}`, judge.Given{}, judge.Fail, "before-use"},
		{"a put-right item wrong is a fail", "kind: confirm, onFail: put-right", `{"value":false}`, judge.Given{}, judge.Fail, "put-right"},
		{"an advice item wrong is out of tolerance", "kind: confirm, onFail: advice", `{"value":false}`, judge.Given{}, judge.OutOfTolerance, "advice"},
		{"an information item wrong is out of tolerance", "kind: confirm, onFail: information", `{"value":false}`, judge.Given{}, judge.OutOfTolerance, "information"},
		{"not answered", "kind: confirm", "", judge.Given{}, judge.NotEvaluated, ""},
		{"answered with nothing", "kind: confirm", `{"value":null}`, judge.Given{}, judge.NotEvaluated, ""},
		{"yes as text is no answer", "kind: confirm", `{"value":"true"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"optional and left out", "kind: text, optional: true", "", judge.Given{}, judge.NotApplicable, ""},
		{"not applicable where allowed", "kind: confirm, allowNotApplicable: true", `{"notApplicable":"not fitted"}`, judge.Given{}, judge.NotApplicable, ""},
		{"not applicable where not allowed", "kind: confirm", `{"notApplicable":"not fitted"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"not applicable without a reason", "kind: confirm, allowNotApplicable: true", `{"notApplicable":" "}`, judge.Given{}, judge.NotEvaluated, ""},

		{"SXR output on its baseline", sxr, `{"value":100}`, hundred, judge.Pass, ""},
		{"SXR output just inside 2 %", sxr, `{"value":101.9}`, hundred, judge.Pass, ""},
		{"SXR output on 2 %: at or beyond", sxr, `{"value":102}`, hundred, judge.OutOfTolerance, "before-use"},
		{"SXR output on -2 %", sxr, `{"value":98}`, hundred, judge.OutOfTolerance, "before-use"},
		{"SXR output past 2 %", sxr, `{"value":102.1}`, hundred, judge.OutOfTolerance, "before-use"},
		{"SXR output on 3 % is not past it", sxr, `{"value":103}`, hundred, judge.OutOfTolerance, "before-use"},
		{"SXR output past 3 %", sxr, `{"value":103.1}`, hundred, judge.Fail, "do-not-use"},
		{"SXR output past -3 %", sxr, `{"value":96.9}`, hundred, judge.Fail, "do-not-use"},
		{"SXR output not plausible", sxr, `{"value":1042}`, hundred, judge.NotEvaluated, ""},
		{"SXR output as text", sxr, `{"value":"100"}`, hundred, judge.NotEvaluated, ""},
		{"SXR output without a baseline", sxr, `{"value":100}`, judge.Given{}, judge.NotEvaluated, ""},
		{"percent of a baseline of zero", linac, `{"value":0}`, judge.Given{References: map[string]judge.Reference{"a": {Value: number(0)}}}, judge.NotEvaluated, ""},
		{"percent of a negative baseline", linac, `{"value":-103.1}`, judge.Given{References: map[string]judge.Reference{"a": {Value: number(-100)}}}, judge.Fail, "do-not-use"},
		{"linac output inside 3 %", linac, `{"value":102.9}`, hundred, judge.Pass, ""},
		{"linac output on 3 %", linac, `{"value":103}`, hundred, judge.OutOfTolerance, "advice"},
		{"linac output on 3 % but for rounding", linac, `{"value":103.00000001}`, hundred, judge.OutOfTolerance, "advice"},
		{"linac output past 3 %", linac, `{"value":103.000001}`, hundred, judge.Fail, "do-not-use"},
		{"at or beyond 3 %", `kind: number, limits: {type: percent, reference: {value: 100}, suspensionHigh: 3, atSuspensionEdge: out}` + source, `{"value":103}`, judge.Given{}, judge.Fail, "do-not-use"},
		{"offsets from a reference", `kind: number, limits: {type: absolute, reference: {value: 10}, toleranceLow: -1, toleranceHigh: 1}` + source, `{"value":8.9}`, judge.Given{}, judge.OutOfTolerance, "advice"},
		{"fridge at 2 °C", fridge, `{"value":2}`, judge.Given{}, judge.Pass, ""},
		{"fridge at 8 °C", fridge, `{"value":8.0}`, judge.Given{}, judge.Pass, ""},
		{"fridge at 8.1 °C", fridge, `{"value":8.1}`, judge.Given{}, judge.OutOfTolerance, "put-right"},
		{"a number without limits", "kind: number", `{"value":21}`, judge.Given{}, judge.Pass, ""},
		{"a number beyond what a number can be", "kind: number", `{"value":1e999}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a local limit never set", `kind: number, limits: {local: true}`, `{"value":5}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a local limit set", `kind: number, limits: {local: true}`, `{"value":5}`, judge.Given{References: map[string]judge.Reference{"a": {Limits: &checklist.Limits{Type: "absolute", SuspensionHigh: number(4)}}}}, judge.Fail, "do-not-use"},
		{"a local limit set to nothing", `kind: number, limits: {local: true}`, `{"value":5}`, judge.Given{References: map[string]judge.Reference{"a": {Limits: &checklist.Limits{Type: "absolute"}}}}, judge.NotEvaluated, ""},

		{"enough cylinders", "kind: count, atLeast: 2, onFail: put-right", `{"value":2}`, judge.Given{}, judge.Pass, ""},
		{"a cylinder missing", "kind: count, atLeast: 2, onFail: put-right", `{"value":1}`, judge.Given{}, judge.Fail, "put-right"},
		{"one and a half cylinders", "kind: count, atLeast: 2, onFail: put-right", `{"value":1.5}`, judge.Given{}, judge.NotEvaluated, ""},
		{"masks at their par level", masks, `{"value":6}`, par, judge.Pass, ""},
		{"masks below their par level", masks, `{"value":5}`, par, judge.OutOfTolerance, "advice"},
		{"hardly a mask left", masks, `{"value":1}`, par, judge.Fail, "put-right"},
		{"masks on the last level", masks, `{"value":2}`, par, judge.OutOfTolerance, "advice"},
		{"half a mask is no count, par level or not", masks, `{"value":6.5}`, par, judge.NotEvaluated, ""},
		{"more masks than anybody has", masks, `{"value":60}`, par, judge.NotEvaluated, ""},
		{"masks whose par level nobody set", masks, `{"value":60}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a count with limits of its own", "kind: count, limits: {type: absolute, toleranceLow: 2}" + source, `{"value":1}`, judge.Given{}, judge.OutOfTolerance, "advice"},
		{"minus one cylinders", "kind: count", `{"value":-1}`, judge.Given{}, judge.NotEvaluated, ""},
		{"the right lid", "kind: choice, options: [{value: y, label: Yellow}, {value: o, label: Other, consequence: advice}]", `{"value":"y"}`, judge.Given{}, judge.Pass, ""},
		{"another lid", "kind: choice, options: [{value: y, label: Yellow}, {value: o, label: Other, consequence: advice}]", `{"value":"o"}`, judge.Given{}, judge.OutOfTolerance, "advice"},
		{"a lid nobody listed", "kind: choice, options: [{value: y, label: Yellow}]", `{"value":"z"}`, judge.Given{}, judge.NotEvaluated, ""},

		{"pads expire today", pads, `{"value":"2026-11-23"}`, judge.Given{}, judge.Pass, ""},
		{"pads expired yesterday", pads, `{"value":"2026-11-22"}`, judge.Given{}, judge.Fail, "put-right"},
		{"pads of no date", pads, `{"value":"23/11/2026"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"pads of the thirtieth of February", pads, `{"value":"2026-02-30"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"hoist examined six months ago to the day", loler, `{"value":"2026-05-23"}`, judge.Given{}, judge.Pass, ""},
		{"hoist examined six months and a day ago", loler, `{"value":"2026-05-22"}`, judge.Given{}, judge.Fail, "do-not-use"},
		{"hoist examined tomorrow", loler, `{"value":"2026-11-24"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"hoist examined on 31 August keeps to the end of February", loler, `{"value":"2026-08-31"}`, judge.Given{At: time.Date(2027, 2, 28, 23, 0, 0, 0, time.UTC)}, judge.Pass, ""},
		{"and no longer", loler, `{"value":"2026-08-31"}`, judge.Given{At: time.Date(2027, 3, 1, 0, 1, 0, 0, time.UTC)}, judge.Fail, "do-not-use"},

		{"the seal seen last", "kind: compare-to-last, onFail: put-right", `{"value":"A-1182 "}`, seal, judge.Pass, ""},
		{"another seal", "kind: compare-to-last, onFail: put-right", `{"value":"A-1183"}`, seal, judge.Fail, "put-right"},
		{"a new seal after restocking", "kind: compare-to-last, onFail: put-right", `{"value":"A-1183","putRight":{"found":"opened","did":"restocked"}}`, seal, judge.Pass, ""},
		{"a seal never seen before", "kind: compare-to-last", `{"value":"A-1182"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a seal as a number", "kind: compare-to-last", `{"value":1182}`, seal, judge.NotEvaluated, ""},
		{"control inside its lot", "kind: lot-range", `{"value":{"low":2.1,"high":3.3,"value":3.3}}`, judge.Given{}, judge.Pass, ""},
		{"control outside its lot", "kind: lot-range", `{"value":{"low":2.1,"high":3.3,"value":3.4}}`, judge.Given{}, judge.Fail, "do-not-use"},
		{"control without a range", "kind: lot-range", `{"value":{"low":2.1,"value":3}}`, judge.Given{}, judge.NotEvaluated, ""},
		{"range the wrong way round", "kind: lot-range", `{"value":{"low":3.3,"high":2.1,"value":3}}`, judge.Given{}, judge.NotEvaluated, ""},
		{"device in calibration through today", "kind: instrument, instrumentKind: daily-output-device", `{"value":"dev-1"}`, lab, judge.Pass, ""},
		{"device out of calibration since yesterday", "kind: instrument, instrumentKind: daily-output-device", `{"value":"dev-2"}`, lab, judge.NotEvaluated, ""},
		{"device of another kind", "kind: instrument, instrumentKind: daily-output-device", `{"value":"dev-3"}`, lab, judge.NotEvaluated, ""},
		{"device of unknown calibration", "kind: instrument, instrumentKind: daily-output-device", `{"value":"dev-4"}`, lab, judge.NotEvaluated, ""},
		{"device nobody knows", "kind: instrument, instrumentKind: daily-output-device", `{"value":"dev-9"}`, lab, judge.NotEvaluated, ""},
		{"words", "kind: text", `{"value":"all quiet"}`, judge.Given{}, judge.Pass, ""},
		{"no words", "kind: text", `{"value":"  "}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a photo", "kind: photo", `{"blob":"` + strings.Repeat("0a", 32) + `"}`, judge.Given{}, judge.Pass, ""},
		{"no photo", "kind: photo", `{"blob":"x"}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a list is no answer", "kind: number", `{"value":[1]}`, judge.Given{}, judge.NotEvaluated, ""},
		{"a bare value is no reading", "kind: number", `5`, judge.Given{}, judge.NotEvaluated, ""},

		{"output failed, measured again and passed", linac, `{"value":101.4,"earlier":[{"value":104.2,"reason":"set-up"}]}`, hundred, judge.OutOfTolerance, "advice"},
		{"output failed, measured again on the edge", linac, `{"value":103,"earlier":[{"value":104.2,"reason":"set-up"}]}`, hundred, judge.OutOfTolerance, "advice"},
		{"output passed, measured again and failed", linac, `{"value":104.2,"earlier":[{"value":101.4,"reason":"again"}]}`, hundred, judge.Fail, "do-not-use"},
		{"output mistyped", linac, `{"value":101.4,"earlier":[{"value":104.2,"mistyped":true}]}`, hundred, judge.Pass, ""},
		{"output measured again twice", linac, `{"value":100,"earlier":[{"value":104.2,"reason":"a"},{"value":103.9,"reason":"b"}]}`, hundred, judge.OutOfTolerance, "advice"},
		{"output measured until it passed", linac, `{"value":100,"earlier":[{"value":104.2,"reason":"a"},{"value":104,"reason":"b"},{"value":103.9,"reason":"c"}]}`, hundred, judge.Fail, "do-not-use"},
		{"a failed output cannot be left out afterwards", linac + ", allowNotApplicable: true", `{"notApplicable":"not used","earlier":[{"value":104.2,"reason":"a"}]}`, hundred, judge.Fail, "do-not-use"},
		{"a failed interlock that works again", "kind: confirm", `{"value":true,"earlier":[{"value":false,"reason":"again"}]}`, judge.Given{}, judge.OutOfTolerance, "advice"},
		{"put right passes now", "kind: confirm, onFail: put-right", `{"value":true,"putRight":{"found":"expired","did":"replaced"}}`, judge.Given{}, judge.Pass, ""},
		{"still wrong is not put right", "kind: confirm, onFail: put-right", `{"value":false,"putRight":{"found":"expired","did":"none left"}}`, judge.Given{}, judge.Fail, "put-right"},
	} {
		t.Run(c.name, func(t *testing.T) {
			item, r := one(t, c.item, c.reading, c.given)
			if item.Verdict != c.want || item.Consequence != c.consequence {
				t.Errorf("%s %q (%s), want %s %q", item.Verdict, item.Consequence, item.Why, c.want, c.consequence)
			}
			if want := c.want; want != judge.NotApplicable && r.Verdict != want {
				t.Errorf("the check is %s", r.Verdict)
			}
		})
	}
}

func TestTheDayIsTheDepartmentsOwn(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("no time zones here")
	}
	// Half past midnight in London in summer is still yesterday in UTC.
	at := time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)
	const pads = "kind: date, onFail: put-right"
	if item, _ := one(t, pads, `{"value":"2026-06-30"}`, judge.Given{At: at}); item.Verdict != judge.Pass {
		t.Errorf("in UTC: %v", item)
	}
	if item, _ := one(t, pads, `{"value":"2026-06-30"}`, judge.Given{At: at.In(london)}); item.Verdict != judge.Fail {
		t.Errorf("in London: %v", item)
	}
}

func TestADateNearItsEndPassesAndStandsOnTheExpiryList(t *testing.T) {
	const pads = "kind: date, warnWithinDays: 30, onFail: put-right"
	for value, soon := range map[string]bool{"2026-12-23": true, "2026-12-24": false} {
		item, _ := one(t, pads, `{"value":"`+value+`"}`, judge.Given{})
		if item.Verdict != judge.Pass || item.Soon != soon || item.Until != value {
			t.Errorf("%s: %+v", value, item)
		}
	}
	item, _ := one(t, "kind: date, meaning: opened, plusMonths: 3, onFail: advice", `{"value":"2026-08-31"}`, judge.Given{})
	if item.Until != "2026-11-30" {
		t.Errorf("opened on 31 August: %+v", item)
	}
}

func TestTheWorstItemDecides(t *testing.T) {
	items := []string{"id: a, kind: confirm, allowNotApplicable: true", "id: b, kind: confirm, onFail: advice, allowNotApplicable: true", "id: c, kind: confirm, allowNotApplicable: true"}
	const na = `{"notApplicable":"not here"}`
	for readings, want := range map[string]judge.Verdict{
		`{"a":{"value":true},"b":{"value":true},"c":{"value":true}}`: judge.Pass,
		`{"a":{"value":true},"b":` + na + `,"c":{"value":true}}`:     judge.Pass,
		`{"a":{"value":true},"b":{"value":true}}`:                    judge.NotEvaluated,
		`{"a":{"value":true},"b":{"value":false}}`:                   judge.OutOfTolerance,
		`{"b":{"value":false},"c":{"value":true}}`:                   judge.OutOfTolerance,
		`{"a":{"value":false},"b":{"value":false}}`:                  judge.Fail,
		`{"a":` + na + `,"b":` + na + `,"c":` + na + `}`:             judge.NotEvaluated,
		`{}`:    judge.NotEvaluated,
		`[1,2]`: judge.NotEvaluated,
		``:      judge.NotEvaluated,
	} {
		r := judge.Check(define(t, "", items...), judge.Given{Readings: judge.ReadReadings([]byte(readings)), At: monday})
		if r.Verdict != want {
			t.Errorf("%s: %s, want %s", readings, r.Verdict, want)
		}
	}
}

func TestACheckThatWasStoppedNeverPasses(t *testing.T) {
	r := judge.Check(define(t, "", "id: a, kind: confirm"), judge.Given{Readings: judge.ReadReadings([]byte(`{"a":{"value":true}}`)), At: monday, StoppedEarly: true})
	if r.Verdict != judge.NotEvaluated || !slices.Equal(r.Flags, []string{"incomplete"}) {
		t.Errorf("%+v", r)
	}
}

func TestFlagsSayWhatTheReaderMustKnow(t *testing.T) {
	for readings, want := range map[string]string{
		`{"a":{"value":true}}`:                 "[]",
		`{}`:                                   "[incomplete]",
		`{"a":{"value":"yes"}}`:                "[unusable-reading]",
		`{"a":{"value":true},"b":{"value":1}}`: "[unusable-reading]",
		`{"a":{"value":true,"putRight":{"found":"x","did":"y"}}}`:      "[put-right]",
		`{"a":{"value":true,"putRight":{"found":"x"}}}`:                "[unusable-reading]",
		`{"a":{"value":true,"note":5}}`:                                "[unusable-reading]",
		`{"a":{"value":true,"earlier":[{"value":"no","reason":"r"}]}}`: "[unusable-reading]",
		`{"a":{"value":true},"a":{"value":true}}`:                      "[unusable-reading]",
		`{"a":{"value":true}`:                                          "[unusable-reading]",
		`{"a":{"value":true,"something":{"of":["later","versions"]}}}`: "[]",
	} {
		r := judge.Check(define(t, "", "id: a, kind: confirm"), judge.Given{Readings: judge.ReadReadings([]byte(readings)), At: monday})
		if got := fmt.Sprint(r.Flags); got != want {
			t.Errorf("%s: %s, want %s", readings, got, want)
		}
	}
}

func TestFeaturesAndWeekdaysNarrowWhatIsAsked(t *testing.T) {
	d := define(t, "", "id: a, kind: confirm", "id: b, kind: confirm, when: srs", "id: c, kind: confirm, on: [TH]")
	yes := judge.ReadReadings([]byte(`{"a":{"value":true}}`))
	thursday := monday.AddDate(0, 0, 3)
	for _, c := range []struct {
		given judge.Given
		want  judge.Verdict
	}{
		{judge.Given{Readings: yes, At: monday}, judge.Pass},
		{judge.Given{Readings: yes, At: monday, Features: []string{"imrt", "srs"}}, judge.NotEvaluated},
		{judge.Given{Readings: yes, At: thursday}, judge.NotEvaluated},
		{judge.Given{Readings: judge.ReadReadings([]byte(`{"a":{"value":true},"b":{"value":false}}`)), At: monday}, judge.Fail},
		{judge.Given{Readings: judge.ReadReadings([]byte(`{"a":{"value":true},"b":{"notApplicable":"not fitted"}}`)), At: monday}, judge.Pass},
	} {
		if r := judge.Check(d, c.given); r.Verdict != c.want {
			t.Errorf("%+v: %s, want %s", c.given, r.Verdict, c.want)
		}
	}
}

func TestInARoundAFailureBelongsToItsPoint(t *testing.T) {
	d := define(t, "round: points\n", "id: sounds, kind: confirm", "id: lights, kind: confirm, onFail: advice")
	given := judge.Given{At: monday, Points: []string{"point-01", "point-02"}, Readings: judge.ReadReadings([]byte(
		`{"point-01/sounds":{"value":true},"point-01/lights":{"value":true},"point-02/sounds":{"value":false},"point-02/lights":{"value":true}}`))}
	r := judge.Check(d, given)
	if r.Verdict != judge.Fail || len(r.Items) != 4 || len(r.Failing()) != 1 || r.Flags != nil {
		t.Fatalf("%+v", r)
	}
	if f := r.Failing()[0]; f.ID != "point-02/sounds" || f.Point() != "point-02" || f.Item() != "sounds" {
		t.Errorf("%+v", f)
	}
	given.Points = []string{"point-01"}
	if r := judge.Check(d, given); r.Verdict != judge.Fail || !slices.Equal(r.Flags, []string{"unusable-reading"}) {
		t.Errorf("a failure at a point that the server does not know is lost: %+v", r)
	}
	given.Points = nil
	given.Readings = nil
	if r := judge.Check(d, given); r.Verdict != judge.NotEvaluated || len(r.Flags) != 1 {
		t.Errorf("a round without points: %+v", r)
	}
}

func TestWhatIsComputed(t *testing.T) {
	d := define(t, "", "id: temperature, kind: number, plausible: {min: 10, max: 40}", "id: reading-1, kind: number, optional: true, allowNotApplicable: true", "id: fitted, kind: number, when: srs, allowNotApplicable: true",
		`id: out-1, kind: computed, formula: "reading_1 * 293.15 / (273.15 + temperature)", limits: {type: percent, reference: {baseline: true}, toleranceHigh: 2, suspensionHigh: 3}`+source,
		`id: twice, kind: computed, formula: "out_1 * 2"`,
		`id: extra, kind: computed, formula: "fitted * 2"`)
	for readings, want := range map[string][3]judge.Verdict{
		`{"temperature":{"value":20},"reading-1":{"value":100}}`:                                               {judge.Pass, judge.Pass, judge.NotApplicable},
		`{"temperature":{"value":20},"reading-1":{"value":103.5}}`:                                             {judge.Fail, judge.Pass, judge.NotApplicable},
		`{"temperature":{"value":20},"reading-1":{"value":100,"earlier":[{"value":103.5,"reason":"set-up"}]}}`: {judge.OutOfTolerance, judge.Pass, judge.NotApplicable},
		`{"temperature":{"value":20},"reading-1":{"value":100,"earlier":[{"value":103.5,"mistyped":true}]}}`:   {judge.Pass, judge.Pass, judge.NotApplicable},
		`{"temperature":{"value":2},"reading-1":{"value":100}}`:                                                {judge.NotEvaluated, judge.NotEvaluated, judge.NotApplicable},
		`{"temperature":{"value":20},"reading-1":{"value":"100"}}`:                                             {judge.NotEvaluated, judge.NotEvaluated, judge.NotApplicable},
		`{"temperature":{"value":20}}`:                                                                         {judge.NotEvaluated, judge.NotEvaluated, judge.NotApplicable},
		`{"temperature":{"value":20},"reading-1":{"notApplicable":"beam not used today"}}`:                     {judge.NotApplicable, judge.NotApplicable, judge.NotApplicable},
		`{"temperature":{"value":20},"reading-1":{"value":100},"fitted":{"value":1},"out-1":{"value":5}}`:      {judge.Pass, judge.Pass, judge.Pass},
	} {
		r := judge.Check(d, judge.Given{Readings: judge.ReadReadings([]byte(readings)), At: monday, References: map[string]judge.Reference{"out-1": {Value: number(100)}}})
		if got := [3]judge.Verdict{r.Items[3].Verdict, r.Items[4].Verdict, r.Items[5].Verdict}; got != want {
			t.Errorf("%s: %v, want %v", readings, got, want)
		}
	}
}

func TestAnAlertIsJudgedAsTheFinishedCheckWouldBe(t *testing.T) {
	d := define(t, "round: points\n", "id: sounds, kind: confirm", "id: read, kind: instruction, prompt: x", "id: n, kind: number")
	got, ok := judge.One(d, "point-02/sounds", judge.Reading{Value: false}, judge.Given{At: monday})
	if !ok || got.Verdict != judge.Fail || got.ID != "point-02/sounds" || got.Consequence != "do-not-use" {
		t.Errorf("%+v %v", got, ok)
	}
	for _, id := range []string{"sounds", "point-02/nothing", "point-02/read", ""} {
		if _, ok := judge.One(d, id, judge.Reading{}, judge.Given{At: monday}); ok {
			t.Errorf("%q was judged", id)
		}
	}
}

func TestLimitsAreKeptAsTheyJudged(t *testing.T) {
	item, _ := one(t, `kind: number, limits: {type: percent, reference: {baseline: true}, toleranceLow: -2, suspensionHigh: 3}`+source, `{"value":50}`,
		judge.Given{References: map[string]judge.Reference{"a": {Value: number(50)}}})
	e := item.Limits
	if e == nil || *e.Reference != 50 || *e.ToleranceLow != 49 || *e.SuspensionHigh != 51.5 || e.SuspensionLow != nil {
		t.Errorf("%+v", e)
	}
}

// library reads a shipped checklist.
func library(t testing.TB, id string) *checklist.Definition {
	text, err := checklists.Library.ReadFile(id + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, mistakes := checklist.Parse(text, id)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	return d
}

const hoistPassing = `{"working-load":{"value":true},"thorough-examination":{"value":"2026-09-14"},"frame-and-cables":{"value":true},"battery":{"value":true},
"handset":{"value":true},"legs":{"value":true},"castors":{"value":true},"brakes":{"value":true},"emergency-stop":{"value":true},"emergency-lowering":{"value":true},
"slings":{"value":true},"clean":{"value":true}}`

func TestAHoistPassesInFifteenTaps(t *testing.T) {
	d := library(t, "hoist-pre-use")
	r := judge.Check(d, judge.Given{Readings: judge.ReadReadings([]byte(hoistPassing)), At: monday})
	if r.Verdict != judge.Pass || r.Flags != nil {
		t.Errorf("%+v", r)
	}
	taps := 1 // finish
	for _, item := range d.Items() {
		taps += map[string]int{checklist.Confirm: 1, checklist.Date: 2}[item.Kind]
	}
	if taps > 15 || d.Refers() {
		t.Errorf("%d taps, refers %v", taps, d.Refers())
	}
	r = judge.Check(d, judge.Given{Readings: judge.ReadReadings([]byte(strings.Replace(hoistPassing, `"brakes":{"value":true}`, `"brakes":{"value":false}`, 1))), At: monday})
	if r.Verdict != judge.Fail || len(r.Failing()) != 1 || r.Failing()[0].Consequence != "do-not-use" {
		t.Errorf("brakes that do not hold: %+v", r)
	}
}

func TestAnSRSLinacIsHeldToTighterLimitsOverTheSameReadings(t *testing.T) {
	d := library(t, "run-up-linac")
	given := judge.Given{At: monday, Features: []string{"imrt"}, Readings: judge.ReadReadings([]byte(`{"lasers":{"value":1.2}}`))}
	if v := verdicts(judge.Check(d, given)); v["lasers"] != judge.Pass || v["lasers-imrt"] != judge.Pass || v["lasers-srs"] != judge.NotApplicable {
		t.Errorf("%v", v)
	}
	given.Features = []string{"imrt", "srs"}
	if v := verdicts(judge.Check(d, given)); v["lasers"] != judge.Pass || v["lasers-srs"] != judge.OutOfTolerance || v["planar-coincidence-srs"] != judge.NotApplicable {
		t.Errorf("%v", v)
	}
}

func verdicts(r judge.Result) map[string]judge.Verdict {
	m := map[string]judge.Verdict{}
	for _, item := range r.Items {
		m[item.ID] = item.Verdict
	}
	return m
}

func TestWhatIsNotFiniteNeverPasses(t *testing.T) {
	for _, kind := range []string{"kind: number", "kind: count", "kind: number, limits: {type: absolute, toleranceHigh: 3}" + source} {
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			r := judge.Check(define(t, "", "id: a, "+kind), judge.Given{At: monday, Readings: map[string]judge.Reading{"a": {Value: v}}})
			if r.Verdict != judge.NotEvaluated {
				t.Errorf("%s of %v: %s", kind, v, r.Verdict)
			}
		}
	}
}

func BenchmarkHoist(b *testing.B) {
	d := library(b, "hoist-pre-use")
	raw := []byte(hoistPassing)
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			judge.ReadReadings(raw)
		}
	})
	readings := judge.ReadReadings(raw)
	b.Run("judge", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			judge.Check(d, judge.Given{Readings: readings, At: monday})
		}
	})
}
