package judge_test

import (
	"fmt"
	"strings"
	"testing"

	"runup/internal/checklist"
	"runup/internal/judge"
)

// fortyItems makes a check of forty items, five of them computed, or measured where there are no formulas, and its readings.
func fortyItems(b *testing.B, formulas bool) (*checklist.Definition, []byte, judge.Given) {
	const percent = "limits: {type: percent, reference: {baseline: true}, suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3}" + source
	items := []string{"id: temperature, kind: number, plausible: {min: 10, max: 40}", "id: pressure, kind: number, plausible: {min: 90, max: 110}"}
	readings := []string{`"temperature":{"value":21.4}`, `"pressure":{"value":100.37}`}
	given := judge.Given{At: monday, References: map[string]judge.Reference{}}
	for n := range 5 {
		id := fmt.Sprint("output-", n)
		items = append(items, fmt.Sprintf("id: reading-%d, kind: number", n))
		readings = append(readings, fmt.Sprintf(`"reading-%d":{"value":%g}`, n, 98.5+float64(n)/10))
		given.References[id] = judge.Reference{Value: number(100)}
		if formulas {
			items = append(items, fmt.Sprintf(`id: %s, kind: computed, formula: "reading_%d * (273.15 + temperature) / 293.15 * 101.325 / pressure", `, id, n)+percent)
			continue
		}
		items = append(items, "id: "+id+", kind: number, "+percent)
		readings = append(readings, `"`+id+`":{"value":100.1}`)
	}
	for n := len(items); n < 40; n++ {
		id := fmt.Sprint("item-", n)
		items = append(items, "id: "+id+", kind: confirm")
		readings = append(readings, `"`+id+`":{"value":true}`)
	}
	return define(b, "", items...), []byte("{" + strings.Join(readings, ",") + "}"), given
}

// BenchmarkFortyItems judges forty items with five formulas, beside the same without formulas and beside reading what was
// sent, which every judging begins with.
func BenchmarkFortyItems(b *testing.B) {
	for _, formulas := range []bool{true, false} {
		def, raw, given := fortyItems(b, formulas)
		name := map[bool]string{true: "five formulas", false: "no formulas"}[formulas]
		given.Readings = judge.ReadReadings(raw)
		if r := judge.Check(def, given); r.Verdict != judge.Pass || len(r.Items) != 40 {
			b.Fatalf("%s: %+v", name, r)
		}
		b.Run(name+"/judge", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				judge.Check(def, given)
			}
		})
		b.Run(name+"/read", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				judge.ReadReadings(raw)
			}
		})
	}
}
