package notify_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// realTime is a desk whose clock is the machine's.
func realTime(t *testing.T, test func(d desk)) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, _ *storetest.Clock) {
		c.Now = time.Now
		test(desk{TB: t, db: storetest.OpenAt(t, c)})
	})
}

// TestB13_FromTheCommitToTheFirstAttempt measures five hundred single events beside their bare commits.
func TestB13_FromTheCommitToTheFirstAttempt(t *testing.T) {
	realTime(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		began := make(chan time.Time, 1)
		mails.Does(func(context.Context, notify.Message) notify.Result {
			began <- time.Now()
			return notify.Result{Class: notify.Accepted}
		})
		d.running(mails)
		var commits, firsts []time.Duration
		for i := range 500 {
			start := time.Now()
			d.queue(telling(fmt.Sprintf("E-%d", i), checklist.DoNotUse, byMail("rosa")...))
			committed := time.Now()
			commits, firsts = append(commits, committed.Sub(start)), append(firsts, max(0, (<-began).Sub(committed)))
		}
		d.Logf("commit p50 %v p99 %v; to the first attempt p50 %v p99 %v", part(commits, 50), part(commits, 99), part(firsts, 50), part(firsts, 99))
		if part(firsts, 50) > 25*time.Millisecond*slack || part(firsts, 99) > 500*time.Millisecond*slack {
			d.Errorf("too slow")
		}
	})
}

// slack is for machines that do other things at the same time; the figures stand in the log.
const slack = 4

func part(list []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)*percent/100]
}

// TestB14_AHundredAtOnceAreAllTriedWithinTwoSeconds, each to a person of their own: nothing is bundled.
func TestB14_AHundredAtOnceAreAllTriedWithinTwoSeconds(t *testing.T) {
	realTime(t, func(d desk) {
		mails, l := notifytest.NewFake(notify.Email, notify.Acceptance), &log{}
		l.answers(mails, accepted)
		d.running(mails)
		var all []notify.Telling
		for i := range 100 {
			all = append(all, telling(fmt.Sprintf("E-%d", i), checklist.DoNotUse, byMail(fmt.Sprintf("person-%d", i))...))
		}
		d.queue(all...)
		l.mu.Lock()
		l.begun = time.Now()
		l.tries = nil
		l.mu.Unlock()
		for len(mails.Sent()) < 100 {
			time.Sleep(time.Millisecond)
		}
		tries := l.all()
		last := tries[len(tries)-1].at
		d.Logf("the last of a hundred after %v", last)
		if last > 2*time.Second*slack {
			d.Errorf("too slow")
		}
	})
}

// TestB15_ADoNotUseOvertakesAThousandAdvices in real time too: tried within a second.
func TestB15_ADoNotUseOvertakesAThousandAdvices(t *testing.T) {
	realTime(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		came := make(chan time.Time, 1)
		mails.Does(func(_ context.Context, m notify.Message) notify.Result {
			if m.Severity == checklist.DoNotUse {
				came <- time.Now()
			}
			time.Sleep(5 * time.Millisecond)
			return notify.Result{Class: notify.Accepted}
		})
		var all []notify.Telling
		for i := range 1000 {
			all = append(all, telling(fmt.Sprintf("E-%d", i), checklist.Advice, byMail(fmt.Sprintf("person-%d", i))...))
		}
		d.queue(all...)
		d.running(mails)
		for len(mails.Sent()) < 10 {
			time.Sleep(time.Millisecond)
		}
		start := time.Now()
		d.queue(telling("E-STOP", checklist.DoNotUse, byMail("rosa")...))
		took := (<-came).Sub(start)
		d.Logf("tried after %v, behind %d of a thousand", took, len(mails.Sent()))
		if took > time.Second*slack || len(mails.Sent()) > 900 {
			d.Errorf("too slow")
		}
	})
}
