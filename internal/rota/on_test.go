package rota_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/rota"
	"runup/internal/schedule"
)

// plan is a rota in force from 2 November 2026 with these lines.
func plan(lines ...rota.Weekly) rota.Rota {
	return rota.Rota{
		Sheets: []rota.Sheet{{
			Content: rota.Content{Sheet: "department", From: "2026-10-05", Weekly: lines}, Position: 1,
			Begins: schedule.Date(2026, 3, 1), Ends: schedule.Date(2099, 1, 1),
		}},
		Days: schedule.Usual(), Zone: london,
	}
}

func weekly(person, starts, ends string) rota.Weekly {
	return rota.Weekly{Person: person, Area: rota.Everywhere, Duty: "on-call-engineer", Starts: starts, Ends: ends}
}

func whoIsOn(r rota.Rota, when time.Time) string {
	var names []string
	for _, s := range rota.On(r, when, "linacs", "on-call-engineer") {
		names = append(names, s.Person)
	}
	return strings.Join(names, " ")
}

// British Summer Time ends on 25 October 2026 and began on 29 March.
func TestConformance37_BothNightsInWhichTheClocksChange(t *testing.T) {
	r := plan(weekly("night", "22:00", "07:00"), weekly("day", "07:00", "22:00"))
	for when, want := range map[string]string{
		"2026-10-24T20:59:59Z": "day", "2026-10-24T21:00:00Z": "night", // 22:00 by summer time
		"2026-10-25T00:30:00Z": "night", "2026-10-25T01:30:00Z": "night", // 01:30, twice
		"2026-10-25T06:59:59Z": "night", "2026-10-25T07:00:00Z": "day", // 07:00 by winter time: ten hours
		"2026-03-28T21:59:59Z": "day", "2026-03-28T22:00:00Z": "night",
		"2026-03-29T05:59:59Z": "night", "2026-03-29T06:00:00Z": "day", // 07:00 by summer time: eight hours
	} {
		at, err := time.Parse(time.RFC3339, when)
		if err != nil {
			t.Fatal(err)
		}
		if got := whoIsOn(r, at); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
}

// A handover within the hour that comes twice, or never: no minute without anybody, and none with both.
func TestOn_AHandoverWithinTheHourThatComesTwiceOrNever(t *testing.T) {
	r := plan(weekly("evening", "19:00", "01:30"), weekly("morning", "01:30", "07:00"))
	for _, day := range []schedule.Day{schedule.Date(2026, 10, 24), schedule.Date(2026, 3, 28), schedule.Date(2026, 6, 1)} {
		begin, end := day.At(19*60, london), day.Plus(1).At(7*60, london)
		changes := 0
		for before, at := "evening", begin; at.Before(end); at = at.Add(time.Minute) {
			got := whoIsOn(r, at)
			if got != "evening" && got != "morning" {
				t.Fatalf("%s: %q", at, got)
			}
			if got != before {
				changes++
			}
			before = got
		}
		if changes != 1 {
			t.Errorf("%s: handed over %d times", day, changes)
		}
	}
}

func TestOn_DaysThatCountAndWeeksInTurn(t *testing.T) {
	a, b := weekly("a", "00:00", "00:00"), weekly("b", "00:00", "00:00")
	a.Every, a.Week, b.Every, b.Week = 2, 1, 2, 2
	turns := plan(a, b)
	treatment, closed := weekly("clinic", "08:00", "18:00"), weekly("closed", "08:00", "18:00")
	treatment.On, closed.On = schedule.TreatmentDays, rota.ClosedDays
	weekend := weekly("weekend", "08:00", "18:00")
	weekend.Days = []string{"SA", "SU"}
	days := plan(treatment, closed, weekend)
	for _, c := range []struct {
		r          rota.Rota
		when, want string
	}{
		{turns, "2026-10-05 00:00", "a"}, {turns, "2026-10-11 23:59", "a"}, {turns, "2026-10-12 00:00", "b"}, {turns, "2026-10-19 12:00", "a"},
		{turns, "2026-03-02 12:00", ""}, // before its first week
		{days, "2026-11-23 09:00", "clinic"}, {days, "2026-11-28 09:00", "closed weekend"}, {days, "2026-12-25 09:00", "closed"}, {days, "2026-11-23 18:00", ""},
	} {
		if got := whoIsOn(c.r, at(c.when)); got != c.want {
			t.Errorf("%s: %q, want %q", c.when, got, c.want)
		}
	}
}

// However a period is cut up, the same people are on in it, each from when to when.
func TestSpans_AreTheSameHoweverOneAsks(t *testing.T) {
	r := plan(weekly("night", "22:00", "07:00"), weekly("day", "07:00", "22:00"))
	r.Overrides = []rota.Override{
		{ID: "1", InsteadOf: "night", Person: "x", From: at("2026-10-25 00:30"), To: at("2026-10-26 23:00")},
		{ID: "2", InsteadOf: "x", Person: "y", From: at("2026-10-25 03:00"), To: at("2026-10-25 04:00")},
	}
	whole := map[string]bool{}
	for _, s := range r.Spans(at("2026-10-24 00:00"), at("2026-10-28 00:00")) {
		whole[fmt.Sprint(s)] = true
	}
	seen := map[string]bool{}
	for from := at("2026-10-24 00:00"); from.Before(at("2026-10-28 00:00")); from = from.Add(7 * time.Minute) {
		for _, s := range r.Spans(from, from.Add(7*time.Minute)) {
			if seen[fmt.Sprint(s)] = true; !whole[fmt.Sprint(s)] && s.From.Before(at("2026-10-28 00:00")) {
				t.Errorf("%s: %+v is not in the whole", from, s)
			}
		}
	}
	if len(whole) < 12 || len(seen) < len(whole) {
		t.Errorf("%d spans in the whole, %d in pieces", len(whole), len(seen))
	}
}

func TestEarly_PersonalPhonesWaitOnlyWhereNobodyCanComeToHarm(t *testing.T) {
	now, clinic := at("2026-11-23 05:10"), at("2026-11-23 08:15")
	base := rota.Finding{Severity: "put-right", Held: true, NextUse: &clinic}
	with := func(change func(*rota.Finding)) rota.Finding { f := base; change(&f); return f }
	soon := at("2026-11-23 06:00")
	for name, c := range map[string]struct {
		f    rota.Finding
		want time.Time
	}{
		"held, and needed at 08:15":         {base, at("2026-11-23 06:45")},
		"urgent now":                        {with(func(f *rota.Finding) { f.Urgent = true }), now},
		"still in use":                      {with(func(f *rota.Finding) { f.Held = false }), now},
		"nobody knows when it is needed":    {with(func(f *rota.Finding) { f.NextUse = nil }), now},
		"do not use":                        {with(func(f *rota.Finding) { f.Severity = "do-not-use" }), now},
		"a severity that is not known":      {with(func(f *rota.Finding) { f.Severity = "x" }), now},
		"needed within the hour and a half": {with(func(f *rota.Finding) { f.NextUse = &soon }), now},
	} {
		if got := rota.AssumedEarly.PersonalPhonesFrom(now, c.f); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	never := rota.Early{LeadMinutes: 90, Severities: []string{"do-not-use"}}
	if got := never.PersonalPhonesFrom(now, with(func(f *rota.Finding) { f.Severity = "do-not-use" })); got != now {
		t.Errorf("do not use waits until %s where a row says so", got)
	}
	short := rota.Early{LeadMinutes: 30, Severities: []string{"put-right"}}
	if got := short.PersonalPhonesFrom(now, base); !got.Equal(at("2026-11-23 07:45")) {
		t.Errorf("half an hour: %s", got)
	}
}
