package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func read(t testing.TB, rule, on, opens, due string) Schedule {
	t.Helper()
	s, err := Read(rule, on, opens, due, 15)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func day(t testing.TB, text string) Day {
	t.Helper()
	d, err := ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// opened is the days on which the schedule opens from one day to another, both included.
func opened(t testing.TB, s Schedule, c Calendar, from, to string) []string {
	t.Helper()
	zone := london(t)
	var list []string
	for _, w := range s.Windows(c, zone, day(t, from).Begins(zone), day(t, to).Plus(1).Begins(zone)) {
		list = append(list, w.Day.String())
	}
	return list
}

func TestWindows_KeepTheWallClockInBothNights(t *testing.T) {
	zone := london(t)
	for _, c := range []struct{ day, opens, due, wantOpens, wantDue string }{
		{"2026-03-28", "06:30", "08:15", "2026-03-28T06:30:00Z", "2026-03-28T08:15:00Z"},
		{"2026-03-29", "06:30", "08:15", "2026-03-29T05:30:00Z", "2026-03-29T07:15:00Z"},
		{"2026-03-29", "01:30", "03:00", "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z"}, // 01:30 is skipped: it is 02:30
		{"2026-03-29", "01:30", "02:15", "2026-03-29T01:30:00Z", "2026-03-29T02:15:00Z"}, // and due would be before it
		{"2026-03-29", "01:10", "01:40", "2026-03-29T01:10:00Z", "2026-03-29T01:40:00Z"}, // both are skipped
		{"2026-03-29", "00:30", "02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"},
		{"2026-10-24", "06:30", "08:15", "2026-10-24T05:30:00Z", "2026-10-24T07:15:00Z"},
		{"2026-10-25", "06:30", "08:15", "2026-10-25T06:30:00Z", "2026-10-25T08:15:00Z"},
		{"2026-10-25", "01:30", "03:00", "2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z"}, // 01:30 comes twice: the first
		{"2026-10-25", "00:45", "01:15", "2026-10-24T23:45:00Z", "2026-10-25T00:15:00Z"},
		{"2027-03-28", "01:30", "08:15", "2027-03-28T01:30:00Z", "2027-03-28T07:15:00Z"},
		{"2027-10-31", "01:30", "08:15", "2027-10-31T00:30:00Z", "2027-10-31T08:15:00Z"},
	} {
		s := read(t, "FREQ=DAILY", EveryDay, c.opens, c.due)
		from := day(t, c.day).Begins(zone)
		got := s.Windows(Usual(), zone, from, day(t, c.day).Plus(1).Begins(zone))
		if len(got) != 1 {
			t.Fatalf("%s: %d windows", c.day, len(got))
		}
		w := got[0]
		if w.Opens.Format(time.RFC3339) != c.wantOpens || w.Due.Format(time.RFC3339) != c.wantDue || w.Missed.Sub(w.Due) != 15*time.Minute {
			t.Errorf("%s %s to %s: got %s to %s, missed %s", c.day, c.opens, c.due, w.Opens.Format(time.RFC3339), w.Due.Format(time.RFC3339), w.Missed)
		}
		if next := day(t, c.day).Plus(1).Begins(zone); !w.Closes.Equal(next) {
			t.Errorf("%s closes %s, want the end of the local day", c.day, w.Closes)
		}
	}
}

func TestWindows_OnceADayRoundTheYear(t *testing.T) {
	zone := london(t)
	for _, opens := range []string{"00:00", "00:30", "01:00", "01:30", "02:00", "06:30", "22:00"} {
		s := read(t, "FREQ=DAILY", EveryDay, opens, "23:00")
		got := s.Windows(Usual(), zone, Date(2026, 1, 1).Begins(zone), Date(2028, 1, 1).Begins(zone))
		if len(got) != 730 {
			t.Errorf("opening at %s: %d windows in two years", opens, len(got))
		}
		for i, w := range got {
			if w.Day != Date(2026, 1, 1).Plus(i) || DayOf(w.Opens, zone) != w.Day || !w.Due.After(w.Opens) {
				t.Errorf("opening at %s: window %d is %s, %s to %s", opens, i, w.Day, w.Opens, w.Due)
			}
		}
	}
}

func TestWindows_FromIsIncludedAndToIsNot(t *testing.T) {
	zone := london(t)
	s := read(t, "FREQ=DAILY", EveryDay, "06:30", "08:15")
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	got := s.Windows(Usual(), zone, at("2026-07-06 06:30"), at("2026-07-08 06:30"))
	if len(got) != 2 || got[0].Day.String() != "2026-07-06" || got[1].Day.String() != "2026-07-07" {
		t.Errorf("got %v", got)
	}
	if got := s.Windows(Usual(), zone, at("2026-07-06 06:31"), at("2026-07-06 23:59")); len(got) != 0 {
		t.Errorf("what opened before was answered: %v", got)
	}
}

func TestWindows_DaysThatCount(t *testing.T) {
	closed := Calendar{Nation: EnglandAndWales, Treatment: mondayToFriday, OneOff: map[Day]OneOff{
		day(t, "2026-12-24"): {Reason: "the boiler is replaced"}, day(t, "2026-12-26"): {Open: true, Reason: "catching up"},
	}}
	saturdays := Calendar{Nation: Scotland, Treatment: []time.Weekday{time.Friday, time.Saturday}}
	for _, c := range []struct {
		rule, on string
		calendar Calendar
		from, to string
		want     string
	}{
		{"FREQ=DAILY", TreatmentDays, Usual(), "2026-12-23", "2026-12-30", "23 24 29 30"}, // Christmas, a weekend, the substitute
		{"FREQ=DAILY", TreatmentDays, closed, "2026-12-23", "2026-12-29", "23 26 29"},
		{"FREQ=DAILY", EveryDay, closed, "2026-12-24", "2026-12-27", "24 25 26 27"},
		{"FREQ=DAILY", "", closed, "2026-12-24", "2026-12-25", "24 25"},
		{"FREQ=DAILY", TreatmentDays, saturdays, "2026-11-26", "2026-12-05", "27 28 04 05"},
		{"FREQ=DAILY", WorkingDays, saturdays, "2026-11-27", "2026-12-02", "27 01 02"}, // St Andrew's
		{"FREQ=WEEKLY;BYDAY=MO", TreatmentDays, Usual(), "2026-05-18", "2026-06-02", "18 26 01"},
		{"FREQ=WEEKLY;BYDAY=MO", EveryDay, Usual(), "2026-05-18", "2026-06-02", "18 25 01"},
		{"FREQ=WEEKLY;BYDAY=MO", TreatmentDays, Usual(), "2026-05-26", "2026-05-27", "26"},          // also when one looks from the Tuesday
		{"FREQ=WEEKLY;BYDAY=MO,TU", TreatmentDays, Usual(), "2026-05-18", "2026-05-31", "18 19 26"}, // not twice on Tuesday
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", EveryDay, Usual(), "2026-11-01", "2026-12-10", "04 18 02"},
		{"FREQ=MONTHLY;BYDAY=1TU", EveryDay, Usual(), "2026-11-01", "2027-01-31", "03 01 05"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", WorkingDays, Usual(), "2026-10-01", "2026-12-02", "02 30"}, // 31 October moves to Monday
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", EveryDay, Usual(), "2026-08-01", "2026-09-30", "03 01"},
		{"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", EveryDay, Usual(), "2026-01-01", "2028-12-31", "01 01 01"},
		{"FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=2", EveryDay, Usual(), "2026-01-01", "2026-12-31", "02 02"},
	} {
		got := opened(t, read(t, c.rule, c.on, "06:30", "08:15"), c.calendar, c.from, c.to)
		short := ""
		for _, d := range got {
			short += d[8:] + " "
		}
		if strings.TrimSpace(short) != c.want {
			t.Errorf("%s on %s from %s: %v, want %s", c.rule, c.on, c.from, got, c.want)
		}
	}
}

func TestWindows_ARareOneIsOpenUntilTheNext(t *testing.T) {
	zone := london(t)
	for rule, want := range map[string]int{"FREQ=WEEKLY;BYDAY=MO": 7, "FREQ=WEEKLY;BYDAY=MO,TH": 3, "FREQ=MONTHLY;BYDAY=1MO": 7, "FREQ=DAILY": 1} {
		s := read(t, rule, EveryDay, "06:30", "08:15")
		w := s.Windows(Usual(), zone, day(t, "2026-11-02").Begins(zone), day(t, "2026-11-03").Begins(zone))
		if len(w) != 1 || !w[0].Closes.Equal(day(t, "2026-11-02").Plus(want).Begins(zone)) {
			t.Errorf("%s: %+v, want it open for %d days", rule, w, want)
		}
	}
}

// TestDays_DoNotDependOnWhereOneLooksFrom holds short looks against one over ten years.
func TestDays_DoNotDependOnWhereOneLooksFrom(t *testing.T) {
	for _, text := range []string{
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;BYDAY=MO,WE", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
		"FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;BYWEEKNO=1,53", "FREQ=YEARLY;BYYEARDAY=-1,100", "FREQ=YEARLY;BYDAY=20MO",
	} {
		r, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		from, to := Date(2022, 6, 15), Date(2032, 6, 15)
		all := r.Days(from, to)
		var pieces []Day
		for d := from; d <= to; d = d.Plus(11) {
			pieces = append(pieces, r.Days(d, min(d.Plus(10), to))...)
		}
		if len(all) < 2 || !slices.Equal(all, pieces) {
			t.Errorf("%s: %d days at once, %d in pieces", text, len(all), len(pieces))
		}
	}
}

func TestParse_RefusesInWordsWhatItCannotHonour(t *testing.T) {
	for text, word := range map[string]string{
		"": "empty", "FREQ=HOURLY": "too often", "FREQ=MINUTELY;INTERVAL=30": "too often", "FREQ=SECONDLY": "too often", "FREQ=FORTNIGHTLY": "not",
		"INTERVAL=2": "needs FREQ", "FREQ=DAILY;COUNT=5": "COUNT", "FREQ=DAILY;UNTIL=20270101": "UNTIL", "FREQ=DAILY;BYHOUR=8": "opens and due",
		"DTSTART=20260101;FREQ=DAILY": "DTSTART", "RRULE:FREQ=DAILY": "without RRULE:", "FREQ=DAILY;FREQ=WEEKLY": "twice", "FREQ=DAILY;": "NAME=VALUE",
		"FREQ=WEEKLY;BYDAY=MONDAY": "no day of the week", "FREQ=WEEKLY;BYDAY=2MO": "MONTHLY or YEARLY", "FREQ=WEEKLY;BYMONTHDAY=3": "BYMONTHDAY",
		"FREQ=DAILY;INTERVAL=0": "INTERVAL", "FREQ=DAILY;INTERVAL=-1": "INTERVAL", "FREQ=DAILY;INTERVAL=2,3": "INTERVAL", "FREQ=MONTHLY;BYMONTHDAY=32": "BYMONTHDAY", "FREQ=MONTHLY;BYMONTHDAY=0": "BYMONTHDAY",
		"FREQ=YEARLY;BYMONTH=13": "BYMONTH", "FREQ=DAILY;BYSETPOS=1": "BYSETPOS", "FREQ=MONTHLY;BYYEARDAY=4": "BYYEARDAY", "FREQ=MONTHLY;BYWEEKNO=4": "BYWEEKNO",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "no day", "FREQ=YEARLY;BYEASTER=1": "BYEASTER", "FREQ=DAILY;BYDAY=": "NAME=VALUE", "FREQ=DAILY;X-RAY=1": "no part", "FREQ=WEEKLY;WKST=1MO": "no day of the week",
		"every Monday": "NAME=VALUE",
	} {
		_, err := Parse(text)
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v; want a word about %q", text, err, word)
		}
	}
}

func TestRead_RefusesTimesAndDays(t *testing.T) {
	for _, c := range [][4]string{
		{"FREQ=DAILY", "weekends", "06:30", "08:15"}, {"FREQ=DAILY", "", "6:30", "08:15"}, {"FREQ=DAILY", "", "06:30", "24:00"},
		{"FREQ=DAILY", "", "08:15", "08:15"}, {"FREQ=DAILY", "", "", "08:15"}, {"FREQ=HOURLY", "", "06:30", "08:15"},
	} {
		if _, err := Read(c[0], c[1], c[2], c[3], 0); err == nil {
			t.Errorf("%v was read", c)
		}
	}
}
