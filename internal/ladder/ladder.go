// Package ladder knows what should be true now of an escalation that waits for an answer: which rung ought to be open, whether
// whoever took it on ought to be reminded or has let it lapse, and when to look next.
//
// It is given what has happened and an instant, and remembers nothing. So a restart, a lost wake-up or a long outage changes
// nothing about what is due: whoever looks next finds it.
package ladder

import (
	"slices"
	"time"
)

// Policy is a ladder: who is called when, and who is told besides.
type Policy struct {
	Name      string   `json:"name"` // as checklists name it; Usual is the severity's own
	Severity  string   `json:"severity"`
	Rungs     []Rung   `json:"rungs"`
	Again     int      `json:"againSeconds"`     // after the last rung it is opened again and again; 0: it is not
	ActWithin int      `json:"actWithinSeconds"` // an answer with nothing done lapses after this time; 0: it does not
	Fallback  []Target `json:"fallback"`         // called when nobody on the rungs is there
	Tell      []Tell   `json:"tell"`             // told whatever anybody answers
}

// Usual is the name of the policies that hold where a checklist names none that there is.
const Usual = "usual"

// Rung is who is called at one time.
type Rung struct {
	After    int      `json:"afterSeconds"` // since the ladder began
	To       []Target `json:"to"`
	Channels []string `json:"channels"` // by which they are called
}

// Target is whom a rung names: a duty of the rota, everybody of a role, one person or a team.
type Target struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// The kinds of target.
const (
	Duty       = "duty"
	Role       = "role"
	Person     = "person"
	Team       = "team"
	Registrant = "registrant" // the area's supervising registrant; needs no id
)

// Tell is somebody who is told of such escalations. Of several targets the first counts behind which somebody is.
type Tell struct {
	Of       string   `json:"of"`
	To       []Target `json:"to"`
	Channels []string `json:"channels"`
}

// What a tell list may be about.
const (
	Everything    = "everything"
	Radiological  = "radiological"   // treatment and imaging units, and what is measured with
	WarningDevice = "warning-device" // signs, lights and interlocks
	Unregistered  = "unregistered"   // what was done by staff who are not registered
)

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// Opened is one rung that was opened. Rung counts from 0; the one after the last is the fallback list.
type Opened struct {
	Rung  int
	Loop  int       // how often the last rung had come round before
	Due   time.Time // when it should have been
	Empty bool      // nobody was behind it
}

// Standing is what is known about an escalation.
type Standing struct {
	Policy   Policy
	Began    time.Time // the ladder: the opening, or what began it anew
	From     int       // the rung it began at
	Opened   []Opened  // on this ladder, in order
	Answered time.Time // somebody took it on; zero: nobody has
	Acted    bool      // and did something
	Warned   bool      // and was reminded that nothing is done
	Over     bool      // it is closed
}

// Step is a rung that ought to be open and is not.
type Step struct {
	Opened
	Missed int // times that the last rung should have come round before, and did not
}

// Want is what should be done.
type Want struct {
	Step  *Step // open this, then look again: another may be due behind it
	Warn  bool
	Lapse bool
	Next  time.Time // when to look again, where nothing is to be done now; zero: never
}

// Look answers what should be done at an instant.
func Look(s Standing, now time.Time) Want {
	switch {
	case s.Over || s.Acted || len(s.Policy.Rungs) == 0:
		return Want{}
	case !s.Answered.IsZero():
		return s.answered(now)
	}
	step, due := s.next(now)
	if !due {
		return Want{}
	}
	if step.Due.After(now) {
		return Want{Next: step.Due}
	}
	return Want{Step: &step}
}

// Due answers when a standing wants something next, whatever the time is now; zero: never.
func Due(s Standing) time.Time {
	w := Look(s, s.Began.Add(-time.Hour))
	if w.Step != nil {
		return w.Step.Due
	}
	if w.Warn || w.Lapse {
		return s.Answered
	}
	return w.Next
}

// answered: who took it on is reminded when two thirds of their time are over, and at its end it is open again.
//
// Requirement: escalation.md 4.3 T8, 4.5.
func (s Standing) answered(now time.Time) Want {
	if s.Policy.ActWithin == 0 {
		return Want{}
	}
	warn, lapse := s.Answered.Add(seconds(s.Policy.ActWithin)*2/3), s.Answered.Add(seconds(s.Policy.ActWithin))
	switch {
	case !now.Before(lapse):
		return Want{Lapse: true}
	case s.Warned:
		return Want{Next: lapse}
	case now.Before(warn):
		return Want{Next: warn}
	}
	return Want{Warn: true, Next: lapse}
}

// next is the rung that comes next, and when; false when none does.
func (s Standing) next(now time.Time) (Step, bool) {
	last := len(s.Policy.Rungs) - 1
	if len(s.Opened) == 0 {
		return Step{Opened: Opened{Rung: min(s.From, last), Due: s.Began}}, true
	}
	top := s.Opened[len(s.Opened)-1]
	switch {
	case top.Rung < last:
		return Step{Opened: Opened{Rung: top.Rung + 1, Loop: top.Loop, Due: s.after(top)}}, true
	case top.Rung == last && top.Empty && len(s.Policy.Fallback) > 0:
		return Step{Opened: Opened{Rung: last + 1, Loop: top.Loop, Due: top.Due}}, true
	case s.Policy.Again <= 0:
		return Step{}, false
	}
	return s.again(top, now), true
}

// after is when the rung above one is due: at its own time, or at once where nobody was behind the one below.
func (s Standing) after(top Opened) time.Time {
	if top.Empty {
		return top.Due
	}
	rungs, from := s.Policy.Rungs, min(s.From, len(s.Policy.Rungs)-1)
	due := s.Began.Add(seconds(rungs[top.Rung+1].After - rungs[from].After))
	if due.Before(top.Due) {
		return top.Due
	}
	return due
}

// again is the last rung come round. Of rounds that were missed only the newest is called.
func (s Standing) again(top Opened, now time.Time) Step {
	every := seconds(s.Policy.Again)
	missed := 0
	if behind := now.Sub(top.Due.Add(every)); behind >= every {
		missed = int(behind / every)
	}
	return Step{
		Opened: Opened{Rung: len(s.Policy.Rungs) - 1, Loop: top.Loop + 1 + missed, Due: top.Due.Add(every * time.Duration(1+missed))},
		Missed: missed,
	}
}

// Above is the rung at which a ladder goes on after an answer came to nothing: one above the last that was open.
func Above(p Policy, opened []Opened) int {
	above := 0
	for _, o := range opened {
		above = max(above, o.Rung+1)
	}
	return max(0, min(above, len(p.Rungs)-1))
}

// Faster is the same ladder in less time: for showing it.
func (p Policy) Faster(times int) Policy {
	p.Again, p.ActWithin = p.Again/times, p.ActWithin/times
	p.Rungs = slices.Clone(p.Rungs)
	for i := range p.Rungs {
		p.Rungs[i].After /= times
	}
	return p
}
