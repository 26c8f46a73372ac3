package figures_test

import (
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/engine"
	"runup/internal/escalation"
	"runup/internal/figures"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/occurrence"
	"runup/internal/overdue"
	"runup/internal/rota"
	"runup/internal/store"
)

// Property 93: the metrics equal a recount, made another way: from the escalations as they are served, line by line, and
// from the log, entry by entry.
func Test93_MetricsEqualARecount(t *testing.T) {
	each(t, func(d *department) {
		d.busy()
		var got figures.Counts
		var list []escalation.Escalation
		d.Read(func(tx *store.Tx) (err error) {
			if got, err = figures.Count(tx, d.Zone); err == nil {
				list, err = escalation.List(tx, escalation.Filter{}, "", 10_000)
			}
			return err
		})
		d.recount(list, got)
		d.recountClimbing(got.Climbing)
		if want := d.uncovered(d.Clock.Now()); got.Uncovered != want || want == 0 {
			d.Errorf("uncovered %s, recounted %s", got.Uncovered, want)
		}
	})
}

// busy is a day on which everything that is counted happens.
func (d *department) busy() {
	d.Helper()
	l := &overdue.Lookout{DB: d.DB, Zone: d.Zone, Log: slog.New(slog.DiscardHandler)}
	engine := engine.New(d.DB, slog.New(slog.DiscardHandler), false)
	d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, d.Zone) }))
	d.by("sofia.superintendent", func(tx *store.Tx) error {
		s := rota.AssumedSettings()
		s.Needs = s.Needs[:1] // radiographers, and more of them than there are
		s.Needs[0].AtLeast = 9
		_, err := rota.Set(tx, s)
		return err
	})
	d.must(l.Once(d.Context()))
	late := d.Tablet.Completed(d.Check("run-up-linac", "linac-2", "amir.ap", nil))
	d.story()
	for range 20 { // nobody answers what was missed, and ladders come round
		d.Clock.Move(15 * time.Minute)
		d.must(l.Once(d.Context()))
		d.must(engine.Once(d.Context()))
	}
	d.Push(late)
	d.must(l.Once(d.Context()))
	id := d.fails()
	d.acknowledges(id)
	d.Clock.Move(time.Hour) // and does nothing
	d.must(engine.Once(d.Context()))
	d.advices()
	d.loses(engine)
	d.Clock.Set(time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)) // nobody is on the first rungs at night
	d.Push(d.Tablet.Completed(d.Check("run-up-linac", "linac-1", "amir.ap", map[string]any{"audio-video": map[string]any{"value": false}})))
}

// advices are two that rosa closes: one about which nothing was done, and one about which something was.
func (d *department) advices() {
	d.Helper()
	var raised []escalation.Raised
	d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) (err error) {
		c := escalation.Cause{Kind: escalation.Silent, Severity: checklist.Advice, At: tx.Now}
		again := c
		c.About, again.About = "one", "another"
		raised, err = escalation.Open(tx, []escalation.Cause{c, again})
		return err
	}))
	for _, r := range raised {
		d.acknowledges(r.ID)
	}
	d.acts(raised[1].ID, escalation.Action{Kind: escalation.FaultLogged, Note: "logged", Reference: "F-2"})
	for _, r := range raised {
		d.by("rosa.radiographer", func(tx *store.Tx) error {
			_, err := escalation.Close(tx, r.ID, escalation.Closing{Reason: escalation.NotRequired, Note: "seen"})
			return err
		})
	}
}

// loses has everything that was on its way get lost, and the audit find it.
func (d *department) loses(engine *engine.Engine) {
	d.Helper()
	d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
		if err := notify.CancelAll(tx, "a test"); err != nil {
			return err
		}
		return tx.Applying(func() error { return tx.Exec("UPDATE ladder SET next_at = NULL").Error })
	}))
	_, err := engine.Audit(d.Context())
	d.must(err)
}

func (d *department) recount(list []escalation.Escalation, got figures.Counts) {
	d.Helper()
	var want figures.Counts
	opened, closed, unacked := map[string]int{}, map[string]int{}, map[string]int{}
	acked, acted, released := uint64(0), uint64(0), uint64(0)
	for _, e := range list {
		opened[e.Kind]++
		did := d.did(e)
		acked, acted = acked+did.acked, acted+did.acted
		switch e.State {
		case escalation.IsClosed:
			closed[e.Closed.Reason]++
			if e.Closed.Returned {
				released++
			}
			if e.Closed.LagSeconds > 0 {
				want.Belated++
			} else if e.Severity == checklist.Advice {
				want.Advice.Closed++
				want.Advice.Unchanged += 1 - int(did.acted)
			}
		case escalation.IsOpen:
			unacked[e.Severity]++
		}
	}
	d.same("opened", opened, got.Opened)
	d.same("closed", closed, got.Closed)
	d.same("open", unacked, got.Unacked)
	sum := func(by map[figures.Sort]*figures.Durations) (n uint64) {
		for _, one := range by {
			n += one.Count
		}
		return n
	}
	if got.Belated != want.Belated || want.Belated != 1 || got.Advice != want.Advice || want.Advice != (figures.Fatigue{Closed: 2, Unchanged: 1}) {
		d.Errorf("%d belated and %+v; recounted %d and %+v", got.Belated, got.Advice, want.Belated, want.Advice)
	}
	if sum(got.ToAck) != acked || sum(got.ToAct) != acted || sum(got.ToRelease) != released || acked*acted*released == 0 {
		d.Errorf("%d taken on, %d acted on, %d released; recounted %d, %d, %d", sum(got.ToAck), sum(got.ToAct), sum(got.ToRelease), acked, acted, released)
	}
}

type did struct{ acked, acted uint64 }

// did reads a timeline as a person would.
func (d *department) did(e escalation.Escalation) (n did) {
	for _, h := range e.Timeline {
		switch h.Kind {
		case escalation.TookOutOfUse, escalation.FaultLogged, escalation.EngineerCalled, escalation.Adjusted, escalation.PutRight:
			n = did{1, 1}
		case "acknowledged":
			n.acked = 1
		}
	}
	return n
}

func (d *department) same(what string, want, got map[string]int) {
	d.Helper()
	if len(want) == 0 || len(want) != len(got) {
		d.Errorf("%s: %v, recounted %v", what, got, want)
	}
	for key, n := range want {
		if got[key] != n {
			d.Errorf("%s %s: %d, recounted %d", what, key, got[key], n)
		}
	}
}

// recountClimbing reads what the log says of each rung.
func (d *department) recountClimbing(got escalation.Climbing) {
	d.Helper()
	want := escalation.Climbing{ByRung: map[int]int64{}}
	d.Read(func(tx *store.Tx) error {
		for r, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			e, err := r.Entry()
			if err != nil {
				return err
			}
			switch e.Kind {
			case "escalation.expired":
				want.Expired++
			case "escalation.rung-opened":
				d.climbed(r, &want)
			}
		}
		return nil
	})
	for rung, n := range want.ByRung {
		if got.ByRung[rung] != n {
			d.Errorf("rung %d: %d, recounted %d", rung, got.ByRung[rung], n)
		}
	}
	got.ByRung, want.ByRung = nil, nil
	if got.Opened != want.Opened || got.Empty != want.Empty || got.Fallbacks != want.Fallbacks || got.Loops != want.Loops || got.Repairs != want.Repairs || got.Expired != want.Expired {
		d.Errorf("%+v\nrecounted %+v", got, want)
	}
	if want.Opened*want.Empty*want.Loops*want.Repairs*want.Expired == 0 {
		d.Errorf("not everything happened: %+v", want)
	}
}

func (d *department) climbed(r logbook.Record, want *escalation.Climbing) {
	d.Helper()
	var body struct {
		Found struct {
			Steps []struct {
				Rung, Round     int
				Empty, Fallback bool
			}
			Repaired bool
		}
	}
	d.must(json.Unmarshal([]byte(*r.Body), &body))
	for _, s := range body.Found.Steps {
		want.Opened++
		switch {
		case s.Fallback:
			want.Fallbacks++
		default:
			want.ByRung[s.Rung]++
		}
		if s.Empty {
			want.Empty++
		}
		if s.Round > 0 {
			want.Loops++
		}
	}
	if body.Found.Repaired {
		want.Repairs++
	}
}

// uncovered walks through the next 72 hours minute by minute: while patients are treated there are never nine radiographers.
func (d *department) uncovered(now time.Time) (sum time.Duration) {
	for at := now; at.Before(now.Add(72 * time.Hour)); at = at.Add(time.Minute) {
		here := at.In(d.Zone)
		clock := here.Hour()*60 + here.Minute()
		if here.Weekday() >= time.Monday && here.Weekday() <= time.Friday && clock >= 8*60 && clock < 18*60+30 {
			sum += time.Minute
		}
	}
	return sum
}

// What a month's report says is what the days of it say.
func TestMonths_AddUp(t *testing.T) {
	each(t, func(d *department) {
		from := d.Clock.Now().AddDate(0, 0, -30)
		d.busy()
		to := d.Clock.Now().Add(time.Second)
		var months []figures.Month
		var called figures.Interrupted
		var counted figures.Counts
		d.Read(func(tx *store.Tx) (err error) {
			if months, err = figures.Months(tx, d.Zone, from, to); err != nil {
				return err
			}
			if called, err = figures.Interrupts(tx, d.Zone, &from, &to); err != nil {
				return err
			}
			counted, err = figures.Count(tx, d.Zone)
			return err
		})
		if len(months) != 2 || months[0].Month != "2026-10" || months[0].Opened != 0 || len(months[0].Answers) != 0 {
			d.Fatalf("%+v", months)
		}
		m, opened, calls := months[1], 0, 0
		for _, n := range counted.Opened {
			opened += n
		}
		for _, s := range called.Shifts {
			calls += s.Interrupts
		}
		if m.Opened != opened || m.Calls.Interrupts != calls || m.Calls.Shifts != len(called.Shifts) || calls == 0 || m.Calls.Most == 0 {
			d.Errorf("%d opened and %+v; of the days %d and %d calls in %d shifts", m.Opened, m.Calls, opened, calls, len(called.Shifts))
		}
		if m.Advice != counted.Advice || m.Belated != counted.Belated || m.Climbing.Opened != counted.Climbing.Opened || m.Climbing.Expired != counted.Climbing.Expired {
			d.Errorf("%+v\nof the days %+v", m, counted)
		}
	})
}
