// Package authorisation holds what people are authorised for against what is there: the checklists of the library, the
// equipment and the education codes in force. Who may grant, and what a grant says, is package staff's.
package authorisation

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"runup/internal/codes"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Grant authorises a person for a checklist that there is.
func Grant(tx *store.Tx, g staff.Grant) (staff.Authorisation, error) {
	if err := staff.May(tx.Actor, staff.Authorise); err != nil {
		return staff.Authorisation{}, err
	}
	if _, err := staff.ByID(tx, g.Staff); err != nil {
		return staff.Authorisation{}, err
	}
	if err := there(tx, g); err != nil {
		return staff.Authorisation{}, err
	}
	return staff.Entitle(tx, g)
}

// there holds what a grant names against what is there. A slip of a letter would authorise nobody for anything, unnoticed.
func there(tx *store.Tx, g staff.Grant) error {
	p := problem.New("invalid", "The authorisation was not granted.")
	if _, err := library.Current(tx, g.Checklist); problem.Is(err, "not-found") {
		p = p.With(problem.Field{Pointer: "/checklist", Detail: "there is no such checklist"})
	} else if err != nil {
		return err
	}
	if g.Equipment != "" {
		if _, err := equipment.ByID(tx, g.Equipment); problem.Is(err, "not-found") {
			p = p.With(problem.Field{Pointer: "/equipment", Detail: "there is no such equipment"})
		} else if err != nil {
			return err
		}
	}
	ecf, err := codes.Current(tx, codes.ECF)
	if err != nil {
		return err
	}
	for _, i := range ecf.Unknown(g.Codes) {
		p = p.With(problem.Field{Pointer: fmt.Sprintf("/codes/%d", i), Detail: "is no code of version " + ecf.Version + " in force"})
	}
	if len(p.Fields) > 0 {
		return p
	}
	return nil
}

// Why an authorisation is looked at.
const (
	Lapsed = "lapsed" // it is over, and nothing came in its place
	Lapses = "lapses" // it will be over
	Review = "review" // the day has come, or comes, to look at the person again
)

// Due is an authorisation that somebody looks at, and by when.
type Due struct {
	Authorisation staff.Authorisation
	Person        staff.Person
	Day           string // YYYY-MM-DD in the department's zone
	Why           string
}

// DueWithin answers what lapses or is due for review within some days, and what lapsed that many days ago at most, the
// soonest first. What was granted anew since is not in it, nor anybody who has left.
func DueWithin(tx *store.Tx, days int, zone *time.Location) ([]Due, error) {
	if err := staff.May(tx.Actor, staff.ReviewPeople); err != nil {
		return nil, err
	}
	people, err := staff.All(tx)
	if err != nil {
		return nil, err
	}
	all, err := staff.Authorisations(tx)
	if err != nil {
		return nil, err
	}
	w := window{now: tx.Now, from: day(tx.Now.AddDate(0, 0, -days), zone), to: day(tx.Now.AddDate(0, 0, days), zone), zone: zone}
	list := []Due{}
	for _, p := range people {
		if p.Active {
			list = append(list, w.due(p, all[p.ID])...)
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Authorisation.ID, b.Authorisation.ID))
	})
	return list, nil
}

func day(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// window is the days that are looked at.
type window struct {
	now      time.Time
	from, to string
	zone     *time.Location
}

func (w window) due(p staff.Person, held []staff.Authorisation) (list []Due) {
	for i, a := range held {
		if a.WithdrawnAt != nil || replaced(a, held[i+1:]) {
			continue
		}
		if d := (Due{Authorisation: a, Person: p}); w.decide(&d) {
			list = append(list, d)
		}
	}
	return list
}

// decide says whether and why an authorisation is due; what ends it comes before what reviews it.
func (w window) decide(d *Due) bool {
	a := d.Authorisation
	if a.Until != nil {
		d.Day, d.Why = day(*a.Until, w.zone), Lapses
		if !w.now.Before(*a.Until) {
			d.Why = Lapsed
			return d.Day >= w.from
		}
		if d.Day <= w.to && (a.ReviewOn == "" || d.Day <= a.ReviewOn) {
			return true
		}
	}
	d.Day, d.Why = a.ReviewOn, Review
	return a.ReviewOn != "" && a.ReviewOn <= w.to
}

// replaced reports whether a later grant stands in an authorisation's place.
func replaced(a staff.Authorisation, later []staff.Authorisation) bool {
	return slices.ContainsFunc(later, func(b staff.Authorisation) bool {
		return b.WithdrawnAt == nil && b.Checklist == a.Checklist && b.Equipment == a.Equipment
	})
}
