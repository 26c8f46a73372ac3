// Package occurrence knows what is due: each time a checklist is to be done on a piece of equipment, from when to when, and
// what became of it.
//
// Occurrences are planned as entries, weeks ahead, so that what was planned can be proven and no tablet works out a rule.
// Time passes without entries: whether one is due, overdue or missed is derived when it is read. What was done counts
// whenever it was done; what nobody did stays missed, and what was not needed is exempt, with a reason and a name.
package occurrence

import (
	"time"

	"runup/internal/judge"
)

// State is how an occurrence stands.
type State string

// The states. Of the first four, time decides; the others are made by people.
const (
	Upcoming  State = "upcoming"
	Due       State = "due"
	Overdue   State = "overdue"
	Missed    State = "missed"
	Done      State = "done"
	Awaiting  State = "awaiting-confirmation" // done, by nobody whose check opens the gate
	Repeated  State = "repeated"              // done twice or more, with the same verdict
	Contested State = "contested"             // done twice or more, with different verdicts: the worst governs
	Exempt    State = "exempt"
)

// Where an occurrence comes from.
const (
	Planned  = "planned"   // its checklist's schedule
	UseToday = "use-today" // somebody put the equipment to use
	Called   = "called"    // a failing item of another check
	Returned = "returned"  // its equipment came back to use on a day on which it was spared
)

// Occurrence is one due check.
type Occurrence struct {
	ID         string
	Checklist  string
	Equipment  string
	Area       string
	Day        string // YYYY-MM-DD, the department's
	Origin     string
	Why        string // why it was opened, when it was not planned
	Source     string // the check that called for it
	OpensAt    time.Time
	DueAt      time.Time
	MissedAt   time.Time // due and the grace after it
	ClosesAt   time.Time // until when a check that names no occurrence is taken for this one's
	Gating     bool      // the equipment is not to be used clinically without it
	State      State     // at the instant of the transaction that read it
	Verdict    judge.Verdict
	DoneAt     *time.Time // of the first check that counts, by the best evidence
	ReceivedAt *time.Time
	Late       bool // done, or received, after it was missed
	Results    []Result
	Exemption  *Exemption
	Resolution *Resolution
}

// Result is one check of an occurrence.
type Result struct {
	Check      string
	Verdict    judge.Verdict
	Gate       bool // it may open the gate
	Complete   bool // it was not stopped early
	Void       bool
	DoneAt     time.Time
	ReceivedAt time.Time
	By         string // "" when nobody proved who they were
}

// Counts reports whether the result makes the occurrence done.
func (r Result) Counts() bool { return r.Complete && !r.Void }

// Exemption says why a check was not needed, and who said so.
type Exemption struct {
	Kind   string     `json:"kind"`
	Reason string     `json:"reason"`
	By     string     `json:"by"` // "" when the plan changed
	Name   string     `json:"name"`
	At     time.Time  `json:"at"`
	Until  *time.Time `json:"until,omitempty"`
}

// Why something is exempt.
const (
	Downtime  = "downtime"
	NotInUse  = "not-in-use"
	Other     = "other"
	Replanned = "replanned" // what it was planned by has changed
)

// Resolution is a third person's word on which check counts.
type Resolution struct {
	Check    string    `json:"check"`
	Reason   string    `json:"reason"`
	By       string    `json:"by"`
	Name     string    `json:"name"`
	At       time.Time `json:"at"`
	Position int64     `json:"position"`
}
