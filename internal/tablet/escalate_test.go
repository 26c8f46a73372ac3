package tablet_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

const laterCheck = "0193e0a2-0000-7000-8000-0000000000aa"

func TestAnAlertOpensWhatItsFinishedCheckJoins(t *testing.T) {
	for _, alertFirst := range []bool{true, false} {
		each(t, func(d *department) {
			finished := d.hoist(map[string]any{"brakes": no})
			finished.More = map[string]any{"opId": laterCheck}
			alert, check := d.pen.Alerted(laterCheck, d.hoist(nil), "brakes", no), d.pen.Completed(finished)
			ops := []client.Op{alert, check}
			if !alertFirst {
				slices.Reverse(ops)
			}
			var raised []escalation.Raised
			for _, op := range ops {
				r := d.push(d.pen, op)[0]
				if r.Outcome != tablet.IsAccepted || len(r.Escalations) != 1 || d.status("hoist-1") != equipment.Withdrawn {
					d.Fatalf("%+v", r)
				}
				raised = append(raised, r.Escalations...)
			}
			e := d.escalations()
			if len(e) != 1 || e[0].Version != 2 || e[0].Severity != checklist.DoNotUse || !reflect.DeepEqual(raised[0], raised[1]) || !slices.Equal(e[0].Checks, []string{laterCheck}) {
				d.Errorf("alert first %v: %+v", alertFirst, e)
			}
		})
	}
}

func TestAFinishedCheckThatIsWorseThanItsAlertIsNews(t *testing.T) {
	each(t, func(d *department) {
		load := func(kg float64) map[string]any { return map[string]any{"value": kg} }
		finished := d.hoist(map[string]any{"load": load(250)})
		finished.More = map[string]any{"opId": laterCheck}
		d.push(d.pen, d.pen.Alerted(laterCheck, d.hoist(nil), "load", load(150)), d.pen.Completed(finished))
		e := d.escalations()
		if len(e) != 1 || e[0].Version != 2 || e[0].Severity != checklist.DoNotUse || d.status("hoist-1") != equipment.Withdrawn {
			d.Errorf("%+v", e)
		}
	})
}

func TestAnAlertThatTheServerDoesNotSeeFailingOpensNothing(t *testing.T) {
	each(t, func(d *department) {
		for _, c := range []struct {
			item    string
			reading any
			outcome string
		}{
			{"load", map[string]any{"value": 90}, tablet.IsAccepted}, {"brakes", yes, tablet.IsAccepted}, {"wheels", no, tablet.IsSetAside},
		} {
			r := d.push(d.pen, d.pen.Alerted(laterCheck, d.hoist(nil), c.item, c.reading))[0]
			if r.Outcome != c.outcome || r.Outcome == tablet.IsAccepted && len(r.Escalations) != 0 {
				d.Errorf("%s: %+v", c.item, r)
			}
		}
	})
}

func TestAnotherCheckJoinsAndSeverityOnlyRises(t *testing.T) {
	each(t, func(d *department) {
		load := func(kg float64) tablet.Result {
			return d.push(d.pen, d.pen.Completed(d.hoist(map[string]any{"load": map[string]any{"value": kg}})))[0]
		}
		first := load(150)
		if first.Escalations[0].Severity != checklist.Advice || d.status("hoist-1") != equipment.InService {
			d.Errorf("%+v", first)
		}
		worse := load(250)
		if worse.Escalations[0].ID != first.Escalations[0].ID || worse.Escalations[0].Severity != checklist.DoNotUse || d.status("hoist-1") != equipment.Withdrawn {
			d.Errorf("%+v", worse)
		}
		milder := load(150)
		e := d.escalations()
		if milder.Escalations[0].Severity != checklist.DoNotUse || len(e) != 1 || e[0].Version != 3 || len(e[0].Checks) != 3 || len(happened(e[0])) != 3 {
			d.Errorf("%+v", e)
		}
	})
}

func TestAFailingPointIsItsOwnAndHoldsWhatItProtects(t *testing.T) {
	each(t, func(d *department) {
		r := d.push(d.pen, d.pen.Completed(d.done("button-check", "buttons-1", map[string]any{"p-1/sounds": no, "p-2/sounds": no})))[0]
		got := map[string]string{}
		for _, e := range d.escalations() {
			got[e.Equipment+" "+e.Item] = e.Severity + " " + e.Source
		}
		want := map[string]string{
			"buttons-1 p-1/sounds": "put-right ", "buttons-1 p-2/sounds": "put-right ", "hoist-1 p-2/sounds": "before-use buttons-1",
		}
		if len(r.Escalations) != 3 || len(got) != 3 {
			d.Fatalf("%v", got)
		}
		for k, v := range want {
			if got[k] != v {
				d.Errorf("%s: %q, want %q", k, got[k], v)
			}
		}
		if d.status("buttons-1") != equipment.InService || d.status("hoist-1") != equipment.InService {
			d.Error("something that helps people was withdrawn")
		}
	})
}

func TestAcknowledgingIsForRegisteredStaffWithTheVersionTheySaw(t *testing.T) {
	each(t, func(d *department) {
		id := d.push(d.pen, d.pen.Completed(d.hoist(map[string]any{"brakes": no})))[0].Escalations[0].ID
		refuse := func(name string, version int64, code string) {
			d.Helper()
			if _, err := d.tryAcknowledge(name, id, version); !problem.Is(err, code) {
				d.Errorf("%s, version %d: %v, want %s", name, version, err, code)
			}
		}
		refuse("sam", 1, "forbidden")
		refuse("ada", 1, "forbidden")
		refuse("stan", 1, "not-found")
		refuse("rosa", 2, "stale-version")
		refuse("rosa", 0, "stale-version")
		e := d.acknowledge("rosa", id, 1)
		if e.State != escalation.IsAcknowledged || e.Owner != d.people["rosa"].ID || e.Version != 2 || happened(e)[1].By != e.Owner {
			d.Errorf("%+v", e)
		}
		head := d.db.Head()
		if again := d.acknowledge("rosa", id, 1); again.Version != 2 || d.db.Head() != head {
			d.Errorf("their own last action again: %+v", again)
		}
		refuse("rosa", 7, "stale-version")
		refuse("rhys", 1, "stale-version")
		refuse("rhys", 2, "guard")
		d.push(d.pen, d.pen.Completed(d.hoist(map[string]any{"brakes": no})))
		if e := d.escalations()[0]; e.State != escalation.IsAcknowledged || e.Version != 3 {
			d.Errorf("fails again while acknowledged: %+v", e)
		}
		if again := d.acknowledge("rosa", id, 1); again.Version != 3 {
			d.Errorf("%+v", again)
		}
		if d.status("hoist-1") != equipment.Withdrawn {
			d.Error("acknowledging gave the hoist back")
		}
	})
}

func TestAnAcknowledgementByPushCountsWithASessionOnThatTablet(t *testing.T) {
	each(t, func(d *department) {
		raise := func() string {
			c := d.done("hoist-check", d.addHoist("hoist-"+strings.ToLower(d.clock.Now().Format("150405"))), map[string]any{"brakes": no, "castors": yes, "slings": yes})
			return d.push(d.pen, d.pen.Completed(c))[0].Escalations[0].ID
		}
		answer := func(name, id string, version int64) string {
			op := d.pen.Acknowledged(d.people[name].ID, id, version, d.clock.Now())
			r := d.push(d.pen, op)[0]
			if r.Outcome != tablet.IsAccepted || len(r.Escalations) != 1 {
				d.Fatalf("%+v", r)
			}
			if again := d.push(d.pen, op)[0]; !*again.Replay || again.Position != r.Position || !reflect.DeepEqual(again.Escalations, r.Escalations) {
				d.Errorf("%+v after %+v", again, r)
			}
			return r.Escalations[0].State
		}
		id := raise()
		if s := answer("rosa", id, 1); s != "open" {
			d.Errorf("no session: %s", s)
		}
		d.signIn("rosa", d.pen)
		d.signIn("sam", d.pen)
		d.clock.Move(13 * time.Hour)
		if s := answer("rosa", id, 1); s != "open" {
			d.Errorf("a session 13 hours ago: %s", s)
		}
		d.signIn("rosa", d.pen)
		if s := answer("rosa", id, 2); s != "open" {
			d.Errorf("another version: %s", s)
		}
		d.signIn("sam", d.pen)
		if s := answer("sam", id, 1); s != "open" {
			d.Errorf("a support worker: %s", s)
		}
		if s := answer("rosa", id, 1); s != escalation.IsAcknowledged {
			d.Errorf("with a session: %s", s)
		}
		e := d.escalations()[0]
		notes := 0
		for _, h := range e.Timeline {
			if h.Kind == "noted" && h.Note != "" {
				notes++
			}
		}
		if notes != 4 || e.Version != 2 || e.Owner != d.people["rosa"].ID {
			d.Errorf("%+v", e)
		}
		if r := d.push(d.pen, d.pen.Acknowledged(d.people["rosa"].ID, laterCheck, 1, d.clock.Now()))[0]; r.Outcome != tablet.IsSetAside || r.Problem.Code != "unknown-escalation" {
			d.Errorf("%+v", r)
		}
	})
}

func TestEscalationsAndChecksAreScopedAndPaged(t *testing.T) {
	each(t, func(d *department) {
		for range 3 {
			d.push(d.pen, d.pen.Completed(d.hoist(map[string]any{"brakes": no})))
			d.push(d.pen, d.pen.Completed(d.done("hoist-check", "hoist-2", map[string]any{"brakes": no, "castors": no, "slings": yes})))
		}
		for name, want := range map[string][2]int{"rosa": {3, 6}, "rhys": {1, 3}, "stan": {2, 3}, "priya": {3, 6}} {
			d.must(d.db.Read(t.Context(), d.as(name), func(tx *store.Tx) error {
				n, err := pagedEscalations(tx)
				m := pagedChecks(tx)
				if n != want[0] || m != want[1] {
					d.Errorf("%s sees %d escalations and %d checks, want %v", name, n, m, want)
				}
				return err
			}))
		}
	})
}
