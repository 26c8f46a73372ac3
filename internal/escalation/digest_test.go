package escalation_test

import (
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/store"
	"runup/internal/tablet/client"
)

// runsOut files that something has run out: that is for information.
func (d *department) runsOut(on string) escalation.Raised {
	d.Helper()
	r := d.Push(d.Tablet.Reported(client.Report{Kind: "stock", Equipment: on, Text: "the last one", FiledBy: d.As("sam.scsw").Staff, At: d.Clock.Now()}))[0]
	if len(r.Escalations) != 1 || r.Escalations[0].Severity != checklist.Information {
		d.Fatalf("%+v", r)
	}
	return r.Escalations[0]
}

// digests passes time in steps, with messages going out after each, and answers the digests that went, with their times.
func (d *department) digests(workers *notify.Service, total, step time.Duration) {
	d.Helper()
	for passed := time.Duration(0); passed < total; passed += step {
		d.wait(step)
		d.must(d.engine().Once(d.Context()))
		d.must(workers.Once(d.Context()))
	}
}

// TestDigest_WhatCallsNobodyIsReadOnceAMorning: three notices from the night and one from the day before make one mail to a
// person at seven. What is answered before then is not in it, what comes after is the next morning's, and nobody is sent one
// about nothing.
func TestDigest_WhatCallsNobodyIsReadOnceAMorning(t *testing.T) {
	each(t, func(d *department) {
		d.at(16, 0)
		workers, mails, _ := d.posts()
		first := d.runsOut("ppe-store-1")
		if !first.Attempted || len(d.notes("sofia.superintendent", notify.Digest)) != 1 {
			d.Errorf("at once in the app, so nobody need phone: %+v", first)
		}
		d.must(workers.Once(d.Context()))
		d.wait(6 * time.Hour)
		answered, third := d.runsOut("hoist-1"), d.runsOut("linac-1")
		d.digests(workers, 8*time.Hour+59*time.Minute, 77*time.Minute) // 06:59
		d.acknowledges("sofia.superintendent", answered.ID)
		if n := len(mails.Sent()); n != 0 {
			d.Errorf("%d mails before seven", n)
		}
		d.digests(workers, time.Minute, time.Minute)
		d.reads(mails.Sent(), []string{first.Ref, third.Ref}, []string{answered.Ref})
		before := len(mails.Sent())
		d.wait(time.Minute)
		next := d.runsOut("ppe-store-1")
		d.digests(workers, 24*time.Hour, time.Hour)
		d.reads(mails.Sent()[before:], []string{next.Ref}, []string{first.Ref})
		before = len(mails.Sent())
		d.digests(workers, 24*time.Hour, time.Hour)
		if got := mails.Sent()[before:]; len(got) != 0 {
			d.Errorf("a morning with nothing new: %+v", got)
		}
	})
}

// reads checks that the superintendent got one digest, with these and without those.
func (d *department) reads(sent []notify.Message, with, without []string) {
	d.Helper()
	list := about(sent, notify.Digest)["sofia.superintendent@northfield.example"]
	if len(list) != 1 || len(sent) != len(about(sent, notify.Digest)) {
		d.Fatalf("%d digests among %d mails", len(list), len(sent))
	}
	for _, ref := range with {
		if strings.Count(list[0].Text, ref) != 1 {
			d.Errorf("%s is not once in %q", ref, list[0].Text)
		}
	}
	for _, ref := range without {
		if strings.Contains(list[0].Text, ref) {
			d.Errorf("%s is in %q", ref, list[0].Text)
		}
	}
}

// An advice that nobody answers is mailed as its ladder says, and from then on is a line of every morning's digest until
// somebody answers it.
func TestDigest_AnAdviceThatNobodyAnswersIsALineOfEveryMorning(t *testing.T) {
	d := open(t)
	d.at(10, 0)
	d.policy(checklist.Advice, func(p *ladder.Policy) { p.Again = 6 * 3600 }) // four times a day is still one line
	workers, mails, _ := d.posts()
	r := d.fails(ward{"glucose-monitors", "glucose-meter-1", "sam.scsw", "time"}, no)
	if r.Severity != checklist.Advice {
		t.Fatalf("%+v", r)
	}
	d.digests(workers, 49*time.Hour, time.Hour) // its ladder has been climbed
	if len(about(mails.Sent(), notify.Alert)) < 2 || len(about(mails.Sent(), notify.Digest)) != 0 {
		t.Errorf("%d were told", len(about(mails.Sent(), notify.Alert)))
	}
	before := len(mails.Sent())
	for morning := range 3 {
		d.digests(workers, 24*time.Hour, time.Hour)
		if got := mails.Sent()[before:]; morning > 0 {
			d.reads(got, []string{r.Ref}, nil)
		}
		before = len(mails.Sent())
	}
	d.acknowledges("sofia.superintendent", r.ID)
	d.digests(workers, 24*time.Hour, time.Hour)
	if got := about(mails.Sent()[before:], notify.Digest); len(got) != 0 {
		t.Errorf("after her answer %+v", got)
	}
}

// TestDigest_SevenOnTheClockInBothNights: on the morning after the clocks went forward, and after they went back, it goes at
// seven by the clock on the wall, once.
func TestDigest_SevenOnTheClockInBothNights(t *testing.T) {
	for evening, want := range map[time.Time]time.Time{
		time.Date(2027, 3, 27, 22, 0, 0, 0, time.UTC):  time.Date(2027, 3, 28, 6, 0, 0, 0, time.UTC),
		time.Date(2027, 10, 30, 21, 0, 0, 0, time.UTC): time.Date(2027, 10, 31, 7, 0, 0, 0, time.UTC),
		time.Date(2027, 3, 28, 6, 0, 0, 0, time.UTC):   time.Date(2027, 3, 29, 6, 0, 0, 0, time.UTC), // at seven it is the next day's
	} {
		d := open(t)
		d.Clock.Set(evening)
		d.runsOut("ppe-store-1")
		d.Read(func(tx *store.Tx) error {
			all, err := notify.Outbox(tx, notify.Filter{Channel: notify.Email}, "", 10)
			if len(all) == 0 || all[0].NextAt == nil || !all[0].NextAt.Equal(want) {
				t.Errorf("of %s: %+v", evening, all)
			}
			return err
		})
	}
}
