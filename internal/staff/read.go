package staff

import (
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/problem"
	"runup/internal/store"
)

// ByID finds a person.
func ByID(tx *store.Tx, id string) (Person, error) {
	p, err := store.Memo(tx, "staff", id, func() (Person, error) { return take(tx.Where("id = ?", id)) })
	if err != nil {
		return Person{}, err
	}
	p.Registered = p.RegisteredAt(tx.Now)
	return p, nil
}

// ByUsername finds a person by the name they sign in with, written in any case.
func ByUsername(tx *store.Tx, username string) (Person, error) {
	name := Normal(username)
	if !usernames.MatchString(name) {
		name = "" // nobody's; asked all the same, so that it takes as long
	}
	p, err := take(tx.Where("username = ?", name))
	if err != nil {
		return Person{}, err
	}
	p.Registered = p.RegisteredAt(tx.Now)
	return p, nil
}

func take(q *gorm.DB) (Person, error) {
	var row personRow
	err := q.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Person{}, problem.New("not-found", "There is no such person.")
	}
	if err != nil {
		return Person{}, fmt.Errorf("staff: %w", err)
	}
	return row.person(), nil
}

// All answers everybody, those who left too, by user name.
func All(tx *store.Tx) ([]Person, error) {
	var rows []personRow
	if err := tx.Order("username").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("staff: all: %w", err)
	}
	list := make([]Person, len(rows))
	for i, row := range rows {
		list[i] = row.person()
		list[i].Registered = list[i].RegisteredAt(tx.Now)
	}
	return list, nil
}

// AuthorisationsOf answers what a person is or was authorised for, the oldest grant first.
func AuthorisationsOf(tx *store.Tx, staffID string) ([]Authorisation, error) {
	return store.Memo(tx, "authorisation", staffID, func() ([]Authorisation, error) {
		return list(tx.Where("staff = ?", staffID))
	})
}

// Authorisations answers everybody's, by person.
func Authorisations(tx *store.Tx) (map[string][]Authorisation, error) {
	all, err := list(tx.DB)
	if err != nil {
		return nil, err
	}
	by := map[string][]Authorisation{}
	for _, a := range all {
		by[a.Staff] = append(by[a.Staff], a)
	}
	return by, nil
}

func list(q *gorm.DB) ([]Authorisation, error) {
	var rows []authorisationRow
	if err := q.Order("position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("staff: authorisations: %w", err)
	}
	found := make([]Authorisation, len(rows))
	for i, row := range rows {
		found[i] = row.authorisation()
	}
	return found, nil
}

// AuthorisationByID finds one authorisation.
func AuthorisationByID(tx *store.Tx, id string) (Authorisation, error) {
	found, err := list(tx.Where("id = ?", id))
	if err == nil && len(found) == 0 {
		err = problem.New("not-found", "There is no such authorisation.")
	}
	if err != nil {
		return Authorisation{}, err
	}
	return found[0], nil
}

// How says what held when a check was done.
type How string

// What can have held.
const (
	IsHeld How = "held"
	Lapsed How = "lapsed" // there was one, and it was over
	None   How = "none"   // there was none, or it had not begun
)

// Held answers what a person was authorised for at the time they did it, whatever has changed since: the best capacity
// that held, else what had lapsed.
func Held(tx *store.Tx, staffID, checklist, equipment string, at time.Time) (Authorisation, How, error) {
	p, err := ByID(tx, staffID)
	if problem.Is(err, "not-found") {
		return Authorisation{}, None, nil
	}
	if err != nil {
		return Authorisation{}, None, err
	}
	all, err := AuthorisationsOf(tx, staffID)
	if err != nil {
		return Authorisation{}, None, err
	}
	best, how := Authorisation{}, None
	for _, a := range all {
		if a.Checklist != checklist || a.Equipment != "" && a.Equipment != equipment || at.Before(a.From) {
			continue
		}
		is := Lapsed
		if a.Holds(at) && p.WorksAt(at) {
			is = IsHeld
		}
		if better(a, is, best, how) {
			best, how = a, is
		}
	}
	return best, how, nil
}

func better(a Authorisation, is How, than Authorisation, how How) bool {
	if is != how {
		return how == None || is == IsHeld
	}
	return capacityRank[a.Capacity] > capacityRank[than.Capacity]
}

var capacityRank = map[string]int{Trainee: 1, Authorised: 2, Operator: 3}
