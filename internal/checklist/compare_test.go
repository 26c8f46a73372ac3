package checklist_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"runup/internal/checklist"
)

const libraryText = `id: lib
title: Daily
version: "1"
purpose: To be safe.
equipmentKinds: [linac, sxr]
performedBy: {roles: [technologist, physicist], countersign: always, secondCheck: true}
schedule: {rule: FREQ=DAILY, on: treatment-days, opens: "06:30", due: "08:15", graceMinutes: 15}
gating: true
record: qc
escalation: {policy: machine}
round: points
sections:
  - title: Safety
    items:
      - {id: tell, kind: instruction, prompt: Tell people.}
      - {id: door, kind: confirm, prompt: The door stops the beam., onFail: do-not-use, guidance: Do not treat., source: {cite: TG-142, confidence: B}}
      - {id: lid, kind: choice, options: [{value: y, label: Yellow}, {value: b, label: Blue, consequence: put-right}, {value: n, label: None, consequence: advice}]}
      - {id: cylinders, kind: count, atLeast: 2, onFail: put-right}
      - {id: pads, kind: date, warnWithinDays: 30, onFail: put-right, leadsTo: full}
      - {id: opened, kind: date, meaning: opened, plusMonths: 3, onFail: advice, restock: Pads}
      - {id: seal, kind: compare-to-last, onFail: put-right, on: [MO, TH]}
      - {id: note, kind: text, optional: true}
  - title: Output
    items:
      - {id: dose, kind: number, unit: cGy, plausible: {min: 50}, limits: {type: percent, reference: {baseline: true}, suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3, atEdge: out}, onTolerance: before-use, source: {cite: x, confidence: A}}
      - {id: laser, kind: number, limits: {type: absolute, reference: {value: 100}, toleranceLow: -3, toleranceHigh: 3}, source: {cite: x, confidence: A}}
      - {id: par, kind: number, limits: {local: true}}
      - {id: gap, kind: number, limits: {type: absolute, toleranceHigh: 2, source: {cite: x, confidence: A}}}
      - {id: ratio, kind: computed, formula: dose / laser, when: 6mv}
      - {id: device, kind: instrument, instrumentKind: output-device}
`

// localised answers the differences of the library's text with the pairs replaced, each as "item change: what".
func localised(t *testing.T, pairs ...string) []string {
	t.Helper()
	text := libraryText
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the text holds no %q", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	var said []string
	for _, d := range checklist.Compare(parse(t, libraryText), parse(t, text)) {
		said = append(said, fmt.Sprintf("%s %s: %s", d.Item, d.Change, d.What))
	}
	return said
}

func TestWhatADepartmentChangedIsSaidItemByItem(t *testing.T) {
	const limits = "suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3, atEdge: out"
	const linear = "{type: absolute, reference: {value: 100}, toleranceLow: -3, toleranceHigh: 3}"
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"version: \"1\"", "version: \"2\"\nprocedure: {ref: P-1}", nil},
		{"title: Daily", "title: Run-up", []string{" reworded: title"}},
		{"purpose: To be safe.", "", []string{" reworded: purpose left out"}},
		{"title: Output", "title: Dose", []string{" reworded: titles of sections"}},
		{"[linac, sxr]", "[sxr, ct]", []string{" changed: for ct, not for linac"}},
		{"[linac, sxr]", "[sxr]", []string{" loosened: for no longer linac"}},
		{"[linac, sxr]", "[linac, sxr, ct]", []string{" tightened: for also ct"}},
		{"roles: [technologist, physicist]", "roles: [physicist, radiographer]", []string{" tightened: done by no longer technologist", " loosened: done by also radiographer"}},
		{"countersign: always, secondCheck: true", "countersign: trainee", []string{" loosened: no second check; countersigned trainee, was always"}},
		{"countersign: always", "countersign: never", []string{" loosened: countersigned never, was always"}},
		{"gating: true", "gating: false", []string{" loosened: no longer gating"}},
		{"round: points", "", []string{" loosened: no longer a round of points"}},
		{"schedule: {rule: FREQ=DAILY, on: treatment-days, opens: \"06:30\", due: \"08:15\", graceMinutes: 15}\n", "", []string{" loosened: not planned any more"}},
		{"due: \"08:15\", graceMinutes: 15", "due: \"08:30\", graceMinutes: 10", []string{" loosened: due 08:30, was 08:15", " tightened: 10 minutes of grace, were 15"}},
		{"rule: FREQ=DAILY", "rule: FREQ=WEEKLY", []string{" changed: recurrence: FREQ=WEEKLY, was FREQ=DAILY"}},
		{"escalation: {policy: machine}\n", "", []string{" changed: escalation policy: none, was machine"}},

		{"      - {id: tell, kind: instruction, prompt: Tell people.}\n", "", []string{"tell left-out: Tell people."}},
		{"      - {id: cylinders", "      - {id: hose, kind: confirm, prompt: The hose is whole.}\n      - {id: cylinders", []string{"hose added: The hose is whole."}},
		{"prompt: The door stops the beam.", "prompt: Open the door.", []string{"door reworded: prompt"}},
		{"guidance: Do not treat.", "guidance: Stop.", []string{"door reworded: guidance"}},
		{"TG-142", "IPEM 81", []string{"door reworded: source"}},
		{"onFail: do-not-use", "onFail: advice, optional: true, allowNotApplicable: true", []string{"door loosened: optional; may be not applicable; a wrong answer: advice, was do-not-use"}},
		{"onFail: do-not-use, ", "", nil},
		{"kind: confirm, prompt: The door stops the beam., onFail: do-not-use", "kind: text, prompt: The door stops the beam.", []string{"door changed: kind: text, was confirm", "door loosened: no answer is wrong any more; at worst: right, was do-not-use"}},
		{"kind: confirm, prompt: The door", "kind: confirm, expect: false, prompt: The door", []string{"door changed: expected answer: false, was true"}},
		{"{value: y, label: Yellow}", "{value: y, label: Gold}", []string{"lid reworded: label of y"}},
		{"consequence: put-right}, {", "consequence: advice}, {", []string{"lid loosened: Blue: advice, was put-right"}},
		{", {value: n, label: None, consequence: advice}", "", []string{"lid loosened: wrong answer left out: None"}},
		{"label: None, consequence: advice}", "label: None}", []string{"lid loosened: None: right, was advice"}},
		{"{value: y, label: Yellow}", "{value: y, label: Yellow}, {value: g, label: Green}", []string{"lid loosened: another right answer: Green"}},
		{"{value: y, label: Yellow}", "{value: y, label: Yellow}, {value: g, label: Green, consequence: advice}", []string{"lid tightened: another wrong answer: Green"}},
		{"atLeast: 2", "atLeast: 1", []string{"cylinders loosened: at least 1, was 2"}},
		{"atLeast: 2", "atLeast: 3", []string{"cylinders tightened: at least 3, was 2"}},
		{"atLeast: 2, onFail: put-right", "unit: bottles", []string{"cylinders changed: unit: bottles, was none", "cylinders loosened: at least left out, was 2"}},
		{"atLeast: 2, onFail: put-right", "limits: {local: true}, onSuspension: advice", []string{"cylinders loosened: at least left out, was 2; at worst: advice, was put-right", "cylinders tightened: limits"}},
		{"warnWithinDays: 30", "warnWithinDays: 7", []string{"pads loosened: warns within 7 days, was 30"}},
		{", leadsTo: full", "", []string{"pads loosened: leads to full no more"}},
		{", leadsTo: full", ", leadsTo: other", []string{"pads changed: leads to: other, was full"}},
		{"plusMonths: 3", "plusMonths: 6", []string{"opened loosened: good for 6 months, was 3"}},
		{"restock: Pads", "restock: Adult pads", []string{"opened reworded: what to order"}},
		{"on: [MO, TH]", "on: [MO]", []string{"seal loosened: asked on no longer TH"}},
		{", on: [MO, TH]", "", []string{"seal tightened: asked on also TU, WE, FR, SA, SU"}},
		{"optional: true", "optional: false", []string{"note tightened: no longer optional"}},

		{limits, "suspensionLow: -3, toleranceLow: -2, toleranceHigh: 3, suspensionHigh: 3, atEdge: out", []string{"dose loosened: tolerance high 3, was 2"}},
		{limits, "suspensionLow: -4, toleranceLow: -1, suspensionHigh: 3", []string{"dose loosened: suspension low -4, was -3; tolerance high left out, was 2; on a tolerance edge is inside", "dose tightened: tolerance low -1, was -2"}},
		{limits, limits + ", atSuspensionEdge: out", []string{"dose tightened: on a suspension edge is past it"}},
		{"{baseline: true}", "{value: 100}", []string{"dose changed: the limits hang on something else"}},
		{"type: percent", "type: absolute", []string{"dose changed: the limits hang on something else"}},
		{"onTolerance: before-use", "onTolerance: advice, onSuspension: before-use", []string{"dose loosened: out of tolerance: advice, was before-use; past suspension: before-use, was do-not-use"}},
		{"plausible: {min: 50}", "plausible: {min: 90, max: 110}", []string{"dose changed: plausible: 90 to 110, was 50 to any"}},
		{linear, "{type: percent, reference: {value: 100}, toleranceLow: -3, toleranceHigh: 3}", nil},
		{linear, "{type: absolute, toleranceLow: 97, toleranceHigh: 103}", nil},
		{linear, "{type: absolute, toleranceLow: 96, toleranceHigh: 103}", []string{"laser loosened: tolerance low 96, was 97"}},
		{linear, "{type: absolute, reference: {value: 100}, toleranceLow: -3, toleranceHigh: 3, suspensionHigh: 5}", []string{"laser tightened: suspension high 105"}},
		{"id: par, kind: number, limits: {local: true}", "id: par, kind: text", []string{"par changed: kind: text, was number", "par loosened: no answer is wrong any more; at worst: right, was do-not-use"}},
		{"id: gap, kind: number, limits: {type: absolute, toleranceHigh: 2, source: {cite: x, confidence: A}}", "id: gap, kind: text", []string{"gap reworded: source left out", "gap changed: kind: text, was number", "gap loosened: no answer is wrong any more; at worst: right, was advice"}},
		{linear, "{local: true}", []string{"laser loosened: the limits are set by each department, no longer by their source"}},
		{"limits: " + linear + ", ", "", []string{"laser loosened: no limits any more"}},
		{"id: par, kind: number, limits: {local: true}", "id: par, kind: number", []string{"par loosened: no limits any more"}},
		{"id: par, kind: number, limits: {local: true}", "id: par, kind: number, limits: {type: absolute, toleranceHigh: 1, source: {cite: x, confidence: A}}", []string{"par reworded: source added", "par changed: the limits are written here, were set by each department"}},
		{"dose / laser", "dose * laser", []string{"ratio changed: formula: dose * laser, was dose / laser"}},
		{", when: 6mv", "", []string{"ratio tightened: not only with 6mv"}},
		{"when: 6mv", "when: srs", []string{"ratio changed: only with: srs, was 6mv"}},
		{"id: device, kind: instrument", "id: device, when: srs, kind: instrument", []string{"device loosened: only with srs"}},
		{"instrumentKind: output-device", "instrumentKind: chamber", []string{"device changed: test equipment: chamber, was output-device"}},
	} {
		if got := localised(t, c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("%s → %s:\n  %s\nwant\n  %s", c.from, c.to, strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
		}
	}
}

func TestDifferencesComeInWorkingOrder(t *testing.T) {
	got := localised(t, "gating: true\n", "",
		"      - {id: tell, kind: instruction, prompt: Tell people.}\n", "      - {id: first, kind: text}\n",
		"      - {id: cylinders, kind: count, atLeast: 2, onFail: put-right}\n", "      - {id: hose, kind: text}\n",
		"instrumentKind: output-device}\n", "instrumentKind: output-device}\n      - {id: last, kind: text}\n",
		"atEdge: out", "atEdge: in")
	want := []string{" loosened", "first added", "tell left-out", "hose added", "cylinders left-out", "dose loosened", "last added"}
	for i := range want {
		if len(got) != len(want) || !strings.HasPrefix(got[i], want[i]) {
			t.Fatalf("%s, want %s", strings.Join(got, "\n"), want)
		}
	}
	swapped := localised(t, "{id: tell, kind: instruction, prompt: Tell people.}", "{id: note, kind: text, optional: true}",
		"{id: note, kind: text, optional: true}\n  - title", "{id: tell, kind: instruction, prompt: Tell people.}\n  - title")
	if !slices.Equal(swapped, []string{" changed: the items stand in another order"}) {
		t.Errorf("swapped: %s", swapped)
	}
}

func TestADifferenceCarriesTheReasonThatWasGivenForIt(t *testing.T) {
	base := parse(t, libraryText)
	text := "basedOn: {id: lib, hash: " + base.Hash() + ", differences: [{item: door, change: loosened, reason: by a hand switch}, {change: loosened, reason: no beam}]}\n" + libraryText
	text = strings.NewReplacer("onFail: do-not-use", "onFail: before-use", "The door stops", "A door stops", "gating: true\n", "").Replace(text)
	reasons := map[string]string{}
	for _, d := range checklist.Compare(base, parse(t, text)) {
		reasons[d.Item+" "+d.Change] = d.Reason
	}
	if reasons[" loosened"] != "no beam" || reasons["door loosened"] != "by a hand switch" || reasons["door reworded"] != "" || len(reasons) != 3 {
		t.Errorf("%v", reasons)
	}
}

func TestTheAuthorIsAskedForTheReasonsThatAreMissing(t *testing.T) {
	base := parse(t, libraryText)
	text := "basedOn: {id: lib, hash: " + base.Hash() + "}\n" + strings.NewReplacer("id: lib\n", "id: ours\n",
		"      - {id: tell, kind: instruction, prompt: Tell people.}\n", "", "onFail: do-not-use", "onFail: before-use", "gating: true\n", "",
		"atLeast: 2", "atLeast: 3").Replace(libraryText)
	file := checklist.Read([]byte(text), "f")
	checklist.Together([]*checklist.File{file}, func(id string) *checklist.Definition {
		return map[string]*checklist.Definition{"lib": base, "full": base}[id]
	})
	var asked []string
	for _, r := range file.Remarks {
		if strings.Contains(r.Problem, "say why") {
			asked = append(asked, r.Error())
		}
	}
	want := []string{
		"f:1:10: the checklist is looser (no longer gating): say why under basedOn, differences: - {change: loosened, reason: …}",
		"f:1:10: tell was left out (Tell people.): say why under basedOn, differences: - {item: tell, change: left-out, reason: …}",
		"f:15:9: door is looser (a wrong answer: before-use, was do-not-use): say why under basedOn, differences: - {item: door, change: loosened, reason: …}",
	}
	if !slices.Equal(asked, want) {
		t.Errorf("%s", strings.Join(asked, "\n"))
	}
}
