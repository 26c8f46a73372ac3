package auth

import (
	"context"
	"sync/atomic"
	"time"

	"runup/internal/problem"
)

// Hashing is made to be dear: two at a time leave the rest of the server its memory and its processors, and a queue
// without an end would only make everybody wait in vain.
const (
	hashesAtOnce  = 2
	hashesWaiting = 250
)

// crowd is who wants a secret hashed.
type crowd struct {
	places  chan struct{}
	waiting atomic.Int64
}

func newCrowd() *crowd { return &crowd{places: make(chan struct{}, hashesAtOnce)} }

// enter waits for a place and answers how to leave it.
func (c *crowd) enter(ctx context.Context) (leave func(), err error) {
	if c.waiting.Add(1) > hashesWaiting {
		c.waiting.Add(-1)
		return nil, problem.New("unavailable", "Too many people are signing in at once.").After(5 * time.Second).Do("Try again in a few seconds.")
	}
	defer c.waiting.Add(-1)
	select {
	case c.places <- struct{}{}:
		return func() { <-c.places }, nil
	case <-ctx.Done():
		return nil, problem.New("unavailable", "The sign-in was not finished.").After(time.Second).Because(ctx.Err())
	}
}
