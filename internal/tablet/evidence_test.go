package tablet_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

func TestFlagsSayWhatAReaderMustKnow(t *testing.T) {
	each(t, func(d *department) {
		for _, supervisor := range []string{"rosa", "rhys", "sam"} {
			d.signIn(supervisor, d.pen)
		}
		d.clock.Move(5 * time.Minute) // then the checks are done
		now := d.clock.Now()
		by := func(c client.Check, name, supervisor string) client.Check {
			c.PerformedBy = d.people[name].ID
			if supervisor != "" {
				c.SupervisedBy = d.people[supervisor].ID
			}
			return c
		}
		more := func(name string, value any) client.Check {
			c := d.hoist(nil)
			c.More = map[string]any{name: value}
			return c
		}
		at := func(t time.Time) client.Check {
			c := d.hoist(nil)
			c.StartedAt, c.FinishedAt = t, t
			return c
		}
		buttons := d.done("button-check", "buttons-1", map[string]any{"p-1/sounds": yes, "p-2/sounds": yes})
		for _, c := range []struct {
			name  string
			check client.Check
			want  string
		}{
			{"nothing to say", d.hoist(nil), ""},
			{"two hours ago", at(now.Add(-2 * time.Hour)), "late"},
			{"an hour ahead", at(now.Add(time.Hour)), "clock-suspect"},
			{"S15: 1970", at(time.Unix(0, 0)), "clock-suspect late"},
			{"S15: 2100", at(now.AddDate(74, 0, 0)), "clock-suspect"},
			{"no zone", more("zone", nil), "clock-suspect"},
			{"no clock", more("clock", "x"), "clock-suspect"},
			{"a clock that says nothing", more("clock", map[string]any{}), "clock-suspect"},
			{"no time that can be read", more("finishedAt", "yesterday"), "clock-suspect"},
			{"begun after it ended", more("startedAt", now.Format(time.RFC3339)), "clock-suspect"},
			{"nobody proved who", more("performedBy", nil), "unverified"},
			{"by word only", more("auth", "unverified"), "unverified"},
			{"by a way nobody knows", more("auth", "magic"), "unverified"},
			{"never authorised", by(d.hoist(nil), "rhys", ""), "unauthorised"},
			{"unknown here", more("performedBy", "0193e0a2-0000-7000-8000-000000000001"), "unauthorised"},
			{"a trainee alone", by(d.hoist(nil), "tara", ""), "awaiting-countersignature"},
			{"a trainee with an operator", by(d.hoist(nil), "tara", "rosa"), ""},
			{"a trainee with somebody not an operator", by(d.hoist(nil), "tara", "rhys"), "awaiting-countersignature"},
			{"a trainee with somebody not registered", by(d.hoist(nil), "tara", "sam"), "awaiting-countersignature"},
			{"a trainee with themselves", by(d.hoist(nil), "tara", "tara"), "awaiting-countersignature"},
			{"always countersigned", buttons, "awaiting-countersignature"},
			{"an item left out", d.done("hoist-check", "hoist-1", map[string]any{"brakes": yes, "castors": yes}), "incomplete"},
			{"a reading of another sort", d.hoist(map[string]any{"castors": map[string]any{"value": "yes"}}), "unusable-reading"},
			{"put right", d.hoist(map[string]any{"slings": map[string]any{"value": true, "putRight": map[string]any{"found": "torn", "did": "changed"}}}), "put-right"},
			{"the tablet saw it otherwise", more("verdict", "out-of-tolerance"), "verdict-differs"},
			{"the tablet agrees", more("verdict", "pass"), ""},
			{"an NHS number in the note", more("note", "for 943 476 5919, thanks"), "nhs-number"},
			{"no NHS number in the note", more("note", "for 943 476 5918, thanks"), ""},
			{"an NHS number in a text item", d.hoist(map[string]any{"remark": map[string]any{"value": "pt 9434765919"}}), "nhs-number"},
			{"an NHS number in why", d.hoist(map[string]any{"slings": map[string]any{"value": true, "note": "943-476-5919"}}), "nhs-number"},
			{"another number before it names another", more("prev", strings.Repeat("0", 64)), "device-gap"},
		} {
			r := d.push(d.pen, d.pen.Completed(c.check))[0]
			if got := strings.Join(r.Flags, " "); r.Outcome != tablet.IsAccepted || got != c.want {
				d.Errorf("%s: %s with flags %q, want %q", c.name, r.Outcome, got, c.want)
			}
		}
	})
}

func TestACheckCarriesWhoAnsweredForItThen(t *testing.T) {
	each(t, func(d *department) {
		d.signIn("rosa", d.pen)
		d.clock.Move(5 * time.Minute)
		c := d.hoist(nil)
		c.PerformedBy, c.SupervisedBy = d.people["tara"].ID, d.people["rosa"].ID
		op := d.pen.Completed(c)
		d.push(d.pen, op)
		got := d.check(op.OpID)
		if rosa := d.people["rosa"].ID; got.Capacity != "trainee" || got.ResponsibleOperator != rosa || got.SupervisedBy != rosa {
			d.Errorf("%+v", got)
		}
	})
}

func TestASupervisorWhoseNameAloneWasGivenConfirmsNothing(t *testing.T) {
	each(t, func(d *department) {
		c := d.hoist(nil)
		c.PerformedBy, c.SupervisedBy = d.people["tara"].ID, d.people["rosa"].ID
		awaiting := func() bool {
			c.StartedAt, c.FinishedAt = d.clock.Now(), d.clock.Now()
			return slices.Contains(d.push(d.pen, d.pen.Completed(c))[0].Flags, "awaiting-countersignature")
		}
		if !awaiting() {
			d.Error("Rosa never was at this tablet, and her name counted")
		}
		d.signIn("rosa", d.pen)
		if awaiting() {
			d.Error("Rosa had just signed in at this tablet")
		}
		d.clock.Move(13 * time.Hour)
		if !awaiting() {
			d.Error("her session was thirteen hours ago")
		}
	})
}

func TestAStaleSignInIsFlaggedAfterThreeDaysWithoutOne(t *testing.T) {
	each(t, func(d *department) {
		flagged := func() bool {
			return slices.Contains(d.push(d.pen, d.pen.Completed(d.hoist(nil)))[0].Flags, "stale-sign-in")
		}
		d.clock.Move(71 * time.Hour)
		if flagged() {
			d.Error("flagged within three days of enrolment")
		}
		d.clock.Move(2 * time.Hour)
		if !flagged() {
			d.Error("not flagged after three days")
		}
		d.signIn("sam", d.pen)
		d.clock.Move(71 * time.Hour)
		if flagged() {
			d.Error("flagged within three days of a session")
		}
		d.clock.Move(2 * time.Hour)
		if !flagged() {
			d.Error("not flagged three days after the session")
		}
	})
}

func TestAClockFarOffIsEstimatedAndFlagged(t *testing.T) {
	each(t, func(d *department) {
		wrong := d.clock.Now().AddDate(-3, 0, 0) // what the tablet shows now
		c := d.hoist(nil)
		c.StartedAt, c.FinishedAt = wrong.Add(-40*time.Minute), wrong.Add(-30*time.Minute)
		op := d.pen.Completed(c)
		b := batch(wrong, []client.Op{op})
		r, err := d.service.Push(t.Context(), d.pen.by, b)
		d.must(err)
		if want := []string{"clock-suspect", "late"}; !slices.Equal(r[0].Flags, want) {
			d.Errorf("flags %v, want %v", r[0].Flags, want)
		}
		got := d.check(op.OpID)
		if !got.FinishedAt.Equal(wrong.Add(-30*time.Minute)) || got.Capacity != "authorised" {
			d.Errorf("finished %v as %q", got.FinishedAt, got.Capacity)
		}
		from, to := d.clock.Now().Add(-31*time.Minute), d.clock.Now().Add(-29*time.Minute)
		d.read(func(tx *store.Tx) error {
			list, err := check.List(tx, check.Filter{From: &from, To: &to}, 0, 10)
			if len(list) != 1 {
				d.Errorf("%d checks were done half an hour ago by the best evidence", len(list))
			}
			return err
		})
	})
}

func TestAnOldTimeByTheTabletsWordAloneIsDoubted(t *testing.T) {
	each(t, func(d *department) {
		c := d.hoist(nil)
		op := d.pen.Completed(c)
		d.clock.Move(8 * 24 * time.Hour)
		flags := func(op client.Op, said *time.Time) []string {
			b := batch(d.clock.Now(), []client.Op{op})
			b.Standing.Now = said
			r, err := d.service.Push(t.Context(), d.pen.by, b)
			d.must(err)
			return r[0].Flags
		}
		if got := flags(op, nil); !has(got, "clock-suspect") {
			d.Errorf("eight days old, and nobody knows the tablet's clock: %v", got)
		}
		now := d.clock.Now()
		if got := flags(d.pen.Completed(c), &now); has(got, "clock-suspect") || !has(got, "late") {
			d.Errorf("eight days old by a clock that is right: %v", got)
		}
	})
}

func TestNobodyConfirmsTheirOwnCheckOrAnswersForAnOperators(t *testing.T) {
	each(t, func(d *department) {
		d.entitle("rosa", "button-check", staff.Operator)
		d.signIn("rosa", d.pen)
		d.clock.Move(5 * time.Minute)
		rosa := d.people["rosa"].ID
		c := d.done("button-check", "buttons-1", map[string]any{"p-1/sounds": yes, "p-2/sounds": yes})
		c.PerformedBy, c.SupervisedBy = rosa, rosa
		if r := d.push(d.pen, d.pen.Completed(c))[0]; !has(r.Flags, "awaiting-countersignature") {
			d.Errorf("she confirmed herself: %v", r.Flags)
		}
		c.PerformedBy = d.people["sam"].ID
		op := d.pen.Completed(c)
		if r := d.push(d.pen, op)[0]; has(r.Flags, "awaiting-countersignature") {
			d.Errorf("she confirmed Sam: %v", r.Flags)
		}
		if got := d.check(op.OpID); got.ResponsibleOperator != d.people["sam"].ID || got.SupervisedBy != rosa {
			d.Errorf("%+v", got)
		}
	})
}

func TestS14_WhatHasBeenShutSinceIsStoredAllTheSame(t *testing.T) {
	each(t, func(d *department) {
		morning := d.hoist(nil)
		op := d.pen.Completed(morning)
		d.clock.Move(10 * time.Minute)
		d.withdrawAuthorisations("sam")
		d.publish(strings.Replace(hoistCheck, `version: "1"`, `version: "2"`, 1))
		if r := d.push(d.pen, op)[0]; r.Outcome != tablet.IsAccepted || !slices.Equal(r.Flags, []string{"superseded-version"}) || d.check(op.OpID).Capacity != "authorised" {
			d.Errorf("done before it all: %+v", r)
		}
		d.clock.Move(10 * time.Minute)
		after := d.hoist(nil)
		after.Hash = morning.Hash
		if r := d.push(d.pen, d.pen.Completed(after))[0]; r.Outcome != tablet.IsAccepted || !slices.Equal(r.Flags, []string{"lapsed", "superseded-version"}) {
			d.Errorf("done after it: %+v", r)
		}
	})
}

func TestS33_ACheckIsJudgedByItsOwnVersion(t *testing.T) {
	each(t, func(d *department) {
		strict := d.hoist(map[string]any{"load": map[string]any{"value": 150}})
		d.publish(strings.NewReplacer(`version: "1"`, `version: "2"`, "toleranceHigh: 100", "toleranceHigh: 180").Replace(hoistCheck))
		loose := d.hoist(map[string]any{"load": map[string]any{"value": 150}})
		r := d.push(d.pen, d.pen.Completed(strict), d.pen.Completed(loose))
		if r[0].Verdict != judge.OutOfTolerance || r[1].Verdict != judge.Pass {
			d.Errorf("old version %s, new version %s", r[0].Verdict, r[1].Verdict)
		}
		d.read(func(tx *store.Tx) error {
			e, err := library.Version(tx, "hoist-check", strict.Hash)
			if err == nil && checklistHash(e.Text) != strict.Hash {
				d.Error("the old version is no longer the text it was")
			}
			return err
		})
	})
}

func TestAVersionNeverInForceIsSetAsideUntilItIs(t *testing.T) {
	each(t, func(d *department) {
		def := d.propose(strings.Replace(hoistCheck, `version: "1"`, `version: "3"`, 1))
		c := d.hoist(map[string]any{"brakes": no})
		c.Hash, c.Verdict = def.Hash(), "fail"
		op := d.pen.Completed(c)
		r := d.push(d.pen, op)[0]
		if r.Outcome != tablet.IsSetAside || r.Problem.Code != "unknown-definition" || len(r.Escalations) != 1 || r.Escalations[0].Severity != checklist.BeforeUse {
			d.Fatalf("%+v", r)
		}
		d.publish(strings.Replace(hoistCheck, `version: "1"`, `version: "3"`, 1))
		q, err := d.resolve("rosa", r.QuarantineID, tablet.Accept)
		d.must(err)
		if q.State != tablet.WasAccepted || d.check(op.OpID).Verdict != judge.Fail || len(d.escalations()) != 2 {
			d.Errorf("%+v", q)
		}
		again := d.push(d.pen, op)[0]
		if again.Outcome != tablet.IsAccepted || again.Position != r.Position || again.Verdict != judge.Fail || again.CheckID != op.OpID {
			d.Errorf("%+v", again)
		}
	})
}

func TestS15_WhateverATabletsClockSaysItIsStoredFlaggedAndInOrder(t *testing.T) {
	each(t, func(d *department) {
		var last int64
		for _, year := range []int{1970, 1999, 2025, 2027, 2100} {
			c := d.hoist(nil)
			c.StartedAt = time.Date(year, 6, 1, 7, 0, 0, 0, time.UTC)
			c.FinishedAt = c.StartedAt.Add(time.Minute)
			r := d.push(d.pen, d.pen.Completed(c))[0]
			if r.Outcome != tablet.IsAccepted || !slices.Contains(r.Flags, "clock-suspect") || r.Position <= last {
				d.Errorf("%d: %+v after position %d", year, r, last)
			}
			last = r.Position
		}
	})
}
