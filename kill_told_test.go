package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/notify/notifytest"
	"runup/internal/tablet/client"
)

// The process is killed while some messages are on their way, at the mail server or not there yet, and others still wait. What
// waited goes out as soon as the server is back. What was on its way goes out when its lease is over: a second time if the mail
// server had it, then under the same Message-ID, and once if it had not.
func TestA3_A4_A5_WhatWasCommittedIsToldAfterAKill(t *testing.T) {
	t.Parallel()
	ctx, relay, folder := t.Context(), notifytest.StartSMTP(t), t.TempDir()
	server := start(t, folder, "--smtp-url", relay.URL.String())
	sofia := reader(ctx, t, server.base)
	everybodyIsCalled(ctx, t, sofia, time.Hour)
	tablet := must(simulate.Enrol(ctx, server.base, code, t.Name()))(t)
	relay.DoesTo(func(to string) string {
		if strings.HasPrefix(to, "rosa.") {
			return notifytest.Hang // before the text: the mail server never has it
		}
		return notifytest.Hold
	})
	refs := map[string]bool{}
	for range 3 {
		refs[raise(ctx, t, tablet).Ref] = true
	}
	relay.Wait(t, carrying-3) // at most three are Rosa's
	server.kill()

	before := copies(relay)
	relay.Does(notifytest.Take)
	server = start(t, folder, "--smtp-url", relay.URL.String())
	ready := time.Now()
	sofia.Base = server.base
	messages := settledMails(ctx, t, sofia, refs, lease+poll+slack)
	took, after := time.Since(ready), copies(relay)
	n := map[string]int{}
	for _, m := range messages {
		was := "waited"
		if before[m.letter()] > 0 {
			was = "taken"
		} else if m.unknown() > 0 {
			was = "begun"
		}
		n[was]++
		want := map[string]int{"waited": 1, "begun": 1, "taken": 2}[was]
		if after[m.letter()] != want || m.State != "sent" || len(m.Attempts) != m.unknown()+1 || m.unknown() > 1 {
			t.Errorf("one that %s came %d times, want %d: %+v", was, after[m.letter()], want, m)
		}
	}
	if n["waited"] == 0 || n["begun"] == 0 || n["taken"] == 0 {
		t.Errorf("not everything was tried: %v", n)
	}
	var first time.Duration
	for _, m := range relay.Mails() {
		if late := m.At.Sub(ready); before[m.MessageID] == 0 && n["waited"] > 0 && late < 2*time.Second+slack {
			n["at once"]++
			first = max(first, late)
		}
	}
	if n["at once"] < n["waited"] {
		t.Errorf("%d waited and %d came before a lease was over", n["waited"], n["at once"])
	}
	t.Logf("%v, what waited %s and all told %s after the server was ready", n, first.Round(time.Millisecond), took.Round(time.Millisecond))
}

// The server is killed at random while tablets report and mails go out. Whatever a tablet was answered is told; a second copy
// there is only of what was on its way at a kill, and it is the same mail.
func TestA7_NothingIsLostWhenTheServerIsKilledWhileItTells(t *testing.T) {
	t.Parallel()
	kills := 4
	if os.Getenv("RUNUP_TEST_SOAK") != "" {
		kills = 50
	}
	ctx, relay, folder := t.Context(), notifytest.StartSMTP(t), t.TempDir()
	server := start(t, folder, "--smtp-url", relay.URL.String())
	sofia := reader(ctx, t, server.base)
	everybodyIsCalled(ctx, t, sofia, time.Hour)
	ada := must(simulate.NewClient(server.base).SignIn(ctx, "ada.admin", "runup-demo"))(t)
	reporters := make([]*reporter, 4)
	for i := range reporters {
		reporters[i] = &reporter{tablet: enrolled(ctx, t, ada, fmt.Sprint("tablet ", i))}
	}
	for range kills {
		for _, r := range reporters {
			r.tablet.Base = server.base
		}
		reportUntilKilled(ctx, server, reporters)
		server = start(t, folder, "--smtp-url", relay.URL.String())
	}
	refs := map[string]bool{}
	for _, r := range reporters {
		r.tablet.Base = server.base
		check(t, r.push(ctx))
		for _, ref := range r.raised {
			refs[ref] = true
		}
	}
	sofia.Base = server.base
	if len(refs) < 2*kills {
		t.Errorf("only %d reports were answered in %d kills: nothing was tried", len(refs), kills)
	}
	messages := settledMails(ctx, t, sofia, refs, time.Minute+time.Duration(kills)*time.Second)
	again := toldOf(t, relay, refs, messages)
	if again > carrying*kills {
		t.Errorf("%d second copies after %d kills", again, kills)
	}
	t.Logf("%d kills, %d escalations, %d messages, none lost, %d came twice", kills, len(refs), len(messages), again)
}

// toldOf holds the mails against the outbox and answers how many came more than once.
func toldOf(t *testing.T, relay *notifytest.SMTP, refs map[string]bool, messages []message) (again int) {
	t.Helper()
	count, told := copies(relay), map[string]bool{}
	for _, m := range relay.Mails() {
		for ref := range refs {
			if !told[ref] && strings.Contains(m.Text, ref) {
				told[ref] = true
			}
		}
	}
	for ref := range refs {
		if !told[ref] {
			t.Errorf("nobody was told of %s", ref)
		}
	}
	for _, m := range messages {
		n := count[m.letter()]
		if m.State != "sent" || n == 0 || n > 1+m.unknown() {
			t.Errorf("came %d times: %+v", n, m)
		}
		again += max(n-1, 0)
	}
	return again
}

// reporter is a tablet that reports one thing after the other.
type reporter struct {
	tablet *simulate.Tablet
	next   []client.Op // sealed and not answered
	raised []string    // refs of what was answered
}

func reportUntilKilled(ctx context.Context, server *process, reporters []*reporter) {
	var all sync.WaitGroup
	var killed atomic.Bool
	for _, r := range reporters {
		all.Go(func() {
			for !killed.Load() && r.push(ctx) == nil {
			}
		})
	}
	time.Sleep(time.Duration(50+rand.IntN(200)) * time.Millisecond) // the kill comes whenever it comes
	server.kill()
	killed.Store(true)
	all.Wait()
}

func (r *reporter) push(ctx context.Context) error {
	if len(r.next) == 0 {
		r.next = []client.Op{unsafe(r.tablet)}
	}
	answer, err := r.tablet.Push(ctx, r.next...)
	if err != nil {
		return err
	}
	for _, result := range answer.Results {
		if len(result.Escalations) != 1 {
			return fmt.Errorf("the report opened nothing: %+v", result)
		}
		r.raised = append(r.raised, result.Escalations[0].Ref)
	}
	r.next = nil
	return nil
}
