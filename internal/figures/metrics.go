package figures

import (
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

// Durations adds up how often something took at most so long, as a histogram does.
type Durations struct {
	Count   uint64
	Seconds float64
	AtMost  map[float64]uint64 // by the bounds in seconds
}

// Bounds are what times are sorted by: from a minute to a week.
var Bounds = []float64{60, 120, 300, 600, 900, 1800, 3600, 4 * 3600, 8 * 3600, 24 * 3600, 7 * 24 * 3600}

// Counts is everything about escalations that a monitor reads. It is counted from the tables, each time.
type Counts struct {
	Opened    map[string]int           // by kind
	Closed    map[string]int           // by reason
	Unacked   map[string]int           // open and not taken on, by severity
	Oldest    map[string]time.Duration // of those, the one that waits longest
	ToAck     map[string]*Durations    // by severity
	ToAct     map[string]*Durations
	ToRelease map[string]*Durations
	Belated   int // missed checks that a late record closed by itself
	Climbing  escalation.Climbing
}

// Count counts.
func Count(tx *store.Tx) (Counts, error) {
	list, err := escalation.Courses(tx, nil, nil)
	if err != nil {
		return Counts{}, err
	}
	c := Counts{
		Opened: map[string]int{}, Closed: map[string]int{}, Unacked: map[string]int{}, Oldest: map[string]time.Duration{},
		ToAck: map[string]*Durations{}, ToAct: map[string]*Durations{}, ToRelease: map[string]*Durations{},
	}
	for _, one := range list {
		c.add(one, tx.Now)
	}
	c.Climbing, err = escalation.Climbed(tx, nil, nil)
	return c, err
}

func (c *Counts) add(one escalation.Course, now time.Time) {
	c.Opened[one.Kind]++
	switch one.State {
	case escalation.IsClosed:
		c.Closed[one.Reason]++
	case escalation.IsOpen:
		c.Unacked[one.Severity]++
		c.Oldest[one.Severity] = max(c.Oldest[one.Severity], now.Sub(one.OpenedAt))
	}
	if one.LateRecord {
		c.Belated++
	}
	observe(c.ToAck, one, one.AcknowledgedAt)
	observe(c.ToAct, one, one.ActedAt)
	observe(c.ToRelease, one, one.ReleasedAt)
}

func observe(by map[string]*Durations, one escalation.Course, at *time.Time) {
	if at == nil {
		return
	}
	d := by[one.Severity]
	if d == nil {
		d = &Durations{AtMost: map[float64]uint64{}}
		by[one.Severity] = d
	}
	s := at.Sub(one.OpenedAt).Seconds()
	d.Count++
	d.Seconds += s
	for _, bound := range Bounds {
		if s <= bound {
			d.AtMost[bound]++
		} else if _, there := d.AtMost[bound]; !there {
			d.AtMost[bound] = 0
		}
	}
}
