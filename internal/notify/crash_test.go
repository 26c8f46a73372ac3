package notify_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/notify/email"
	"runup/internal/notify/govuk"
	"runup/internal/notify/notifytest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// dying is a channel whose process dies after the sending and before its end is written down.
type dying struct{ notify.Channel }

func (d dying) Send(ctx context.Context, m notify.Message) notify.Result {
	d.Channel.Send(ctx, m)
	runtime.Goexit()
	return notify.Result{}
}

func byEmail(t testing.TB, at *url.URL) notify.Channel {
	t.Helper()
	s, err := email.New(at, "runup@department.example")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func byText(t testing.TB, g *notifytest.GovUK, now func() time.Time) notify.Channel {
	t.Helper()
	list, err := govuk.New(govuk.Options{URL: g.URL, Key: g.Key, SMSTemplate: g.SMS, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// TestA5_AMailInFlightWhenTheProcessDiesIsRecognisedAsACopy: at most one more, under the same Message-ID.
func TestA5_AMailInFlightWhenTheProcessDiesIsRecognisedAsACopy(t *testing.T) {
	each(t, func(d desk) {
		server := notifytest.StartSMTP(d)
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa")...))
		d.once(d.workers(dying{byEmail(d, server.URL)}))
		next := d.workers(byEmail(d, server.URL))
		d.once(next)
		if n := len(server.Mails()); n != 1 {
			d.Errorf("%d mails before the lease was over", n)
		}
		d.clock.Move(15 * time.Second)
		d.once(next)
		mails, m := server.Mails(), d.only(notify.Email)
		if len(mails) != 2 || mails[0].MessageID != mails[1].MessageID || m.State != notify.Sent {
			d.Errorf("%+v", mails)
		}
		if m.Attempts[0].Outcome != "unknown" || m.Attempts[1].Outcome != "accepted" {
			d.Errorf("%+v", m.Attempts)
		}
	})
}

// TestA6_ATextInFlightWhenTheProcessDiesIsLookedUpAndNotSentAgain, and one whose answer was lost neither.
func TestA6_ATextInFlightWhenTheProcessDiesIsLookedUpAndNotSentAgain(t *testing.T) {
	each(t, func(d desk) {
		g := notifytest.StartGovUK(d)
		d.queue(telling("E-2222", checklist.DoNotUse, textOnly()))
		d.once(d.workers(dying{byText(d, g, time.Now)}))
		d.clock.Move(15 * time.Second)
		d.once(d.workers(byText(d, g, time.Now)))
		if m := d.only(notify.SMS); g.Posts() != 1 || m.State != notify.Sent || m.ProviderRef != g.Messages()[0].ID {
			d.Errorf("%d posts, %+v", g.Posts(), m)
		}
		g.Set(func(b *notifytest.Behaviour) { b.Lost = true })
		other := textOnly()
		other.ID = "rhys"
		d.queue(telling("E-3333", checklist.DoNotUse, other))
		d.once(d.workers(byText(d, g, time.Now)))
		d.clock.Move(time.Minute)
		d.once(d.workers(byText(d, g, time.Now)))
		if fates := d.fates(); g.Posts() != 2 || fates["rhys sms"] != notify.Sent {
			d.Errorf("%d posts, %v", g.Posts(), fates)
		}
	})
}

func TestB19_AMailCutOffBeforeItsAnswerIsSentAgainAsTheSame(t *testing.T) {
	each(t, func(d desk) {
		server := notifytest.StartSMTP(d)
		server.Does(notifytest.Drop)
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa")...))
		s := d.workers(byEmail(d, server.URL))
		d.once(s)
		server.Does(notifytest.Take)
		d.clock.Move(2 * time.Second)
		d.once(s)
		mails := server.Mails()
		if len(mails) != 2 || mails[0].MessageID != mails[1].MessageID || d.only(notify.Email).State != notify.Sent {
			d.Errorf("%+v", mails)
		}
	})
}

// TestReceiptsComeByAskingToo: nobody calls back, and the provider is asked.
func TestReceiptsComeByAskingToo(t *testing.T) {
	each(t, func(d desk) {
		g := notifytest.StartGovUK(d)
		d.queue(telling("E-2222", checklist.DoNotUse, textOnly()))
		s := d.workers(byText(d, g, time.Now))
		d.once(s)
		g.Becomes(d.only(notify.SMS).ID, "delivered")
		d.clock.Move(30 * time.Second)
		d.once(s)
		if fates := d.fates(); fates["rosa sms"] != notify.Delivered {
			d.Errorf("%v", fates)
		}
	})
}

// TestA16_TwoProcessesSendEachMessageOnce: six hundred messages, two sets of workers, nobody told twice.
func TestA16_TwoProcessesSendEachMessageOnce(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := desk{TB: t, db: storetest.OpenAt(t, c), clock: clock}
		other := d
		if c.Postgres != "" {
			other.db = storetest.OpenAt(t, c)
		}
		for i := range 60 {
			var all []notify.Telling
			for n := range 10 {
				name := fmt.Sprintf("person-%d-%d", i, n)
				all = append(all, telling(fmt.Sprintf("E-%d-%d", i, n), checklist.DoNotUse, byMail(name)...))
			}
			d.queue(all...)
		}
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		var both sync.WaitGroup
		for _, one := range []desk{d, other} {
			both.Go(func() { _ = one.workers(mails).Once(t.Context()) })
		}
		both.Wait()
		times := map[string]int{}
		for _, m := range mails.Sent() {
			times[m.To]++
		}
		twice := slices.DeleteFunc(slices.Collect(maps.Keys(times)), func(to string) bool { return times[to] == 1 })
		if len(times) != 600 || len(twice) != 0 {
			t.Errorf("%d told, %v more than once", len(times), twice)
		}
	})
}
