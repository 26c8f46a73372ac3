package tablet_test

import (
	"slices"
	"testing"
	"time"

	"runup/internal/device"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// act is somebody at the tablet just now, about a check.
func (d *department) act(name, target string) client.Act {
	return client.Act{Target: target, PerformedBy: d.people[name].ID, At: d.clock.Now().Add(-time.Second)}
}

func (d *department) operation(id string) (op device.Operation) {
	d.Helper()
	d.read(func(tx *store.Tx) error {
		list, err := device.FindOperations(tx, id)
		if err == nil && len(list) != 1 {
			d.Fatalf("%d operations %s", len(list), id)
		}
		op = list[0]
		return err
	})
	return op
}

func TestS32_AnAmendmentBeforeItsTargetIsHeldThenAppliedInOrder(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		one := d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"remark": map[string]any{"value": "scratched"}}, "forgot it")
		two := d.pen.Amended(d.act("sam", first.OpID), 2, map[string]any{"remark": map[string]any{"value": "scratched, left side"}}, "which side")
		held := d.push(d.pen, one, two)
		for i, r := range held {
			if r.Outcome != tablet.IsHeld || *r.Replay || !slices.Equal(r.WaitingFor, []string{first.OpID}) || r.Position == 0 {
				d.Fatalf("%d: %+v", i, r)
			}
		}
		if again := d.push(d.pen, one)[0]; again.Outcome != tablet.IsHeld || !*again.Replay || again.Position != held[0].Position || !slices.Equal(again.WaitingFor, held[0].WaitingFor) {
			d.Errorf("%+v", again)
		}
		before := d.db.Head().Position
		d.push(d.pen, first)
		want := []string{"check.completed", "check.amended", "operation.released", "check.amended", "operation.released"}
		if got := d.kinds(before); !slices.Equal(got, want) {
			d.Errorf("%v", got)
		}
		c := d.check(first.OpID)
		if len(c.Revisions) != 3 || c.Revisions[2].Parallel || c.Revisions[1].Reason != "forgot it" || !has(c.Flags, "amended") || has(c.Flags, "contested") {
			d.Errorf("%+v", c)
		}
		for i, op := range []client.Op{one, two} {
			r := d.push(d.pen, op)[0]
			if r.Outcome != tablet.IsAccepted || !*r.Replay || r.CheckID != first.OpID {
				d.Errorf("%+v", r)
			}
			if is := d.operation(op.OpID); is.Position != held[i].Position || is.Outcome != tablet.IsAccepted || is.Latest == is.Position {
				d.Errorf("%+v", is)
			}
		}
		if left := d.setAside(); slices.ContainsFunc(left, func(q tablet.SetAside) bool { return q.State == tablet.Held }) {
			d.Errorf("still waiting: %+v", left)
		}
	})
}

func TestS32_ATargetThatIsSetAsideIsStillWaitedFor(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		bad := first
		bad.Signature = d.pen.Sign("something else")
		void := d.pen.Voided(d.act("sam", first.OpID), "wrong hoist")
		r := d.push(d.pen, bad, void)
		if r[0].Outcome != tablet.IsSetAside || r[1].Outcome != tablet.IsHeld {
			d.Fatalf("%+v", r)
		}
		_, err := d.resolve("rosa", r[0].QuarantineID, tablet.Accept)
		d.must(err)
		if c := d.check(first.OpID); !has(c.Flags, "voided") || len(c.Revisions) != 2 {
			d.Errorf("%+v", c)
		}
	})
}

func TestS32_WhatWaitsTooLongIsShownAndCanBeDiscarded(t *testing.T) {
	each(t, func(d *department) {
		missing := "0193e0a2-0000-7000-8000-0000000000aa"
		op := d.pen.Voided(d.act("sam", missing), "wrong hoist")
		d.push(d.pen, op)
		list := func(state string) (found []tablet.SetAside) {
			d.read(func(tx *store.Tx) (err error) { found, err = tablet.Quarantine(tx, state, 0, 10); return err })
			return found
		}
		if len(list("")) != 0 || len(list(tablet.Held)) != 1 {
			d.Fatalf("%+v, %+v", list(""), list(tablet.Held))
		}
		d.clock.Move(5*24*time.Hour + time.Minute)
		shown := list("")
		if len(shown) != 1 || shown[0].State != tablet.Held || shown[0].WaitingFor != missing || shown[0].Problem.Code != "unknown-target" {
			d.Fatalf("%+v", shown)
		}
		if _, err := d.resolve("rosa", shown[0].ID, tablet.Accept); !problem.Is(err, "guard") {
			d.Errorf("accepted without its target: %v", err)
		}
		q, err := d.resolve("rosa", shown[0].ID, tablet.Discard)
		d.must(err)
		if q.State != tablet.WasDiscarded {
			d.Errorf("%+v", q)
		}
		if r := d.push(d.pen, op)[0]; r.Outcome != tablet.IsSetAside || !*r.Replay {
			d.Errorf("%+v", r)
		}
		c := d.hoist(nil)
		c.More = map[string]any{"opId": missing}
		d.push(d.pen, d.pen.Completed(c))
		if has(d.check(missing).Flags, "voided") {
			d.Error("a discarded operation was applied all the same")
		}
	})
}

func TestWhatCannotBeAppliedAfterItsTargetCameIsSetAsideAndTheTargetStands(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		other := d.done("trolley-check", "trolley-1", map[string]any{"seal": map[string]any{"value": "A"}})
		second := d.pen.Seconded(first.OpID, other)
		if r := d.push(d.pen, second)[0]; r.Outcome != tablet.IsHeld {
			d.Fatalf("%+v", r)
		}
		if r := d.push(d.pen, first)[0]; r.Outcome != tablet.IsAccepted {
			d.Fatalf("%+v", r)
		}
		if r := d.push(d.pen, second)[0]; r.Outcome != tablet.IsSetAside || r.Problem.Code != "not-an-operation" {
			d.Errorf("%+v", r)
		}
		if list := d.setAside(); len(list) != 1 || list[0].State != tablet.Waiting {
			d.Errorf("%+v", list)
		}
	})
}

func TestAHeldSecondCheckThatFailsIsHeardAtOnce(t *testing.T) {
	each(t, func(d *department) {
		c := d.hoist(map[string]any{"brakes": no})
		first := d.pen.Completed(d.hoist(nil))
		c.PerformedBy = d.people["rosa"].ID
		r := d.push(d.pen, d.pen.Seconded(first.OpID, c))[0]
		if r.Outcome != tablet.IsHeld || len(r.Escalations) != 1 || r.Escalations[0].Severity != "before-use" {
			d.Fatalf("%+v", r)
		}
		if r := d.push(d.pen, first)[0]; r.Verdict != judge.Pass {
			d.Fatalf("%+v", r)
		}
		if s := d.status("hoist-1"); s.InUse() {
			d.Errorf("the hoist is %s although its second check failed", s)
		}
	})
}

func TestAnActAboutWhatIsNoCheckIsSetAside(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		amended := d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"brakes": yes}, "again")
		d.push(d.pen, first, amended)
		r := d.push(d.pen, d.pen.Voided(d.act("sam", amended.OpID), "no"))[0]
		if r.Outcome != tablet.IsSetAside || r.Problem.Code != "not-an-operation" {
			d.Errorf("%+v", r)
		}
	})
}

func TestWhatWasSetAsideIsNotAcceptedBeforeItsTargetIsHere(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		void := d.pen.Voided(d.act("sam", first.OpID), "wrong hoist")
		void.Signature = d.pen.Sign("something else")
		r := d.push(d.pen, void)[0]
		if _, err := d.resolve("rosa", r.QuarantineID, tablet.Accept); !problem.Is(err, "guard") {
			d.Fatalf("%v", err)
		}
		d.push(d.pen, first)
		_, err := d.resolve("rosa", r.QuarantineID, tablet.Accept)
		d.must(err)
		if !has(d.check(first.OpID).Flags, "voided") {
			d.Error("it was accepted and changed nothing")
		}
	})
}

func TestS5_ABatchMeansTheSameHoweverItWasShuffled(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		ops := []client.Op{first, d.pen.Amended(d.act("sam", first.OpID), 1, load(250), "weighed"), d.pen.Voided(d.act("sam", first.OpID), "wrong hoist")}
		for i, r := range d.push(d.pen, ops[2], ops[0], ops[1]) {
			if r.Outcome != tablet.IsAccepted {
				d.Errorf("%d: %+v", i, r)
			}
		}
		c := d.check(first.OpID)
		if len(c.Revisions) != 3 || c.Revisions[1].Kind != "amended" || !c.Revisions[1].Counts || c.Revisions[2].Kind != "voided" {
			d.Errorf("%+v", c.Revisions)
		}
	})
}
