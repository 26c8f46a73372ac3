package figures

import (
	"slices"
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

// Month is what a department reports of one month: of what was opened in it, and of the calls and ladders in it.
type Month struct {
	Month    string // 2026-11, the department's
	Opened   int
	Belated  int // missed checks that a late record closed by itself
	Answers  []Times
	Advice   Fatigue
	Calls    Calls
	Climbing escalation.Climbing
}

// Calls is how often people were interrupted.
type Calls struct {
	Interrupts int
	Shifts     int // in which anybody was
	Most       int // the most that any one person was in one shift
}

const monthLayout = "2006-01"

// Months answers every month that a period touches, as far as it lies in the period.
func Months(tx *store.Tx, zone *time.Location, from, to time.Time) ([]Month, error) {
	list, err := escalation.Courses(tx, &from, &to)
	if err != nil {
		return nil, err
	}
	called, err := calls(tx, zone, &from, &to)
	if err != nil {
		return nil, err
	}
	p, err := placesOf(tx, zone)
	if err != nil {
		return nil, err
	}
	months := []Month{}
	for begin := from; begin.Before(to); {
		end := nextMonth(begin, zone)
		if end.After(to) {
			end = to
		}
		m := p.month(begin.In(zone).Format(monthLayout), list, called)
		if m.Climbing, err = escalation.Climbed(tx, &begin, &end); err != nil {
			return nil, err
		}
		months = append(months, m)
		begin = end
	}
	return months, nil
}

func nextMonth(t time.Time, zone *time.Location) time.Time {
	y, m, _ := t.In(zone).Date()
	return time.Date(y, m+1, 1, 0, 0, 0, 0, zone)
}

func (p places) month(name string, list []escalation.Course, called []Shift) Month {
	m := Month{Month: name}
	var its []escalation.Course
	for _, c := range list {
		if c.OpenedAt.In(p.zone).Format(monthLayout) != name {
			continue
		}
		its = append(its, c)
		m.Advice.add(c.Advice, c.Vain, 1)
		if c.LateRecord {
			m.Belated++
		}
	}
	m.Opened = len(its)
	m.Answers = slices.DeleteFunc(p.times(its, ByEquipment), func(t Times) bool { return t.Of != "" })
	for _, s := range called {
		if s.Day[:len(monthLayout)] == name {
			m.Calls.Interrupts, m.Calls.Shifts, m.Calls.Most = m.Calls.Interrupts+s.Interrupts, m.Calls.Shifts+1, max(m.Calls.Most, s.Most)
		}
	}
	return m
}
