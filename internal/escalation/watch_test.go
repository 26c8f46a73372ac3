package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/engine"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/store"
)

// troubles are the escalations about Runup itself, or about one thing of it.
func (d *department) troubles(about ...string) (list []escalation.Escalation) {
	d.Helper()
	d.Read(func(tx *store.Tx) error {
		all, err := escalation.List(tx, escalation.Filter{}, "", 200)
		for _, e := range all {
			if e.Kind == escalation.Trouble && (len(about) == 0 || e.About == about[0]) {
				list = append(list, e)
			}
		}
		return err
	})
	return list
}

// carried has everything that is on its way be there.
func (d *department) carried() {
	d.Helper()
	d.must(d.DB.Work(d.Context(), func(tx *store.Tx) error { return notify.CancelAll(tx, "carried") }))
}

func (d *department) nodes() (n int) {
	d.Helper()
	d.Read(func(tx *store.Tx) error { return tx.Raw("SELECT count(*) FROM engine_node").Scan(&n).Error })
	return n
}

// One process is gone. While what it left is not overdue there is nothing to say; when it is, whoever looks after Runup is
// called, once whoever notices; when all is done that is noted, and a person closes it.
func TestConformance88_AProcessThatIsGoneIsSaidWhenSomethingIsOverdue(t *testing.T) {
	each(t, func(d *department) {
		gone, here, third := d.engine(), d.engine(), d.engine()
		d.round(gone)
		d.carried()
		d.fails(hoist, no)
		for _, after := range []time.Duration{20 * time.Second, 9 * time.Second} {
			d.wait(after)
			d.must(here.Watch(d.Context()))
			d.round(here)
			if list := d.troubles(); len(list) != 0 {
				d.Fatalf("nothing is overdue yet: %+v", list)
			}
		}
		d.wait(2 * time.Second)
		for _, e := range []*engine.Engine{here, third, here} {
			d.must(e.Watch(d.Context()))
			d.round(e)
		}
		list := d.troubles()
		if len(list) != 1 || list[0].Severity != "put-right" || list[0].Version != 1 || !strings.Contains(list[0].Timeline[0].Words, "not been heard of for 31s, and something had been due for 31s") {
			d.Fatalf("something has been due for 31 s: %+v", list)
		}
		var called []string
		for _, c := range list[0].Called {
			called = append(called, c.ID)
		}
		for _, who := range []string{"ada.admin", "sofia.superintendent", "priya.physicist"} {
			if !slices.Contains(called, d.who(who)) {
				d.Errorf("%s was not called: %v", who, called)
			}
		}
		d.carried()
		for range 2 {
			d.must(here.Watch(d.Context()))
			d.round(here)
		}
		e, recovered := d.escalation(list[0].ID), 0
		for _, h := range e.Timeline {
			if h.Kind == "recovered" && h.Words == "Nothing is overdue any more." {
				recovered++
			}
		}
		if e.State != escalation.IsOpen || recovered != 1 {
			d.Errorf("%s, %+v", e.State, e.Timeline)
		}
	})
}

// Who was taken over from in time is forgotten: what is overdue for another reason a week later is not laid at their door.
func TestConformance88_AProcessThatWasTakenOverFromIsForgotten(t *testing.T) {
	each(t, func(d *department) {
		gone, here := d.engine(), d.engine()
		d.round(gone)
		d.carried()
		d.wait(46 * time.Second)
		d.round(here)
		if n := d.nodes(); n != 1 {
			d.Errorf("%d processes are known", n)
		}
		d.fails(hoist, no)
		d.wait(time.Minute)
		d.must(here.Watch(d.Context()))
		d.round(here)
		if list := d.troubles(); len(list) != 0 {
			d.Errorf("%+v", list)
		}
	})
}

func TestConformance87_ARepairIsItselfReported(t *testing.T) {
	each(t, func(d *department) {
		d.fails(hoist, no)
		for i := range 2 { // the second joins the first
			d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
				if err := notify.CancelAll(tx, "a test"); err != nil {
					return err
				}
				return tx.Applying(func() error { return tx.Exec("UPDATE ladder SET next_at = NULL").Error })
			}))
			d.round(d.engine())
			list := d.troubles()
			if len(list) != 1 || list[0].About != "orphans" || list[0].Version != int64(i+1) || len(list[0].Called) == 0 {
				d.Fatalf("repair %d: %+v", i, list)
			}
		}
		d.round(d.engine())
		if list := d.troubles(); list[0].Version != 2 {
			d.Errorf("nothing was mended, and it was reported: %+v", list)
		}
	})
}

func TestConformance94_ATestThatDoesNotArriveRaises(t *testing.T) {
	d := open(t)
	mails := notifytest.NewFake(notify.Email, notify.Acceptance)
	mails.Answers(notify.Permanent)
	workers := notify.New(notify.Options{DB: d.DB, Channels: []notify.Channel{mails}, Log: d.log()})
	round := func() []escalation.Escalation {
		t.Helper()
		engine := d.engine()
		engine.Tests("monitor@northfield.example", d.Zone)
		d.round(engine)
		d.must(workers.Once(d.Context()))
		return d.troubles("self-test")
	}
	d.at(7, 0)
	if list := round(); len(list) != 0 {
		t.Errorf("just sent: %+v", list)
	}
	d.wait(31 * time.Minute)
	for range 3 {
		if list := round(); len(list) != 1 || list[0].About != "self-test" || list[0].Version != 1 {
			t.Fatalf("half an hour later: %+v", list)
		}
	}
	d.wait(24 * time.Hour)
	round()
	d.wait(31 * time.Minute)
	if list := round(); len(list) != 1 || list[0].Version != 2 {
		t.Errorf("the next day joins the first: %+v", list)
	}
}

// Trouble with Runup has a ladder of its own, which a department may set otherwise as every other.
func TestConformance40_TheEnginesLadderMayBeSet(t *testing.T) {
	each(t, func(d *department) {
		set := func(change func(p *escalation.Policy)) error {
			return d.by("sofia.superintendent", func(tx *store.Tx) error {
				all, err := escalation.Policies(tx)
				i := slices.IndexFunc(all, func(p escalation.Policy) bool { return p.Name == "engine" })
				if err != nil || i < 0 || all[i].Severity != "put-right" {
					d.Fatalf("%v %+v", err, all)
				}
				change(&all[i])
				_, err = escalation.PutPolicy(tx, all[i].Policy)
				return err
			})
		}
		if err := set(func(p *escalation.Policy) { p.Fallback = nil }); err == nil {
			d.Error("it was kept without a fallback list")
		}
		d.must(set(func(p *escalation.Policy) { p.Rungs[0].To = p.Rungs[0].To[:1] }))
		d.fails(hoist, no)
		d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
			_, err := escalation.Open(tx, []escalation.Cause{{Kind: escalation.Trouble, About: "a test", Severity: "put-right", At: tx.Now}})
			return err
		}))
		if list := d.troubles(); len(list) != 1 || len(list[0].Called) != 1 || list[0].Called[0].ID != d.who("ada.admin") {
			d.Errorf("%+v", list)
		}
	})
}
