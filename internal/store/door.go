package store

import (
	"context"
	"sync/atomic"
	"time"

	"runup/internal/problem"
)

// The queue before the door. A full queue makes callers wait, not memory grow; a wait too long is answered as
// unavailable, which also catches a Write inside a Write: it would wait for itself.
const (
	queueLength = 256
	queueWait   = 10 * time.Second
	groupLimit  = 2000 // functions in one commit
)

// request is one place in the queue.
type request struct {
	actor Actor
	mode  mode // writing or working
	fns   []func(*Tx) error
	errs  []error
	taken atomic.Int32 // who got it first: the writer or the caller that gave up
	done  chan struct{}
}

const (
	waiting int32 = iota
	begun
	abandoned
)

// Write runs fn in a transaction of its own actor and instant. What it did is durable when Write returns nil; otherwise
// nothing of it happened. Writes that arrive together share one commit and nobody is answered before it.
// The context bounds the wait in the queue only: once begun, no request can cancel what it shares with others.
func (db *DB) Write(ctx context.Context, actor Actor, fn func(*Tx) error) error {
	return db.enter(ctx, &request{actor: actor, mode: writing, fns: []func(*Tx) error{fn}})[0]
}

// WriteEach is Write for many at one place in the queue: in order, each in its own savepoint, each with its own error.
func (db *DB) WriteEach(ctx context.Context, actor Actor, fns []func(*Tx) error) []error {
	if len(fns) == 0 {
		return nil
	}
	return db.enter(ctx, &request{actor: actor, mode: writing, fns: fns})
}

// Work changes workings (sessions, nonces, counters, leases) through the same queue; it is refused if it touches a view.
func (db *DB) Work(ctx context.Context, fn func(*Tx) error) error {
	return db.enter(ctx, &request{actor: ServerActor(), mode: working, fns: []func(*Tx) error{fn}})[0]
}

func (db *DB) enter(ctx context.Context, r *request) []error {
	r.errs = make([]error, len(r.fns))
	r.done = make(chan struct{})
	wait := time.NewTimer(queueWait)
	defer wait.Stop()
	select {
	case db.queue <- r:
	case <-ctx.Done():
		return r.all(unavailable(ctx.Err()))
	case <-wait.C:
		return r.all(unavailable(context.DeadlineExceeded))
	case <-db.closing:
		return r.all(unavailable(errClosed))
	}
	return db.await(ctx, wait.C, r)
}

// await waits for the answer. A caller may give up only as long as the writer has not begun.
func (db *DB) await(ctx context.Context, wait <-chan time.Time, r *request) []error {
	var why error
	select {
	case <-r.done:
		return r.errs
	case <-ctx.Done():
		why = ctx.Err()
	case <-wait:
		why = context.DeadlineExceeded
	case <-db.stopped:
		why = errClosed
	}
	if r.taken.CompareAndSwap(waiting, abandoned) {
		return r.all(unavailable(why))
	}
	<-r.done
	return r.errs
}

func (r *request) all(err error) []error {
	for i := range r.errs {
		r.errs[i] = err
	}
	return r.errs
}

func unavailable(cause error) error {
	return problem.New("unavailable", "The record could not be stored just now; nothing was kept.").After(2 * time.Second).Because(cause)
}

// serve is the writer: it takes what waits, commits it together, answers, and begins again.
func (db *DB) serve() {
	defer close(db.stopped)
	for {
		select {
		case <-db.closing:
			return
		case first := <-db.queue:
			db.commit(db.gather(first))
		}
	}
}

// gather takes what waits besides the first, without waiting for more.
func (db *DB) gather(first *request) []*request {
	var group []*request
	n := 0
	for r := first; ; {
		if r.taken.CompareAndSwap(waiting, begun) {
			group = append(group, r)
			n += len(r.fns)
		}
		if n >= groupLimit {
			return group
		}
		select {
		case r = <-db.queue:
		default:
			return group
		}
	}
}
