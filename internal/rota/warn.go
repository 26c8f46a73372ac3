package rota

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/staff"
	"runup/internal/store"
)

// Warnings answers what is no mistake in a sheet and worth knowing before it is agreed.
func Warnings(tx *store.Tx, s Sheet) ([]string, error) {
	settings, err := CurrentSettings(tx)
	if err != nil {
		return nil, err
	}
	list := []string{}
	warn := func(person, area, duty string, from time.Time, to *time.Time) error {
		p, err := staff.ByID(tx, person)
		if err != nil {
			return err
		}
		d, _ := settings.duty(duty)
		for _, w := range warned(p, d, area, from, to) {
			if !slices.Contains(list, w) {
				list = append(list, w)
			}
		}
		return nil
	}
	var last *time.Time
	if s.To != "" {
		end := day(s.To).Plus(1).Begins(london())
		last = &end
	}
	for _, w := range s.Weekly {
		if err := warn(w.Person, w.Area, w.Duty, later(day(s.From).Begins(london()), tx.Now), last); err != nil {
			return nil, err
		}
	}
	for _, w := range s.Shifts {
		if err := warn(w.Person, w.Area, w.Duty, w.From, &w.To); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// warned says what is amiss with one person on one duty from one time to another; nil is for good.
func warned(p staff.Person, d Duty, area string, from time.Time, to *time.Time) []string {
	var list []string
	if why := d.unfit(p, from); why != "" {
		list = append(list, fmt.Sprintf("%s is not on as %s: %s.", p.Name, d.ID, why))
	} else if until := ends(p, d, from); until != nil && (to == nil || until.Before(*to)) {
		list = append(list, fmt.Sprintf("%s is on as %s until %s only: the %s ends.", p.Name, d.ID, until.In(london()).Format("2 January 2006"), appointments[d.Needs]))
	}
	if a := p.Actor(); area == Everywhere && !a.Everywhere() || area != Everywhere && !a.Sees(area) {
		list = append(list, fmt.Sprintf("%s does not see what happens in area %s.", p.Name, area))
	}
	return list
}

// ends answers when what the duty needs runs out; nil when it does not.
func ends(p staff.Person, d Duty, from time.Time) *time.Time {
	var last *time.Time
	for _, a := range p.Appointments {
		switch {
		case a.Kind != d.Needs || !a.Holds(from):
		case a.Until == nil:
			return nil
		case last == nil || last.Before(*a.Until):
			last = a.Until
		}
	}
	return last
}
