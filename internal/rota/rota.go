// Package rota knows who is on: for an area, a role or a named duty, at any time, with how each was chosen.
//
// A rota is made of sheets. A sheet has lines that recur by the week and dated shifts, for some days; support workers may
// draft one, and it has no effect until a manager has agreed it. Overrides put one person in another's place for a time.
// Hours are the department's wall clock, right also in the nights in which the clocks change. What is answered is resolved
// again whenever it is asked: who has left, or whose registration has ended, is not on.
package rota

import (
	"sync"
	"time"

	"runup/internal/schedule"
)

// Everywhere is the area of who is on for every area.
const Everywhere = "*"

// Weekly is a line of a sheet that recurs: on the same days and hours, week after week.
type Weekly struct {
	Person string   `json:"person"`
	Area   string   `json:"area"`
	Duty   string   `json:"duty"`
	Days   []string `json:"days"`            // MO to SU; none is all of them
	On     string   `json:"on,omitempty"`    // which of these days count; "" is every one
	Starts string   `json:"starts"`          // HH:MM
	Ends   string   `json:"ends"`            // HH:MM; not later than it starts is on the day after
	Every  int      `json:"every,omitempty"` // in every how many weeks; 0 and 1 are each
	Week   int      `json:"week,omitempty"`  // in which of them, the week in which the sheet begins being 1
}

// Shift is a dated line of a sheet.
type Shift struct {
	Person string    `json:"person"`
	Area   string    `json:"area"`
	Duty   string    `json:"duty"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// Content is what a sheet says: everything that begins on one of its days.
type Content struct {
	Sheet  string   `json:"sheet"`
	From   string   `json:"from"` // its first day, YYYY-MM-DD
	To     string   `json:"to"`   // its last; "" is until another is agreed
	Weekly []Weekly `json:"weekly"`
	Shifts []Shift  `json:"shifts"`
}

// States of a sheet.
const (
	Draft      = "draft"
	Agreed     = "agreed"
	Superseded = "superseded" // a later draft took its place before anybody agreed it
)

// Sheet is a sheet and what became of it.
type Sheet struct {
	Content
	Position   int64
	Hash       string
	Note       string
	State      string
	DraftedBy  string
	DraftedAt  time.Time
	ByManager  bool // who drafted it could have agreed it then
	AgreedBy   string
	AgreedAt   *time.Time
	AgreedWith int64        // the position of the agreement
	Begins     schedule.Day // the days that it governs, unless a later one does
	Ends       schedule.Day
}

// Override puts somebody in another's place for a time, takes somebody off, or puts somebody on besides.
type Override struct {
	ID        string
	Position  int64
	InsteadOf string // "" puts Person on besides
	Person    string // "" takes InsteadOf off and puts nobody on
	Area      string // as the shift has it; "" is whichever
	Duty      string // "" is whichever
	From      time.Time
	To        time.Time
	Reason    string
	SetBy     string
	SetAt     time.Time
	EndedAt   *time.Time
	EndedBy   string
}

func (o Override) touches(s Span) bool {
	return (o.Area == "" || o.Area == s.Area) && (o.Duty == "" || o.Duty == s.Duty) && o.From.Before(s.To) && s.From.Before(o.To)
}

func (o Override) holds(at time.Time) bool { return !at.Before(o.From) && at.Before(o.To) }

// Rota is everything that says who is on.
type Rota struct {
	Sheets    []Sheet    // agreed, in the order they were agreed
	Overrides []Override // in the order they were made
	Days      schedule.Calendar
	Zone      *time.Location
}

// Span is one person on one duty from one instant to another.
type Span struct {
	Person    string
	Area      string
	Duty      string
	From      time.Time
	To        time.Time
	Sheet     string // "" when an override put the person on besides
	Position  int64  // of the sheet
	Override  string // the override by which it is this person
	InsteadOf string // who it would be without
	Reason    string // the override's
}

// Covers reports whether the person is on for an area; "" is any.
func (s Span) Covers(area string) bool { return area == "" || s.Area == Everywhere || s.Area == area }

// Why says in a word how the person was chosen.
func (s Span) Why() string {
	if s.Override != "" {
		return "override"
	}
	return "shift"
}

// Zone is the department's.
func Zone() *time.Location { return london() }

// london is the department's zone.
var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // the zones are built in
	}
	return zone
})
