package baseline_test

import (
	"strings"
	"testing"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

const round = `id: monitors
title: Monitors
version: "1"
purpose: They show what is there.
equipmentKinds: [monitors]
performedBy: {roles: [physicist], countersign: trainee, secondCheck: false}
record: equipment-safety
round: points
sections:
  - title: Picture
    items:
      - {id: delay, kind: number, unit: s, prompt: Delay, plausible: {min: 0, max: 10}, source: {cite: Test, confidence: A}, limits: {type: absolute, toleranceHigh: 2}}
`

// TestWiderThan_ALimitOfOnePointOnly: the figure of the base was given over to the department, which set a wider one on one
// monitor and a narrower one on another.
func TestWiderThan_ALimitOfOnePointOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		must(t, db.Write(t.Context(), ada, func(tx *store.Tx) error {
			_, _, err := equipment.Put(tx, equipment.Equipment{ID: "monitors-1", Name: "Monitors", Kind: "monitors", Area: "linacs",
				Points: []equipment.Point{{ID: "m-1", Name: "1"}, {ID: "m-2", Name: "2"}}})
			return err
		}))
		var v library.Variance
		for i, text := range []string{round, ""} {
			if i == 1 {
				text = strings.Replace(round, "source: {cite: Test, confidence: A}, limits: {type: absolute, toleranceHigh: 2}", "limits: {local: true}", 1)
				text = strings.Replace(text, `version: "1"`, "version: \"2\"\nbasedOn: {id: monitors, hash: "+v.Edition.Hash+"}", 1)
			}
			d, mistakes := checklist.Parse([]byte(text), "monitors.yaml")
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			must(t, db.Write(t.Context(), sofia, func(tx *store.Tx) error {
				e, err := library.Propose(tx, d)
				if err == nil {
					v, err = library.VarianceOf(tx, e)
				}
				return err
			}))
			must(t, db.Write(t.Context(), priya, func(tx *store.Tx) error { _, err := baseline.Approve(tx, d.ID, d.Hash()); return err }))
		}
		for point, high := range map[string]float64{"m-1": 3, "m-2": 1} {
			must(t, db.Write(t.Context(), priya, func(tx *store.Tx) error {
				s := baseline.Setting{Checklist: "monitors", Item: point + "/delay", Reason: "old one", Limits: &checklist.Limits{Type: "absolute", ToleranceHigh: &high}}
				_, err := baseline.Set(tx, "monitors-1", s)
				return err
			}))
		}
		for who, want := range map[string]int{"priya": 1, "far": 0} {
			actor := map[string]store.Actor{"priya": priya, "far": far}[who]
			must(t, db.Read(t.Context(), actor, func(tx *store.Tx) error {
				list, err := baseline.WiderThan(tx, v)
				if err == nil && (len(list) != want || want == 1 && (list[0].Item != "m-1/delay" || list[0].What != "tolerance high 3, was 2")) {
					t.Errorf("%s is shown %+v", who, list)
				}
				return err
			}))
		}
	})
}
