package rota

import (
	"cmp"
	"slices"
	"time"

	"runup/internal/staff"
	"runup/internal/store"
)

// Chosen is a person who is on, and why it is they.
type Chosen struct {
	Person staff.Person
	Span   Span
}

// Skipped is somebody the rota names who is not on all the same.
type Skipped struct {
	Chosen
	Reason string
}

// Found is who is on, and whom the rota named in vain.
type Found struct {
	People  []Chosen
	Skipped []Skipped
}

// OnDuty answers who is on at a time: for an area, or "" for any; on a duty, which may be a role, or "" for any. Each person
// is there once a duty. Who has left, or is not registered or appointed as the duty needs, is skipped, and named as such.
func OnDuty(tx *store.Tx, area, duty string, at time.Time) (Found, error) {
	r, err := Between(tx, at, at.Add(time.Millisecond))
	if err != nil {
		return Found{}, err
	}
	s, err := CurrentSettings(tx)
	if err != nil {
		return Found{}, err
	}
	var f Found
	for _, span := range nearest(On(r, at, area, duty)) {
		p, err := staff.ByID(tx, span.Person)
		if err != nil {
			return Found{}, err
		}
		c := Chosen{Person: p, Span: span}
		d, _ := s.duty(span.Duty)
		if why := d.unfit(p, at); why != "" {
			f.Skipped = append(f.Skipped, Skipped{Chosen: c, Reason: why})
			continue
		}
		f.People = append(f.People, c)
	}
	return f, nil
}

// nearest leaves each person once a duty: for the area itself rather than for every one.
func nearest(list []Span) []Span {
	rank := func(s Span) int {
		if s.Area == Everywhere {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.Duty, b.Duty), rank(a)-rank(b), a.From.Compare(b.From), cmp.Compare(a.Person, b.Person))
	})
	seen := map[[2]string]bool{}
	return slices.DeleteFunc(list, func(s Span) bool {
		key := [2]string{s.Person, s.Duty}
		was := seen[key]
		seen[key] = true
		return was
	})
}
