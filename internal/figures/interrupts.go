package figures

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/store"
)

// shiftHours is a shift of the day, from midnight on: three of them, as nights, days and evenings go.
const shiftHours = 8

// Shift is how often people were called during one shift. Nobody is named, and nothing tells whom it was.
type Shift struct {
	Day        string // YYYY-MM-DD, the department's
	From, To   int    // hours
	Interrupts int
	People     int // who were called at all
	Most       int // the most that any one of them was
}

// Interrupted is the shifts in which anybody was called, and how the ladders were climbed meanwhile.
type Interrupted struct {
	Shifts   []Shift
	Climbing escalation.Climbing
}

// Interrupts adds up the calls of a period by shift.
func Interrupts(tx *store.Tx, zone *time.Location, from, to *time.Time) (Interrupted, error) {
	list, err := calls(tx, zone, from, to)
	if err != nil {
		return Interrupted{}, err
	}
	climbed, err := escalation.Climbed(tx, from, to)
	return Interrupted{Shifts: list, Climbing: climbed}, err
}

func calls(tx *store.Tx, zone *time.Location, from, to *time.Time) ([]Shift, error) {
	list, err := notify.Interrupted(tx, []string{checklist.DoNotUse, checklist.BeforeUse, checklist.PutRight}, from, to)
	return shifts(list, zone), err
}

func shifts(calls []notify.Interrupt, zone *time.Location) []Shift {
	list := []Shift{}
	people := map[string]int{}
	for _, c := range calls {
		at := c.At.In(zone)
		s := Shift{Day: at.Format(time.DateOnly), From: at.Hour() / shiftHours * shiftHours}
		s.To = s.From + shiftHours
		if n := len(list); n == 0 || list[n-1].Day != s.Day || list[n-1].From != s.From {
			list = append(list, s)
			clear(people)
		}
		last := &list[len(list)-1]
		people[c.Person]++
		last.Interrupts++
		last.People, last.Most = len(people), max(last.Most, people[c.Person])
	}
	return list
}
