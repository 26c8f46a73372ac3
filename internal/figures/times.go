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

// Times is how long the answers took to the escalations of one severity, about one piece of equipment or, with "", about all.
type Times struct {
	Severity  string
	Equipment string
	Opened    int
	ToAck     Spread
	ToAct     Spread
	ToRelease Spread
	ToClose   Spread // by a person
}

// ByTime answers the times of what was opened in a period: of each severity, and of each severity and piece of equipment.
func ByTime(tx *store.Tx, from, to *time.Time) ([]Times, error) {
	list, err := escalation.Courses(tx, from, to)
	if err != nil {
		return nil, err
	}
	type of struct{ severity, equipment string }
	by := map[of][]escalation.Course{}
	for _, c := range list {
		by[of{c.Severity, ""}] = append(by[of{c.Severity, ""}], c)
		if c.Equipment != "" {
			by[of{c.Severity, c.Equipment}] = append(by[of{c.Severity, c.Equipment}], c)
		}
	}
	times := []Times{}
	for k, courses := range by {
		times = append(times, timesOf(k.severity, k.equipment, courses))
	}
	slices.SortFunc(times, func(a, b Times) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Equipment, b.Equipment))
	})
	return times, nil
}

func timesOf(severity, equipment string, list []escalation.Course) Times {
	t := Times{Severity: severity, Equipment: equipment, Opened: len(list)}
	var ack, act, release, closed []time.Duration
	for _, c := range list {
		ack = took(ack, c.OpenedAt, c.AcknowledgedAt)
		act = took(act, c.OpenedAt, c.ActedAt)
		release = took(release, c.OpenedAt, c.ReleasedAt)
		if !c.LateRecord {
			closed = took(closed, c.OpenedAt, c.ClosedAt)
		}
	}
	t.ToAck, t.ToAct, t.ToRelease, t.ToClose = spread(ack), spread(act), spread(release), spread(closed)
	return t
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
