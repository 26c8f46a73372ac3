package sample

import (
	"fmt"
	"strings"
	"testing"

	"runup/internal/checklist"
)

// sourced are the numbers that decide, typed anew from what was read: the four edges, or the least or the months.
const sourced = `
	run-up-linac lasers - - - 2
	run-up-linac lasers-imrt - - 1.5 -
	run-up-linac lasers-srs - - 1 -
	run-up-linac odi - - - 2
	run-up-linac field-size - - - 2
	run-up-linac field-size-srs - - 1 -
	run-up-linac output-6mv -3% - - 3%
	run-up-linac output-10mv -3% - - 3%
	run-up-linac output-15mv -3% - - 3%
	run-up-linac output-6fff -3% - - 3%
	run-up-linac output-10fff -3% - - 3%
	run-up-linac output-6mev -3% - - 3% TU
	run-up-linac output-9mev -3% - - 3% TU
	run-up-linac output-12mev -3% - - 3% TU
	run-up-linac output-15mev -3% - - 3% TU
	run-up-linac planar-repositioning - - - 2
	run-up-linac planar-coincidence - - - 2
	run-up-linac cbct-coincidence - - - 2
	run-up-linac cbct-repositioning - - - 1
	run-up-linac planar-repositioning-srs - - 1 -
	run-up-linac planar-coincidence-srs - - 1 -
	run-up-linac cbct-coincidence-srs - - 1 -
	run-up-sxr output-50kv -3% -2% 2% 3%
	run-up-sxr output-80kv -3% -2% 2% 3%
	run-up-sxr output-100kv -3% -2% 2% 3%
	run-up-sxr output-120kv -3% -2% 2% 3%
	run-up-sxr output-150kv -3% -2% 2% 3%
	run-up-ct water -5 - - 5
	run-up-hdr clock - - - 60
	run-up-hdr strength -1 - - 1
	run-up-hdr position - - 1 2
	run-up-hdr timer - - - 1
	equipment-qa-basic sim-lasers - - 1 2
	equipment-qa-basic sim-odi - - 1 2
	equipment-qa-basic sim-crosswires - - 1 2
	equipment-qa-basic sim-light-field - - 1 2
	equipment-qa-basic sim-field-size - - 1 2
	medicines-fridge actual 2 - - 8
	medicines-fridge minimum 2 - - 8
	medicines-fridge maximum 2 - - 8
	medicines-fridge room-temperature - - 25 -
	hoist-pre-use thorough-examination 6 months
	glucose-monitors control-opened 3 months
	sharps-bins assembled 3 months
	spill-kits gloves at least 1
	spill-kits apron at least 1
	spill-kits mask at least 1
	spill-kits scoop at least 1
	spill-kits absorbent at least 1
	spill-kits wipes at least 1
	spill-kits bag at least 1`

func TestLibrary_TheNumbersAreThoseOfTheSources(t *testing.T) {
	want := map[string]bool{}
	for line := range strings.Lines(sourced) {
		want[strings.TrimSpace(line)] = true
	}
	delete(want, "")
	for _, d := range shipped(t) {
		for _, item := range d.Items() {
			got := numbers(item)
			if got == "" {
				continue
			}
			line := d.ID + " " + item.ID + " " + got
			if !want[line] {
				t.Errorf("not of a source: %s", line)
			}
			delete(want, line)
		}
	}
	for line := range want {
		t.Errorf("missing: %s", line)
	}
}

// numbers writes what an item decides by, "" when that is nothing or local.
func numbers(item *checklist.Item) string {
	switch l := item.Limits; {
	case l != nil && !l.Local:
		words := []string{edgeText(l, l.SuspensionLow), edgeText(l, l.ToleranceLow), edgeText(l, l.ToleranceHigh), edgeText(l, l.SuspensionHigh)}
		return strings.Join(append(words, item.On...), " ")
	case item.AtLeast != nil:
		return fmt.Sprintf("at least %v", *item.AtLeast)
	case item.PlusMonths > 0:
		return fmt.Sprintf("%d months", item.PlusMonths)
	}
	return ""
}

func edgeText(l *checklist.Limits, v *float64) string {
	if v == nil {
		return "-"
	}
	if l.Type == "percent" {
		return fmt.Sprintf("%v%%", *v)
	}
	return fmt.Sprint(*v)
}
