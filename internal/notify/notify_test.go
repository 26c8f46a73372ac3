package notify_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"

	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// desk is a database with messages in it and the workers that send them.
type desk struct {
	testing.TB
	db    *store.DB
	clock *storetest.Clock
}

// workers are those of one process.
func (d desk) workers(channels ...notify.Channel) *notify.Service {
	return d.workersWith(nil, channels...)
}

func (d desk) workersWith(change func(*notify.Options), channels ...notify.Channel) *notify.Service {
	o := notify.Options{DB: d.db, Channels: channels, Log: slog.New(slog.NewTextHandler(d.Output(), nil))}
	if change != nil {
		change(&o)
	}
	return notify.New(o)
}

// queue queues in one commit, which appends an entry as what opens an escalation does.
func (d desk) queue(tellings ...notify.Telling) {
	d.Helper()
	d.must(d.db.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
		for _, t := range tellings {
			if _, err := happened.Append(tx, t.Area, t.Escalation, &happening{}); err != nil {
				return err
			}
			if err := notify.Queue(tx, t); err != nil {
				return err
			}
		}
		return nil
	}))
}

type happening struct{}

// happened is an entry that changes nothing here.
var happened = logbook.Define("test.happened", func(*store.Tx, logbook.Entry, *happening) error { return nil })

func (d desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d desk) once(s *notify.Service) {
	d.Helper()
	d.must(s.Once(d.Context()))
}

// fates answers every delivery's state by recipient and channel.
func (d desk) fates() map[string]string {
	d.Helper()
	list := map[string]string{}
	for _, m := range d.outbox() {
		list[m.Recipient+" "+m.Channel] = m.State
	}
	return list
}

func (d desk) outbox() (list []notify.Sending) {
	d.Helper()
	d.must(d.db.Read(d.Context(), store.ServerActor(), func(tx *store.Tx) (err error) {
		list, err = notify.Outbox(tx, notify.Filter{}, "", 500)
		return err
	}))
	return list
}

// rosa is told by mail, and by text message when that fails or takes longer than five minutes.
func rosa() notify.Recipient {
	return notify.Recipient{Kind: notify.Person, ID: "rosa", Contacts: []notify.Contact{
		{Channel: notify.Email, ID: "rosa-mail", Address: "rosa@department.example"},
		{Channel: notify.SMS, ID: "rosa-phone", Address: "07700900001", Rank: 1, After: 5 * time.Minute},
	}}
}

func byMail(names ...string) (list []notify.Recipient) {
	for _, name := range names {
		list = append(list, notify.Recipient{Kind: notify.Person, ID: name, Contacts: []notify.Contact{
			{Channel: notify.Email, ID: name + "-mail", Address: name + "@department.example"},
		}})
	}
	return list
}

func telling(ref, severity string, to ...notify.Recipient) notify.Telling {
	return notify.Telling{
		Escalation: "id-" + ref, Area: "lower-floor", Purpose: notify.Alert, Severity: severity, To: to,
		Facts: notify.Facts{Ref: ref, Kind: "check", Equipment: "Linac 1", Checklist: "run up linac", Item: "door interlock"},
	}
}

func each(t *testing.T, test func(d desk)) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { test(desk{t, db, clock}) })
}

func TestOneCommitIsOneMessageToAPersonOnAChannel(t *testing.T) {
	each(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		var all []notify.Telling
		for _, ref := range strings.Fields("E-2222 E-3333 E-4444 E-5555 E-6666 E-7777 E-8888") {
			all = append(all, telling(ref, checklist.BeforeUse, byMail("rosa", "rhys")...))
		}
		all[3].Severity = checklist.DoNotUse
		d.queue(all...)
		d.queue(telling("E-9999", checklist.DoNotUse, byMail("rosa")...))
		d.once(d.workers(mails))
		sent, bundles := mails.Sent(), 0
		for _, m := range sent {
			if strings.HasPrefix(m.Subject, "Runup E-5555: DO NOT USE Linac 1 (+6 more)") && strings.Count(m.Text, "Reference:") == 5 && strings.Contains(m.Text, "+2 more") {
				bundles++
			}
		}
		if len(sent) != 3 || bundles != 2 {
			d.Errorf("%d messages, %d of them of many: %+v", len(sent), bundles, sent)
		}
	})
}

func TestWhatOneTransactionKeepsBackIsNotSent(t *testing.T) {
	each(t, func(d desk) {
		mails := notifytest.NewFake(notify.Email, notify.Acceptance)
		err := d.db.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
			err := notify.Queue(tx, telling("E-2222", checklist.DoNotUse, rosa()))
			return errors.Join(err, errors.New("no"))
		})
		d.once(d.workers(mails))
		if err == nil || len(mails.Sent()) != 0 || len(d.outbox()) != 0 {
			d.Errorf("%v, %d sent", err, len(mails.Sent()))
		}
	})
}
