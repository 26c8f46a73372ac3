package rota

import (
	"slices"
	"time"
)

// Early is what the department has said about the early hours: when something is found before anybody needs the equipment,
// nobody is woken for it.
type Early struct {
	LeadMinutes int      `json:"leadMinutes"` // how long before the equipment is needed personal telephones may ring
	Severities  []string `json:"severities"`  // the severities that wait so; never do-not-use
}

// DoNotUse never waits, whatever is set.
const DoNotUse = "do-not-use"

// AssumedEarly is what holds until a department has set its own.
//
// Requirement: an hour and a half is the users' own wish for a morning; a local value.
var AssumedEarly = Early{LeadMinutes: 90, Severities: []string{"before-use", "put-right", "advice", "information"}}

// Finding is what was found, as far as it matters for whom to ring.
type Finding struct {
	Severity string
	Held     bool       // the equipment is out of use already, so nobody can come to harm by it
	NextUse  *time.Time // when it is next needed; nil is not known
	Urgent   bool       // the person who found it said so
}

// PersonalPhonesFrom answers from when personal telephones may be used. Everything else, the shared telephones, mail, screens
// and tablets, is used at once in any case.
func (e Early) PersonalPhonesFrom(now time.Time, f Finding) time.Time {
	if f.Urgent || !f.Held || f.NextUse == nil || f.Severity == DoNotUse || !slices.Contains(e.Severities, f.Severity) {
		return now
	}
	if from := f.NextUse.Add(-time.Duration(e.LeadMinutes) * time.Minute); from.After(now) {
		return from
	}
	return now
}
