package notify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
)

// S30 of the sync protocol, and escalation's 73: a tablet says "phone" until it hears that somebody was tried. It hears of what
// the record says, so the record says so at the first attempt, once for each matter, however many attempts there are.
func TestS30_ThatSomebodyWasTriedIsInTheRecordOnce(t *testing.T) {
	for name, c := range map[string]struct {
		does notify.Class
		way  string
		want string
	}{
		"a mailbox that is busy":          {notify.Temporary, notify.Email, "[message.tried]"},
		"a connection cut off":            {notify.Unknown, notify.Email, "[message.tried]"},
		"a text that waits for a receipt": {notify.Accepted, notify.SMS, "[message.tried]"},
		"a mail that went through":        {notify.Accepted, notify.Email, "[message.told message.told]"},
		"a mailbox that is not there":     {notify.Permanent, notify.Email, "[message.not-told message.not-told]"},
		"a webhook, which reaches nobody": {notify.Temporary, notify.Webhook, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			hours(t, func(d desk) {
				proof := map[string]notify.Confirms{notify.Email: notify.Acceptance, notify.SMS: notify.Receipts, notify.Webhook: notify.Nothing}
				way := notifytest.NewFake(c.way, proof[c.way])
				way.Answers(c.does)
				d.running(way)
				d.queue(telling("E-2222", checklist.DoNotUse, by(c.way, "rosa", "rhys")...))
				time.Sleep(3 * time.Minute)
				if told := d.messages(); fmt.Sprint(told) != c.want {
					t.Errorf("the record says %v", told)
				}
			})
		})
	}
}

// messages answers what the logbook says of messages, without what it says of channels.
func (d desk) messages() []string {
	d.Helper()
	return slices.DeleteFunc(d.told(), func(kind string) bool { return !strings.HasPrefix(kind, "message.") })
}

func by(channel string, names ...string) (list []notify.Recipient) {
	for _, name := range names {
		list = append(list, notify.Recipient{Kind: notify.Person, ID: name, Contacts: []notify.Contact{{Channel: channel, ID: name + "/" + channel, Address: name}}})
	}
	return list
}

// TestB28_WhatTwoWorkersTriedIsInTheRecordOnce: the first one freezes past its lease, and neither gets it through.
func TestB28_WhatTwoWorkersTriedIsInTheRecordOnce(t *testing.T) {
	hours(t, func(d desk) {
		frozen, busy := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.Email, notify.Acceptance)
		frozen.Does(func(context.Context, notify.Message) notify.Result {
			time.Sleep(40 * time.Second)
			return notify.Result{Class: notify.Temporary, Code: "421"}
		})
		busy.Answers(notify.Temporary)
		d.runningWith(func(o *notify.Options) { o.Workers = 1 }, frozen)
		d.queue(telling("E-2222", checklist.DoNotUse, byMail("rosa")...), telling("E-3333", checklist.DoNotUse, byMail("rosa")...))
		time.Sleep(time.Second)
		d.running(busy)
		time.Sleep(2 * time.Minute)
		if told := d.messages(); fmt.Sprint(told) != "[message.tried]" {
			d.Errorf("the record says %v", told)
		}
	})
}

// TestWhatNobodyCarriesHasTriedNobody: the first real attempt after it is still said.
func TestWhatNobodyCarriesHasTriedNobody(t *testing.T) {
	hours(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		mails.Answers(notify.Temporary)
		d.running(mails)
		d.queue(telling("E-2222", checklist.DoNotUse, textFirst()))
		time.Sleep(time.Minute)
		if told := d.messages(); fmt.Sprint(told) != "[message.not-told message.tried]" {
			d.Errorf("the record says %v", told)
		}
	})
}
