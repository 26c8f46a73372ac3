package notify

import (
	"maps"
	"sync"
)

// Count is what attempts of one channel came to one way.
type Count struct{ Channel, Outcome string }

// Figures is what the workers of this process have done since it began.
type Figures struct {
	Attempts map[Count]int64
	Failed   map[string]int64 // deliveries that ended as failed, by channel
	Late     map[string]int64 // sendings that ended after their lease: each may be a duplicate
	Lag      map[string]Lag   // from handing over to the receipt
	First    map[string]Waits // from the commit to the first attempt of what is due at once, by severity
}

// Bounds are what waits for a first attempt are sorted by, in seconds.
var Bounds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 5, 15, 60}

// Waits is how long something took, sorted by Bounds.
type Waits struct {
	Count   uint64
	Seconds float64
	AtMost  map[float64]uint64
}

func (w Waits) with(seconds float64) Waits {
	more := Waits{Count: w.Count + 1, Seconds: w.Seconds + seconds, AtMost: make(map[float64]uint64, len(Bounds))}
	for _, bound := range Bounds {
		if more.AtMost[bound] = w.AtMost[bound]; seconds <= bound {
			more.AtMost[bound]++
		}
	}
	return more
}

// Lag is how long receipts took.
type Lag struct {
	Count   int64
	Seconds float64
}

type figures struct {
	mu sync.Mutex
	Figures
}

func newFigures() *figures {
	return &figures{Figures: Figures{Attempts: map[Count]int64{}, Failed: map[string]int64{}, Late: map[string]int64{}, Lag: map[string]Lag{}, First: map[string]Waits{}}}
}

func (f *figures) attempted(channel string, c Class, late bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Attempts[Count{channel, string(c)}]++
	if late {
		f.Late[channel]++
	}
}

func (f *figures) failed(channel string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Failed[channel]++
}

func (f *figures) receipt(channel string, seconds float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Lag[channel] = Lag{Count: f.Lag[channel].Count + 1, Seconds: f.Lag[channel].Seconds + seconds}
}

// begun notes first attempts. What waits for an hour, for another way to fail or for a day's message was not to go at once.
func (f *figures) begun(jobs []job) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, j := range jobs {
		if d := j.delivery; d.Fence == 1 && d.Rank == 0 && d.Batch >= 0 {
			f.First[d.Severity] = f.First[d.Severity].with(j.begun.Sub(d.CreatedAt.Time()).Seconds())
		}
	}
}

// Figures answers a copy.
func (s *Service) Figures() Figures {
	f := s.figures
	f.mu.Lock()
	defer f.mu.Unlock()
	return Figures{Attempts: maps.Clone(f.Attempts), Failed: maps.Clone(f.Failed), Late: maps.Clone(f.Late), Lag: maps.Clone(f.Lag), First: maps.Clone(f.First)}
}
