package tablet_test

import (
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// items answers what a check's items came to.
func items(t *testing.T, d *sampletest.Department, checkID string) map[string]judge.Item {
	t.Helper()
	found := map[string]judge.Item{}
	d.Read(func(tx *store.Tx) error {
		c, err := check.ByID(tx, checkID)
		for _, i := range c.Items {
			found[i.ID] = i
		}
		return err
	})
	return found
}

// anOutput is a value of the SXR unit that is held against a reference.
func anOutput(t *testing.T, d *sampletest.Department) (b baseline.Baseline) {
	t.Helper()
	d.Read(func(tx *store.Tx) error {
		list, err := baseline.List(tx, "sxr-1")
		for _, one := range list {
			if one.Checklist == "run-up-sxr" && one.Number != nil {
				b = one
			}
		}
		return err
	})
	if b.Number == nil {
		t.Fatal("nothing of sxr-1 is held against a reference")
	}
	return b
}

func TestALateCheckIsJudgedByTheBaselineOfItsTime(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		output := anOutput(t, d)
		doing := d.Check("run-up-sxr", "sxr-1", "priya.physicist", nil)
		before := d.Tablet.Completed(doing)
		clock.Move(3 * time.Hour)
		higher := *output.Number * 1.1
		if err := d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
			_, err := baseline.Set(tx, "sxr-1", baseline.Setting{Checklist: "run-up-sxr", Item: output.Item, Number: &higher, Reason: "new tube"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		clock.Move(time.Hour)
		after := d.Tablet.Completed(d.Check("run-up-sxr", "sxr-1", "priya.physicist", doing.Readings))
		results := d.Push(before, after)
		late, now := items(t, d, results[0].CheckID)[output.Item], items(t, d, results[1].CheckID)[output.Item]
		if late.Verdict != judge.Pass || *late.Limits.Reference != *output.Number || late.Provisional {
			t.Errorf("done before the new value: %+v", late)
		}
		if now.Verdict != judge.Fail || *now.Limits.Reference != higher || !now.Provisional {
			t.Errorf("done after it: %+v", now)
		}
	})
}

func TestTheInstrumentIsInTheRecordAndCountsOnlyInCalibration(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		var chamber equipment.Equipment
		d.Read(func(tx *store.Tx) (err error) { chamber, err = equipment.ByID(tx, "chamber-1"); return err })
		good := d.Push(d.Tablet.Completed(d.Check("run-up-sxr", "sxr-1", "priya.physicist", nil)))[0]
		due := chamber.CalibrationDue
		chamber.CalibrationDue = clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
		if err := d.DB.Write(t.Context(), d.As("ada.admin"), func(tx *store.Tx) error {
			_, _, err := equipment.Put(tx, chamber)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		clock.Move(time.Hour)
		past := d.Push(d.Tablet.Completed(d.Check("run-up-sxr", "sxr-1", "priya.physicist", nil)))[0]
		if i := items(t, d, good.CheckID)["chamber"]; i.Verdict != judge.Pass || i.Tested == nil || *i.Tested != (judge.Tested{ID: "chamber-1", CalibrationDue: due}) {
			t.Errorf("in calibration: %+v", i)
		}
		if i := items(t, d, past.CheckID)["chamber"]; i.Verdict != judge.NotEvaluated || i.Tested == nil || i.Tested.CalibrationDue != chamber.CalibrationDue {
			t.Errorf("out of calibration: %+v", i)
		}
		if good.Verdict != judge.Pass || past.Verdict != judge.NotEvaluated {
			t.Errorf("the checks came to %s and %s", good.Verdict, past.Verdict)
		}
	})
}
