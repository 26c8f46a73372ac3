package notifytest

import (
	"context"
	"sync"

	"runup/internal/notify"
)

// Fake is a channel that does what a test says, without a socket: for fake time, and for what no server does twice alike.
type Fake struct {
	Channel string
	Proof   notify.Confirms

	mu   sync.Mutex
	does func(ctx context.Context, m notify.Message) notify.Result
	sent []notify.Message
}

// NewFake makes one that takes everything.
func NewFake(channel string, proof notify.Confirms) *Fake {
	f := &Fake{Channel: channel, Proof: proof}
	f.Answers(notify.Accepted)
	return f
}

// Name is the channel's.
func (f *Fake) Name() string { return f.Channel }

// Confirms is what the test says.
func (f *Fake) Confirms() notify.Confirms { return f.Proof }

// Does sets what happens to messages from now.
func (f *Fake) Does(what func(ctx context.Context, m notify.Message) notify.Result) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.does = what
}

// Answers has every message end the same way.
func (f *Fake) Answers(c notify.Class) {
	f.Does(func(context.Context, notify.Message) notify.Result { return notify.Result{Class: c, Code: string(c)} })
}

// Send keeps the message and does what it was told.
func (f *Fake) Send(ctx context.Context, m notify.Message) notify.Result {
	f.mu.Lock()
	f.sent = append(f.sent, m)
	does := f.does
	f.mu.Unlock()
	return does(ctx, m)
}

// Sent answers every message that was tried, in order.
func (f *Fake) Sent() []notify.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]notify.Message(nil), f.sent...)
}
