package ladder

import (
	"fmt"
	"slices"
)

// What may be said of a policy. A ladder that ends, that is slower than this, or that repeats faster than people can bear is
// not one.
const (
	doNotUse  = "do-not-use"
	most      = 12 // rungs, targets, lines of a tell list
	longest   = 30 * 24 * 3600
	slowest   = 3600 // the longest pause of a do-not-use between two rungs
	quickest  = 60   // the shortest time in which the last rung comes round
	inApp     = "in-app"
	email     = "email"
	sms       = "sms"
	webhook   = "webhook"
	maxToAct  = 24 * 3600
	minPeople = 2
	minWays   = 2
)

// interrupting are the severities of which text messages may be sent.
var interrupting = []string{doNotUse, "before-use", "put-right"}

var kinds = []string{Duty, Role, Person, Team, Registrant}

// Mistake is one place of a policy that cannot stand.
type Mistake struct{ Pointer, Detail string }

// Check finds what is wrong with a policy by itself; whether people, duties and teams are there, others know.
//
// Requirement: escalation.md 4.9.5, conformance 40.
func Check(p Policy) (list []Mistake) {
	c := checker{p: p}
	c.rungs()
	c.last()
	c.times()
	c.targets("/fallback", p.Fallback)
	if len(answering(p.Fallback)) == 0 {
		c.add("/fallback", "name who is called when nobody on the rungs is there; a team is told and does not answer")
	}
	c.tell()
	return c.list
}

type checker struct {
	p    Policy
	list []Mistake
}

func (c *checker) add(pointer, format string, args ...any) {
	c.list = append(c.list, Mistake{pointer, fmt.Sprintf(format, args...)})
}

func (c *checker) rungs() {
	if n := len(c.p.Rungs); n == 0 || n > most {
		c.add("/rungs", "must be 1 to %d", most)
	}
	for i, r := range c.p.Rungs {
		at := fmt.Sprintf("/rungs/%d", i)
		switch {
		case i == 0 && r.After != 0:
			c.add(at+"/afterSeconds", "the first rung is opened at once")
		case i > 0 && r.After <= c.p.Rungs[i-1].After:
			c.add(at+"/afterSeconds", "must be later than the rung below")
		case i > 0 && c.p.Severity == doNotUse && r.After-c.p.Rungs[i-1].After > slowest:
			c.add(at+"/afterSeconds", "a do-not-use waits no longer than an hour between two rungs")
		case r.After > longest:
			c.add(at+"/afterSeconds", "must be within 30 days")
		}
		if len(r.To) == 0 {
			c.add(at+"/to", "name somebody")
		}
		c.targets(at+"/to", r.To)
		c.channels(at+"/channels", r.Channels)
	}
}

// last: the last rung is the one that never ends, so one person's holiday or one channel's outage must not empty it.
func (c *checker) last() {
	if len(c.p.Rungs) == 0 {
		return
	}
	i := len(c.p.Rungs) - 1
	r, ways := c.p.Rungs[i], map[string]bool{}
	for _, w := range r.Channels {
		ways[w] = true
	}
	if len(answering(r.To)) < minPeople {
		c.add(fmt.Sprintf("/rungs/%d/to", i), "the last rung names at least two people, duties or roles; a team is told and does not answer")
	}
	if len(ways) < minWays {
		c.add(fmt.Sprintf("/rungs/%d/channels", i), "the last rung uses at least two kinds of channel")
	}
}

// answering are the targets, each once, behind which somebody may answer: a team has no account.
func answering(list []Target) map[Target]bool {
	found := map[Target]bool{}
	for _, t := range list {
		if t.Kind != Team {
			found[t] = true
		}
	}
	return found
}

func (c *checker) times() {
	p := c.p
	switch {
	case p.Severity == doNotUse && (p.Again < quickest || p.Again > slowest):
		c.add("/againSeconds", "a do-not-use is never silent: its last rung comes round every %d to %d seconds", quickest, slowest)
	case p.Again != 0 && (p.Again < quickest || p.Again > longest):
		c.add("/againSeconds", "must be %d to %d, or 0", quickest, longest)
	case p.Again == 0 && slices.Contains(interrupting, p.Severity):
		c.add("/againSeconds", "what waits for an answer is not given up: its last rung comes round")
	}
	switch {
	case p.Severity == doNotUse && (p.ActWithin < quickest || p.ActWithin > maxToAct):
		c.add("/actWithinSeconds", "a do-not-use is never silent: an answer with nothing done lapses within %d to %d seconds", quickest, maxToAct)
	case p.ActWithin != 0 && (p.ActWithin < quickest || p.ActWithin > longest):
		c.add("/actWithinSeconds", "must be %d to %d, or 0", quickest, longest)
	}
}

func (c *checker) targets(at string, list []Target) {
	if len(list) > most {
		c.add(at, "must be at most %d", most)
	}
	for i, t := range list {
		switch {
		case !slices.Contains(kinds, t.Kind):
			c.add(fmt.Sprintf("%s/%d/kind", at, i), "must be duty, role, person, team or registrant")
		case t.Kind == Registrant && t.ID != "":
			c.add(fmt.Sprintf("%s/%d/id", at, i), "the area names its registrant")
		case t.Kind != Registrant && t.ID == "":
			c.add(fmt.Sprintf("%s/%d/id", at, i), "say which")
		}
	}
}

func (c *checker) channels(at string, list []string) {
	if len(list) == 0 {
		c.add(at, "name a channel")
	}
	for i, w := range list {
		switch {
		case !slices.Contains([]string{inApp, email, sms, webhook}, w):
			c.add(fmt.Sprintf("%s/%d", at, i), "must be in-app, email, sms or webhook")
		case w == sms && !slices.Contains(interrupting, c.p.Severity):
			c.add(fmt.Sprintf("%s/%d", at, i), "this severity interrupts nobody: no text messages")
		}
	}
}

func (c *checker) tell() {
	if len(c.p.Tell) > most {
		c.add("/tell", "must be at most %d", most)
	}
	for i, t := range c.p.Tell {
		at := fmt.Sprintf("/tell/%d", i)
		if !slices.Contains([]string{Everything, Radiological, WarningDevice, Unregistered}, t.Of) {
			c.add(at+"/of", "must be everything, radiological, warning-device or unregistered")
		}
		if len(t.To) == 0 {
			c.add(at+"/to", "name somebody")
		}
		c.targets(at+"/to", t.To)
		c.channels(at+"/channels", t.Channels)
	}
}
