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
	return &figures{Figures: Figures{Attempts: map[Count]int64{}, Failed: map[string]int64{}, Late: map[string]int64{}, Lag: map[string]Lag{}}}
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

// Figures answers a copy.
func (s *Service) Figures() Figures {
	f := s.figures
	f.mu.Lock()
	defer f.mu.Unlock()
	return Figures{Attempts: maps.Clone(f.Attempts), Failed: maps.Clone(f.Failed), Late: maps.Clone(f.Late), Lag: maps.Clone(f.Lag)}
}
