package tablet_test

import (
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

func (d *department) area(registrant string) error {
	return d.try("ada", func(tx *store.Tx) error {
		_, _, err := equipment.PutArea(tx, equipment.Area{ID: "linacs", Name: "Linacs", Site: "North", Registrant: registrant})
		return err
	})
}

func TestEveryCheckSaysWhoSupervisedIt(t *testing.T) {
	each(t, func(d *department) {
		rosa, sofia := d.people["rosa"].ID, d.people["sofia"].ID
		if err := d.area(d.people["sam"].ID); !problem.Is(err, "invalid") {
			d.Errorf("somebody who is not registered supervises an area: %v", err)
		}
		push := func(name, supervised string) string {
			c := d.by(name, nil)
			c.SupervisedBy = supervised
			op := d.pen.Completed(c)
			d.push(d.pen, op)
			return d.check(op.OpID).SupervisedBy
		}
		if got := push("sam", ""); got != "" {
			d.Errorf("nobody is named, and it is %s", got)
		}
		d.must(d.area(sofia))
		if got := push("sam", ""); got != sofia {
			d.Errorf("the area names Sofia, and it is %q", got)
		}
		if got := push("tara", rosa); got != sofia {
			d.Errorf("Rosa was named and confirmed nothing, and it is %q", got)
		}
		if got := push("rosa", ""); got != rosa {
			d.Errorf("Rosa is registered, and it is %q", got)
		}
		d.signIn("rosa", d.pen)
		d.clock.Move(5 * time.Minute)
		if got := push("tara", rosa); got != rosa {
			d.Errorf("Rosa confirmed it, and it is %q", got)
		}
	})
}

func TestALateCheckIsJudgedByTheAuthorisationsOfThen(t *testing.T) {
	each(t, func(d *department) {
		before := d.pen.Completed(d.hoist(nil))
		notYet := d.pen.Completed(d.by("stan", nil)) // he is authorised later
		d.clock.Move(time.Hour)
		d.withdrawAuthorisations("sam")
		d.write(d.as("sofia"), func(tx *store.Tx) error {
			_, err := staff.Entitle(tx, staff.Grant{Staff: d.people["stan"].ID, Checklist: "hoist-check", Capacity: staff.Operator, Evidence: "seen"})
			return err
		})
		d.clock.Move(time.Hour)
		after := d.pen.Completed(d.hoist(nil))
		d.push(d.pen, before, notYet, after)
		if c := d.check(before.OpID); c.Capacity != staff.Authorised || has(c.Flags, "lapsed") {
			d.Errorf("done before it was withdrawn: %+v", c)
		}
		if c := d.check(after.OpID); c.Capacity != "" || !has(c.Flags, "lapsed") {
			d.Errorf("done after: %+v", c)
		}
		if c := d.check(notYet.OpID); c.Capacity != "" || !has(c.Flags, "unauthorised") {
			d.Errorf("done before it was granted: %+v", c)
		}
	})
}

func TestS33_WhatFailsByTheVersionInForceOnlyIsAnAdvice(t *testing.T) {
	each(t, func(d *department) {
		old := d.pen.Completed(d.hoist(load(90)))
		def := d.publish(strings.NewReplacer(`version: "1"`, `version: "2"`, "toleranceHigh: 100, suspensionHigh: 200", "toleranceHigh: 50, suspensionHigh: 80").Replace(hoistCheck))
		r := d.push(d.pen, old)[0]
		if r.Verdict != judge.Pass || len(r.Escalations) != 1 || r.Escalations[0].Severity != "advice" || d.status("hoist-1") != equipment.InService {
			d.Fatalf("%+v", r)
		}
		c := d.check(old.OpID)
		if c.Current == nil || c.Current.Verdict != judge.Fail || c.Current.Hash != def.Hash() || c.Verdict != judge.Pass {
			d.Errorf("%+v", c)
		}
		if e := d.escalations()[0]; e.Item != "load" || !strings.Contains(e.Timeline[0].Note, "version in force") {
			d.Errorf("%+v", e)
		}
		d.push(d.pen, old)
		if e := d.escalations(); len(e) != 1 || e[0].Version != 1 {
			d.Errorf("again: %+v", e)
		}
		now := d.pen.Completed(d.hoist(nil))
		d.push(d.pen, now)
		if c := d.check(now.OpID); c.Current != nil {
			d.Errorf("made with the version in force: %+v", c)
		}
	})
}

func TestS29_ALateFailureSaysHowLateItIsAndThatItPassedSince(t *testing.T) {
	each(t, func(d *department) {
		late := d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		d.clock.Move(3 * time.Hour)
		other := d.enrol("Another tablet")
		d.push(other, other.Completed(d.hoist(nil)))
		d.clock.Move(23 * time.Hour)
		d.push(d.pen, late)
		d.push(d.pen, late)
		list := d.escalations()
		if len(list) != 1 || len(happened(list[0])) != 1 || list[0].State != "open" {
			d.Fatalf("%+v", list)
		}
		note := list[0].Timeline[0].Note
		if !strings.Contains(note, "it came 26h1m0s after it was done") || !strings.Contains(note, "passed since, at 2026-11-23T09:44:00Z") {
			d.Errorf("%q", note)
		}
	})
}

func TestAClockThatCannotBeReadIsSuspect(t *testing.T) {
	each(t, func(d *department) {
		for name, more := range map[string]map[string]any{
			"a beginning that is no time": {"startedAt": "this morning"}, "no beginning": {"startedAt": nil},
			"a zone that is not there": {"zone": "Europe/Lundon"}, "the tablet's own zone": {"zone": "Local"},
		} {
			c := d.hoist(nil)
			c.More = more
			if r := d.push(d.pen, d.pen.Completed(c))[0]; !has(r.Flags, "clock-suspect") {
				d.Errorf("%s: %v", name, r.Flags)
			}
		}
		if r := d.push(d.pen, d.pen.Completed(d.hoist(nil)))[0]; has(r.Flags, "clock-suspect") {
			d.Errorf("%v", r.Flags)
		}
	})
}

func TestASealedCheckIsFoundByNoVerdict(t *testing.T) {
	each(t, func(d *department) {
		d.twoPeople()
		op := d.pen.Completed(d.pair("sam", map[string]any{"brakes": no}))
		d.push(d.pen, op)
		count := func(verdict string) (n int) {
			d.read(func(tx *store.Tx) error {
				list, err := check.List(tx, check.Filter{Verdict: verdict}, 0, 10)
				n = len(list)
				return err
			})
			return n
		}
		if count("fail") != 0 || count("not-evaluated") != 1 {
			d.Error("a list by verdict tells what the first person found")
		}
		if d.status("hoist-1") != equipment.Withdrawn {
			d.Error("what failed was not acted on")
		}
		d.push(d.pen, d.pen.Seconded(op.OpID, d.pair("rosa", nil)))
		if count("fail") != 1 {
			d.Error("and afterwards it is still not shown")
		}
	})
}
