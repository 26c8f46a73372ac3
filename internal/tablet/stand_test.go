package tablet_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/evidence"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

func (d *department) try(name string, fn func(*store.Tx) error) error {
	return d.db.Write(context.Background(), d.as(name), fn)
}

func (d *department) void(name, id, reason string) (c check.Check, err error) {
	err = d.try(name, func(tx *store.Tx) error {
		opened, err := escalation.Citing(tx, id)
		if err == nil {
			c, err = check.Void(tx, id, reason, opened)
		}
		return err
	})
	return c, err
}

func (d *department) countersign(name, id, decision, note string) (c check.Check, err error) {
	err = d.try(name, func(tx *store.Tx) error { c, err = check.Countersign(tx, id, decision, note); return err })
	return c, err
}

func (d *department) review(name string, ids ...string) (list []check.Check, err error) {
	err = d.try(name, func(tx *store.Tx) error { list, err = check.Review(tx, ids); return err })
	return list, err
}

// by is the hoist's check by somebody.
func (d *department) by(name string, change map[string]any) client.Check {
	c := d.hoist(change)
	c.PerformedBy = d.people[name].ID
	return c
}

func TestAVoidedCheckStaysReadableAndWhatItOpenedStaysOpen(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		d.push(d.pen, op)
		for _, try := range []struct{ who, reason, want string }{
			{"rosa", "not mine", "forbidden"}, {"sam", " ", "invalid"}, {"sofia", "", "invalid"},
		} {
			if _, err := d.void(try.who, op.OpID, try.reason); !problem.Is(err, try.want) {
				d.Errorf("%s, %q: %v", try.who, try.reason, err)
			}
		}
		c, err := d.void("sam", op.OpID, "wrong hoist")
		d.must(err)
		if !has(c.Flags, "voided") || c.Verdict != judge.Fail || len(c.Items) != 5 || c.Revisions[1].Kind != "voided" || c.Revisions[1].Reason != "wrong hoist" {
			d.Errorf("%+v", c)
		}
		if e := d.escalations()[0]; e.State != "open" || d.status("hoist-1") != equipment.Withdrawn {
			d.Errorf("%+v", e)
		}
		if again, err := d.void("sam", op.OpID, "wrong hoist"); err != nil || len(again.Revisions) != 2 {
			d.Errorf("their own last act again: %v", err)
		}
		if _, err := d.void("sofia", op.OpID, "as well"); !problem.Is(err, "conflict") {
			d.Errorf("%v", err)
		}
		if _, err := d.void("sofia", "0193e0a2-0000-7000-8000-0000000000aa", "x"); !problem.Is(err, "not-found") {
			d.Errorf("%v", err)
		}
	})
}

func TestAfterTheShiftOnlySeniorsVoidAndNeverTheirOwn(t *testing.T) {
	each(t, func(d *department) {
		d.entitle("sofia", "hoist-check", staff.Operator)
		sams, sofias := d.pen.Completed(d.hoist(nil)), d.pen.Completed(d.by("sofia", nil))
		d.push(d.pen, sams, sofias)
		d.clock.Move(check.Shift + time.Hour)
		if _, err := d.void("sam", sams.OpID, "late"); !problem.Is(err, "forbidden") {
			d.Errorf("%v", err)
		}
		if _, err := d.void("sofia", sofias.OpID, "own"); !problem.Is(err, "forbidden") {
			d.Errorf("%v", err)
		}
		if _, err := d.void("priya", sofias.OpID, "wrong machine"); err != nil {
			d.Error(err)
		}
		sent := d.pen.Voided(d.act("sofia", sams.OpID), "wrong machine")
		if r := d.push(d.pen, sent)[0]; !has(r.Flags, "not-counted") || has(d.check(sams.OpID).Flags, "voided") {
			d.Errorf("without a session on that tablet: %+v", r)
		}
		d.clock.Move(time.Minute)
		d.signIn("sofia", d.pen)
		d.clock.Move(time.Minute)
		if r := d.push(d.pen, d.pen.Voided(d.act("sofia", sams.OpID), "wrong machine"))[0]; has(r.Flags, "not-counted") || !has(d.check(sams.OpID).Flags, "voided") {
			d.Errorf("with one: %+v", r)
		}
	})
}

func TestACountersignatureIsARegisteredOperatorsAndNobodysOwn(t *testing.T) {
	each(t, func(d *department) {
		d.entitle("rhys", "hoist-check", staff.Authorised)
		d.entitle("sofia", "hoist-check", staff.Operator)
		op := d.pen.Completed(d.by("tara", nil))
		if r := d.push(d.pen, op)[0]; !has(r.Flags, "awaiting-countersignature") {
			d.Fatalf("%+v", r)
		}
		for _, try := range []struct{ who, decision, note, want string }{
			{"tara", "confirm", "", "forbidden"}, {"sam", "confirm", "", "forbidden"}, {"rhys", "confirm", "", "forbidden"}, {"rosa", "reject", " ", "invalid"},
		} {
			if _, err := d.countersign(try.who, op.OpID, try.decision, try.note); !problem.Is(err, try.want) {
				d.Errorf("%s: %v", try.who, err)
			}
		}
		c, err := d.countersign("rosa", op.OpID, "reject", "look at the castors again")
		d.must(err)
		if !has(c.Flags, "awaiting-countersignature") || !has(c.Flags, "countersignature-rejected") || c.SupervisedBy != "" {
			d.Errorf("%+v", c)
		}
		d.clock.Move(time.Minute)
		c, err = d.countersign("sofia", op.OpID, "confirm", "did it with her")
		d.must(err)
		sofia := d.people["sofia"].ID
		if len(c.Flags) != 0 || c.SupervisedBy != sofia || c.ResponsibleOperator != sofia || len(c.Revisions) != 3 || c.Revisions[2].Note != "did it with her" {
			d.Errorf("%+v", c)
		}
		if _, err := d.countersign("sofia", op.OpID, "confirm", "did it with her"); err != nil {
			d.Errorf("again: %v", err)
		}
		if _, err := d.countersign("rosa", op.OpID, "confirm", ""); !problem.Is(err, "guard") {
			d.Errorf("one that waits for none: %v", err)
		}
		d.read(func(tx *store.Tx) error {
			list, err := check.FeedbackFor(tx, d.people["tara"].ID, 0, 10)
			if len(list) != 2 || list[0].Note != "did it with her" || list[0].Decision != "confirm" || list[0].By != sofia || list[1].Decision != "reject" || list[1].Check != op.OpID {
				d.Errorf("%+v", list)
			}
			return err
		})
	})
}

func TestAnOperatorDoesNotCountersignTheirOwnCheck(t *testing.T) {
	each(t, func(d *department) {
		d.entitle("rosa", "button-check", staff.Operator)
		c := d.done("button-check", "buttons-1", map[string]any{"p-1/sounds": yes, "p-2/sounds": yes})
		c.PerformedBy = d.people["rosa"].ID
		op := d.pen.Completed(c)
		d.push(d.pen, op)
		if _, err := d.countersign("rosa", op.OpID, "confirm", ""); !problem.Is(err, "forbidden") || !has(d.check(op.OpID).Flags, "awaiting-countersignature") {
			d.Errorf("%v", err)
		}
	})
}

func TestACountersignatureByPushCountsWithASessionOnThatTablet(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.by("tara", nil))
		d.push(d.pen, op)
		r := d.push(d.pen, d.pen.Countersigned(d.act("rosa", op.OpID), "confirm", "fine"))[0]
		if c := d.check(op.OpID); !has(r.Flags, "not-counted") || !has(c.Flags, "awaiting-countersignature") || c.Revisions[1].Counts || c.Revisions[1].Why == "" {
			d.Errorf("without: %+v %+v", r, c)
		}
		d.signIn("rosa", d.pen)
		d.clock.Move(time.Hour)
		r = d.push(d.pen, d.pen.Countersigned(d.act("rosa", op.OpID), "confirm", "fine"))[0]
		if c := d.check(op.OpID); has(r.Flags, "not-counted") || len(c.Flags) != 0 || c.SupervisedBy != d.people["rosa"].ID {
			d.Errorf("with: %+v %+v", r, c)
		}
	})
}

func TestASlowTabletsCountersignatureCountsWithASessionOnIt(t *testing.T) {
	each(t, func(d *department) {
		for ago, want := range map[time.Duration]bool{3 * time.Minute: true, time.Hour: false} {
			op := d.pen.Completed(d.by("tara", nil))
			d.push(d.pen, op)
			d.signIn("rosa", d.pen)
			act := d.act("rosa", op.OpID)
			act.At = d.clock.Now().Add(-ago)
			d.push(d.pen, d.pen.Countersigned(act, "confirm", "fine"))
			if c := d.check(op.OpID); has(c.Flags, "awaiting-countersignature") == want {
				d.Errorf("%v before the session by the tablet's clock: %v", ago, c.Flags)
			}
			d.clock.Move(24 * time.Hour)
		}
	})
}

func TestAnAmendmentAfterTheCountersignatureWantsAnother(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.by("tara", nil))
		d.push(d.pen, op)
		_, err := d.countersign("rosa", op.OpID, "confirm", "")
		d.must(err)
		d.push(d.pen, d.pen.Amended(d.act("tara", op.OpID), 1, map[string]any{"remark": map[string]any{"value": "wet"}}, "forgot"))
		if c := d.check(op.OpID); !has(c.Flags, "awaiting-countersignature") {
			d.Errorf("%v", c.Flags)
		}
	})
}

// TestWhatWaitsForARegisteredOperatorIsAList: planned or not, of whatever age, until somebody has confirmed it.
func TestWhatWaitsForARegisteredOperatorIsAList(t *testing.T) {
	each(t, func(d *department) {
		waiting := func(before int64, limit int) (ids []string, last int64) {
			d.read(func(tx *store.Tx) error {
				list, err := check.List(tx, check.Filter{Unconfirmed: true}, before, limit)
				for _, c := range list {
					ids, last = append(ids, c.ID), c.Position
				}
				return err
			})
			return ids, last
		}
		unverified := d.by("tara", nil)
		unverified.PerformedBy, unverified.Auth = "", "unverified"
		tara, again, nobody, sam := d.pen.Completed(d.by("tara", nil)), d.pen.Completed(d.by("tara", nil)), d.pen.Completed(unverified), d.pen.Completed(d.by("sam", nil))
		d.push(d.pen, tara, again, nobody, sam)
		d.clock.Move(90 * 24 * time.Hour)
		first, next := waiting(0, 2)
		rest, _ := waiting(next, 2)
		if want := []string{nobody.OpID, again.OpID, tara.OpID}; !slices.Equal(append(first, rest...), want) {
			d.Fatalf("%v then %v instead of %v", first, rest, want)
		}
		_, err := d.countersign("rosa", tara.OpID, "reject", "look again")
		d.must(err)
		if list, _ := waiting(0, 9); !slices.Contains(list, tara.OpID) {
			d.Error("what was refused waits no longer")
		}
		for _, id := range []string{tara.OpID, nobody.OpID} {
			_, err := d.countersign("rosa", id, "confirm", "")
			d.must(err)
		}
		_, err = d.void("sofia", again.OpID, "another hoist")
		d.must(err)
		if list, _ := waiting(0, 9); len(list) > 0 {
			d.Errorf("%v still wait", list)
		}
	})
}

const pairCheck = `id: pair-check
title: Hoist, by two
version: "1"
purpose: Two people look.
equipmentKinds: [hoist]
performedBy: {roles: [support-worker], countersign: never, secondCheck: true}
record: safety-pass
sections:
  - title: Hoist
    items:
      - {id: brakes, kind: confirm, prompt: The brakes hold., onFail: do-not-use}
      - {id: castors, kind: confirm, prompt: The castors run., onFail: advice}
`

// pair is the check that takes two, by somebody.
func (d *department) pair(name string, readings map[string]any) client.Check {
	c := d.done("pair-check", "hoist-1", with(map[string]any{"brakes": yes, "castors": yes}, readings))
	c.PerformedBy, c.Note, c.Verdict = d.people[name].ID, "note of "+name, "pass"
	return c
}

func (d *department) twoPeople() {
	d.publish(pairCheck)
	d.entitle("sam", "pair-check", staff.Authorised)
	d.entitle("rosa", "pair-check", staff.Authorised)
	d.entitle("tara", "pair-check", staff.Trainee)
}

func TestASecondCheckIsMadeBlindAndBothAreShownAfterwards(t *testing.T) {
	each(t, func(d *department) {
		d.twoPeople()
		op := d.pen.Completed(d.pair("sam", map[string]any{"castors": no}))
		d.push(d.pen, op)
		c := d.check(op.OpID)
		if !has(c.Flags, "awaiting-second-check") || string(c.Readings) != "{}" || len(c.Items) != 0 || c.Note != "" || c.TabletVerdict != "" || c.Verdict != judge.NotEvaluated ||
			c.Revisions[0].Verdict != judge.NotEvaluated {
			d.Errorf("shown: %+v", c)
		}
		for _, name := range []string{"tara", "sam"} { // a trainee, and the same person again
			if r := d.push(d.pen, d.pen.Seconded(op.OpID, d.pair(name, nil)))[0]; !has(r.Flags, "not-counted") {
				d.Errorf("%s: %+v", name, r)
			}
		}
		if c := d.check(op.OpID); !has(c.Flags, "awaiting-second-check") || c.Revisions[1].Readings != nil || c.Revisions[1].Note != "" || c.Revisions[1].Why == "" {
			d.Errorf("%+v", c)
		}
		r := d.push(d.pen, d.pen.Seconded(op.OpID, d.pair("rosa", nil)))[0]
		if r.Outcome != tablet.IsAccepted || r.Verdict != judge.Pass {
			d.Fatalf("%+v", r)
		}
		c = d.check(op.OpID)
		if has(c.Flags, "awaiting-second-check") || !has(c.Flags, "contested") || c.Verdict != judge.OutOfTolerance || c.Note != "note of sam" || len(c.Items) != 2 ||
			c.Second == nil || c.Second.PerformedBy != d.people["rosa"].ID || c.Second.Verdict != judge.Pass || len(c.Second.Items) != 2 || c.Second.Note != "note of rosa" ||
			!strings.Contains(string(c.Readings), "false") || c.Revisions[0].Verdict != judge.OutOfTolerance {
			d.Errorf("%+v", c)
		}
	})
}

// TestPhotosAreHiddenAsReadingsAre: until both people have looked, nobody is shown what the first one took.
func TestPhotosAreHiddenAsReadingsAre(t *testing.T) {
	each(t, func(d *department) {
		d.twoPeople()
		content := []byte("\xff\xd8\xff of the castors")
		sha := fmt.Sprintf("%x", sha256.Sum256(content))
		op := d.pen.Completed(d.pair("sam", map[string]any{"castors": map[string]any{"value": true, "blob": sha}}))
		if r := d.push(d.pen, op)[0]; !slices.Equal(r.MissingBlobs, []string{sha}) {
			d.Fatalf("%+v", r)
		}
		p, err := evidence.Examine(sha, content)
		if err == nil {
			err = d.db.Write(t.Context(), store.Actor{Device: "another", Proven: store.ProvenDevice}, func(tx *store.Tx) error {
				_, _, err := evidence.Keep(tx, p, content)
				return err
			})
		}
		if err != nil {
			d.Fatal(err)
		}
		shown := func() (photos int, refused error) {
			_ = d.db.Read(t.Context(), d.as("rosa"), func(tx *store.Tx) error {
				_, refused = tablet.Photo(tx, sha)
				return nil
			})
			return len(d.check(op.OpID).Photos), refused
		}
		d.push(d.pen, d.pen.Seconded(op.OpID, d.pair("tara", nil))) // a trainee's does not count, and is a revision all the same
		if n, err := shown(); n != 0 || !problem.Is(err, "not-found") {
			d.Errorf("before the second: %d photos, %v", n, err)
		}
		d.push(d.pen, d.pen.Seconded(op.OpID, d.pair("rosa", nil)))
		if n, err := shown(); n != 1 || err != nil {
			d.Errorf("after it: %d photos, %v", n, err)
		}
	})
}

func TestTheWorseOfTwoPeopleGovernsAndEscalates(t *testing.T) {
	each(t, func(d *department) {
		d.twoPeople()
		op := d.pen.Completed(d.pair("sam", nil))
		second := d.pen.Seconded(op.OpID, d.pair("rosa", map[string]any{"brakes": no}))
		if r := d.push(d.pen, second)[0]; r.Outcome != tablet.IsHeld {
			d.Fatalf("%+v", r)
		}
		d.read(func(tx *store.Tx) error {
			held, err := tablet.Quarantine(tx, tablet.Held, 0, 10)
			if len(held) != 1 || held[0].Payload != "" {
				d.Errorf("a held second check is shown: %+v", held)
			}
			return err
		})
		d.push(d.pen, op)
		if c := d.check(op.OpID); c.Verdict != judge.Fail || !has(c.Flags, "contested") || d.status("hoist-1") != equipment.Withdrawn {
			d.Errorf("%+v", c)
		}
	})
}

func TestAReviewIsOfSeveralPassesOrOneOther(t *testing.T) {
	each(t, func(d *department) {
		d.entitle("priya", "hoist-check", staff.Operator)
		a, b := d.pen.Completed(d.hoist(nil)), d.pen.Completed(d.hoist(nil))
		bad, own := d.pen.Completed(d.hoist(map[string]any{"castors": no})), d.pen.Completed(d.by("priya", nil))
		d.push(d.pen, a, b, bad, own)
		for _, try := range []struct {
			who  string
			ids  []string
			want string
		}{
			{"rosa", []string{a.OpID}, "forbidden"}, {"priya", []string{a.OpID, bad.OpID}, "guard"}, {"priya", []string{own.OpID}, "forbidden"},
			{"priya", []string{a.OpID, "0193e0a2-0000-7000-8000-0000000000aa"}, "not-found"},
		} {
			if _, err := d.review(try.who, try.ids...); !problem.Is(err, try.want) {
				d.Errorf("%s %v: %v", try.who, try.ids, err)
			}
		}
		unreviewed := func() (n int) {
			d.read(func(tx *store.Tx) error {
				off := false
				list, err := check.List(tx, check.Filter{Reviewed: &off}, 0, 10)
				n = len(list)
				return err
			})
			return n
		}
		list, err := d.review("priya", a.OpID, b.OpID, a.OpID)
		d.must(err)
		if len(list) != 2 || list[0].ReviewedBy != d.people["priya"].ID || list[0].ReviewedAt == nil || unreviewed() != 2 {
			d.Errorf("%+v, %d left", list, unreviewed())
		}
		_, err = d.review("priya", bad.OpID)
		d.must(err)
		_, err = d.review("priya", bad.OpID, a.OpID)
		if !problem.Is(err, "guard") || unreviewed() != 1 {
			d.Errorf("%v, %d left", err, unreviewed())
		}
		d.push(d.pen, d.pen.Amended(d.act("sam", a.OpID), 1, map[string]any{"remark": map[string]any{"value": "wet"}}, "forgot"))
		if c := d.check(a.OpID); c.ReviewedAt != nil || unreviewed() != 2 {
			d.Errorf("an amended check is still reviewed: %+v", c)
		}
	})
}
