package sample

import (
	"sync"
	"time"
)

// Clock is the time a sample department goes by: it begins some days ago, is stepped through the department's history and
// then runs as the real one does.
type Clock struct {
	real func() time.Time
	days int
	mu   sync.Mutex
	at   time.Time
	live bool
}

// How far back the records of a sample department reach: a quarter for looking around in, a plain week where a test wants
// nothing but a department that works.
const (
	Quarter = 90
	Week    = 7
)

// NewClock begins in the early morning that many days before now.
func NewClock(now func() time.Time, days int) *Clock {
	day := now().UTC().AddDate(0, 0, -days)
	return &Clock{real: now, days: days, at: time.Date(day.Year(), day.Month(), day.Day(), 5, 0, 0, 0, time.UTC)}
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
