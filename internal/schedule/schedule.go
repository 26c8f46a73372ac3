// Package schedule says on which days a check is due, and from when to when: a rule of RFC 5545, the days a department
// works, its bank holidays and its clock.
//
// It is pure. A rule chooses days; `on` leaves out those on which the department does not treat or work; opening and due
// are times of the wall clock on that day, right also in the nights in which the clocks change.
package schedule

import (
	"fmt"
	"time"
)

// Which days count.
const (
	TreatmentDays = "treatment-days" // the days on which patients are treated
	WorkingDays   = "working-days"   // Monday to Friday, without bank holidays
	EveryDay      = "every-day"
)

// Schedule is when a check is due.
type Schedule struct {
	Rule  Rule
	On    string // which days count; "" is every day
	Opens Clock
	Due   Clock
	Grace time.Duration
}

// Read reads a schedule as a checklist writes it.
func Read(rule, on, opens, due string, graceMinutes int) (s Schedule, err error) {
	if s.Rule, err = Parse(rule); err != nil {
		return s, err
	}
	switch on {
	case "", TreatmentDays, WorkingDays, EveryDay:
		s.On = on
	default:
		return s, fmt.Errorf("on is treatment-days, working-days or every-day, not %q", on)
	}
	if s.Opens, err = ParseClock(opens); err != nil {
		return s, fmt.Errorf("opens: %w", err)
	}
	if s.Due, err = ParseClock(due); err != nil {
		return s, fmt.Errorf("due: %w", err)
	}
	if s.Opens >= s.Due {
		return s, fmt.Errorf("it is due at %s, and opens only at %s", s.Due, s.Opens)
	}
	s.Grace = time.Duration(graceMinutes) * time.Minute
	return s, nil
}

// Window is one time a check is due.
type Window struct {
	Day    Day
	Opens  time.Time
	Due    time.Time
	Missed time.Time // due and the grace after it
	Closes time.Time // until when a check that names no window is taken for this one's
}

// latest is how long after its opening a check that is not daily may still be taken for it.
const latest = 7

// Windows answers what opens between two instants, from included, in the department's days and on its clock.
func (s Schedule) Windows(c Calendar, zone *time.Location, from, to time.Time) []Window {
	var list []Window
	first, last := DayOf(from, zone), DayOf(to, zone)
	days := s.days(c, first, last.Plus(latest))
	for i, day := range days {
		if day > last {
			break
		}
		w := s.on(day, zone)
		if w.Opens.Before(from) || !w.Opens.Before(to) {
			continue
		}
		closing := day.Plus(1)
		if !s.Rule.Daily() {
			closing = day.Plus(latest)
			if i+1 < len(days) && days[i+1] < closing {
				closing = days[i+1]
			}
		}
		w.Closes = closing.At(0, zone)
		list = append(list, w)
	}
	return list
}

// on answers the window of one day. A window is as long as the wall clock says also where its hours were skipped.
func (s Schedule) on(day Day, zone *time.Location) Window {
	w := Window{Day: day, Opens: day.At(s.Opens, zone), Due: day.At(s.Due, zone)}
	if !w.Due.After(w.Opens) {
		w.Due = w.Opens.Add(time.Duration(s.Due-s.Opens) * time.Minute)
	}
	w.Missed = w.Due.Add(s.Grace)
	return w
}

// days answers the days of the schedule between two, both included. A day of a rarer rule that does not count moves to the
// next that does: a week whose Monday is a bank holiday is not left without its weekly check.
func (s Schedule) days(c Calendar, from, to Day) []Day {
	begin := from
	if !s.Rule.Daily() {
		begin = from.Plus(-furthest)
	}
	var list []Day
	for _, day := range s.Rule.Days(begin, to) {
		day, ok := s.counted(c, day)
		if ok && day >= from && day <= to && (len(list) == 0 || list[len(list)-1] < day) {
			list = append(list, day)
		}
	}
	return list
}

// furthest is how many days a check moves at most.
const furthest = 14

func (s Schedule) counted(c Calendar, day Day) (Day, bool) {
	for n := range furthest {
		if moved := day.Plus(n); s.counts(c, moved) {
			return moved, true
		}
		if s.Rule.Daily() {
			break
		}
	}
	return day, false
}

func (s Schedule) counts(c Calendar, day Day) bool {
	switch s.On {
	case TreatmentDays:
		return c.Treats(day)
	case WorkingDays:
		return c.Works(day)
	}
	return true
}
