package tablet_test

import (
	"slices"
	"testing"
	"time"

	"runup/internal/library"
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
