package notify_test

import (
	"context"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
)

// Test93_WaitsForAFirstAttemptEqualARecount from the messages as they are served. One line is free, so mails wait for one another;
// a second attempt, another way and a day's message are not what was to go at once.
func Test93_WaitsForAFirstAttemptEqualARecount(t *testing.T) {
	hours(t, func(d desk) {
		mails, texts := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Receipts)
		mails.Does(func(_ context.Context, m notify.Message) notify.Result {
			time.Sleep(3 * time.Second)
			if m.To == "rosa@department.example" {
				return notify.Result{Class: notify.Temporary, Code: "421"}
			}
			return notify.Result{Class: notify.Accepted}
		})
		s := d.runningWith(func(o *notify.Options) { o.Workers = 1 }, mails, texts)
		d.queue(telling("E-2222", checklist.DoNotUse, rosa()), telling("E-3333", checklist.BeforeUse, byMail("rhys", "amir", "sam")...))
		held := forTheDay(0, 1)
		held[0].Held = time.Now().Add(5 * time.Minute)
		d.queue(held...)
		time.Sleep(10 * time.Minute)
		want, late := map[string]notify.Waits{}, 0
		for _, m := range d.outbox() {
			if m.Channel != notify.Email || len(m.Attempts) == 0 || m.Purpose != notify.Alert {
				continue
			}
			waited := m.Attempts[0].StartedAt.Sub(m.CreatedAt)
			w := want[m.Severity]
			w.Count, w.Seconds = w.Count+1, w.Seconds+waited.Seconds()
			if want[m.Severity] = w; waited > 5*time.Second {
				late++
			}
		}
		got := s.Figures().First
		if len(got) != len(want) || want[checklist.BeforeUse].Count != 3 || want[checklist.DoNotUse].Count != 1 || late == 0 {
			d.Fatalf("%+v, recounted %+v", got, want)
		}
		for severity, w := range want {
			if g := got[severity]; g.Count != w.Count || g.Seconds != w.Seconds {
				d.Errorf("%s: %+v, recounted %+v", severity, g, w)
			}
		}
		if g := got[checklist.BeforeUse]; g.AtMost[5] != g.Count-uint64(late) || g.AtMost[60] != g.Count {
			d.Errorf("%d of %d waited longer than 5 s: %+v", late, g.Count, g)
		}
	})
}
