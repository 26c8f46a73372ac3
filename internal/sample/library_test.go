package sample

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/library"
)

func shipped(t testing.TB) []*checklist.Definition {
	t.Helper()
	names, err := library.Names(checklists.Library)
	if err != nil {
		t.Fatal(err)
	}
	list, err := library.Shipped(checklists.Library, names)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// promised are the ids that outside clients rely on.
var promised = strings.Fields(`
	battery-operated-equipment blood-pressure-machines cleaning-and-decontamination crash-trolley-daily crash-trolley-full
	emergency-call-buttons equipment-qa-basic glucose-monitors hoist-pre-use linen-and-clinical-stock medicines-fridge
	observation-equipment oxygen-cylinders ppe-stock radiation-warning-signs run-up-ct run-up-hdr run-up-linac run-up-sxr
	sharps-bins spill-kits trolley-brakes`)

func TestLibrary_HoldsExactlyTheTwentyTwo(t *testing.T) {
	var got []string
	for _, d := range shipped(t) {
		got = append(got, d.ID)
	}
	slices.Sort(got)
	if !slices.Equal(got, promised) || len(got) != 22 {
		t.Errorf("the library holds %d: %v", len(got), got)
	}
}

func TestLibrary_EveryChecklistSaysWhenByWhomForHowLongAndUnderWhichProcedure(t *testing.T) {
	for _, d := range shipped(t) {
		s, p := d.Schedule, d.Procedure
		if s == nil || s.On == "" || s.GraceMinutes == 0 {
			t.Errorf("%s: schedule %+v", d.ID, s)
		}
		if p == nil || p.Ref == "" || p.Issue == "" || p.ReviewBy == "" || d.Record == "" || d.Escalation == nil || d.Purpose == "" || d.Guide == nil {
			t.Errorf("%s: procedure %+v, record %q, escalation %v, guide %v", d.ID, p, d.Record, d.Escalation, d.Guide)
		}
		if d.PerformedBy.Countersign != "trainee" || !slices.Contains(d.PerformedBy.Roles, "assistant-practitioner") {
			t.Errorf("%s: %+v", d.ID, d.PerformedBy)
		}
		runUp := strings.HasPrefix(d.ID, "run-up-")
		if d.Gating != (runUp || d.ID == "hoist-pre-use") {
			t.Errorf("%s: gating %v", d.ID, d.Gating)
		}
		if runUp && !(slices.Contains(d.Guide.Domains, "environment") && slices.Contains(d.Guide.Domains, "patient-care")) {
			t.Errorf("%s stands in %v", d.ID, d.Guide.Domains)
		}
	}
}

// Guidance tells three things. A test can look for the words that carry them.
var (
	whom      = regexp.MustCompile(`(?i)\b(tell|phone|ask)\b`)
	meanwhile = regexp.MustCompile(`(?i)\b(use|used|treat|treatment|treated|scan|scans|lift|lifting|lifts|until|before|meanwhile|stays?|staying|ready|in reach|patients?|move|measure|carry on|point to|borrow|fields|given|take another|another|next one|anybody|exposure)\b`)
	never     = regexp.MustCompile(`(?i)stop using|do not use|\bsafe\b|\bunsafe\b`)
)

func TestLibrary_GuidanceSaysWhatToDoWhomToTellAndWhetherItMayBeUsed(t *testing.T) {
	for _, d := range shipped(t) {
		lifeSaving := checklist.NeverWithdrawn(d.EquipmentKinds[0])
		for _, item := range d.Items() {
			g := item.Guidance
			if !item.CanFail() && item.Kind != checklist.Instrument {
				continue
			}
			switch words := len(strings.Fields(g)); {
			case words == 0 || words > 25:
				t.Errorf("%s %s: %d words", d.ID, item.ID, words)
			case !whom.MatchString(g):
				t.Errorf("%s %s tells nobody: %s", d.ID, item.ID, g)
			case !meanwhile.MatchString(g):
				t.Errorf("%s %s does not say whether it may be used: %s", d.ID, item.ID, g)
			case lifeSaving && never.MatchString(g):
				t.Errorf("%s %s talks somebody out of life-saving equipment: %s", d.ID, item.ID, g)
			}
		}
	}
}

func TestLibrary_NoNumberThatNobodyReadDecidesAnything(t *testing.T) {
	for _, d := range shipped(t) {
		for _, item := range d.Items() {
			decides := item.AtLeast != nil || item.PlusMonths > 0 || item.Limits != nil && !item.Limits.Local
			if c := item.Source; decides && !slices.Contains([]string{"A", "A, local", "B"}, c.Confidence) {
				t.Errorf("%s %s decides by a number of confidence %s", d.ID, item.ID, c.Confidence)
			}
			if l := item.Limits; l != nil && l.Local && item.Source.Confidence != "L" && item.Source.Confidence != "C" {
				t.Errorf("%s %s has a source of confidence %s and ships empty", d.ID, item.ID, item.Source.Confidence)
			}
		}
	}
}

// consequences are all that the answers to an item can lead to.
func consequences(item *checklist.Item) (list []string) {
	for _, o := range item.Options {
		list = append(list, o.Consequence)
	}
	if item.Limits != nil {
		return append(list, written(item.OnTolerance, "advice"), written(item.OnSuspension, "do-not-use"))
	}
	if item.CanFail() && item.Kind != checklist.Choice {
		list = append(list, written(item.OnFail, "do-not-use"))
	}
	return list
}

func written(consequence, otherwise string) string {
	if consequence == "" {
		return otherwise
	}
	return consequence
}

func TestLibrary_LifeSavingStaysAndSuppliesWakeNobody(t *testing.T) {
	lifeSaving := []string{"crash-trolley-daily", "crash-trolley-full", "oxygen-cylinders", "emergency-call-buttons", "spill-kits", "radiation-warning-signs", "sharps-bins"}
	for _, d := range shipped(t) {
		for _, item := range d.Items() {
			for _, c := range consequences(item) {
				if slices.Contains(lifeSaving, d.ID) && c == "do-not-use" {
					t.Errorf("%s %s withdraws", d.ID, item.ID)
				}
				if d.Escalation.Policy == "supplies" && !slices.Contains([]string{"advice", "information", ""}, c) {
					t.Errorf("%s %s is %s", d.ID, item.ID, c)
				}
			}
		}
	}
}

func TestLibrary_RoundsBeginAndEndByTellingPeople(t *testing.T) {
	for _, d := range shipped(t) {
		items := d.Items()
		first, last := items[0], items[len(items)-1]
		if d.EachPoint() && (first.Kind != checklist.Instruction || last.Kind != checklist.Instruction || last.ID != "tell-finished" || first.ID != "tell-people") {
			t.Errorf("%s begins with %s and ends with %s", d.ID, first.ID, last.ID)
		}
	}
}

func TestLibrary_ADifferentSealLeadsToTheFullCheckAndEveryLineToAnOrder(t *testing.T) {
	byID := map[string]*checklist.Definition{}
	for _, d := range shipped(t) {
		byID[d.ID] = d
	}
	daily, full := byID["crash-trolley-daily"], byID["crash-trolley-full"]
	if daily.Item("seal").LeadsTo != full.ID || !slices.Equal(daily.EquipmentKinds, full.EquipmentKinds) {
		t.Errorf("the seal leads to %q", daily.Item("seal").LeadsTo)
	}
	for _, d := range byID {
		for _, item := range d.Items() {
			if item.Kind == checklist.Count && item.Restock == "" && d.ID != "equipment-qa-basic" {
				t.Errorf("%s %s is counted and never ordered", d.ID, item.ID)
			}
		}
	}
}

func TestLibrary_TheRunUpOfTheSuperficialUnitIsTheContractsExample(t *testing.T) {
	for _, d := range shipped(t) {
		if d.ID != "run-up-sxr" {
			continue
		}
		for _, word := range []string{"superficial X-ray (SXR)", "synchrotron x-ray radiation"} {
			if !strings.Contains(d.Purpose, word) {
				t.Errorf("the purpose does not say %q", word)
			}
		}
		out := d.Item("output-100kv")
		l := out.Limits
		if got := fmt.Sprintln(*l.SuspensionLow, *l.ToleranceLow, *l.ToleranceHigh, *l.SuspensionHigh, l.AtEdge, out.OnTolerance, out.OnSuspension); got != "-3 -2 2 3 out before-use do-not-use\n" {
			t.Error(got)
		}
		if out.Formula != "reading_100kv * (273.15 + temperature) / 293.15 * 101.325 / pressure" || !strings.Contains(out.Prompt, "20 °C and 101.325 kPa") {
			t.Errorf("%s: %s", out.Prompt, out.Formula)
		}
		for _, id := range []string{"door-interlock", "temperature", "pressure", "reading-100kv"} {
			if d.Item(id) == nil {
				t.Errorf("there is no %s", id)
			}
		}
	}
}

func TestLibrary_ALinacIsAskedByWhatItHasAndTheDayOfTheWeek(t *testing.T) {
	always := "warm-up door-interlock door-closing audio-video beam-on-indicator emergency-off lasers field-size daily-device"
	for _, tt := range []struct {
		features string
		day      int // of November 2026; the 23rd is a Monday
		more     string
	}{
		{"", 23, ""},
		{"6mv imrt", 23, "lasers-imrt output-6mv"},
		{"srs", 23, "stereotactic-interlocks lasers-srs field-size-srs"},
		{"srs imaging", 23, "stereotactic-interlocks lasers-srs field-size-srs collision-interlocks planar-repositioning planar-coincidence planar-repositioning-srs planar-coincidence-srs"},
		{"9mev", 23, ""},
		{"9mev", 24, "output-9mev"},
		{"odi cbct", 23, "odi cbct-coincidence cbct-repositioning"},
		{"vented-chamber", 23, "temperature pressure pressure-correction"},
	} {
		for _, d := range shipped(t) {
			if d.ID != "run-up-linac" {
				continue
			}
			at := time.Date(2026, 11, tt.day, 7, 0, 0, 0, time.UTC)
			r := judge.Check(d, judge.Given{At: at, Features: strings.Fields(tt.features)})
			var asked []string
			for _, item := range r.Items {
				if item.Verdict != judge.NotApplicable {
					asked = append(asked, item.ID)
				}
			}
			want := strings.Fields(always + " " + tt.more)
			slices.Sort(asked)
			slices.Sort(want)
			if !slices.Equal(asked, want) {
				t.Errorf("a linac with %q is asked\n%v, want\n%v", tt.features, asked, want)
			}
		}
	}
}
