package figures

import (
	"encoding/json"
	"slices"
	"time"

	"runup/internal/check"
	"runup/internal/judge"
	"runup/internal/store"
)

// Point is one reading of an item, with what it was held against when it was judged: later baselines change nothing of it.
type Point struct {
	Check       string
	Item        string // or point/item
	DoneAt      time.Time
	ReceivedAt  time.Time
	Value       *float64 // nil when it is no number
	Verdict     judge.Verdict
	Limits      *judge.Edges // with the baseline as its reference; nil where there were none
	Provisional bool         // held against what no second physicist had confirmed
	Revisions   int          // of the check
	Flags       []string
}

// Trend names a line of readings.
type Trend struct {
	Equipment, Checklist, Item string
	From, To                   *time.Time // when it was done
}

// mostPoints is what one answer looks through: years of a daily reading.
const (
	mostPoints = 5000
	atOnce     = 500
)

// Trends answers the readings of an item of a checklist on a piece of equipment, in the order in which they were done. What
// nobody may see yet is left out.
func Trends(tx *store.Tx, t Trend) ([]Point, error) {
	f := check.Filter{Equipment: t.Equipment, Checklist: t.Checklist, From: t.From, To: t.To}
	points := []Point{}
	for after := int64(0); len(points) < mostPoints; {
		list, err := check.Oldest(tx, f, after, atOnce)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			points = append(points, pointsOf(c, t.Item)...)
			after = c.Position
		}
		if len(list) < atOnce {
			break
		}
	}
	slices.SortStableFunc(points, func(a, b Point) int { return a.DoneAt.Compare(b.DoneAt) })
	return points, nil
}

func pointsOf(c check.Check, item string) (points []Point) {
	var readings map[string]struct {
		Value any `json:"value"`
	}
	_ = json.Unmarshal(c.Readings, &readings) // what cannot be read has no value, and its item says so
	for _, i := range c.Items {
		if i.ID != item && i.Item() != item {
			continue
		}
		p := Point{
			Check: c.ID, Item: i.ID, DoneAt: c.DoneAt, ReceivedAt: c.ReceivedAt, Value: i.Computed, Verdict: i.Verdict, Limits: i.Limits,
			Provisional: i.Provisional, Revisions: len(c.Revisions), Flags: c.Flags,
		}
		if v, ok := readings[i.ID].Value.(float64); ok && p.Value == nil {
			p.Value = &v
		}
		points = append(points, p)
	}
	return points
}
