package escalation_test

import (
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/store"
)

// phones records what Priya said by telephone, until some time from now.
func (d *department) phones(id, staff string, until time.Duration) (escalation.Escalation, error) {
	d.Helper()
	at := d.Clock.Now().Add(until)
	return d.tryAct("rosa.radiographer", id, escalation.Action{
		Kind: escalation.VerballyAllowed, Staff: d.who(staff), Words: escalation.VerbalWords[0], Until: &at,
	})
}

func (d *department) lapses() {
	d.Helper()
	d.must(d.DB.Write(d.Context(), store.ServerActor(), escalation.Lapse))
}

// LA1's intercom fails. Sofia, at home, says on the telephone that patients who can be watched may be treated until noon,
// and confirms it when she is in. At noon the linac is withdrawn again, by itself and towards safety only.
func TestR7_AnAuthorisationByTelephoneRestrictsUntilItsTime(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 30)
		id := d.fails(audio, no).ID
		e, err := d.phones(id, "sofia.superintendent", 4*time.Hour)
		d.must(err)
		if e.State != escalation.IsActioned || e.Owner != d.who("rosa.radiographer") || e.Severity != checklist.DoNotUse {
			d.Errorf("%+v", e)
		}
		q := d.equipment("linac-1")
		if q.Status != equipment.Restricted || q.Restriction != escalation.VerbalWords[0] || q.RestrictedUntil == nil {
			d.Errorf("%+v", q)
		}
		if _, err := d.tryAct("priya.physicist", id, escalation.Action{Kind: escalation.VerbalConfirmed}); !problem.Is(err, "forbidden") {
			d.Errorf("somebody else confirms: %v", err)
		}
		if _, err := d.phones(id, "priya.physicist", time.Hour); !problem.Is(err, "guard") {
			d.Errorf("a second call while the first is not confirmed: %v", err)
		}
		d.wait(2 * time.Hour)
		confirmed := d.does("sofia.superintendent", id, escalation.Action{Kind: escalation.VerbalConfirmed})
		if confirmed.Verbal.Confirmed == nil || confirmed.State != escalation.IsActioned || confirmed.Version != e.Version {
			d.Errorf("%+v", confirmed)
		}
		d.wait(2*time.Hour - time.Second)
		d.lapses()
		d.is("linac-1", equipment.Restricted)
		d.wait(time.Second)
		d.lapses()
		d.is("linac-1", equipment.Withdrawn)
		head := d.DB.Head()
		if d.lapses(); d.DB.Head() != head {
			d.Error("it lapses twice")
		}
		e = d.escalation(id)
		if last := e.Timeline[len(e.Timeline)-1]; last.By != "" || last.Words != "The time that was authorised by telephone is over. LA1 is now withdrawn-pending-review." || !e.Verbal.Over {
			d.Errorf("%+v", last)
		}
	})
}

func TestR7_WhatIsNotConfirmedInTimeIsWithdrawnAgain(t *testing.T) {
	each(t, func(d *department) {
		d.at(10, 0) // in hours: four hours
		id := d.fails(audio, no).ID
		_, err := d.phones(id, "sofia.superintendent", 8*time.Hour)
		d.must(err)
		d.wait(4*time.Hour - time.Second)
		d.lapses()
		d.is("linac-1", equipment.Restricted)
		before := len(d.called(id))
		d.wait(time.Second)
		d.lapses()
		d.is("linac-1", equipment.Withdrawn)
		if e := d.escalation(id); e.State != escalation.IsOpen || e.Owner != "" || e.NextRung == nil {
			d.Errorf("it waits for an answer again, and climbs: %s of %q, next %v", e.State, e.Owner, e.NextRung)
		}
		if called := d.called(id); len(called) == before {
			d.Error("nobody is called")
		}
		if _, err := d.phones(id, "sofia.superintendent", time.Hour); !problem.Is(err, "guard") {
			d.Errorf("another call, and the last was never confirmed: %v", err)
		}
		d.does("sofia.superintendent", id, escalation.Action{Kind: escalation.VerbalConfirmed}) // late, and on record
		d.is("linac-1", equipment.Withdrawn)
	})
}

func TestR7_WhatNoTelephoneCallAllows(t *testing.T) {
	d := open(t)
	d.at(7, 30)
	id := d.fails(audio, no).ID
	lock := d.fails(ward{"run-up-linac", "linac-2", "amir.ap", "door-interlock"}, no).ID
	measured := d.fails(position, map[string]any{"value": 3}).ID
	beside := d.fails(ward{"run-up-linac", "linac-2", "amir.ap", "audio-video"}, no).ID // an interlock failed there too
	advice := d.fails(ward{"glucose-monitors", "glucose-meter-1", "sam.scsw", "time"}, no).ID
	for name, c := range map[string]struct {
		id, staff string
		until     time.Duration
		code      string
	}{
		"an interlock":                     {lock, "priya.physicist", time.Hour, "guard"},
		"what stands beside an interlock":  {beside, "priya.physicist", time.Hour, "guard"},
		"by who may not return it":         {id, "rhys.radiographer", time.Hour, "forbidden"},
		"a measured failing, no physicist": {measured, "sofia.superintendent", time.Hour, "forbidden"},
		"by oneself":                       {id, "rosa.radiographer", time.Hour, "forbidden"},
		"until tomorrow":                   {id, "priya.physicist", 17 * time.Hour, "invalid"},
		"until before now":                 {id, "priya.physicist", -time.Minute, "invalid"},
		"of what nothing keeps from use":   {advice, "priya.physicist", time.Hour, "guard"},
	} {
		if _, err := d.phones(c.id, c.staff, c.until); !problem.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	brakes := d.fails(hoist, no).ID
	if _, err := d.phones(brakes, "priya.physicist", time.Hour); err != nil {
		t.Errorf("a physicist answers for a hoist on the telephone: %v", err)
	}
	d.is("hoist-1", equipment.Restricted)
	if _, err := d.tryAct("rosa.radiographer", id, escalation.Action{Kind: escalation.VerballyAllowed, Staff: d.who("priya.physicist")}); !problem.Is(err, "invalid") {
		t.Errorf("no words, no time: %v", err)
	}
	d.is("linac-2", equipment.Withdrawn)
}

// Priya adjusted it: she does not return it, on the telephone neither.
func TestR7_WhoRepairedItDoesNotAuthoriseIt(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 30)
		id := d.fails(audio, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.does("priya.physicist", id, escalation.Action{Kind: escalation.Adjusted, Note: "a loose plug", Post: "run-up-linac"})
		if _, err := d.phones(id, "priya.physicist", time.Hour); !problem.Is(err, "forbidden") {
			d.Errorf("%v", err)
		}
		_, err := d.phones(id, "pavel.physicist", time.Hour)
		d.must(err)
		d.is("linac-1", equipment.Restricted)
	})
}

func TestInterlocksAreKnownByTheirIds(t *testing.T) {
	for item, want := range map[string]bool{
		"door-interlock": true, "collision-interlocks": true, "emergency-off": true, "stereotactic-interlocks": true, "point-01/emergency-stop": true,
		"e-stop": true, "interlock": true, "audio-video": false, "output-6mv": false, "interlocking-trays": false, "door-closing": false,
	} {
		if escalation.Interlock(item) != want {
			t.Errorf("%s: %v", item, !want)
		}
	}
}

func TestConfirmBy_InHoursAndOtherwise(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-11-23 07:59": "2026-11-23 10:00", // a Monday, before the office opens
		"2026-11-23 08:00": "2026-11-23 12:00", "2026-11-23 17:59": "2026-11-23 21:59", "2026-11-23 18:00": "2026-11-24 10:00",
		"2026-11-27 20:00": "2026-11-30 10:00", "2026-11-28 09:00": "2026-11-30 10:00", // a Friday evening, a Saturday
		"2026-12-24 19:00": "2026-12-29 10:00", // Christmas on a Friday, Boxing Day moved to Monday
		"2026-10-24 12:00": "2026-10-26 10:00", // the clocks go back in that night
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := escalation.ConfirmBy(schedule.Usual(), from, zone).In(zone).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}

// The next working morning is the department's: in Scotland, on a day that the department closes besides, it is a day later.
func TestR7_TheNextWorkingMorningIsTheDepartments(t *testing.T) {
	d := open(t)
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
		_, err := occurrence.SetCalendar(tx, occurrence.Calendar{
			Nation: "scotland", TreatmentDays: []string{"MO", "TU", "WE", "TH", "FR"}, Days: []occurrence.OneOff{{Date: "2026-12-01", Reason: "the mains are renewed"}},
		})
		return err
	}))
	d.Clock.Set(time.Date(2026, 11, 27, 19, 0, 0, 0, time.UTC)) // a Friday evening; the Monday after it is St Andrew's Day
	id := d.fails(audio, no).ID
	e, err := d.phones(id, "sofia.superintendent", time.Hour)
	if want := time.Date(2026, 12, 2, 10, 0, 0, 0, time.UTC); err != nil || !e.Verbal.ConfirmBy.Equal(want) {
		t.Errorf("%+v, want %s: %v", e.Verbal, want, err)
	}
}

// A telephone call ends with the matter: closed without a release, what was used on somebody's word is withdrawn.
func TestClosingWithoutAReleaseEndsUseByTelephone(t *testing.T) {
	d := open(t)
	d.at(9, 0)
	id := d.fails(audio, no).ID
	_, err := d.phones(id, "sofia.superintendent", time.Hour)
	d.must(err)
	d.closes("sofia.superintendent", id, escalation.Duplicate)
	d.is("linac-1", equipment.Withdrawn)
	d.wait(2 * time.Hour)
	head := d.DB.Head()
	if d.lapses(); d.DB.Head() != head {
		t.Error("a settled matter lapsed")
	}
}
