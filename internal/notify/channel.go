package notify

import (
	"context"
	"time"
)

// SendTime is how long one sending may take. The lease is longer, so that whoever answers in time finishes in time.
const (
	SendTime  = 10 * time.Second
	leaseTime = 15 * time.Second
)

// Class is what a sending, or asking after one, came to.
type Class string

// The classes.
const (
	Accepted  Class = "accepted"      // handed over
	Received  Class = "delivered"     // it arrived
	Temporary Class = "temporary"     // it may go through later
	Permanent Class = "permanent"     // this address will never take it
	Fault     Class = "channel-fault" // nothing goes through here before somebody mends it
	Unknown   Class = "unknown"       // it may have gone through
)

// Result is how a sending ended. Said is what the other side answered, for people who look for a fault.
type Result struct {
	Class       Class
	ProviderRef string
	Code        string
	Said        string
	RetryAfter  time.Duration
}

// Confirms says what a channel can tell about a message.
type Confirms string

// What channels can tell.
const (
	Nothing    Confirms = "nothing"    // an answer of it means nothing: nobody counts as reached
	Acceptance Confirms = "acceptance" // that it was handed over
	Receipts   Confirms = "receipt"    // that it arrived
)

// Channel is one way to people. Send ends when its context does, and never sends twice by itself: the message's id is the
// same in every attempt.
type Channel interface {
	Name() string
	Confirms() Confirms
	Send(ctx context.Context, m Message) Result
}

// Finder is a channel that can be asked after a message by our id, so that one whose fate is not known need not be sent again.
type Finder interface {
	// Find answers what became of a message; found is false when it never came there.
	Find(ctx context.Context, id string) (r Result, found bool, err error)
}
