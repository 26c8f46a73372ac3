package rota

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Overriding is an override to be made.
type Overriding struct {
	InsteadOf string
	Person    string
	Area      string
	Duty      string
	From      time.Time
	To        time.Time
	Reason    string
}

// Replace puts one person in another's place for a time. After its end the normal one is on again by itself.
func Replace(tx *store.Tx, o Overriding) (Override, error) {
	if err := staff.May(tx.Actor, staff.Rota); err != nil {
		return Override{}, err
	}
	o.From, o.To, o.Reason = o.From.UTC().Truncate(time.Millisecond), o.To.UTC().Truncate(time.Millisecond), strings.TrimSpace(o.Reason)
	if err := o.check(tx); err != nil {
		return Override{}, err
	}
	if again, err := o.again(tx); again != nil || err != nil {
		return *orZero(again), err
	}
	id := uuid.Must(uuid.NewV7()).String()
	if _, err := Overridden.Append(tx, "", id, &logbook.Act[overridden, none]{Act: overridden(o)}); err != nil {
		return Override{}, fmt.Errorf("rota: replace: %w", err)
	}
	return OverrideByID(tx, id)
}

// again finds the same override, made by the same person and not ended: the call was sent twice.
func (o Overriding) again(tx *store.Tx) (*Override, error) {
	list, err := Overrides(tx, o.From, o.To)
	for _, was := range list {
		same := Overriding{InsteadOf: was.InsteadOf, Person: was.Person, Area: was.Area, Duty: was.Duty, From: was.From, To: was.To, Reason: was.Reason}
		if same == o && was.EndedAt == nil && was.SetBy == tx.Actor.Staff {
			return &was, nil
		}
	}
	return nil, err
}

func orZero(o *Override) *Override {
	if o == nil {
		return &Override{}
	}
	return o
}

// mostDays bounds an override; what is longer is another rota.
const mostDays = 366 * 24 * time.Hour

func (o Overriding) check(tx *store.Tx) error {
	s, err := CurrentSettings(tx)
	if err != nil {
		return err
	}
	var f faults
	f.line("/reason", o.Reason, 1, 500)
	switch {
	case !o.From.Before(o.To) || o.To.Sub(o.From) > mostDays:
		f.add("/to", "must be after it begins, at most a year")
	case !tx.Now.Before(o.To):
		f.add("/to", "is past: what was on stays as it was")
	}
	switch {
	case o.InsteadOf == "" && o.Person == "":
		f.add("/person", "must name who is on, or insteadOf who is not")
	case o.InsteadOf == o.Person:
		f.add("/person", "is the same person")
	case o.InsteadOf == "" && (o.Area == "" || o.Duty == ""):
		f.add("/duty", "somebody who is on besides is so for an area and a duty")
	}
	if o.Duty != "" {
		f.duty("", s, o.Duty)
	}
	if o.Area != "" {
		if err := f.area(tx, "", o.Area); err != nil {
			return err
		}
	}
	if err := f.people(tx, o); err != nil {
		return err
	}
	return f.problem("The override cannot be made like this.")
}

func (f *faults) people(tx *store.Tx, o Overriding) error {
	if o.Person != "" {
		wrong, err := absent(tx, o.Person)
		if err != nil {
			return err
		}
		if wrong != "" {
			f.add("/person", "%s", wrong)
		}
	}
	if o.InsteadOf == "" {
		return nil
	}
	_, err := staff.ByID(tx, o.InsteadOf) // who left may be replaced
	if problem.Is(err, "not-found") {
		f.add("/insteadOf", "there is nobody %q", o.InsteadOf)
		return nil
	}
	return err
}

// End ends an override now; from then on the normal one is on.
func End(tx *store.Tx, id, reason string) (Override, error) {
	if err := staff.May(tx.Actor, staff.Rota); err != nil {
		return Override{}, err
	}
	o, err := OverrideByID(tx, id)
	if err != nil || o.EndedAt != nil && o.EndedBy == tx.Actor.Staff { // their own last act, sent again
		return o, err
	}
	if o.EndedAt != nil || !tx.Now.Before(o.To) {
		return Override{}, problem.New("conflict", "It is over already.")
	}
	var f faults
	f.line("/reason", strings.TrimSpace(reason), 1, 500)
	if err := f.problem("The override was not ended."); err != nil {
		return Override{}, err
	}
	if _, err := Ended.Append(tx, "", id, &logbook.Act[ended, none]{Act: ended{Reason: strings.TrimSpace(reason)}}); err != nil {
		return Override{}, fmt.Errorf("rota: end: %w", err)
	}
	return OverrideByID(tx, id)
}
