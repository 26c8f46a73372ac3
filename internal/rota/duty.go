package rota

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/staff"
)

// Duty is as what somebody is on: a role, or a named duty.
type Duty struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Needs string `json:"needs,omitempty"` // the registration or appointment without which nobody is on it
}

// known are the duties of every department; it may add its own. Who answers an escalation must be registered, so whoever is
// on a duty that answers is too.
var known = []Duty{
	{"radiographer", "Radiographer", staff.HCPC},
	{"superintendent", "Superintendent", staff.HCPC},
	{"physicist", "Physicist", staff.HCPC},
	{"technologist", "Technologist", ""},
	{"engineer", "Engineer", ""},
	{"support-worker", "Support worker", ""},
	{"assistant-practitioner", "Assistant practitioner", ""},
	{"radiographer-in-charge", "Radiographer in charge", staff.HCPC},
	{"superintendent-on-call", "Superintendent on call", staff.HCPC},
	{"duty-physicist", "Duty physicist", staff.HCPC},
	{"physics-lead", "Physics lead", staff.HCPC},
	{"on-call-engineer", "On-call engineer", ""},
	{"rps", "Radiation protection supervisor", staff.RPS},
	{"mpe", "Medical physics expert", staff.MPE},
	{"head-of-service", "Head of service", ""},
}

// AllDuties answers the duties that this department has, its own last.
func (s Settings) AllDuties() []Duty { return append(slices.Clone(known), s.Duties...) }

func (s Settings) duty(id string) (Duty, bool) {
	all := s.AllDuties()
	i := slices.IndexFunc(all, func(d Duty) bool { return d.ID == id })
	if i < 0 {
		return Duty{}, false
	}
	return all[i], true
}

var appointments = map[string]string{
	staff.HCPC: "registration", staff.MPE: "appointment as medical physics expert", staff.RPS: "appointment as radiation protection supervisor",
}

// unfit says why a person is not on this duty at that time, "" when they are.
func (d Duty) unfit(p staff.Person, at time.Time) string {
	switch {
	case !p.WorksAt(at):
		return "the account is closed"
	case d.Needs != "" && !p.HoldsAt(d.Needs, at):
		return fmt.Sprintf("no current %s", appointments[d.Needs])
	}
	return ""
}
