package rota

import (
	"cmp"
	"slices"
	"time"

	"runup/internal/schedule"
)

// On answers who is on at a time: for an area, or "" for any; on a duty, or "" for any.
func On(r Rota, at time.Time, area, duty string) []Span {
	list := r.Spans(at, at.Add(time.Millisecond))
	return slices.DeleteFunc(list, func(s Span) bool { return !s.Covers(area) || duty != "" && s.Duty != duty })
}

// Spans answers who is on in a period, whole shifts also where they reach out of it, by their beginning.
func (r Rota) Spans(from, to time.Time) []Span {
	var list []Span
	for _, s := range r.shifts(from, to) {
		list = append(list, r.overridden(s)...)
	}
	for _, o := range r.Overrides {
		if o.InsteadOf == "" {
			extra := Span{Person: o.Person, Area: o.Area, Duty: o.Duty, From: o.From, To: o.To, Override: o.ID, Reason: o.Reason}
			list = append(list, r.overridden(extra)...)
		}
	}
	list = slices.DeleteFunc(list, func(s Span) bool { return s.Person == "" || !s.From.Before(to) || !from.Before(s.To) })
	slices.SortFunc(list, func(a, b Span) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Duty, b.Duty), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Person, b.Person), a.To.Compare(b.To))
	})
	return list
}

// shifts answers what the sheets say, before overrides.
func (r Rota) shifts(from, to time.Time) []Span {
	var list []Span
	first, last := schedule.DayOf(from, r.Zone).Plus(-reach), schedule.DayOf(to, r.Zone)
	for i := range r.Sheets {
		sheet := &r.Sheets[i]
		for day := max(first, sheet.Begins); day <= min(last, sheet.Ends); day = day.Plus(1) {
			if r.governing(sheet.Sheet, day) == i {
				list = append(list, r.recurring(sheet, day)...)
			}
		}
		for _, s := range sheet.Shifts {
			day := schedule.DayOf(s.From, r.Zone)
			if s.From.Before(to) && from.Before(s.To) && r.governing(sheet.Sheet, day) == i {
				list = append(list, Span{Person: s.Person, Area: s.Area, Duty: s.Duty, From: s.From, To: s.To, Sheet: sheet.Sheet, Position: sheet.Position})
			}
		}
	}
	return list
}

// reach is how many days back a recurring shift may have begun that is still on.
const reach = 2

// governing answers which sheet of a name says who begins on a day: the one agreed last of those whose days these are.
func (r Rota) governing(name string, day schedule.Day) int {
	for i := len(r.Sheets) - 1; i >= 0; i-- {
		if s := &r.Sheets[i]; s.Sheet == name && s.Begins <= day && day <= s.Ends {
			return i
		}
	}
	return -1
}

func (r Rota) recurring(s *Sheet, day schedule.Day) []Span {
	var list []Span
	for _, w := range s.Weekly {
		if !w.in(s.From, day) || !counts(r.Days, w.Days, w.On, day) {
			continue
		}
		from, to := hours(day, w.Starts, w.Ends, r.Zone)
		list = append(list, Span{Person: w.Person, Area: w.Area, Duty: w.Duty, From: from, To: to, Sheet: s.Sheet, Position: s.Position})
	}
	return list
}

// in reports whether a line is on in the week of a day.
func (w Weekly) in(sheetFrom string, day schedule.Day) bool {
	if w.Every < 2 {
		return true
	}
	begin, err := schedule.ParseDay(sheetFrom)
	if err != nil {
		return false
	}
	weeks := int(day.Monday()-begin.Monday()) / 7
	return weeks >= 0 && weeks%w.Every == w.Week-1
}

// ClosedDays are those on which the department does not treat.
const ClosedDays = "closed-days"

var week = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// counts reports whether a day is one of the named weekdays, and counts.
func counts(c schedule.Calendar, days []string, on string, day schedule.Day) bool {
	if len(days) > 0 && !slices.Contains(days, week[day.Weekday()]) {
		return false
	}
	switch on {
	case schedule.TreatmentDays:
		return c.Treats(day)
	case schedule.WorkingDays:
		return c.Works(day)
	case ClosedDays:
		return !c.Treats(day)
	}
	return true
}

// hours answers the instants of two times of day, the second on the day after where it is not later. A night is as long as
// its clock makes it: an hour less in March, one more in October.
func hours(day schedule.Day, starts, ends string, zone *time.Location) (from, to time.Time) {
	begin, _ := schedule.ParseClock(starts) // checked when it was drafted
	end, _ := schedule.ParseClock(ends)
	until := day
	if end <= begin {
		until = day.Plus(1)
	}
	from, to = day.At(begin, zone).UTC(), until.At(end, zone).UTC()
	if !to.After(from) { // the hour in which it lies was skipped
		to = from.Add(time.Duration(end-begin) * time.Minute)
	}
	return from, to
}

// overridden cuts a shift where overrides begin and end, and says who is on in each piece.
func (r Rota) overridden(s Span) []Span {
	var mine []Override
	cuts := []time.Time{s.From, s.To}
	for _, o := range r.Overrides {
		if o.InsteadOf == "" || !o.touches(s) {
			continue
		}
		mine = append(mine, o)
		for _, at := range []time.Time{o.From, o.To} {
			if at.After(s.From) && at.Before(s.To) {
				cuts = append(cuts, at)
			}
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	var list []Span
	for i := range cuts[1:] {
		piece := s
		piece.From, piece.To = cuts[i], cuts[i+1]
		list = joined(list, stands(piece, mine))
	}
	return list
}

// stands says who is on in a piece. Overrides are taken in the order they were made: of two for the same person the later
// counts, and one for somebody who stands in passes the duty on.
func stands(piece Span, overrides []Override) Span {
	normal := piece.Person
	for _, o := range overrides {
		if o.holds(piece.From) && (o.InsteadOf == piece.Person || o.InsteadOf == normal) {
			piece.Person, piece.Override, piece.InsteadOf, piece.Reason = o.Person, o.ID, normal, o.Reason
		}
	}
	return piece
}

// joined appends a piece, or lengthens the last one where nothing but the time differs.
func joined(list []Span, piece Span) []Span {
	if n := len(list); n > 0 {
		last := list[n-1]
		if last.From, last.To = piece.From, piece.To; last == piece {
			list[n-1].To = piece.To
			return list
		}
	}
	return append(list, piece)
}
