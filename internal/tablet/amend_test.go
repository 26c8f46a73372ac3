package tablet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// history is what stands of a check's amendments, whatever order they came in.
func history(c check.Check) []string {
	var list []string
	for _, r := range c.Revisions[1:] {
		list = append(list, fmt.Sprintf("%s %s %s %v", r.Kind, r.By, r.Readings, r.Counts))
	}
	slices.Sort(list)
	return list
}

func load(v float64) map[string]any { return map[string]any{"load": map[string]any{"value": v}} }

func TestAnAmendmentIsANewRevisionJudgedByTheChecksOwnVersion(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(map[string]any{"load": map[string]any{"value": 50}}))
		d.publish(strings.Replace(hoistCheck, "toleranceHigh: 100, suspensionHigh: 200", "toleranceHigh: 500, suspensionHigh: 600", 1))
		r := d.push(d.pen, first, d.pen.Amended(d.act("sam", first.OpID), 1, load(150), "misread"))
		if r[1].Outcome != tablet.IsAccepted || r[1].CheckID != first.OpID || r[1].Verdict != judge.OutOfTolerance || len(r[1].Escalations) != 1 ||
			r[1].Escalations[0].Severity != "advice" {
			d.Fatalf("%+v", r[1])
		}
		c := d.check(first.OpID)
		if c.Verdict != judge.OutOfTolerance || len(c.Revisions) != 2 || c.Revisions[1].Verdict != judge.OutOfTolerance || c.Revisions[0].Verdict != judge.Pass ||
			c.Revisions[1].Base != 1 || c.Revisions[1].By != d.people["sam"].ID || !strings.Contains(string(c.Readings), "150") {
			d.Errorf("%+v", c)
		}
		if n := len(d.escalations()); n != 1 {
			d.Errorf("%d escalations", n)
		}
	})
}

func TestAnAmendmentNeverLiftsWhatIsOpenAndShutsTheGateUntilItIsConfirmed(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		d.push(d.pen, first)
		was := d.escalations()[0]
		r := d.push(d.pen, d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"brakes": yes}, "mistyped"))[0]
		if r.Verdict != judge.Pass || len(r.Escalations) != 0 {
			d.Errorf("%+v", r)
		}
		is := d.escalations()[0]
		if len(d.escalations()) != 1 || is.State != was.State || is.Severity != was.Severity || is.Version != was.Version || d.status("hoist-1") != equipment.Withdrawn {
			d.Errorf("%+v after %+v", is, was)
		}
		if c := d.check(first.OpID); !has(c.Flags, "awaiting-countersignature") {
			d.Errorf("%v", c.Flags)
		}
	})
}

func TestS29_AnAmendmentThatFailsEscalatesOnce(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(map[string]any{"slings": no}))
		amended := d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"brakes": no}, "looked again")
		d.push(d.pen, first, amended)
		if s := d.status("hoist-1"); s != equipment.Withdrawn {
			d.Errorf("%s", s)
		}
		before := d.escalations()
		if len(before) != 2 || before[0].Version != 1 || before[1].Version != 1 {
			d.Fatalf("what failed before already was escalated again: %+v", before)
		}
		d.push(d.pen, amended, first, amended)
		for i, e := range d.escalations() {
			if e.Version != before[i].Version || len(e.Timeline) != len(before[i].Timeline) {
				d.Errorf("again: %+v", e)
			}
		}
	})
}

func TestS31_TwoAmendmentsInAnyOrderComeToTheSame(t *testing.T) {
	each(t, func(d *department) {
		other := d.enrol("Second tablet")
		for _, clash := range []bool{false, true} {
			var seen [2]check.Check
			for order := range 2 {
				hoist := d.addHoist(fmt.Sprintf("hoist-%v-%d", clash, order))
				c := d.hoist(nil)
				c.Equipment = hoist
				first := d.pen.Completed(c)
				a := d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"castors": no}, "one squeaks")
				b := other.Amended(d.act("sam", first.OpID), 1, load(250), "weighed")
				if clash {
					b = other.Amended(d.act("sam", first.OpID), 1, map[string]any{"castors": yes, "load": map[string]any{"value": 20}}, "fine")
				}
				d.push(d.pen, first)
				if order == 0 {
					d.push(d.pen, a)
					d.push(other, b)
				} else {
					d.push(other, b)
					d.push(d.pen, a)
				}
				seen[order] = d.check(first.OpID)
			}
			x, y := seen[0], seen[1]
			if x.Verdict != judge.Fail || y.Verdict != judge.Fail || !slices.Equal(history(x), history(y)) || !slices.Equal(x.Flags, y.Flags) || !cmp.Equal(x.Items, y.Items) ||
				string(x.Readings) != string(y.Readings) {
				d.Errorf("clash %v: %s", clash, cmp.Diff(x, y))
			}
			if has(x.Flags, "contested") != clash || !x.Revisions[2].Parallel || x.Revisions[1].Parallel {
				d.Errorf("clash %v: %v, %+v", clash, x.Flags, x.Revisions)
			}
		}
	})
}

func TestS31_TheWorseGovernsWhicheverWasMadeFirst(t *testing.T) {
	each(t, func(d *department) {
		for _, badFirst := range []bool{true, false} {
			first := d.pen.Completed(d.hoist(nil))
			reading := map[bool]map[string]any{true: no, false: yes}
			a := d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"castors": reading[badFirst]}, "looked")
			other := d.enrol("Second tablet")
			b := other.Amended(d.act("sam", first.OpID), 1, map[string]any{"castors": reading[!badFirst]}, "looked")
			d.push(d.pen, first, a)
			d.push(other, b)
			c := d.check(first.OpID)
			castors := slices.IndexFunc(c.Items, func(i judge.Item) bool { return i.ID == "castors" })
			if c.Verdict != judge.Fail || c.Items[castors].Verdict != judge.Fail || !has(c.Flags, "contested") || !strings.Contains(string(c.Readings), `"castors":{"value":false}`) {
				d.Errorf("bad first %v: %s %+v %s", badFirst, c.Verdict, c.Items, c.Readings)
			}
		}
	})
}

// An item that nobody amends stays as it was judged: what the equipment has now says nothing about the check of then.
func TestWhatNobodyAmendsStaysAsItWasJudged(t *testing.T) {
	each(t, func(d *department) {
		d.publish(strings.NewReplacer("id: hoist-check", "id: motor-check",
			"prompt: The castors run.,", "prompt: The castors run., when: motor,").Replace(hoistCheck))
		d.entitle("sam", "motor-check", staff.Authorised)
		put := func(features ...string) {
			d.write(d.as("ada"), func(tx *store.Tx) error {
				_, _, err := equipment.Put(tx, equipment.Equipment{ID: "hoist-1", Name: "Hoist", Kind: "hoist", Area: "linacs", Features: features})
				return err
			})
		}
		put("motor")
		first := d.pen.Completed(d.done("motor-check", "hoist-1", map[string]any{"brakes": yes, "slings": yes}))
		if r := d.push(d.pen, first)[0]; r.Verdict != judge.NotEvaluated {
			d.Fatalf("%+v", r)
		}
		put()
		d.push(d.pen, d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"remark": map[string]any{"value": "wet"}}, "forgot"))
		if c := d.check(first.OpID); c.Verdict != judge.NotEvaluated {
			d.Errorf("it came to %s without anybody's looking", c.Verdict)
		}
	})
}

func TestAnAmendmentMadeKnowingTheOtherTakesItsPlace(t *testing.T) {
	each(t, func(d *department) {
		for _, swapped := range []bool{false, true} {
			first := d.pen.Completed(d.hoist(nil))
			a := d.pen.Amended(d.act("sam", first.OpID), 1, load(150), "weighed")
			b := d.pen.Amended(d.act("sam", first.OpID), 2, load(90), "mistyped")
			d.push(d.pen, first)
			if swapped {
				a, b = b, a
			}
			d.push(d.pen, a)
			d.push(d.pen, b)
			if c := d.check(first.OpID); has(c.Flags, "contested") || !strings.Contains(string(c.Readings), "90") || c.Verdict != judge.Pass {
				d.Errorf("swapped %v: %v %s %s", swapped, c.Flags, c.Readings, c.Verdict)
			}
		}
	})
}

func TestAnAmendmentThatIsNotOnesOwnIsKeptAndDoesNotCount(t *testing.T) {
	each(t, func(d *department) {
		for name, made := range map[string]func(target string) client.Op{
			"another's": func(id string) client.Op { return d.pen.Amended(d.act("rosa", id), 1, load(250), "weighed") },
			"unverified": func(id string) client.Op {
				a := d.act("sam", id)
				a.Auth = "unverified"
				return d.pen.Amended(a, 1, load(250), "weighed")
			},
			"without a reason": func(id string) client.Op { return d.pen.Amended(d.act("sam", id), 1, load(250), " ") },
			"after the shift": func(id string) client.Op {
				d.clock.Move(check.Shift + time.Hour)
				return d.pen.Amended(d.act("sam", id), 1, load(250), "weighed")
			},
		} {
			first := d.pen.Completed(d.hoist(nil))
			d.push(d.pen, first)
			r := d.push(d.pen, made(first.OpID))[0]
			c := d.check(first.OpID)
			if r.Outcome != tablet.IsAccepted || !has(r.Flags, "not-counted") || c.Verdict != judge.Pass || has(c.Flags, "amended") ||
				len(c.Revisions) != 2 || c.Revisions[1].Counts || c.Revisions[1].Why == "" || strings.Contains(string(c.Readings), "250") {
				d.Errorf("%s: %+v\n%+v", name, r, c)
			}
			if len(r.Escalations) != 1 || r.Escalations[0].Severity != "do-not-use" {
				d.Errorf("%s: what it says failed was not heard: %+v", name, r.Escalations)
			}
		}
	})
}

func TestASealIsNotComparedWithItself(t *testing.T) {
	each(t, func(d *department) {
		seal := func(s string) map[string]any { return map[string]any{"seal": map[string]any{"value": s}} }
		d.push(d.pen, d.pen.Completed(d.done("trolley-check", "trolley-1", seal("A-1"))))
		d.clock.Move(time.Hour)
		first := d.pen.Completed(d.done("trolley-check", "trolley-1", seal("B-2")))
		if r := d.push(d.pen, first)[0]; r.Verdict != judge.Fail {
			d.Fatalf("%+v", r)
		}
		d.push(d.pen, d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"seal": map[string]any{"value": "B-2", "note": "sure"}}, "sure"))
		if c := d.check(first.OpID); c.Verdict != judge.Fail {
			d.Errorf("the seal was held against itself: %+v", c.Items)
		}
	})
}
