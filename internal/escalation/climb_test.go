package escalation_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
)

func duty(ids ...string) (list []ladder.Target) {
	for _, id := range ids {
		list = append(list, ladder.Target{Kind: ladder.Duty, ID: id})
	}
	return list
}

// policy has a superintendent change the ladder of a severity.
func (d *department) policy(severity string, change func(p *ladder.Policy)) {
	d.Helper()
	p := escalation.Usual(severity)
	p.Rungs = slices.Clone(p.Rungs)
	change(&p)
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error { _, err := escalation.PutPolicy(tx, p); return err }))
}

// words answers the timeline's lines about who was called.
func (d *department) words(id string) (list []string) {
	d.Helper()
	for _, h := range d.escalation(id).Timeline {
		if h.Kind == "called" {
			list = append(list, h.Words)
		}
	}
	return list
}

func TestConformance33_ARungWithNobodyOnShiftGivesWayInTheSamePass(t *testing.T) {
	d := open(t)
	d.at(22, 0) // the radiographers have gone home; the superintendent is on call
	id := d.fails(hoist, no).ID
	e := d.escalation(id)
	if got := d.called(id); !slices.Contains(got, "sofia.superintendent") || slices.Contains(got, "rosa.radiographer") || e.Rung != 1 || e.Nobody {
		t.Errorf("called %v at rung %d", got, e.Rung)
	}
	if w := d.words(id); len(w) != 1 || !strings.Contains(w[0], "Call 1: nobody was on duty. Call 2: Sofia Lindqvist.") {
		t.Errorf("the timeline says %q", w)
	}
}

func TestConformance34_WithTheWholeRotaEmptyTheFallbackListIsCalledAtOnce(t *testing.T) {
	d := open(t)
	nobody := func(p *ladder.Policy) {
		for i := range p.Rungs {
			p.Rungs[i].To = duty("mpe", "radiographer-in-charge")
		}
	}
	d.policy(checklist.DoNotUse, nobody)
	id := d.fails(hoist, no).ID
	e := d.escalation(id)
	if got := d.called(id); !slices.Contains(got, "sofia.superintendent") || !slices.Contains(got, "priya.physicist") || e.Nobody {
		t.Errorf("called %v", got)
	}
	d.policy(checklist.DoNotUse, func(p *ladder.Policy) { nobody(p); p.Fallback = duty("mpe") })
	lost := d.fails(output, map[string]any{"value": 106.2}).ID
	if e := d.escalation(lost); !e.Nobody || len(d.called(lost)) != 0 || e.NextRung == nil || !strings.HasSuffix(d.words(lost)[0], "NOBODY REACHED. Told besides: "+d.toldBesides(e)+".") {
		t.Errorf("%+v, %q", e, d.words(lost))
	}
	d.climbs(d.engine(), 10*time.Minute, time.Minute)
	if len(d.words(lost)) != 2 {
		t.Errorf("and is silent: %q", d.words(lost))
	}
}

func (d *department) toldBesides(e escalation.Escalation) string {
	var names []string
	for _, c := range e.Called {
		d.Read(func(tx *store.Tx) error {
			p, err := staff.ByID(tx, c.ID)
			names = append(names, p.Name)
			return err
		})
	}
	return strings.Join(names, ", ")
}

func TestConformance35_WhoIsNotRegisteredAnyMoreIsNotCalled(t *testing.T) {
	d := open(t)
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
		ended := tx.Now.Add(-time.Hour)
		_, err := staff.Alter(tx, d.As("rosa.radiographer").Staff, staff.Change{Reason: "lapsed", Appointments: &[]staff.Appointment{
			{Kind: staff.HCPC, From: tx.Now.AddDate(-2, 0, 0), Until: &ended, Number: "RA12345"},
		}})
		return err
	}))
	id := d.fails(hoist, no).ID
	if got := d.called(id); slices.Contains(got, "rosa.radiographer") || !slices.Contains(got, "rhys.radiographer") {
		t.Errorf("called %v", got)
	}
	if _, err := d.tryAcknowledge("rosa.radiographer", id, 1); !problem.Is(err, "forbidden") {
		t.Errorf("and she acknowledges: %v", err)
	}
}

func TestConformance36_AfterAChangeOfShiftTheNewOneIsCalled(t *testing.T) {
	d := open(t)
	d.policy(checklist.DoNotUse, func(p *ladder.Policy) { p.Rungs[0].To, p.Rungs[1].To = duty("radiographer"), duty("radiographer") })
	d.at(6, 59)
	id := d.fails(hoist, no).ID
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
		for _, o := range []rota.Overriding{{InsteadOf: d.As("rosa.radiographer").Staff, Person: d.As("pavel.physicist").Staff}, {InsteadOf: d.As("rhys.radiographer").Staff}} {
			o.From, o.To, o.Reason = tx.Now, tx.Now.Add(time.Hour), "a swap"
			if _, err := rota.Replace(tx, o); err != nil {
				return err
			}
		}
		return nil
	}))
	before := len(d.called(id))
	d.climbs(d.engine(), 2*time.Minute, time.Second)
	if got := d.called(id)[before:]; !slices.Equal(got, []string{"pavel.physicist"}) {
		t.Errorf("called %v", got)
	}
}

func TestConformance39_ARunningLadderKeepsItsPolicyAndPassesOverWhoHasLeft(t *testing.T) {
	d := open(t)
	id := d.fails(hoist, no).ID
	d.policy(checklist.DoNotUse, func(p *ladder.Policy) { p.Rungs[1].After = 240; p.Rungs[1].To = duty("rps") })
	var onDuty string
	d.Read(func(tx *store.Tx) error {
		found, err := rota.OnDuty(tx, "", "duty-physicist", tx.Now)
		onDuty = found.People[0].Person.ID
		return err
	})
	gone := false
	d.must(d.by("ada.admin", func(tx *store.Tx) error {
		_, err := staff.Alter(tx, onDuty, staff.Change{Active: &gone, Reason: "left"})
		return err
	}))
	before := len(d.called(id))
	d.climbs(d.engine(), 2*time.Minute, time.Minute)
	if got := d.called(id)[before:]; !slices.Equal(got, []string{"sofia.superintendent"}) {
		t.Errorf("after two minutes called %v", got)
	}
	if e := d.escalation(id); !e.Called[len(e.Called)-1].At.Equal(e.OpenedAt.Add(2 * time.Minute)) {
		t.Errorf("called %+v", e.Called)
	}
	var passed string
	d.Read(func(tx *store.Tx) error {
		return tx.Raw("SELECT people FROM rung WHERE escalation = ? AND rung = 1", id).Scan(&passed).Error
	})
	if !strings.Contains(passed, onDuty) || !strings.Contains(passed, "account is closed") {
		t.Errorf("it is not on record that %s was passed over: %s", onDuty, passed)
	}
}

func TestConformance40_APolicyIsEditedBySeniorsAndNeverToSilence(t *testing.T) {
	each(t, func(d *department) {
		put := func(who string, change func(p *ladder.Policy)) error {
			p := escalation.Usual(checklist.DoNotUse)
			p.Rungs = slices.Clone(p.Rungs)
			change(&p)
			return d.by(who, func(tx *store.Tx) error { _, err := escalation.PutPolicy(tx, p); return err })
		}
		for _, who := range []string{"sam.scsw", "rosa.radiographer", "ada.admin", "ana.auditor", "ed.engineer"} {
			if err := put(who, func(*ladder.Policy) {}); !problem.Is(err, "forbidden") {
				d.Errorf("%s: %v", who, err)
			}
		}
		for name, change := range map[string]func(p *ladder.Policy){
			"without end": func(p *ladder.Policy) { p.Again = 0 }, "without fallback": func(p *ladder.Policy) { p.Fallback = nil },
			"an unknown duty": func(p *ladder.Policy) { p.Rungs[0].To = duty("wizard") },
			"nobody":          func(p *ladder.Policy) { p.Fallback = []ladder.Target{{Kind: ladder.Person, ID: "nobody"}} },
			"no team":         func(p *ladder.Policy) { p.Fallback = []ladder.Target{{Kind: ladder.Team, ID: "nobody"}} },
			"no role":         func(p *ladder.Policy) { p.Fallback = []ladder.Target{{Kind: ladder.Role, ID: "wizard"}} },
		} {
			if err := put("sofia.superintendent", change); !problem.Is(err, "invalid") {
				d.Errorf("%s: %v", name, err)
			}
		}
		person := ladder.Target{Kind: ladder.Person, ID: d.As("rhys.radiographer").Staff}
		d.must(put("priya.physicist", func(p *ladder.Policy) {
			p.Rungs[3].To = []ladder.Target{person, {Kind: ladder.Duty, ID: "head-of-service"}}
		}))
		gone := false
		d.must(d.by("ada.admin", func(tx *store.Tx) error {
			_, err := staff.Alter(tx, person.ID, staff.Change{Active: &gone, Reason: "left"})
			return err
		}))
		d.Read(func(tx *store.Tx) error {
			all, err := escalation.Policies(tx)
			if len(all) != 6 || len(all[0].Warnings) != 2 || !strings.HasPrefix(all[0].Warnings[0], "Call 4 names Rhys ") || all[0].SetBy != d.As("priya.physicist").Staff {
				d.Errorf("%+v", all[0])
			}
			return err
		})
	})
}

func TestConformance41_ARestartChangesNoTime(t *testing.T) {
	d := open(t)
	id := d.fails(hoist, no).ID
	opened := d.escalation(id).OpenedAt
	for range 4 { // each another process
		d.climbs(d.engine(), 30*time.Second, 10*time.Second)
	}
	e := d.escalation(id)
	if last := e.Called[len(e.Called)-1]; last.Rung != 1 || !last.At.Equal(opened.Add(2*time.Minute)) {
		t.Errorf("the second rung opened %s after", last.At.Sub(opened))
	}
}

func TestConformance43_AfterAnOutageOneMessageToAPerson(t *testing.T) {
	d := open(t)
	id := d.fails(hoist, no).ID
	before := map[string]int{}
	for _, m := range d.messages(id, notify.Alert) {
		before[m.Recipient]++
	}
	d.wait(2 * time.Hour)
	d.must(d.engine().Once(d.Context()))
	to := map[string]int{}
	for _, purpose := range []string{notify.Alert, notify.Repeat} {
		for _, m := range d.messages(id, purpose) {
			to[m.Recipient]++
		}
	}
	for who, n := range to {
		if n-before[who] > 1 {
			t.Errorf("%s is called %d times on return", d.username(who), n-before[who])
		}
	}
	if w := d.words(id); len(w) != 2 || !strings.Contains(w[1], "(10 missed)") || !strings.Contains(w[1], "Call 3") || len(to) < 4 {
		t.Errorf("the timeline says %q; %d people", w, len(to))
	}
}

func TestConformance46_AnAnswerEndsTheCallsAndNeverTheTelling(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		id := d.fails(output, map[string]any{"value": 106.2}).ID
		if n := len(d.messages(id, notify.Tell)); n == 0 {
			d.Error("physics is not told")
		}
		d.acknowledges("rosa.radiographer", id)
		for _, m := range d.messages(id, notify.Alert) {
			if m.State != notify.Cancelled {
				d.Errorf("the call to %s is %s", d.username(m.Recipient), m.State)
			}
		}
		physics := 0
		for _, m := range d.messages(id, notify.Tell) {
			if m.State != notify.Queued {
				d.Errorf("the telling of %s is %s", d.username(m.Recipient), m.State)
			}
			if strings.HasSuffix(d.username(m.Recipient), ".physicist") {
				physics++
			}
			d.Read(func(tx *store.Tx) error {
				needed, err := escalation.NeedsTelling(tx, id, notify.Tell)
				if !needed {
					d.Error("and would not be told")
				}
				return err
			})
		}
		if physics == 0 {
			d.Error("no physicist is told")
		}
		called := len(d.called(id))
		d.climbs(d.engine(), 19*time.Minute, time.Minute)
		if n := len(d.called(id)); n != called {
			d.Errorf("%d more were called", n-called)
		}
	})
}

func TestConformance50_AnAnswerWithNothingDoneLapses(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	id := d.fails(hoist, no).ID
	engine := d.engine()
	d.climbs(engine, 3*time.Minute, time.Minute) // two rungs
	d.acknowledges("rosa.radiographer", id)
	d.climbs(engine, 19*time.Minute, time.Minute)
	if n := len(d.messages(id, notify.AckExpiring)); n != 0 {
		t.Errorf("reminded early, %d times", n)
	}
	d.climbs(engine, time.Minute, time.Minute)
	if m := d.messages(id, notify.AckExpiring); len(m) != 1 || d.username(m[0].Recipient) != "rosa.radiographer" {
		t.Errorf("reminded %+v", m)
	}
	d.climbs(engine, 9*time.Minute, time.Minute)
	if e := d.escalation(id); e.State != escalation.IsAcknowledged {
		t.Errorf("%s after 29 minutes", e.State)
	}
	before := len(d.called(id))
	d.climbs(engine, time.Minute, time.Minute)
	e := d.escalation(id)
	if e.State != escalation.IsOpen || e.Owner != "" || e.Rung != 2 || len(d.called(id)) == before {
		t.Errorf("after 30 minutes %s of %s, rung %d, called %v", e.State, e.Owner, e.Rung, d.called(id)[before:])
	}
}

func TestConformance68_OneSyncIsOneMessageToAPersonOnAChannel(t *testing.T) {
	d := open(t)
	items := map[string]any{}
	for _, item := range d.Doing(hoist.checklist, hoist.equipment).Definition.Items() {
		if item.Kind == "confirm" && item.OnFail != "" {
			items[item.ID] = no
		}
	}
	raised := d.Push(d.pushed(hoist, items))[0].Escalations
	alerts, to := 0, map[string]map[string]bool{}
	for _, r := range raised {
		for _, m := range d.messages(r.ID, notify.Alert) {
			if to[m.Recipient] == nil {
				to[m.Recipient] = map[string]bool{}
			}
			to[m.Recipient][m.ID] = true
			alerts++
		}
	}
	if len(raised) < 8 || len(to) < 3 || alerts < len(raised) {
		t.Fatalf("%d escalations to %d people", len(raised), len(to))
	}
	for who, ids := range to {
		if len(ids) != 1 {
			t.Errorf("%s gets %d messages about %d escalations", d.username(who), len(ids), len(raised))
		}
	}
}

func TestEngine_OneThatCannotClimbDoesNotStopTheOthers(t *testing.T) {
	d := open(t)
	first, second := d.fails(hoist, no).ID, d.unsafe("trolley-1", "sam.scsw", "it rolls").Escalations[0].ID
	engine := d.engine()
	for name, fails := range map[string]func(){"panics": func() { panic("no") }, "errs": func() {}} {
		engine.Climb = func(tx *store.Tx, id string) (bool, error) {
			if id == first {
				fails()
				return false, errors.New("no")
			}
			return escalation.Climb(tx, id)
		}
		d.climbs(engine, 4*time.Minute, 2*time.Minute)
		if e := d.escalation(second); e.Rung < 1 {
			t.Errorf("%s: the other stands at rung %d", name, e.Rung)
		}
	}
	engine.Climb = func(tx *store.Tx, id string) (bool, error) { return true, nil } // and nothing has changed
	d.must(engine.Once(d.Context()))
	engine = d.engine()
	d.must(engine.Once(d.Context()))
	if e := d.escalation(first); e.Rung < 2 {
		t.Errorf("mended, it stands at rung %d", e.Rung)
	}
}

func TestConformance87_TheAuditOpensTheNextRungOfAnOrphan(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		engine := d.engine()
		if a, err := engine.Audit(d.Context()); err != nil || a.Repaired != 0 || a.Open == 0 {
			d.Errorf("a sound one: %+v, %v", a, err)
		}
		d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
			if err := notify.CancelAll(tx, "a test"); err != nil {
				return err
			}
			return tx.Applying(func() error { return tx.Exec("UPDATE ladder SET next_at = NULL").Error })
		}))
		if a, err := engine.Audit(d.Context()); err != nil || a.Repaired != 1 {
			d.Errorf("%+v, %v", a, err)
		}
		e := d.escalation(id)
		if e.Rung != 1 || e.NextRung == nil || !strings.Contains(d.words(id)[1], "Nothing was on its way") {
			d.Errorf("rung %d, next %v, %q", e.Rung, e.NextRung, d.words(id))
		}
		if a, err := engine.Audit(d.Context()); err != nil || a.Repaired != 0 {
			d.Errorf("again %+v, %v", a, err)
		}
	})
}

// Sam's hoist check fails in the bunker, and nobody answers. At two minutes the superintendent and the duty physicist are
// called, at five the on-call engineer and the physics lead. Rosa takes it on; nobody else is called.
func TestStory_NobodyAnswersUntilRosaDoes(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		id := d.fails(hoist, no).ID
		d.is("hoist-1", equipment.Withdrawn)
		engine := d.engine()
		at := map[int][]string{}
		for minute := range 7 {
			before := len(d.called(id))
			if minute > 0 {
				d.climbs(engine, time.Minute, time.Second*15)
			}
			at[minute] = d.called(id)[before:]
			if minute == 0 {
				at[0] = d.called(id)
			}
		}
		for minute, want := range map[int][]string{
			0: {"rosa.radiographer", "rhys.radiographer", "sofia.superintendent"}, 1: nil, 2: {"sofia.superintendent", "priya.physicist"}, 3: nil, 4: nil,
			5: {"priya.physicist"}, 6: nil,
		} {
			got := slices.Clone(at[minute])
			slices.Sort(got)
			slices.Sort(want)
			if minute == 2 { // of two physicists the one whose week it is
				got = slices.DeleteFunc(got, func(s string) bool { return strings.HasSuffix(s, "physicist") })
				want = want[1:]
			}
			if !slices.Equal(got, want) {
				d.Errorf("at minute %d called %v, want %v", minute, at[minute], want)
			}
		}
		d.acknowledges("rosa.radiographer", id)
		before := len(d.called(id))
		d.climbs(engine, 15*time.Minute, time.Minute)
		if n := len(d.called(id)); n != before {
			d.Errorf("after her answer %v", d.called(id)[before:])
		}
	})
}
