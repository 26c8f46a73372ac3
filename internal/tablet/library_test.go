package tablet_test

import (
	"slices"
	"testing"
	"time"

	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// TestARetiredVersionIsStillAcceptedAndFlagged: a tablet in the bunker does not know yet that the checklist went out of force.
func TestARetiredVersionIsStillAcceptedAndFlagged(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		done := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil)
		failing := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"brakes": map[string]any{"value": false}})
		if r := d.Push(d.Tablet.Completed(done))[0]; slices.Contains(r.Flags, "superseded-version") {
			t.Fatalf("before: %+v", r)
		}
		clock.Move(time.Minute)
		if err := d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
			_, err := library.Retire(tx, "hoist-pre-use", done.Hash, "no hoist any more")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, op := range d.Push(d.Tablet.Completed(done), d.Tablet.Completed(failing)) {
			if op.Outcome != "accepted" || !slices.Contains(op.Flags, "superseded-version") {
				t.Errorf("on the retired version: %+v", op)
			}
			if op.Verdict == "fail" && len(op.Escalations) != 1 {
				t.Errorf("its failure opened %+v", op.Escalations)
			}
		}
	})
}

// TestARetiredChecklistIsNotDueAnyMore: what was planned of it ahead is not missed one day after the other.
func TestARetiredChecklistIsNotDueAnyMore(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		hash := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil).Hash
		upcoming := func() (n int) {
			if err := d.DB.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, d.Zone) }); err != nil {
				t.Fatal(err)
			}
			d.Read(func(tx *store.Tx) error {
				from := tx.Now.AddDate(0, 0, 1)
				list, err := occurrence.List(tx, occurrence.Filter{Checklist: "hoist-pre-use", Equipment: "hoist-1", From: &from, State: occurrence.Upcoming}, nil, 100)
				n = len(list)
				return err
			})
			return n
		}
		if upcoming() < 10 {
			t.Fatal("little is planned of the hoist")
		}
		clock.Move(time.Minute)
		if err := d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
			_, err := library.Retire(tx, "hoist-pre-use", hash, "no hoist any more")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n := upcoming(); n != 0 {
			t.Errorf("%d are still due after it was retired", n)
		}
	})
}
