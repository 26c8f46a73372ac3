package notify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// hours runs workers in fake time: nothing in them touches a socket.
func hours(t *testing.T, test func(d desk)) {
	synctest.Test(t, func(t *testing.T) {
		test(desk{TB: t, db: storetest.OpenAt(t, store.Config{Folder: t.TempDir(), Now: time.Now})})
	})
}

// running starts workers that end with the test.
func (d desk) running(channels ...notify.Channel) *notify.Service {
	return d.runningWith(nil, channels...)
}

func (d desk) runningWith(change func(*notify.Options), channels ...notify.Channel) *notify.Service {
	s := d.workersWith(change, channels...)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	d.Cleanup(func() { cancel(); <-ended })
	return s
}

// log notes when messages are tried.
type log struct {
	mu    sync.Mutex
	begun time.Time
	tries []try
}

type try struct {
	at time.Duration
	notify.Message
}

func (l *log) note(m notify.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.begun.IsZero() {
		l.begun = time.Now()
	}
	l.tries = append(l.tries, try{time.Since(l.begun), m})
}

func (l *log) all() []try {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.tries)
}

// answers has a channel note each try and end it as a function of time says.
func (l *log) answers(f *notifytest.Fake, what func(m notify.Message) notify.Result) {
	f.Does(func(_ context.Context, m notify.Message) notify.Result {
		l.note(m)
		return what(m)
	})
}

func accepted(notify.Message) notify.Result { return notify.Result{Class: notify.Accepted} }

func TestB17_MailIsDownForTenMinutes(t *testing.T) {
	hours(t, func(d desk) {
		mails, l := notifytest.NewFake(notify.Email, notify.Acceptance), &log{}
		begun := time.Now()
		l.begun = begun
		l.answers(mails, func(notify.Message) notify.Result {
			if time.Since(begun) < 10*time.Minute {
				return notify.Result{Class: notify.Temporary, Code: "421"}
			}
			return notify.Result{Class: notify.Accepted}
		})
		d.running(mails)
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa")...))
		time.Sleep(12 * time.Minute)
		tries := l.all()
		for i := 1; i < len(tries); i++ {
			if gap := tries[i].at - tries[i-1].at; gap > 61*time.Second {
				d.Errorf("a pause of %v", gap)
			}
		}
		last := tries[len(tries)-1].at
		if last < 10*time.Minute || last > 11*time.Minute || len(tries) < 10 || len(tries) > 40 {
			d.Errorf("%d tries, the last after %v", len(tries), last)
		}
		if early, late := tries[1].at, tries[len(tries)-2].at-tries[len(tries)-3].at; early > 2*time.Second || late < 20*time.Second || tries[5].at-tries[4].at < 5*time.Second {
			d.Errorf("pauses do not grow: %v, %v, then %v", early, tries[5].at-tries[4].at, late)
		}
		if fates := d.fates(); fates["rosa email"] != notify.Sent {
			d.Errorf("%v", fates)
		}
	})
}

// TestASuccessPullsForwardWhatWaits: with mail back, nobody waits out their own pause.
func TestASuccessPullsForwardWhatWaits(t *testing.T) {
	hours(t, func(d desk) {
		mails, l := notifytest.NewFake(notify.Email, notify.Acceptance), &log{}
		begun, back := time.Now(), time.Duration(0)
		l.begun = begun
		l.answers(mails, func(notify.Message) notify.Result {
			if since := time.Since(begun); since < 5*time.Minute {
				return notify.Result{Class: notify.Temporary}
			} else if back == 0 {
				back = since
			}
			return notify.Result{Class: notify.Accepted}
		})
		d.running(mails)
		for i := range 10 {
			d.queue(telling(fmt.Sprintf("E-%d", i), checklist.BeforeUse, byMail(fmt.Sprintf("person-%d", i))...))
		}
		time.Sleep(7 * time.Minute)
		done := 0
		for _, try := range l.all() {
			if try.at >= back && back > 0 {
				if done++; try.at > back+2*time.Second {
					d.Errorf("one waited %v longer than it had to", try.at-back)
				}
			}
		}
		if done != 10 {
			d.Errorf("%d went out", done)
		}
	})
}

func TestB18_AMailboxThatIsNotThereOpensTheNextWayAtOnce(t *testing.T) {
	hours(t, func(d desk) {
		mails, texts, l := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Receipts), &log{}
		l.answers(mails, func(notify.Message) notify.Result { return notify.Result{Class: notify.Permanent, Code: "550"} })
		l.answers(texts, accepted)
		d.running(mails, texts)
		d.queue(telling("E-2222", checklist.DoNotUse, rosa()))
		time.Sleep(2 * time.Second)
		tries := l.all()
		if len(tries) != 2 || tries[1].To != "07700900001" || tries[1].at > time.Second {
			d.Errorf("%+v", tries)
		}
		if fates := d.fates(); fates["rosa email"] != notify.Failed || fates["rosa sms"] != notify.Sent {
			d.Errorf("%v", fates)
		}
		if told := d.told(); len(told) != 1 || told[0] != "message.not-told" {
			d.Errorf("the record says %v", told)
		}
	})
}

// told answers what the logbook says of messages.
func (d desk) told() (kinds []string) {
	d.Helper()
	d.must(d.db.Read(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
		for record, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			e, err := record.Entry()
			if err != nil {
				return err
			}
			if strings.HasPrefix(e.Kind, "message.") || strings.HasPrefix(e.Kind, "channel.") {
				kinds = append(kinds, e.Kind)
			}
		}
		return nil
	}))
	return kinds
}

func TestB20_AChannelThatHangsHoldsNothingElseUp(t *testing.T) {
	hours(t, func(d desk) {
		mails, texts, l := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Receipts), &log{}
		ended := time.Duration(0)
		mails.Does(func(ctx context.Context, m notify.Message) notify.Result {
			begun := time.Now()
			<-ctx.Done()
			ended = time.Since(begun)
			return notify.Result{Class: notify.Temporary}
		})
		l.answers(texts, accepted)
		d.running(mails, texts)
		both := rosa()
		both.Contacts[1].Rank = 0
		l.begun = time.Now()
		d.queue(telling("E-2222", checklist.DoNotUse, both))
		time.Sleep(12 * time.Second)
		if tries := l.all(); len(tries) != 1 || tries[0].at > 100*time.Millisecond || ended != notify.SendTime {
			d.Errorf("texts %+v, mail ended after %v", tries, ended)
		}
	})
}

func TestB21_ALimitIsRespectedAndOthersGoOn(t *testing.T) {
	hours(t, func(d desk) {
		mails, texts, l := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Receipts), &log{}
		first := true
		l.answers(texts, func(notify.Message) notify.Result {
			if first {
				first = false
				return notify.Result{Class: notify.Temporary, Code: "429", RetryAfter: 20 * time.Second}
			}
			return notify.Result{Class: notify.Accepted}
		})
		d.running(mails, texts)
		both := rosa()
		both.Contacts[1].Rank = 0
		d.queue(telling("E-2222", checklist.BeforeUse, both))
		time.Sleep(time.Minute)
		if tries := l.all(); len(tries) != 2 || tries[1].at < 20*time.Second || tries[1].at > 22*time.Second || len(mails.Sent()) != 1 {
			d.Errorf("%+v", tries)
		}
	})
}

func TestB22_AKeyThatIsNotTakenMovesAllThatWaitsToTheNextWay(t *testing.T) {
	hours(t, func(d desk) {
		texts, mails, l := notifytest.NewFake(notify.SMS, notify.Receipts), notifytest.NewFake(notify.Email, notify.Acceptance), &log{}
		texts.Answers(notify.Fault)
		l.answers(mails, accepted)
		d.running(texts, mails)
		var all []notify.Telling
		for i := range 20 {
			name := fmt.Sprintf("person-%d", i)
			all = append(all, telling(fmt.Sprintf("E-%d", i), checklist.DoNotUse, notify.Recipient{Kind: notify.Person, ID: name, Contacts: []notify.Contact{
				{Channel: notify.SMS, ID: name + "-phone", Address: "07700900001"}, {Channel: notify.Email, ID: name + "-mail", Address: name + "@x.example", Rank: 1},
			}}))
		}
		l.begun = time.Now()
		d.queue(all...)
		time.Sleep(5 * time.Second)
		if tries := l.all(); len(tries) != 20 {
			d.Errorf("%d went the other way in five seconds", len(tries))
		}
		if told := d.told(); slices.Index(told, "channel.faulted") > slices.Index(told, "message.told") || strings.Count(strings.Join(told, " "), "channel.faulted") != 1 {
			d.Errorf("the record says %v", told)
		}
	})
}

// TestWhatWaitsForAnotherTryGoesTheOtherWayToo: with the channel found out of order, nobody waits out a pause on it.
func TestWhatWaitsForAnotherTryGoesTheOtherWayToo(t *testing.T) {
	hours(t, func(d desk) {
		texts, mails := notifytest.NewFake(notify.SMS, notify.Receipts), notifytest.NewFake(notify.Email, notify.Acceptance)
		texts.Does(func(context.Context, notify.Message) notify.Result {
			return notify.Result{Class: notify.Temporary, RetryAfter: time.Minute}
		})
		d.running(texts, mails)
		d.queue(telling("E-2222", checklist.DoNotUse, textFirst()))
		time.Sleep(10 * time.Second)
		before := len(mails.Sent())
		texts.Answers(notify.Fault)
		other := textFirst()
		other.ID = "rhys"
		d.queue(telling("E-3333", checklist.DoNotUse, other))
		time.Sleep(300 * time.Millisecond) // before anything is tried again
		if before != 0 || len(mails.Sent()) != 2 {
			d.Errorf("%d mails before, %d after", before, len(mails.Sent()))
		}
	})
}

func TestB23_AReceiptThatDoesNotComeOpensTheNextWayAfterTwoMinutes(t *testing.T) {
	hours(t, func(d desk) {
		texts, mails, l := notifytest.NewFake(notify.SMS, notify.Receipts), notifytest.NewFake(notify.Email, notify.Acceptance), &log{}
		l.answers(texts, accepted)
		l.answers(mails, accepted)
		d.running(texts, mails)
		d.queue(telling("E-2222", checklist.DoNotUse, textFirst()))
		time.Sleep(3 * time.Minute)
		if tries := l.all(); len(tries) != 2 || tries[1].at < 120*time.Second || tries[1].at > 121*time.Second {
			d.Errorf("%+v", tries)
		}
	})
}

// textFirst is rosa by text message, and by mail when that does not arrive.
func textFirst() notify.Recipient {
	return notify.Recipient{Kind: notify.Person, ID: "rosa", Contacts: []notify.Contact{
		{Channel: notify.SMS, ID: "rosa-phone", Address: "07700900001"}, {Channel: notify.Email, ID: "rosa-mail", Address: "rosa@department.example", Rank: 1},
	}}
}

func (d desk) only(channel string) notify.Sending {
	d.Helper()
	for _, m := range d.outbox() {
		if m.Channel == channel {
			return m
		}
	}
	d.Fatalf("no message by %s", channel)
	return notify.Sending{}
}

func TestB24_ANumberThatFailsAfterTheSendingOpensTheNextWay(t *testing.T) {
	hours(t, func(d desk) {
		texts, mails := notifytest.NewFake(notify.SMS, notify.Receipts), notifytest.NewFake(notify.Email, notify.Acceptance)
		s := d.running(texts, mails)
		d.queue(telling("E-2222", checklist.DoNotUse, textFirst()))
		time.Sleep(time.Second)
		d.must(s.Receive(d.Context(), notify.Receipt{Delivery: d.only(notify.SMS).ID, Class: notify.Permanent, Code: "permanent-failure"}))
		time.Sleep(time.Second)
		if fates := d.fates(); fates["rosa sms"] != notify.Failed || fates["rosa email"] != notify.Sent || len(mails.Sent()) != 1 {
			d.Errorf("%v", fates)
		}
	})
}

// TestB25_WhatWasSettledStays: receipts come twice, late and in the wrong order.
func TestB25_WhatWasSettledStays(t *testing.T) {
	hours(t, func(d desk) {
		texts, mails := notifytest.NewFake(notify.SMS, notify.Receipts), notifytest.NewFake(notify.Email, notify.Acceptance)
		s := d.running(texts, mails)
		d.queue(telling("E-2222", checklist.DoNotUse, textFirst()))
		time.Sleep(time.Second)
		id := d.only(notify.SMS).ID
		for _, class := range []notify.Class{notify.Received, notify.Received, notify.Temporary, notify.Permanent, notify.Received} {
			d.must(s.Receive(d.Context(), notify.Receipt{Delivery: id, Class: class}))
		}
		time.Sleep(10 * time.Minute)
		if fates := d.fates(); fates["rosa sms"] != notify.Delivered || fates["rosa email"] != notify.Cancelled || len(mails.Sent()) != 0 {
			d.Errorf("%v", fates)
		}
		if told := d.told(); fmt.Sprint(told) != "[message.tried message.told]" {
			d.Errorf("the record says %v", told)
		}
		if lag := s.Figures().Lag[notify.SMS]; lag.Count != 1 || lag.Seconds != 1 {
			d.Errorf("lag %+v", lag)
		}
	})
}

func TestB26_AWebhookThatSaysYesReachedNobody(t *testing.T) {
	hours(t, func(d desk) {
		hook, mails := notifytest.NewFake(notify.Webhook, notify.Nothing), notifytest.NewFake(notify.Email, notify.Acceptance)
		d.running(hook, mails)
		d.queue(telling("E-2222", checklist.DoNotUse, notify.Recipient{Kind: notify.Team, ID: "ebme", Contacts: []notify.Contact{
			{Channel: notify.Webhook, ID: "hook"}, {Channel: notify.Email, ID: "ebme-mail", Address: "ebme@x.example", Rank: 1, After: 5 * time.Minute},
		}}))
		time.Sleep(time.Minute)
		attempted := true
		d.must(d.db.Read(d.Context(), store.ServerActor(), func(tx *store.Tx) (err error) {
			attempted, err = notify.Attempted(tx, "id-E-2222")
			return err
		}))
		if len(hook.Sent()) != 1 || attempted || len(d.told()) != 0 {
			d.Errorf("%d posted, attempted %v, the record %v", len(hook.Sent()), attempted, d.told())
		}
		time.Sleep(5 * time.Minute)
		if len(mails.Sent()) != 1 || len(d.told()) != 1 {
			d.Errorf("%d mails, the record %v", len(mails.Sent()), d.told())
		}
	})
}

// TestB28_AWorkerThatFreezesLosesItsLease: another takes over after fifteen seconds, and the first one's end changes nothing.
func TestB28_AWorkerThatFreezesLosesItsLease(t *testing.T) {
	hours(t, func(d desk) {
		frozen, well := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.Email, notify.Acceptance)
		frozen.Does(func(context.Context, notify.Message) notify.Result {
			time.Sleep(40 * time.Second)
			return notify.Result{Class: notify.Permanent, Code: "550"}
		})
		first := d.runningWith(func(o *notify.Options) { o.Workers = 1 }, frozen) // and it takes nothing else up
		begun := time.Now()
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa")...))
		time.Sleep(time.Second)
		l := &log{begun: begun}
		l.answers(well, accepted)
		d.running(well)
		time.Sleep(time.Minute)
		m := d.only(notify.Email)
		if tries := l.all(); len(tries) != 1 || tries[0].at > 16*time.Second || tries[0].at < 15*time.Second || tries[0].ID != frozen.Sent()[0].ID {
			d.Errorf("taken over: %+v", tries)
		}
		if m.State != notify.Sent || len(m.Attempts) != 2 || m.Attempts[0].Outcome != "late-permanent" || m.Attempts[1].Outcome != "accepted" {
			d.Errorf("%+v", m)
		}
		if n := first.Figures().Late[notify.Email]; n != 1 {
			d.Errorf("%d counted as late", n)
		}
		if told := d.told(); len(told) != 1 || told[0] != "message.told" {
			d.Errorf("the record says %v", told)
		}
	})
}

func TestB30_OfTwoNumbersTheLiveOneIsUsed(t *testing.T) {
	hours(t, func(d desk) {
		texts := notifytest.NewFake(notify.SMS, notify.Receipts)
		texts.Does(func(_ context.Context, m notify.Message) notify.Result {
			if m.To == "07700900002" {
				return notify.Result{Class: notify.Permanent, Code: "permanent-failure"}
			}
			return notify.Result{Class: notify.Received}
		})
		d.running(texts)
		d.queue(telling("E-2222", checklist.DoNotUse, notify.Recipient{Kind: notify.Person, ID: "rosa", Contacts: []notify.Contact{
			{Channel: notify.SMS, ID: "dead", Address: "07700900002"}, {Channel: notify.SMS, ID: "live", Address: "07700900001", Rank: 1},
		}}))
		time.Sleep(2 * time.Second)
		states := map[string]string{}
		for _, m := range d.outbox() {
			states[m.Contact] = m.State
		}
		if states["dead"] != notify.Failed || states["live"] != notify.Delivered {
			d.Errorf("%v", states)
		}
	})
}

func TestB15_WhatMayNotBeUsedOvertakesAThousandAdvices(t *testing.T) {
	hours(t, func(d desk) {
		mails, l := notifytest.NewFake(notify.Email, notify.Acceptance), &log{}
		l.answers(mails, func(notify.Message) notify.Result {
			time.Sleep(100 * time.Millisecond)
			return notify.Result{Class: notify.Accepted}
		})
		var all []notify.Telling
		for i := range 1000 {
			all = append(all, telling(fmt.Sprintf("E-%d", i), checklist.Advice, byMail(fmt.Sprintf("person-%d", i))...))
		}
		d.queue(all...)
		d.running(mails)
		time.Sleep(2 * time.Second)
		l.mu.Lock()
		before := len(l.tries)
		l.mu.Unlock()
		queued := time.Now()
		d.queue(telling("E-STOP", checklist.DoNotUse, byMail("rosa")...))
		time.Sleep(time.Second)
		for i, try := range l.all()[before:] {
			if try.To == "rosa@department.example" {
				if i > 16 {
					d.Errorf("%d went before it", i)
				}
				return
			}
		}
		d.Errorf("not tried within a second of %v; %d advices were", queued, before)
	})
}

// TestD46_NobodyIsCalledAfterSomebodyAnswered: who is asked in the transaction that takes the message up has the last word.
func TestD46_NobodyIsCalledAfterSomebodyAnswered(t *testing.T) {
	hours(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		mails.Answers(notify.Temporary)
		open := true
		d.runningWith(func(o *notify.Options) {
			o.Needed = func(*store.Tx, string, string) (bool, error) { return open, nil }
		}, mails)
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa")...))
		time.Sleep(5 * time.Second)
		open = false
		before := len(mails.Sent())
		time.Sleep(5 * time.Minute)
		m := d.only(notify.Email)
		if before == 0 || len(mails.Sent()) != before || m.State != notify.Cancelled || len(m.Attempts) != before {
			d.Errorf("%d tries, then %d: %+v", before, len(mails.Sent()), m)
		}
	})
}

// TestCancelEndsWhatWaits in the caller's own transaction; a message about something else too goes on without it.
func TestCancelEndsWhatWaits(t *testing.T) {
	each(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa", "rhys")...), telling("E-3333", checklist.DoNotUse, byMail("rosa")...))
		d.must(d.db.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error { return notify.Cancel(tx, "id-E-2222", "answered") }))
		if fates := d.fates(); fates["rhys email"] != notify.Cancelled || fates["rosa email"] != notify.Queued {
			d.Errorf("at once %v", fates)
		}
		d.once(d.workers(mails))
		sent := mails.Sent()
		if len(sent) != 1 || sent[0].To != "rosa@department.example" || strings.Contains(sent[0].Text, "E-2222") || !strings.Contains(sent[0].Text, "E-3333") {
			d.Errorf("%+v", sent)
		}
		if fates := d.fates(); fates["rhys email"] != notify.Cancelled {
			d.Errorf("%v", fates)
		}
	})
}

// TestG85_NobodyGetsMoreTextsThanTheyBear: the first about each thing that may not be used always goes.
func TestG85_NobodyGetsMoreTextsThanTheyBear(t *testing.T) {
	hours(t, func(d desk) {
		texts := notifytest.NewFake(notify.SMS, notify.Receipts)
		texts.Answers(notify.Received)
		d.running(texts)
		repeat := telling("E-2222", checklist.DoNotUse, textOnly())
		repeat.Purpose = notify.Repeat
		d.queue(telling("E-2222", checklist.DoNotUse, textOnly()))
		for range 12 { // an hour of repeats
			time.Sleep(5*time.Minute + time.Second)
			d.queue(repeat)
		}
		if n := len(texts.Sent()); n != 6 {
			d.Errorf("%d texts about one matter", n)
		}
		d.queue(telling("E-3333", checklist.DoNotUse, textOnly()))
		again := telling("E-3333", checklist.DoNotUse, textOnly())
		again.Purpose = notify.Repeat
		d.queue(again) // within five minutes
		time.Sleep(time.Second)
		if n := len(texts.Sent()); n != 7 {
			d.Errorf("%d texts: the first about another thing goes, and no second one at once", n)
		}
	})
}

func textOnly() notify.Recipient {
	r := textFirst()
	r.Contacts = r.Contacts[:1]
	return r
}

// TestWhatNoChannelCarriesEndsAsNotTold: a message that waited for ever would look like one that is coming.
func TestWhatNoChannelCarriesEndsAsNotTold(t *testing.T) {
	hours(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		d.running(mails)
		d.queue(telling("E-2222", checklist.DoNotUse, textFirst()))
		time.Sleep(2 * time.Second)
		if fates := d.fates(); fates["rosa sms"] != notify.Failed || fates["rosa email"] != notify.Sent || d.only(notify.SMS).Failure != "not-configured" {
			d.Errorf("%v", fates)
		}
		if told := d.told(); fmt.Sprint(told) != "[message.not-told message.told]" {
			d.Errorf("the record says %v", told)
		}
	})
}
