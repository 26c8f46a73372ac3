// Package staff knows the people, what each may do, and what each is authorised for.
//
// Two things are kept apart. A power comes from what somebody is: a role, a current registration. An authorisation comes
// from what somebody was shown to be able to do: one checklist, in one capacity, between two dates, granted by somebody
// else on evidence. Powers are refused; an authorisation is only ever judged, for evidence is never refused.
package staff

import (
	"slices"
	"time"

	"runup/internal/store"
)

// Roles: what a person is. A department may call them otherwise on its screens.
const (
	SupportWorker         = "support-worker"
	AssistantPractitioner = "assistant-practitioner"
	Technologist          = "technologist"
	Radiographer          = "radiographer"
	Superintendent        = "superintendent"
	Physicist             = "physicist"
	Engineer              = "engineer"
	Auditor               = "auditor"
	Administrator         = "administrator"
)

var roles = []string{
	SupportWorker, AssistantPractitioner, Technologist, Radiographer, Superintendent, Physicist, Engineer, Auditor, Administrator,
}

// IsRole reports whether there is such a role.
func IsRole(role string) bool { return slices.Contains(roles, role) }

// senior roles hand out powers, so nobody gives or takes them alone.
func senior(role string) bool { return role == Superintendent || role == Physicist }

// Kinds of appointment.
const (
	HCPC = "hcpc" // registration with the Health and Care Professions Council: makes a person "registered"
	MPE  = "mpe"  // medical physics expert
	RPS  = "rps"  // radiation protection supervisor
)

// Appointment is a registration or an appointment in writing, with its dates.
type Appointment struct {
	Kind   string     `json:"kind"`
	Number string     `json:"number,omitempty"`
	From   time.Time  `json:"from"`
	Until  *time.Time `json:"until,omitempty"`
}

// Holds reports whether the appointment is in force.
func (a Appointment) Holds(at time.Time) bool {
	return !at.Before(a.From) && (a.Until == nil || at.Before(*a.Until))
}

// Person is somebody who works with the department's equipment.
type Person struct {
	ID           string
	Username     string
	Name         string
	Role         string
	Areas        []string // ["*"] is every area
	Appointments []Appointment
	Active       bool
	Since        time.Time
	LeftAt       *time.Time // when the account was closed, if it is
	Registered   bool       // at the instant of the transaction that read them
}

// RegisteredAt reports whether the person held a registration at that time, and still worked here.
func (p Person) RegisteredAt(at time.Time) bool { return p.HoldsAt(HCPC, at) }

// HoldsAt reports whether the person held a registration or appointment of this kind at that time, and still worked here.
func (p Person) HoldsAt(kind string, at time.Time) bool {
	return p.WorksAt(at) && slices.ContainsFunc(p.Appointments, func(a Appointment) bool { return a.Kind == kind && a.Holds(at) })
}

// WorksAt reports whether the person's account was not closed at that time.
func (p Person) WorksAt(at time.Time) bool { return p.LeftAt == nil || at.Before(*p.LeftAt) }

// Actor is the person as the one who acts, before anybody says how they proved who they are.
func (p Person) Actor() store.Actor {
	a := store.Actor{Staff: p.ID, Role: p.Role, Registered: p.Registered, Areas: p.Areas}
	if holds(rowOf(ReadAll), a) {
		a.Areas = []string{"*"}
	}
	return a
}

// Capacities: as what a person is authorised.
const (
	Operator   = "operator"   // entitled operator: may countersign what a trainee did
	Authorised = "authorised" // does it alone
	Trainee    = "trainee"    // does it supervised
)

// On what an authorisation can rest.
const (
	Assessed        = "assessed"
	RecognisedPrior = "recognised-prior" // learnt elsewhere, and recognised by local governance
	Qualification   = "qualification"
)

// Authorisation says that a person may do a checklist, in which capacity, from when to when, by whose word and on what
// evidence.
type Authorisation struct {
	ID          string
	Staff       string
	Checklist   string
	Equipment   string // "" is every piece of equipment of the checklist
	Capacity    string
	From        time.Time
	Until       *time.Time
	GrantedBy   string
	GrantedAt   time.Time
	Evidence    string
	Assessor    string   // who saw them do it: a person's id, or a name
	Basis       string   // how they came to be able to: one of the Basis constants, "" when nobody said
	ReviewOn    string   // the day somebody looks at it again, YYYY-MM-DD
	Procedure   string   // the local procedure that it goes by
	Codes       []string // of the education and career framework
	WithdrawnAt *time.Time
	WithdrawnBy string
}

// Holds reports whether the authorisation was in force.
func (a Authorisation) Holds(at time.Time) bool {
	end := a.Ends()
	return !at.Before(a.From) && (end == nil || at.Before(*end))
}

// Ends is when the authorisation is over: as it was granted, or earlier where it was withdrawn. Nil is never.
func (a Authorisation) Ends() *time.Time {
	if a.WithdrawnAt == nil || a.Until != nil && a.Until.Before(*a.WithdrawnAt) {
		return a.Until
	}
	return a.WithdrawnAt
}
