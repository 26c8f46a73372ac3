package baseline_test

import (
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func heldAt(t *testing.T, db *store.DB, at time.Time) (h baseline.Held) {
	t.Helper()
	must(t, db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) (err error) {
		h, err = baseline.AsOf(tx, "linac-1", "run-up-linac", at)
		return err
	}))
	return h
}

func TestAsOf_WhatHeldWhenItWasDone(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		department(t, db)
		day := func(n int) time.Time { return storetest.Start.AddDate(0, 0, n) }
		limits := func(low float64) *checklist.Limits {
			return &checklist.Limits{Type: "absolute", ToleranceLow: number(low)}
		}
		put := func(actor store.Actor, s baseline.Setting) {
			t.Helper()
			_, err := set(t, db, actor, s)
			must(t, err)
		}
		put(priya, baseline.Setting{Item: "output-6mv", Number: number(100)})
		put(priya, baseline.Setting{Item: "humidity", Limits: limits(30)})
		put(priya, baseline.Setting{Item: "seal", Text: "A-1182"})
		clock.Set(day(10))
		put(priya, baseline.Setting{Item: "output-6mv", Number: number(101)})
		put(pavel, baseline.Setting{Item: "output-6mv", Number: number(101)})
		clock.Set(day(20))
		put(priya, baseline.Setting{Item: "humidity", Limits: limits(40)})
		put(priya, baseline.Setting{Item: "output-6mv", Number: number(102), From: day(15)}) // put on the 20th, of the 15th
		for _, c := range []struct {
			at          time.Time
			output, low float64 // 0 is none
			provisional bool
			what        string
		}{
			{day(0).Add(-time.Millisecond), 0, 0, false, "before anything held"},
			{day(0), 100, 30, true, "the instant it was put"},
			{day(9), 100, 30, true, "before the second value"},
			{day(10), 101, 30, false, "the second, confirmed"},
			{day(15).Add(-time.Millisecond), 101, 30, false, "just before the third's day"},
			{day(15), 102, 30, true, "from the third's day, though put later"},
			{day(20), 102, 40, true, "now"},
			{day(25), 102, 40, true, "a tablet's clock ahead"},
		} {
			h := heldAt(t, db, c.at)
			output, low := 0.0, 0.0
			if v := h.References["output-6mv"].Value; v != nil {
				output = *v
			}
			if l := h.References["humidity"].Limits; l != nil {
				low = *l.ToleranceLow
			}
			if output != c.output || low != c.low || h.References["output-6mv"].Provisional != c.provisional {
				t.Errorf("%s: output %g (provisional %v), humidity from %g", c.what, output, h.References["output-6mv"].Provisional, low)
			}
			if h.LastSeen["seal"] != "A-1182" {
				t.Errorf("%s: the seal is %q", c.what, h.LastSeen["seal"])
			}
		}
	})
}

// TestAsOf_InOneWriteSeesWhatTheWriteHasPut: what is remembered of the history is forgotten when it grows.
func TestAsOf_InOneWriteSeesWhatTheWriteHasPut(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		department(t, db)
		must(t, db.Write(t.Context(), priya, func(tx *store.Tx) error {
			for i, v := range []float64{100, 101, 102} {
				s := baseline.Setting{Checklist: "run-up-linac", Item: "output-6mv", Number: &v, Reason: "drift", From: tx.Now.AddDate(0, 0, i-10)}
				if _, err := baseline.Set(tx, "linac-1", s); err != nil {
					return err
				}
				for j := range i + 1 {
					h, err := baseline.AsOf(tx, "linac-1", "run-up-linac", tx.Now.AddDate(0, 0, j-10))
					if got := h.References["output-6mv"].Value; err != nil || got == nil || *got != 100+float64(j) {
						t.Errorf("after %g, of day %d: %v, %v", v, j-10, got, err)
					}
				}
			}
			return nil
		}))
	})
}

func TestHistory_NewestFirstWithWhoAndWhy(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		department(t, db)
		for _, v := range []float64{100, 101} {
			for _, who := range []store.Actor{priya, pavel} {
				_, err := set(t, db, who, baseline.Setting{Item: "output-6mv", Number: number(v)})
				must(t, err)
				clock.Move(time.Hour)
			}
		}
		_, err := set(t, db, priya, baseline.Setting{Item: "seal", Text: "A-1182"})
		must(t, err)
		must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
			list, err := baseline.History(tx, "linac-1", "run-up-linac", "output-6mv", 0, 10)
			if err != nil || len(list) != 2 {
				t.Fatalf("%d values, %v", len(list), err)
			}
			b := list[1]
			if *list[0].Number != 101 || *b.Number != 100 || b.SetBy != "priya" || b.ApprovedBy != "pavel" || b.Reason != "annual calibration" ||
				!b.SetAt.Equal(storetest.Start) || b.ApprovedAt == nil || !b.ApprovedAt.Equal(storetest.Start.Add(time.Hour)) {
				t.Errorf("got %+v", list)
			}
			all, err := baseline.History(tx, "linac-1", "", "", 0, 10)
			if err != nil || len(all) != 3 || all[0].Text != "A-1182" {
				t.Errorf("of every item: %+v, %v", all, err)
			}
			older, err := baseline.History(tx, "linac-1", "", "", all[0].Position, 1)
			if err != nil || len(older) != 1 || older[0].Position != all[1].Position {
				t.Errorf("the next page: %+v, %v", older, err)
			}
			return nil
		}))
		must(t, db.Read(t.Context(), far, func(tx *store.Tx) error {
			if _, err := baseline.History(tx, "linac-1", "", "", 0, 10); err == nil {
				t.Error("a physicist of another area reads it")
			}
			return nil
		}))
	})
}
