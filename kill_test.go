package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/tablet/client"
)

// S6 and S7: the server is killed at random while tablets push. Whatever was acknowledged is there afterwards at the same
// position; whatever was not acknowledged is pushed again and is there once. `make soak` kills it 200 times.
func TestS6_WhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	cycles := 20
	if os.Getenv("RUNUP_TEST_SOAK") != "" {
		cycles = 200
	}
	ctx := context.Background()
	folder := t.TempDir()
	server := start(t, folder)
	pushers := enrolPushers(ctx, t, server.base, 4)
	server.kill()
	for range cycles {
		server = start(t, folder)
		pushUntilKilled(ctx, server, pushers)
		server = start(t, folder)
		for _, p := range pushers {
			p.settle(ctx, t, server.base)
		}
		server.kill()
	}
	acknowledged := 0
	for _, p := range pushers {
		acknowledged += len(p.known)
	}
	if acknowledged < cycles {
		t.Errorf("only %d operations were acknowledged in %d cycles: nothing was tried", acknowledged, cycles)
	}
	file, _ := binary()
	if out, err := exec.Command(file, "rebuild", "--check", "--data", folder).CombinedOutput(); err != nil {
		t.Errorf("the views are not what the log says: %v\n%s", err, out)
	}
	t.Logf("%d kills, %d operations acknowledged, none lost", cycles, acknowledged)
}

// pusher is one tablet with its outbox: what it sealed and nobody acknowledged yet.
type pusher struct {
	tablet *simulate.Tablet
	check  client.Check
	bad    map[string]any // readings that fail
	outbox []client.Op
	recent []client.Op      // acknowledged since the last settling
	known  map[string]int64 // position of every acknowledged operation
	fails  map[string]bool
}

func enrolPushers(ctx context.Context, t *testing.T, base string, n int) (list []*pusher) {
	t.Helper()
	ada := must(simulate.NewClient(base).SignIn(ctx, "ada.admin", "runup-demo"))(t)
	for i := range n {
		tablet := enrolled(ctx, t, ada, "tablet "+strconv.Itoa(i))
		sam := must(tablet.SignInByPIN(ctx, "sam.scsw", "482615"))(t)
		hoist := must(tablet.Checklist(ctx, "hoist-pre-use"))(t)
		well := must(hoist.Readings(time.Now()))(t)
		list = append(list, &pusher{
			tablet: tablet, known: map[string]int64{}, fails: map[string]bool{},
			check: client.Check{Checklist: hoist.ID, Hash: hoist.Hash, Equipment: "hoist-1", PerformedBy: sam.ID, Readings: well, Verdict: "pass"},
			bad:   simulate.With(well, stops(t, hoist), map[string]any{"value": false}),
		})
	}
	return list
}

func pushUntilKilled(ctx context.Context, server *process, pushers []*pusher) {
	var wg sync.WaitGroup
	for _, p := range pushers {
		p.tablet.Base = server.base
		wg.Go(func() {
			for p.push(ctx) == nil {
			}
		})
	}
	time.Sleep(time.Duration(5+rand.IntN(150)) * time.Millisecond) // the kill comes whenever it comes
	server.kill()
	wg.Wait()
}

// push seals a few new checks, every third one failing, and sends the whole outbox.
func (p *pusher) push(ctx context.Context) error {
	for i := range 1 + rand.IntN(5) {
		c := p.check
		c.StartedAt, c.FinishedAt = time.Now().Add(-time.Minute), time.Now()
		if i%3 == 2 {
			c.Readings = p.bad
		}
		op := p.tablet.Completed(c)
		p.fails[op.OpID] = i%3 == 2
		p.outbox = append(p.outbox, op)
	}
	answer, err := p.tablet.Push(ctx, p.outbox...)
	if err != nil {
		return err
	}
	for _, r := range answer.Results {
		p.known[r.OpID] = r.Position
	}
	p.recent, p.outbox = append(p.recent, p.outbox...), nil
	return nil
}

// settle pushes everything again after the restart and holds the answers against what was promised before.
func (p *pusher) settle(ctx context.Context, t *testing.T, base string) {
	t.Helper()
	p.tablet.Base = base
	for _, ops := range [][]client.Op{p.recent, p.outbox} {
		for start := 0; start < len(ops); start += 50 {
			answer, err := p.tablet.Push(ctx, ops[start:min(start+50, len(ops))]...)
			check(t, err)
			for _, r := range answer.Results {
				p.hold(t, r)
			}
		}
	}
	p.recent, p.outbox = nil, nil
}

func (p *pusher) hold(t *testing.T, r simulate.Result) {
	t.Helper()
	promised, acknowledged := p.known[r.OpID]
	if acknowledged && (!r.Replay || r.Position != promised) {
		t.Errorf("operation %s was acknowledged at %d and is now %+v", r.OpID, promised, r)
	}
	if r.Outcome != "accepted" || (r.Verdict == "fail") != p.fails[r.OpID] || (len(r.Escalations) > 0) != p.fails[r.OpID] {
		t.Errorf("operation %s (failing: %v) became %+v", r.OpID, p.fails[r.OpID], r)
	}
	p.known[r.OpID] = r.Position
}
