package baseline_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

var (
	ada   = store.Actor{Staff: "ada", Role: "administrator", Areas: []string{"*"}, Proven: store.ProvenPassword}
	sofia = store.Actor{Staff: "sofia", Role: "superintendent", Registered: true, Areas: []string{"*"}, Proven: store.ProvenPassword}
	priya = store.Actor{Staff: "priya", Role: "physicist", Registered: true, Areas: []string{"*"}, Proven: store.ProvenPassword}
	pavel = store.Actor{Staff: "pavel", Role: "physicist", Registered: true, Areas: []string{"*"}, Proven: store.ProvenPassword}
	far   = store.Actor{Staff: "far", Role: "physicist", Registered: true, Areas: []string{"elsewhere"}, Proven: store.ProvenPassword}
)

const runUp = `id: run-up-linac
title: Daily run-up
version: "1"
purpose: The machine is fit for treatment.
equipmentKinds: [linac]
performedBy: {roles: [physicist], countersign: trainee, secondCheck: false}
record: radiological-qc
sections:
  - title: Output
    items:
      - {id: output-6mv, kind: number, unit: cGy, prompt: Output, when: 6mv, plausible: {min: 1, max: 200}, source: {cite: Test, confidence: A}, limits: {type: percent, reference: {baseline: true}, toleranceLow: -2, toleranceHigh: 2}}
      - {id: humidity, kind: number, unit: "%", prompt: Humidity, plausible: {min: 0, max: 100}, limits: {local: true}}
      - {id: warm-up, kind: number, unit: min, prompt: Warm-up, plausible: {min: 0, max: 100}}
      - {id: seal, kind: compare-to-last, prompt: Seal, onFail: put-right}
`

func number(v float64) *float64 { return &v }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// department has one linac with 6 MV and the run-up approved.
func department(t *testing.T, db *store.DB) library.Edition {
	t.Helper()
	must(t, db.Write(t.Context(), ada, func(tx *store.Tx) error {
		if _, _, err := equipment.PutArea(tx, equipment.Area{ID: "linacs", Name: "Linacs", Site: "Northfield"}); err != nil {
			return err
		}
		_, _, err := equipment.Put(tx, equipment.Equipment{
			ID: "linac-1", Name: "LA1", Kind: "linac", Area: "linacs", Features: []string{"6mv"},
			Inventory: equipment.Inventory{Manufacturer: "Varian", Model: "TrueBeam", Serial: "1", YearMade: 2019, YearInstalled: 2019},
		})
		return err
	}))
	d, mistakes := checklist.Parse([]byte(runUp), "run-up.yaml")
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	var e library.Edition
	must(t, db.Write(t.Context(), sofia, func(tx *store.Tx) (err error) { e, err = library.Propose(tx, d); return err }))
	must(t, db.Write(t.Context(), priya, func(tx *store.Tx) (err error) { e, err = baseline.Approve(tx, e.ID, e.Hash); return err }))
	return e
}

func set(t *testing.T, db *store.DB, actor store.Actor, s baseline.Setting) (b baseline.Baseline, err error) {
	t.Helper()
	s.Checklist, s.Reason = "run-up-linac", "annual calibration"
	err = db.Write(t.Context(), actor, func(tx *store.Tx) (err error) { b, err = baseline.Set(tx, "linac-1", s); return err })
	return b, err
}

func held(t *testing.T, db *store.DB) (h baseline.Held) {
	t.Helper()
	must(t, db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) (err error) {
		h, err = baseline.For(tx, "linac-1", "run-up-linac")
		return err
	}))
	return h
}

func TestSet_JudgesAtOnceAndIsProvisionalUntilAnotherPhysicistPutsTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		output := baseline.Setting{Item: "output-6mv", Number: number(100.2)}
		b, err := set(t, db, priya, output)
		must(t, err)
		if !b.Provisional() || b.SetBy != "priya" || b.Unit != "cGy" || !b.From.Equal(storetest.Start) {
			t.Errorf("got %+v", b)
		}
		if got := held(t, db).References["output-6mv"].Value; got == nil || *got != 100.2 {
			t.Errorf("it does not judge: %v", got)
		}
		head := db.Head()
		if b, err = set(t, db, priya, output); err != nil || !b.Provisional() || db.Head() != head {
			t.Errorf("by the same physicist again: %+v, %v", b, err)
		}
		if b, err = set(t, db, pavel, output); err != nil || b.ApprovedBy != "pavel" || b.SetBy != "priya" || b.Provisional() {
			t.Errorf("by another physicist: %+v, %v", b, err)
		}
		if b, err = set(t, db, pavel, baseline.Setting{Item: "output-6mv", Number: number(100.4)}); err != nil || !b.Provisional() || b.SetBy != "pavel" {
			t.Errorf("another value begins anew: %+v, %v", b, err)
		}
	})
}

func TestSet_LocalLimits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		limits := &checklist.Limits{Type: "absolute", ToleranceLow: number(30), ToleranceHigh: number(70)}
		_, err := set(t, db, priya, baseline.Setting{Item: "humidity", Limits: limits})
		must(t, err)
		if diff := cmp.Diff(limits, held(t, db).References["humidity"].Limits); diff != "" {
			t.Error(diff)
		}
		again := *limits
		b, err := set(t, db, pavel, baseline.Setting{Item: "humidity", Limits: &again})
		if err != nil || b.ApprovedBy != "pavel" {
			t.Errorf("the same limits by another: %+v, %v", b, err)
		}
	})
}

func TestSet_RefusesWhatTheItemCannotUse(t *testing.T) {
	db := storetest.Open(t)
	department(t, db)
	limits := &checklist.Limits{Type: "absolute", ToleranceLow: number(30)}
	toBaseline := &checklist.Limits{Type: "percent", Reference: &checklist.LimitReference{Baseline: true}, ToleranceHigh: number(2)}
	for _, c := range []struct {
		what    string
		setting baseline.Setting
		pointer string
	}{
		{"an item that is not there", baseline.Setting{Item: "nope", Number: number(1)}, "/item"},
		{"a point where there is no round", baseline.Setting{Item: "a/output-6mv", Number: number(1)}, "/item"},
		{"an item without local values", baseline.Setting{Item: "warm-up", Number: number(1)}, "/item"},
		{"a reference without its number", baseline.Setting{Item: "output-6mv"}, "/value"},
		{"limits where the checklist fixes them", baseline.Setting{Item: "output-6mv", Number: number(1), Limits: limits}, "/limits"},
		{"another unit", baseline.Setting{Item: "output-6mv", Number: number(1), Unit: "Gy"}, "/unit"},
		{"local limits without limits", baseline.Setting{Item: "humidity", Number: number(50)}, "/limits"},
		{"limits of a reference that is not given", baseline.Setting{Item: "humidity", Limits: toBaseline}, "/value"},
		{"a number nobody refers to", baseline.Setting{Item: "humidity", Limits: limits, Number: number(50)}, "/value"},
		{"a seal that is a number", baseline.Setting{Item: "seal", Number: number(50)}, "/value"},
		{"a day to come", baseline.Setting{Item: "output-6mv", Number: number(1), From: storetest.Start.Add(time.Hour)}, "/from"},
	} {
		_, err := set(t, db, priya, c.setting)
		p, ok := problem.Of(err)
		if !ok || p.Code != "invalid" || len(p.Fields) != 1 || p.Fields[0].Pointer != c.pointer {
			t.Errorf("%s: got %v, want one mistake at %s", c.what, err, c.pointer)
		}
	}
}

func TestSet_PhysicistsOfThePlaceOnly(t *testing.T) {
	db := storetest.Open(t)
	department(t, db)
	s := baseline.Setting{Item: "output-6mv", Number: number(100)}
	if _, err := set(t, db, sofia, s); !problem.Is(err, "forbidden") {
		t.Errorf("a superintendent: got %v, want forbidden", err)
	}
	if _, err := set(t, db, far, s); !problem.Is(err, "not-found") {
		t.Errorf("a physicist of another area: got %v, want not-found", err)
	}
}

func TestApprove_NeedsLocalValuesUntilOneMachineHasThemAll(t *testing.T) {
	db := storetest.Open(t)
	e := department(t, db)
	state := func() (s string) {
		must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
			c, err := library.Current(tx, e.ID)
			s = c.State
			return err
		}))
		return s
	}
	if e.State != library.NeedsLocalValues {
		t.Errorf("approved without values: %s", e.State)
	}
	_, err := set(t, db, priya, baseline.Setting{Item: "output-6mv", Number: number(100)})
	must(t, err)
	if state() != library.NeedsLocalValues {
		t.Errorf("with one of two values: %s", state())
	}
	_, err = set(t, db, priya, baseline.Setting{Item: "humidity", Limits: &checklist.Limits{Type: "absolute", ToleranceLow: number(30)}})
	must(t, err)
	if state() != library.Published {
		t.Errorf("with every value: %s", state())
	}
}

// sighting stands for an accepted check: its apply calls Saw.
var sighting = logbook.Define("test.saw", func(tx *store.Tx, e logbook.Entry, body *struct {
	Value string
	At    time.Time
}) error {
	return baseline.Saw(tx, e, "linac-1", "run-up-linac", "seal", body.Value, body.At)
})

func saw(t *testing.T, db *store.DB, value string, at time.Time) {
	t.Helper()
	must(t, db.Write(t.Context(), ada, func(tx *store.Tx) error {
		_, err := sighting.Append(tx, "linacs", "check", &struct {
			Value string
			At    time.Time
		}{value, at})
		return err
	}))
}

func TestSaw_TheNewestCountsWhateverArrivesWhen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		_, err := set(t, db, priya, baseline.Setting{Item: "seal", Text: "A-1182"})
		must(t, err)
		last := func(want, when string) {
			t.Helper()
			if got := held(t, db).LastSeen["seal"]; got != want {
				t.Errorf("%s: got %q, want %q", when, got, want)
			}
		}
		last("A-1182", "never seen")
		saw(t, db, "A-2000", storetest.Start.Add(-time.Hour))
		last("A-2000", "seen once")
		saw(t, db, "A-1999", storetest.Start.Add(-2*time.Hour))
		last("A-2000", "an older check arrives late")
		saw(t, db, "A-2001", storetest.Start.Add(24*time.Hour))
		last("A-2001", "a clock a day ahead")
		saw(t, db, "A-2002", storetest.Start)
		last("A-2002", "the next check after that clock")
		must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
			list, err := baseline.List(tx, "linac-1")
			if err == nil && (len(list) != 1 || list[0].Text != "A-1182" || list[0].LastSeen != "A-2002") {
				t.Errorf("list: %+v", list)
			}
			return err
		}))
	})
}

func TestTheFeedNamesABaselineByItsID(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		saw(t, db, "A-2000", storetest.Start)
		_, err := set(t, db, priya, baseline.Setting{Item: "output-6mv", Number: number(100)})
		must(t, err)
		must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
			moved, _, _, err := logbook.Since(tx, logbook.Slice{Limit: 10, Kinds: []string{"baseline"}})
			if err != nil || len(moved) != 2 {
				t.Errorf("the feed moved %d things, %v", len(moved), err)
			}
			there, err := baseline.List(tx, "linac-1")
			for _, m := range moved {
				if !slices.ContainsFunc(there, func(b baseline.Baseline) bool { return b.ID() == m.ID }) || m.Area != "linacs" {
					t.Errorf("%s in %q is none of %+v", m.ID, m.Area, there)
				}
			}
			return err
		}))
	})
}
