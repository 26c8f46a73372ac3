package figures_test

import (
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/figures"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

type department struct {
	*testing.T
	*sampletest.Department
}

func each(t *testing.T, test func(d *department)) {
	t.Helper()
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		test(&department{t, sampletest.OpenAt(t, c, clock)})
	})
}

func (d *department) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *department) by(username string, fn func(tx *store.Tx) error) {
	d.Helper()
	d.must(d.DB.Write(d.Context(), d.As(username), fn))
}

// fails pushes a check of the hoist whose brakes do not hold.
func (d *department) fails() string {
	d.Helper()
	r := d.Push(d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"brakes": map[string]any{"value": false}})))[0]
	return r.Escalations[0].ID
}

func (d *department) acknowledges(id string) {
	d.Helper()
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		e, err := escalation.ByID(tx, id)
		if err == nil {
			_, err = escalation.Acknowledge(tx, id, e.Version)
		}
		return err
	})
}

func (d *department) acts(id string, a escalation.Action) {
	d.Helper()
	a.Zone = d.Zone
	d.by("rosa.radiographer", func(tx *store.Tx) error { _, err := escalation.Act(tx, id, a); return err })
}

// story is a hoist that fails, is taken on after 4 minutes, acted on after 10, and returned to use after 60.
func (d *department) story() {
	d.Helper()
	id := d.fails()
	d.Clock.Move(4 * time.Minute)
	d.acknowledges(id)
	d.acts(id, escalation.Action{Kind: escalation.Commented, Note: "on my way"})
	d.Clock.Move(6 * time.Minute)
	d.acts(id, escalation.Action{Kind: escalation.FaultLogged, Note: "logged", Reference: "F-1"})
	d.Clock.Move(time.Minute)
	d.acts(id, escalation.Action{Kind: escalation.EngineerCalled, Who: "the company"}) // the first time is what counts
	d.Clock.Move(39 * time.Minute)
	d.Push(d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "amir.ap", nil)))
	d.Clock.Move(10 * time.Minute)
	d.by("sofia.superintendent", func(tx *store.Tx) error {
		_, err := escalation.Close(tx, id, escalation.Closing{Reason: escalation.RecheckedWithin, Note: "holds again"})
		return err
	})
}

func TestTimesByWhatWasReallyTaken(t *testing.T) {
	each(t, func(d *department) {
		from := d.Clock.Now()
		d.story() // at 06:45, before there are patients
		d.Clock.Set(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
		d.fails() // and nobody answers this one
		to := d.Clock.Now().Add(time.Second)
		one := func(took time.Duration) figures.Spread { return figures.Spread{N: 1, Median: took, P90: took} }
		answered := figures.Answers{Opened: 1, ToAck: one(4 * time.Minute), ToAct: one(10 * time.Minute), ToRelease: one(time.Hour), ToClose: one(time.Hour)}
		all := answered
		all.Opened = 2
		for _, by := range []figures.By{figures.ByEquipment, figures.ByKind, figures.BySite} {
			got := d.times(by, &from, &to)
			want := figures.Times{Severity: checklist.DoNotUse, Answers: all, InHours: figures.Answers{Opened: 1}, OtherHours: answered}
			if len(got) != 2 || got[0] != want {
				d.Fatalf("by %s: %+v", by, got)
			}
			if want.Of = d.of(by); got[1] != want || want.Of == "" {
				d.Errorf("by %s: %+v\nwant %+v", by, got[1], want)
			}
		}
		if none := d.times(figures.ByEquipment, &to, nil); len(none) != 0 {
			d.Errorf("of a period in which nothing was opened: %+v", none)
		}
	})
}

func (d *department) times(by figures.By, from, to *time.Time) (list []figures.Times) {
	d.Helper()
	d.Read(func(tx *store.Tx) (err error) { list, err = figures.ByTime(tx, d.Zone, by, from, to); return err })
	return list
}

// of is what the hoist is counted with.
func (d *department) of(by figures.By) (thing string) {
	d.Helper()
	d.Read(func(tx *store.Tx) error {
		q, err := equipment.ByID(tx, "hoist-1")
		if err != nil {
			return err
		}
		a, err := equipment.AreaByID(tx, q.Area)
		thing = map[figures.By]string{figures.ByEquipment: q.ID, figures.ByKind: q.Kind, figures.BySite: a.Site}[by]
		return err
	})
	return thing
}

// A later baseline changes nothing of what was judged by the one before.
func TestTrends_LimitsAndBaselineAsTheyWere(t *testing.T) {
	each(t, func(d *department) {
		from := d.Clock.Now().Add(-time.Hour)
		d.Push(d.Tablet.Completed(d.Check("run-up-linac", "linac-1", "amir.ap", nil)))
		d.Clock.Move(time.Hour)
		read := func() (points []figures.Point) {
			d.Read(func(tx *store.Tx) (err error) {
				points, err = figures.Trends(tx, figures.Trend{Equipment: "linac-1", Checklist: "run-up-linac", Item: "output-6mv", From: &from})
				return err
			})
			return points
		}
		before := read()
		if len(before) != 1 || before[0].Value == nil || before[0].Limits == nil || before[0].Limits.Reference == nil || before[0].Verdict != "pass" {
			d.Fatalf("%+v", before)
		}
		was := *before[0].Limits.Reference
		d.by("priya.physicist", func(tx *store.Tx) error {
			value := was * 1.01
			_, err := baseline.Set(tx, "linac-1", baseline.Setting{Checklist: "run-up-linac", Item: "output-6mv", Number: &value, Reason: "a new definitive calibration"})
			return err
		})
		d.Clock.Move(time.Hour)
		d.Push(d.Tablet.Completed(d.Check("run-up-linac", "linac-1", "amir.ap", nil)))
		after := read()
		if len(after) != 2 || *after[0].Limits.Reference != was || *after[1].Limits.Reference != was*1.01 || !after[1].Provisional || !after[0].DoneAt.Before(after[1].DoneAt) {
			d.Errorf("%+v", after)
		}
	})
}
