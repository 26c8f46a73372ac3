package figures

import (
	"time"

	"runup/internal/escalation"
	"runup/internal/rota"
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

// Sort is what durations are told apart by.
type Sort struct {
	Severity string
	InHours  bool // it was opened while patients are treated
}

// Counts is everything about escalations that a monitor reads. It is counted from the tables, each time.
type Counts struct {
	Opened    map[string]int           // by kind
	Closed    map[string]int           // by reason
	Unacked   map[string]int           // open and not taken on, by the severity they have
	Oldest    map[string]time.Duration // of those, the one that waits longest
	ToAck     map[Sort]*Durations      // by the worst severity they had
	ToAct     map[Sort]*Durations
	ToRelease map[Sort]*Durations
	Belated   int // missed checks that a late record closed by itself
	Advice    Fatigue
	Climbing  escalation.Climbing
	Uncovered time.Duration // of the cover that must be there in the next 72 hours
}

// Fatigue is how often people were called for nothing.
type Fatigue struct {
	Closed    int // advices that a person closed
	Unchanged int // of which nothing was done about
}

func (f *Fatigue) add(advice, vain bool, n int) {
	if advice {
		f.Closed += n
	}
	if vain {
		f.Unchanged += n
	}
}

// Count counts.
func Count(tx *store.Tx, zone *time.Location) (Counts, error) {
	c := Counts{
		Opened: map[string]int{}, Closed: map[string]int{}, Unacked: map[string]int{}, Oldest: map[string]time.Duration{},
		ToAck: map[Sort]*Durations{}, ToAct: map[Sort]*Durations{}, ToRelease: map[Sort]*Durations{},
	}
	tallies, err := escalation.Tallies(tx)
	if err != nil {
		return c, err
	}
	for _, t := range tallies {
		c.add(t, tx.Now)
	}
	list, err := escalation.Answered(tx)
	if err != nil {
		return c, err
	}
	p, err := placesOf(tx, zone)
	if err != nil {
		return c, err
	}
	for _, one := range list {
		of := Sort{one.Severity, p.inHours(one)}
		observe(c.ToAck, of, one.OpenedAt, one.AcknowledgedAt)
		observe(c.ToAct, of, one.OpenedAt, one.ActedAt)
		observe(c.ToRelease, of, one.OpenedAt, one.ReleasedAt)
	}
	if c.Climbing, err = escalation.Climbed(tx, nil, nil); err != nil {
		return c, err
	}
	gaps, err := rota.GapsAhead(tx)
	c.Uncovered = rota.Uncovered(gaps, tx.Now, tx.Now.Add(rota.Ahead))
	return c, err
}

func (c *Counts) add(t escalation.Tally, now time.Time) {
	c.Opened[t.Kind] += t.N
	switch t.State {
	case escalation.IsClosed:
		c.Closed[t.Reason] += t.N
	case escalation.IsOpen:
		c.Unacked[t.Severity] += t.N
		c.Oldest[t.Severity] = max(c.Oldest[t.Severity], now.Sub(t.Oldest))
	}
	if t.LateRecord {
		c.Belated += t.N
	}
	c.Advice.add(t.Advice, t.Vain, t.N)
}

func observe(by map[Sort]*Durations, of Sort, from time.Time, at *time.Time) {
	if at == nil {
		return
	}
	d := by[of]
	if d == nil {
		d = &Durations{AtMost: map[float64]uint64{}}
		by[of] = d
	}
	s := at.Sub(from).Seconds()
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
