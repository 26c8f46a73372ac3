package schedule

import (
	"testing"
	"time"
)

// easter is Gauss's rule with the corrections for 2000 to 2099: worked out otherwise than the list was.
func easter(year int) Day {
	a, b, c := year%19, year%4, year%7
	d := (19*a + 24) % 30
	e := (2*b + 4*c + 6*d + 5) % 7
	n := 22 + d + e
	if n == 57 || n == 56 && d == 28 && a > 10 {
		n -= 7
	}
	return Date(year, time.March, n)
}

// monday is the nth Monday of a month, counted from its end when n is negative.
func monday(year int, month time.Month, n int) Day {
	if n < 0 {
		return Date(year, month+1, 0).Monday()
	}
	return Date(year, month, 7*n).Monday()
}

// wanted recomputes the bank holidays of a year: what falls on a weekend moves to the next weekday that is none yet.
func wanted(nation string, year int) map[Day]bool {
	fixed := []Day{Date(year, 1, 1), Date(year, 12, 25), Date(year, 12, 26)}
	days := map[Day]bool{easter(year).Plus(-2): true, monday(year, time.May, 1): true, monday(year, time.May, -1): true}
	if nation == Scotland {
		fixed = append(fixed, Date(year, 1, 2), Date(year, 11, 30))
		days[monday(year, time.August, 1)] = true
	} else {
		days[easter(year).Plus(1)] = true
		days[monday(year, time.August, -1)] = true
	}
	if nation == NorthernIreland {
		fixed = append(fixed, Date(year, 3, 17), Date(year, 7, 12))
	}
	var weekend []Day
	for _, d := range fixed {
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			weekend = append(weekend, d)
			continue
		}
		days[d] = true
	}
	for _, d := range weekend {
		for days[d] || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			d++
		}
		days[d] = true
	}
	return days
}

// proclaimed are the one-off days. Source: Royal Proclamation of 4 February 2026, Banking and Financial Dealings Act 1971.
var proclaimed = map[string]Day{Scotland: Date(2026, time.June, 15)}

func TestHolidays_AreWhatTheRulesMakeOfThem(t *testing.T) {
	for _, nation := range []string{EnglandAndWales, Scotland, NorthernIreland} {
		want := map[Day]bool{}
		for year := FirstYear; year <= LastYear; year++ {
			for d := range wanted(nation, year) {
				want[d] = true
			}
		}
		if d, ok := proclaimed[nation]; ok {
			want[d] = true
		}
		for d := Date(FirstYear, 1, 1); d <= Date(LastYear, 12, 31); d++ {
			if name, ok := Holiday(nation, d); ok != want[d] || ok && name == "" {
				t.Errorf("%s %s: %q; a bank holiday by the rules: %v", nation, d, name, want[d])
			}
		}
	}
}

// TestHolidays_AsPublished holds a few days against https://www.gov.uk/bank-holidays.
func TestHolidays_AsPublished(t *testing.T) {
	for text, nations := range map[string][]string{
		"2024-07-12": {NorthernIreland}, "2025-07-14": {NorthernIreland}, "2025-12-01": {Scotland}, "2024-12-02": {Scotland},
		"2024-03-18": {NorthernIreland}, "2026-04-06": {EnglandAndWales, NorthernIreland}, "2026-08-03": {Scotland}, "2026-01-02": {Scotland},
		"2026-08-31": {EnglandAndWales, NorthernIreland}, "2026-12-28": {EnglandAndWales, Scotland, NorthernIreland}, "2026-06-15": {Scotland},
		"2027-12-27": {EnglandAndWales, Scotland, NorthernIreland}, "2027-12-28": {EnglandAndWales, Scotland, NorthernIreland}, "2027-01-04": {Scotland},
		"2026-12-26": {}, "2027-12-25": {}, "2025-07-12": {},
	} {
		for _, nation := range []string{EnglandAndWales, Scotland, NorthernIreland} {
			want := false
			for _, n := range nations {
				want = want || n == nation
			}
			if _, ok := Holiday(nation, day(t, text)); ok != want {
				t.Errorf("%s in %s: %v", text, nation, ok)
			}
		}
	}
}

func TestCalendar_SaysWhy(t *testing.T) {
	c := Usual()
	c.OneOff = map[Day]OneOff{day(t, "2026-11-26"): {Reason: "the chiller is replaced"}}
	for text, want := range map[string]string{
		"2026-11-25": "", "2026-11-26": "the chiller is replaced", "2026-12-25": "Christmas Day", "2026-11-28": "a Saturday is no treatment day",
	} {
		if got := c.Why(day(t, text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if d := day(t, "2027-01-03"); d.Week() != "2026-W53" || d.Monday().String() != "2026-12-28" || KnownNation("wales") || !KnownNation(Scotland) {
		t.Errorf("%s is in %s from %s", d, d.Week(), d.Monday())
	}
}
