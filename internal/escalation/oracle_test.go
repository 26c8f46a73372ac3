package escalation_test

import (
	"slices"
	"time"

	"runup/internal/equipment"
	"runup/internal/staff"
)

// The oracle says who may bring equipment nearer to use, and after what. It is written from design.md, "People and powers", and
// from what the day did; it asks nothing of the code that it judges.

// someone is who acts.
type someone struct {
	id, role   string
	registered bool
}

// thing is a piece of equipment, since it was last in full use.
type thing struct {
	treats   bool // a treatment unit
	status   equipment.Status
	words    string    // what it is restricted to
	since    time.Time // when it came to its status
	repaired bool      // an engineer had it
	looks    []look
	findings []*finding
}

// look is one check of it.
type look struct {
	order  int // in which they came
	done   time.Time
	passed bool
	counts bool // by somebody authorised, who proved who they are
	by     string
}

// finding is what keeps it out of use.
type finding struct {
	measured  bool
	order     int
	failed    time.Time
	back      time.Time // when it was handed back or adjusted
	repairers []string
	open      bool
	lowered   bool // somebody senior made it less than a do-not-use
	released  bool // somebody who may said that it is well, after a check that showed it
}

var distance = map[equipment.Status]int{
	equipment.InService: 0, equipment.Restricted: 1, equipment.Withdrawn: 2, equipment.OutOfService: 2, equipment.WithEngineer: 2,
	equipment.AwaitingRecheck: 2, equipment.Decommissioned: 3,
}

// nearer: to full use, or from one restriction to another, which may be wider.
func (t *thing) nearer(to equipment.Status, words string) bool {
	return distance[to] < distance[t.status] || t.status == equipment.Restricted && to == equipment.Restricted && words != t.words
}

// may: treatment units, dosimetric or after repair, by a physicist; other findings on them by a physicist or superintendent;
// hoists by anybody registered who is authorised for hoists, and never by an engineer.
func (p someone) may(t *thing, f *finding) bool {
	switch {
	case !p.registered || f != nil && slices.Contains(f.repairers, p.id):
		return false
	case !t.treats:
		return authorisedForHoists(p.role)
	case t.repaired || f != nil && (f.measured || !f.back.IsZero()):
		return p.role == staff.Physicist
	}
	return p.role == staff.Physicist || p.role == staff.Superintendent
}

func authorisedForHoists(role string) bool {
	return slices.Contains([]string{staff.SupportWorker, staff.AssistantPractitioner, staff.Technologist, staff.Radiographer, staff.Superintendent}, role)
}

// shows reports whether the newest check that is late enough passed, and one such is by somebody who counts and did not repair it.
func (t *thing) shows(late func(look) bool, repairers []string) bool {
	looks := slices.SortedFunc(slices.Values(t.looks), func(a, b look) int {
		if c := b.done.Compare(a.done); c != 0 {
			return c
		}
		return b.order - a.order
	})
	for _, l := range looks {
		switch {
		case !late(l):
		case !l.passed:
			return false
		case l.counts && !slices.Contains(repairers, l.by):
			return true
		}
	}
	return false
}

// late: done after it failed and after it was handed back; of the same instant as the failure, the one that came later.
func (f *finding) late(l look) bool {
	return (l.done.After(f.failed) || l.done.Equal(f.failed) && l.order > f.order) && l.done.After(f.back)
}

func (f *finding) well(t *thing, p someone) bool { return p.may(t, f) && t.shows(f.late, f.repairers) }

// wrong says what is wrong about bringing it nearer to use; "" is nothing. now is the finding that it was done for, if any.
func (t *thing) wrong(p someone, now *finding) string {
	waiting := 0
	for _, f := range t.findings {
		switch {
		case f.released:
			continue
		case f.open && !f.lowered && f != now:
			return "another matter keeps it out of use"
		case !p.may(t, f):
			return "they may not return what was found"
		case !t.shows(f.late, f.repairers):
			return "no check that counts has passed since it failed and was handed back"
		}
		waiting++
	}
	switch {
	case !p.may(t, nil):
		return "they may not return it"
	case waiting == 0 && now == nil && !t.shows(func(l look) bool { return l.done.After(t.since) }, nil):
		return "no check that counts has passed since it was taken out of use"
	}
	return ""
}

// wrongByTelephone: whoever was phoned may return it, is somebody else, and what keeps it out of use is open.
func (t *thing) wrongByTelephone(p, phoned someone, f *finding) string {
	senior := phoned.registered && (phoned.role == staff.Superintendent || phoned.role == staff.Physicist)
	switch {
	case !p.registered || p.id == phoned.id || p.role == staff.Auditor || p.role == staff.Administrator:
		return "they may not take such a word"
	case f == nil || !f.open || f.lowered:
		return "nothing of the sort keeps it out of use"
	case !phoned.may(t, f) && (t.treats || !senior):
		return "who was phoned may not return it"
	}
	return ""
}

// becomes follows it to another status. In full use again, what was settled is forgotten.
func (t *thing) becomes(to equipment.Status, words string, at time.Time) {
	if to != t.status || words != t.words {
		t.since = at
	}
	t.status, t.words = to, words
	t.repaired = to != equipment.InService && (t.repaired || to == equipment.WithEngineer)
	if to == equipment.InService {
		t.findings = slices.DeleteFunc(t.findings, func(f *finding) bool { return !f.open })
	}
}
