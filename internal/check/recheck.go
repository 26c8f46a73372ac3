package check

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/judge"
	"runup/internal/store"
)

// Recheck is a check as one looks at it who asks whether equipment may go back to use.
type Recheck struct {
	ID          string
	Position    int64
	Checklist   string
	PerformedBy string
	Responsible string
	Device      string
	DoneAt      time.Time // by the best evidence
	Verdict     judge.Verdict
	Items       []judge.Item
	Gate        bool // it may open the gate for clinical use, if it passed
	Void        bool // entered in error
	Steady      bool // its tablet's clock was within five minutes of the server's
}

// steadyWithin is how far a tablet's clock may be off for its times to be held against another tablet's.
const steadyWithin = 5 * time.Minute

// Steady reports whether a clock that was so far ahead, with these flags about it, can be held against another's.
func Steady(skew *time.Duration, flags []string) bool {
	return skew != nil && skew.Abs() <= steadyWithin && !slices.Contains(flags, FlagClock)
}

// Item answers what one item came to, and whether the check has it.
func (r Recheck) Item(id string) (judge.Item, bool) {
	for _, item := range r.Items {
		if item.ID == id {
			return item, true
		}
	}
	return judge.Item{}, false
}

// Since answers the checks of a piece of equipment that were done at a time or after it, the newest first, but not those entered
// in error; checklist "" is any. most is how many of the newest are looked at, 0 all of them.
func Since(tx *store.Tx, checklist, equipment string, after time.Time, most int) ([]Recheck, error) {
	q := tx.Where("equipment = ? AND done_at >= ?", equipment, store.At(after)).Order("done_at DESC, position DESC")
	if most > 0 {
		q = q.Limit(most)
	}
	if checklist != "" {
		q = q.Where("checklist = ?", checklist)
	}
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("check: since: %w", err)
	}
	var list []Recheck
	for _, r := range rows {
		c, err := r.recheck()
		if err != nil {
			return nil, err
		}
		if !c.Void {
			list = append(list, c)
		}
	}
	return list, nil
}

func (r row) recheck() (Recheck, error) {
	p, err := r.parts()
	return Recheck{
		ID: r.ID, Position: r.Position, Checklist: r.Checklist, PerformedBy: r.By, Responsible: p.now.Responsible, Device: r.Device,
		DoneAt: r.DoneAt.Time(), Verdict: p.now.Verdict, Items: p.now.Items, Gate: p.now.opensGate(p.told.StoppedEarly != nil),
		Void: p.now.has(FlagVoided), Steady: Steady(p.found.skew(), p.now.Flags),
	}, err
}

func (f Found) skew() *time.Duration {
	if f.SkewMs == nil {
		return nil
	}
	d := time.Duration(*f.SkewMs) * time.Millisecond
	return &d
}
