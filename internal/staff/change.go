package staff

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"runup/internal/problem"
)

// Normal is a user name as it is kept: people type capitals and blanks without meaning them.
func Normal(username string) string { return strings.ToLower(strings.TrimSpace(username)) }

// difference answers the members of a change that differ from what is on file.
func difference(p Person, c Change) altered {
	act := altered{Reason: c.Reason}
	if c.Name != nil && *c.Name != p.Name {
		act.Name = c.Name
	}
	if c.Role != nil && *c.Role != p.Role {
		act.Role = c.Role
	}
	if c.Areas != nil && !slices.Equal(*c.Areas, p.Areas) {
		areas := orEmpty(*c.Areas)
		act.Areas = &areas
	}
	if c.Active != nil && *c.Active != p.Active {
		act.Active = c.Active
	}
	if c.Appointments != nil && !sameAppointments(*c.Appointments, p.Appointments) {
		list := orEmpty(*c.Appointments)
		act.Appointments = &list
	}
	return act
}

func (a altered) empty() bool {
	a.Reason = ""
	return a == altered{}
}

func sameAppointments(a, b []Appointment) bool {
	return slices.EqualFunc(a, b, func(x, y Appointment) bool {
		until := x.Until == y.Until || x.Until != nil && y.Until != nil && x.Until.Equal(*y.Until)
		return until && x.From.Equal(y.From) && reflect.DeepEqual([]string{x.Kind, x.Number}, []string{y.Kind, y.Number})
	})
}

var (
	usernames = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,99}$`)
	scopes    = regexp.MustCompile(`^([a-z0-9][a-z0-9-]{0,99}|\*)$`)
)

func checkNew(n New) error {
	var wrong []problem.Field
	if !usernames.MatchString(n.Username) {
		wrong = append(wrong, field("/username", "small letters, digits, dots, hyphens and underscores; it begins with a letter or digit"))
	}
	wrong = append(wrong, checkName(n.Name)...)
	wrong = append(wrong, checkRole(n.Role)...)
	wrong = append(wrong, checkAreas(n.Areas)...)
	wrong = append(wrong, checkAppointments(n.Appointments)...)
	return asProblem("The person could not be entered.", wrong)
}

func checkChange(c Change) error {
	var wrong []problem.Field
	if c.Name != nil {
		wrong = append(wrong, checkName(*c.Name)...)
	}
	if c.Role != nil {
		wrong = append(wrong, checkRole(*c.Role)...)
	}
	if c.Areas != nil {
		wrong = append(wrong, checkAreas(*c.Areas)...)
	}
	if c.Appointments != nil {
		wrong = append(wrong, checkAppointments(*c.Appointments)...)
	}
	return asProblem("The person could not be changed.", wrong)
}

func checkName(name string) []problem.Field {
	if strings.TrimSpace(name) == "" || len(name) > 800 || strings.ContainsFunc(name, unicode.IsControl) {
		return []problem.Field{field("/name", "one line of text")}
	}
	return nil
}

func checkRole(role string) []problem.Field {
	if !slices.Contains(roles, role) {
		return []problem.Field{field("/role", "one of "+strings.Join(roles, ", "))}
	}
	return nil
}

func checkAreas(areas []string) []problem.Field {
	for _, a := range areas {
		if !scopes.MatchString(a) {
			return []problem.Field{field("/areas", "ids of areas, or * for every area")}
		}
	}
	return nil
}

func checkAppointments(list []Appointment) []problem.Field {
	for _, a := range list {
		switch {
		case !slices.Contains([]string{HCPC, MPE, RPS}, a.Kind):
			return []problem.Field{field("/appointments", "of kind hcpc, mpe or rps")}
		case a.From.IsZero() || a.Until != nil && !a.From.Before(*a.Until):
			return []problem.Field{field("/appointments", "each begins before it ends")}
		}
	}
	return nil
}

func field(pointer, detail string) problem.Field {
	return problem.Field{Pointer: pointer, Detail: detail}
}

func asProblem(detail string, wrong []problem.Field) error {
	if len(wrong) == 0 {
		return nil
	}
	return problem.New("invalid", detail).With(wrong...)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
