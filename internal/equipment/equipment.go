// Package equipment knows what is checked and where it stands: areas, pieces of equipment, and whether each may be used.
//
// A piece of equipment carries what the IR(ME)R inventory asks for, its numbered points, what it protects and its status.
// Which ways a status may go is known here; who may go them, and after which re-check, is known to whoever escalates.
package equipment

import (
	"time"

	"runup/internal/checklist"
)

// Status says whether a piece of equipment may be used clinically.
type Status string

// Every status, from in use to gone.
const (
	InService       Status = "in-service"               // may be used
	Restricted      Status = "in-service-restricted"    // may be used within what the restriction says
	Withdrawn       Status = "withdrawn-pending-review" // a check or a person stopped it; registered staff look at it
	OutOfService    Status = "out-of-service"           // taken out of use on purpose
	WithEngineer    Status = "with-engineer"            // handed to whoever repairs it
	AwaitingRecheck Status = "awaiting-recheck"         // handed back; a passing check by another person comes first
	Decommissioned  Status = "decommissioned"           // gone for good
)

var known = map[Status]bool{
	InService: true, Restricted: true, Withdrawn: true, OutOfService: true, WithEngineer: true, AwaitingRecheck: true, Decommissioned: true,
}

// Known reports whether this is one of the statuses.
func (s Status) Known() bool { return known[s] }

// InUse reports whether patients may meet equipment of this status.
func (s Status) InUse() bool { return s == InService || s == Restricted }

// Inventory is what the employer must be able to show of a piece of equipment.
//
// Requirement: IR(ME)R 2017 reg 15(2): manufacturer, model, serial or other unique identifier, years of manufacture and installation.
type Inventory struct {
	Manufacturer  string `json:"manufacturer"`
	Model         string `json:"model"`
	Serial        string `json:"serial"`
	YearMade      int    `json:"yearMade"`
	YearInstalled int    `json:"yearInstalled"`
}

// Point is a numbered place or device within a piece of equipment: one of fourteen call points, one of nine monitors.
type Point struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Affects []string `json:"affects,omitempty"` // equipment held when this point fails
}

// Equipment is one thing that is checked.
type Equipment struct {
	ID             string
	Name           string
	Kind           string
	Area           string
	Status         Status
	StatusSince    time.Time
	Inventory      Inventory
	GS1            string   // the GS1 key on its label, when it has one
	Features       []string // what it has that not every one of its kind has: items ask for them by `when`
	Points         []Point
	Affects        []string // equipment held when this one fails: what a sign or a light protects
	CalibrationDue string   // YYYY-MM-DD, for test equipment
	Alarms         []Alarm  // what its own screen must show at once

	StatusReason     string
	StatusBy         string // a person; "" for the server
	StatusEscalation string // that it has its status from
	Restriction      string // what it may be used for, while it is restricted
	RestrictedUntil  *time.Time
	HeldSince        *time.Time // since when it has not been in full use; nil while it is
	Repaired         bool       // somebody repaired it since then
}

// Alarm stands on a unit's own screen while patients are treated: somebody reported it unsafe, no other patient is started,
// and the radiographer in charge decides about the one on the couch.
type Alarm struct {
	Escalation string    `json:"escalation"`
	Ref        string    `json:"ref"`
	Since      time.Time `json:"since"`
}

// Has reports whether the equipment has this feature.
func (q Equipment) Has(feature string) bool {
	for _, f := range q.Features {
		if f == feature {
			return true
		}
	}
	return false
}

// MayBeWithdrawn reports whether a failure may take this equipment away at all.
func (q Equipment) MayBeWithdrawn() bool { return !checklist.NeverWithdrawn(q.Kind) }

// Area is a place that people and equipment belong to.
type Area struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Site  string `json:"site"`
	Phone string `json:"phone"`
	// Registrant is the supervising registrant of what is done in the area by staff who are not registered: a person's id,
	// "" when none is named.
	Registrant string `json:"registrant,omitempty"`
}

// treatment are the kinds on whose couch a patient may lie with the beam on.
var treatment = map[string]bool{"linac": true, "sxr": true, "hdr": true}

// Treats reports whether patients are treated with it.
func (q Equipment) Treats() bool { return treatment[q.Kind] }

// Radiological reports whether it is a treatment or imaging unit: who may return it to use is a matter of its own.
func (q Equipment) Radiological() bool { return radiological[q.Kind] }

// radiological are the kinds whose inventory the regulations demand whole.
var radiological = map[string]bool{"linac": true, "sxr": true, "ct": true, "hdr": true}
