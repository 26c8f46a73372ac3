package schedule

import (
	"fmt"
	"time"
)

// Day is a day of the calendar, counted from 1 January 1970. It has no zone.
type Day int

// Date makes a day.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DayOf answers the day that it is in a zone.
func DayOf(t time.Time, zone *time.Location) Day { return Date(t.In(zone).Date()) }

// ParseDay reads YYYY-MM-DD.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is no day; it is written YYYY-MM-DD", text)
	}
	return Date(t.Date()), nil
}

// Plus answers the day some days later.
func (d Day) Plus(days int) Day { return d + Day(days) }

func (d Day) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Weekday answers which day of the week it is.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Year answers the year it belongs to.
func (d Day) Year() int { return d.utc().Year() }

// String answers YYYY-MM-DD.
func (d Day) String() string { return d.utc().Format(time.DateOnly) }

// Monday answers the first day of the ISO week it is in.
func (d Day) Monday() Day { return d.Plus(-(int(d.Weekday()) + 6) % 7) }

// Week names the ISO week it is in: 2026-W48.
func (d Day) Week() string {
	year, week := d.utc().ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}

// Begins answers the first instant of the day in a zone.
func (d Day) Begins(zone *time.Location) time.Time { return d.At(0, zone) }

// At answers when the wall clock shows a time on that day. A time that it shows twice is the first of the two, and one that
// it skips is counted from before the gap.
//
// Requirement: RFC 5545 3.3.5, local times that occur twice or never.
func (d Day) At(c Clock, zone *time.Location) time.Time {
	year, month, day := d.utc().Date()
	_, before := time.Date(year, month, day-1, 12, 0, 0, 0, zone).Zone() // the clocks change once in a night
	_, after := time.Date(year, month, day+1, 12, 0, 0, 0, zone).Zone()
	wall := d.utc().Add(time.Duration(c) * time.Minute)
	first := wall.Add(-time.Duration(before) * time.Second)
	if shows(first, wall, zone) {
		return first
	}
	if second := wall.Add(-time.Duration(after) * time.Second); shows(second, wall, zone) {
		return second
	}
	return first
}

// shows reports whether a zone's clock shows the time that wall is in UTC.
func shows(t, wall time.Time, zone *time.Location) bool {
	return t.In(zone).Format(time.DateTime) == wall.Format(time.DateTime)
}

// Clock is a time of day in minutes after midnight.
type Clock int

// ParseClock reads HH:MM.
func ParseClock(text string) (Clock, error) {
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != 5 {
		return 0, fmt.Errorf("%q is no time of day; it is written HH:MM", text)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String answers HH:MM.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }
