package rota

import (
	"fmt"

	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// check names everything that is wrong with a sheet.
func check(tx *store.Tx, d Drafting) error {
	s, err := CurrentSettings(tx)
	if err != nil {
		return err
	}
	f := checking{tx: tx, settings: s, people: map[string]string{}}
	f.period(d.Content)
	f.line("/note", d.Note, 0, 500)
	for i, w := range d.Weekly {
		at := fmt.Sprintf("/weekly/%d", i)
		f.clock(at, w.Days, w.On, w.Starts, w.Ends)
		if w.Every < 0 || w.Every > 12 || w.Every > 1 && (w.Week < 1 || w.Week > w.Every) || w.Every <= 1 && w.Week > 1 {
			f.add(at+"/week", "must be one of the weeks 1 to every, and every at most 12")
		}
		if err := f.who(at, w.Person, w.Area, w.Duty); err != nil {
			return err
		}
	}
	seen := map[Shift]bool{}
	for i, shift := range d.Shifts {
		at := fmt.Sprintf("/shifts/%d", i)
		f.shift(at, d.Content, shift)
		if shift = shift.inUTC(); seen[shift] {
			f.add(at, "stands there twice")
		}
		seen[shift] = true
		if err := f.who(at, shift.Person, shift.Area, shift.Duty); err != nil {
			return err
		}
	}
	return f.problem("The rota cannot be kept like this; nothing of it was.")
}

// checking is faults with what is looked up for them.
type checking struct {
	faults
	tx       *store.Tx
	settings Settings
	people   map[string]string // what is wrong with each, "" for nothing
}

func (f *checking) period(c Content) {
	if !slugs.MatchString(c.Sheet) || len(c.Sheet) > 100 {
		f.add("/sheet", "must be small letters, digits and hyphens, at most 100")
	}
	from, err := schedule.ParseDay(c.From)
	if err != nil {
		f.add("/from", "%s", err.Error())
	}
	if c.To == "" {
		return
	}
	switch to, err := schedule.ParseDay(c.To); {
	case err != nil:
		f.add("/to", "%s", err.Error())
	case to < from:
		f.add("/to", "is before it begins")
	case to < today(f.tx):
		f.add("/to", "is past: what was on stays as it was")
	}
}

func (f *checking) shift(at string, c Content, s Shift) {
	if !s.From.Before(s.To) || s.To.Sub(s.From) > longest {
		f.add(at+"/to", "must be after it begins, at most 31 days")
	}
	if day := schedule.DayOf(s.From, london()).String(); day < c.From || c.To != "" && day > c.To {
		f.add(at+"/from", "must be on one of the sheet's days")
	}
}

// who checks person, area and duty of a line. A registration that ends before the shift is no mistake here, for it may be
// renewed until then: cover tells.
func (f *checking) who(at, person, area, duty string) error {
	f.duty(at, f.settings, duty)
	wrong, known := f.people[person]
	if !known {
		var err error
		if wrong, err = absent(f.tx, person); err != nil {
			return err
		}
		f.people[person] = wrong
	}
	if wrong != "" {
		f.add(at+"/person", "%s", wrong)
	}
	return f.area(f.tx, at, area)
}

// absent says why nobody can be on the rota under this id, "" when they can.
func absent(tx *store.Tx, id string) (string, error) {
	p, err := staff.ByID(tx, id)
	switch {
	case problem.Is(err, "not-found"):
		return fmt.Sprintf("there is nobody %q", id), nil
	case err == nil && !p.Active:
		return "the account of " + p.Name + " is closed", nil
	}
	return "", err
}
