package figures_test

import (
	"log/slog"
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/figures"
	"runup/internal/occurrence"
	"runup/internal/overdue"
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
	d.Clock.Move(40 * time.Minute)
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
		d.story()
		d.Clock.Move(time.Hour)
		d.fails() // and nobody answers this one
		to := d.Clock.Now().Add(time.Second)
		var all []figures.Times
		d.Read(func(tx *store.Tx) (err error) { all, err = figures.ByTime(tx, &from, &to); return err })
		if len(all) != 2 || all[0].Equipment != "" || all[1].Equipment != "hoist-1" || all[0].Severity != checklist.DoNotUse {
			d.Fatalf("%+v", all)
		}
		one := func(took time.Duration) figures.Spread { return figures.Spread{N: 1, Median: took, P90: took} }
		want := figures.Times{
			Severity: checklist.DoNotUse, Equipment: "hoist-1", Opened: 2, ToAck: one(4 * time.Minute), ToAct: one(10 * time.Minute),
			ToRelease: one(time.Hour), ToClose: one(time.Hour),
		}
		if all[1] != want {
			d.Errorf("%+v\nwant %+v", all[1], want)
		}
		var none []figures.Times
		d.Read(func(tx *store.Tx) (err error) { none, err = figures.ByTime(tx, &to, nil); return err })
		if len(none) != 0 {
			d.Errorf("of a period in which nothing was opened: %+v", none)
		}
	})
}

// Property 93: the metrics equal a recount, made another way: from the escalations as they are served, line by line.
func Test93_MetricsEqualARecount(t *testing.T) {
	each(t, func(d *department) {
		l := &overdue.Lookout{DB: d.DB, Zone: d.Zone, Log: slog.New(slog.DiscardHandler)}
		d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, d.Zone) }))
		d.must(l.Once(d.Context()))
		late := d.Tablet.Completed(d.Check("run-up-linac", "linac-2", "amir.ap", nil))
		d.story()
		d.Clock.Move(5 * time.Hour)
		d.must(l.Once(d.Context()))
		d.Push(late)
		d.must(l.Once(d.Context()))
		d.fails()
		var got figures.Counts
		var list []escalation.Escalation
		d.Read(func(tx *store.Tx) (err error) {
			if got, err = figures.Count(tx); err == nil {
				list, err = escalation.List(tx, escalation.Filter{}, "", 10_000)
			}
			return err
		})
		d.recount(list, got)
	})
}

func (d *department) recount(list []escalation.Escalation, got figures.Counts) {
	d.Helper()
	opened, closed, unacked, belated, acked, released := map[string]int{}, map[string]int{}, map[string]int{}, 0, uint64(0), uint64(0)
	for _, e := range list {
		opened[e.Kind]++
		switch e.State {
		case escalation.IsClosed:
			closed[e.Closed.Reason]++
			if e.Closed.Returned {
				released++
			}
			if e.Closed.LagSeconds > 0 {
				belated++
			}
		case escalation.IsOpen:
			unacked[e.Severity]++
		}
		for _, h := range e.Timeline {
			if h.Kind == "acknowledged" {
				acked++
				break
			}
		}
	}
	for kind, n := range opened {
		if got.Opened[kind] != n {
			d.Errorf("opened %s: %d, recounted %d", kind, got.Opened[kind], n)
		}
	}
	for reason, n := range closed {
		if got.Closed[reason] != n {
			d.Errorf("closed %s: %d, recounted %d", reason, got.Closed[reason], n)
		}
	}
	for severity, n := range unacked {
		if got.Unacked[severity] != n || got.Oldest[severity] < 0 {
			d.Errorf("open %s: %d, recounted %d", severity, got.Unacked[severity], n)
		}
	}
	sum := func(by map[string]*figures.Durations) (n uint64) {
		for _, one := range by {
			n += one.Count
		}
		return n
	}
	if got.Belated != belated || belated != 1 || sum(got.ToAck) < acked || sum(got.ToRelease) != released || released == 0 {
		d.Errorf("%+v; recounted %d belated, %d taken on, %d released", got, belated, acked, released)
	}
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
