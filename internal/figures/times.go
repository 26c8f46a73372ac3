// Package figures adds up what people manage by: how long answers take, how often people are interrupted, and how a reading
// goes over months.
//
// Nothing here is stored: every figure is a count of the views, so it can be counted again.
package figures

import (
	"cmp"
	"slices"
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

// Spread is how long something took: half of the times were at most the median, nine in ten at most the 90th.
type Spread struct {
	N      int
	Median time.Duration
	P90    time.Duration
}

// Answers is how long people's answers to some escalations took.
type Answers struct {
	Opened    int
	ToAck     Spread
	ToAct     Spread
	ToRelease Spread
	ToClose   Spread // by a person
}

// Times is how long the answers took to the escalations of one severity, about one thing or, with "", about all. What was
// opened while patients are treated is told from what was opened at other hours: other people are there.
type Times struct {
	Severity string
	Of       string // a piece of equipment, a kind of equipment, or a site
	Answers
	InHours    Answers
	OtherHours Answers
}

// By is what times are told apart by, beside the severity.
type By string

// What there is to tell them apart by.
const (
	ByEquipment By = "equipment"
	ByKind      By = "kind" // of equipment
	BySite      By = "site"
)

// ByTime answers the times of what was opened in a period: of each severity, and of each severity and thing.
func ByTime(tx *store.Tx, zone *time.Location, by By, from, to *time.Time) ([]Times, error) {
	list, err := escalation.Courses(tx, from, to)
	if err != nil {
		return nil, err
	}
	p, err := placesOf(tx, zone)
	if err != nil {
		return nil, err
	}
	return p.times(list, by), nil
}

func (p places) times(list []escalation.Course, by By) []Times {
	type of struct{ severity, thing string }
	groups := map[of][]escalation.Course{}
	for _, c := range list {
		groups[of{c.Severity, ""}] = append(groups[of{c.Severity, ""}], c)
		if thing := p.thing(c, by); thing != "" {
			groups[of{c.Severity, thing}] = append(groups[of{c.Severity, thing}], c)
		}
	}
	times := []Times{}
	for k, courses := range groups {
		in, other := p.split(courses)
		times = append(times, Times{Severity: k.severity, Of: k.thing, Answers: answersOf(courses), InHours: answersOf(in), OtherHours: answersOf(other)})
	}
	slices.SortFunc(times, func(a, b Times) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Of, b.Of))
	})
	return times
}

func answersOf(list []escalation.Course) Answers {
	a := Answers{Opened: len(list)}
	var ack, act, release, closed []time.Duration
	for _, c := range list {
		ack = took(ack, c.OpenedAt, c.AcknowledgedAt)
		act = took(act, c.OpenedAt, c.ActedAt)
		release = took(release, c.OpenedAt, c.ReleasedAt)
		if !c.LateRecord {
			closed = took(closed, c.OpenedAt, c.ClosedAt)
		}
	}
	a.ToAck, a.ToAct, a.ToRelease, a.ToClose = spread(ack), spread(act), spread(release), spread(closed)
	return a
}

func took(list []time.Duration, from time.Time, to *time.Time) []time.Duration {
	if to == nil {
		return list
	}
	return append(list, to.Sub(from))
}

// spread takes the nearest rank: each figure is a time that was really taken.
func spread(list []time.Duration) Spread {
	if len(list) == 0 {
		return Spread{}
	}
	slices.Sort(list)
	return Spread{N: len(list), Median: list[rank(len(list), 50)], P90: list[rank(len(list), 90)]}
}

func rank(n, percent int) int { return (n*percent+99)/100 - 1 }
