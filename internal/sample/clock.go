package sample

import (
	"sync"
	"time"
)

// Clock is the time a sample department goes by: it begins some days ago, is stepped through the department's history and
// then runs as the real one does.
type Clock struct {
	real func() time.Time
	mu   sync.Mutex
	at   time.Time
	live bool
}

// historyDays is how far back the sample department's records reach.
const historyDays = 7

// NewClock begins in the early morning some days before now.
func NewClock(now func() time.Time) *Clock {
	day := now().UTC().AddDate(0, 0, -historyDays)
	return &Clock{real: now, at: time.Date(day.Year(), day.Month(), day.Day(), 5, 0, 0, 0, time.UTC)}
}

// Now answers the time the department goes by.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.live {
		return c.real()
	}
	return c.at
}

// step shows another time, as long as the department lives in the past.
func (c *Clock) step(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// release lets the clock run as the real one.
func (c *Clock) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = true
}
