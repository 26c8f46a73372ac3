package overdue_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
)

// A week and a day with the loop itself at work, in fake time: the fridge is forgotten on a Tuesday and a Wednesday, and on Thursday
// the tablet comes back with Tuesday's check. Otherwise it is done every day, and nobody does anything else.
func TestAWeekOfTheLoopItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t)
		d.monday()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); d.lookout.Run(ctx) }()
		time.Sleep(3 * time.Minute) // the loop waits for tablets first
		until := func(day, hour, minute int) {
			for end := time.Date(2026, 11, day, hour, minute, 0, 0, d.Zone); d.Clock.Now().Before(end); {
				d.Clock.Set(min2(d.Clock.Now().Add(30*time.Minute), end))
				time.Sleep(31 * time.Second) // it looks once
				synctest.Wait()
			}
		}
		until(24, 9, 40)
		tuesdays := d.done(fridge, theFridge, "amir.ap")
		until(24, 10, 31)
		got := d.missed(fridge, theFridge)
		if len(got) != 1 || got[0].Severity != checklist.Information || got[0].State != escalation.IsOpen {
			t.Fatalf("on Tuesday: %+v", got)
		}
		until(25, 10, 31)
		if got = d.missed(fridge, theFridge); len(got) != 2 || got[1].Severity != checklist.Advice {
			t.Fatalf("on Wednesday: %+v", got)
		}
		until(26, 9, 0)
		d.Push(tuesdays, d.done(fridge, theFridge, "amir.ap"))
		until(26, 10, 31)
		if got = d.missed(fridge, theFridge); len(got) != 2 || got[0].State != escalation.IsClosed || got[1].State != escalation.IsOpen {
			t.Fatalf("on Thursday: %+v", got)
		}
		for _, day := range []int{27, 30} {
			until(day, 9, 0)
			d.plan()
			d.Push(d.done(fridge, theFridge, "amir.ap"))
		}
		until(30, 23, 0)
		stop()
		<-ended
		if got = d.missed(fridge, theFridge); len(got) != 2 {
			t.Errorf("%d of two", len(got))
		}
		runs := d.missed(runUp, "linac-1")
		if len(runs) != 5 { // Tuesday to Friday and Monday; not on the weekend
			t.Errorf("%d run-ups were missed on five treatment days", len(runs))
		}
	})
}

func min2(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
