package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/store"
)

// posts sends what is due by mail and text message, and keeps it.
func (d *department) posts() (*notify.Service, *notifytest.Fake, *notifytest.Fake) {
	mails, texts := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Acceptance)
	return notify.New(notify.Options{DB: d.DB, Channels: []notify.Channel{mails, texts}, Log: d.log(), Zone: d.Zone, Needed: escalation.NeedsTelling}), mails, texts
}

// about are the messages of a purpose, by whom they went to.
func about(sent []notify.Message, purpose string) map[string][]notify.Message {
	to := map[string][]notify.Message{}
	for _, m := range sent {
		if m.Purpose == purpose {
			to[m.To] = append(to[m.To], m)
		}
	}
	return to
}

// TestConformance84_WhoeverWasToldHearsWhereItStands lets a hoist climb two rungs. Everybody who got a mail about it gets one
// when Rosa takes it on and one when it is released, with what the hoist is, however often they were called; Rosa, and whoever
// was not told, get none.
func TestConformance84_WhoeverWasToldHearsWhereItStands(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		workers, mails, _ := d.posts()
		id := d.fails(hoist, no).ID
		d.must(workers.Once(d.Context()))
		for range 3 { // Sofia is called twice
			d.wait(time.Minute)
			d.must(d.engine().Once(d.Context()))
			d.must(workers.Once(d.Context()))
		}
		before := len(mails.Sent())
		told := map[string]bool{}
		for _, m := range mails.Sent() {
			told[m.To] = true
		}
		e := d.acknowledges("rosa.radiographer", id)
		d.act("rosa.radiographer", id, escalation.FaultLogged) // what she does next takes nothing of the news back
		d.must(workers.Once(d.Context()))
		after := mails.Sent()[before:]
		d.hears(after, told, "is being dealt with by Rosa Delgado. Equipment: withdrawn.")
		d.act("rosa.radiographer", id, escalation.TookOutOfUse) // nobody hears that she has it twice
		d.must(workers.Once(d.Context()))
		if got := mails.Sent()[before:]; len(got) != len(after) {
			d.Errorf("%d mails follow", len(got)-len(after))
		}
		d.wait(10 * time.Minute)
		d.passes(hoist)
		before = len(mails.Sent())
		d.closes("rosa.radiographer", id, escalation.RecheckedWithin)
		d.is("hoist-1", equipment.InService)
		d.must(workers.Once(d.Context()))
		d.hears(mails.Sent()[before:], told, "was released by Rosa Delgado. Equipment: in service.")
		if e.Ref == "" || !strings.Contains(mails.Sent()[before].Text, e.Ref) {
			d.Errorf("no reference in %q", mails.Sent()[before].Text)
		}
	})
}

// hears checks that everybody told but Rosa hears it, once each.
func (d *department) hears(sent []notify.Message, told map[string]bool, what string) {
	d.Helper()
	to := about(sent, notify.Status)
	if len(sent) != len(to) || len(to) != len(told)-1 || len(to) < 3 {
		d.Errorf("%d mails to %d people, %d were told", len(sent), len(to), len(told))
	}
	for address, list := range to {
		if len(list) != 1 || !told[address] || strings.HasPrefix(address, "rosa.") || !strings.Contains(strings.ToLower(list[0].Text), strings.ToLower(what)) {
			d.Errorf("%s: %d, %q", address, len(list), list[0].Text)
		}
	}
}

// What nobody was told of by mail yet is not taken back by mail; it stands in the app. A colleague who left meanwhile, and an
// address that is not theirs any more, hear nothing.
func TestStatus_GoesWhereTheNewsWent(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	workers, mails, _ := d.posts()
	id := d.fails(hoist, no).ID
	d.acknowledges("rosa.radiographer", id) // before any mail has gone
	d.must(workers.Once(d.Context()))
	if n := len(about(mails.Sent(), notify.Status)); n != 0 {
		t.Errorf("%d mails take back what no mail said", n)
	}
	rhys := d.notes("rhys.radiographer", notify.Status)
	if len(rhys) != 1 || !strings.Contains(rhys[0].Text, "Equipment: withdrawn") || len(d.notes("rosa.radiographer", notify.Status)) != 0 {
		t.Errorf("in the app %+v", rhys)
	}
}

// Nobody goes on believing that somebody deals with it when nobody does.
func TestStatus_SaysWhenItWaitsAgain(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	id := d.fails(hoist, no).ID
	d.acknowledges("rosa.radiographer", id)
	d.act("rosa.radiographer", id, escalation.Unacknowledged)
	var again []string
	for _, m := range d.notes("rhys.radiographer", notify.Status) {
		again = append(again, m.Text)
	}
	if len(again) != 1 || !strings.Contains(again[0], "Waits for an answer again. Equipment: withdrawn.") {
		t.Errorf("Rhys reads %q", again) // that Rosa had it is over before he read it
	}
	if n := d.notes("sofia.superintendent", notify.Status); len(n) != 0 || len(d.notes("sofia.superintendent", notify.Alert)) != 1 {
		t.Errorf("Sofia is called again, and reads besides %+v", n)
	}
}

// notes are what somebody finds in the app.
func (d *department) notes(username, purpose string) (list []notify.Note) {
	d.Helper()
	d.must(d.by(username, func(tx *store.Tx) error {
		all, err := notify.Mine(tx, false, "", 100)
		list = slices.DeleteFunc(all, func(n notify.Note) bool { return n.Purpose != purpose })
		return err
	}))
	return list
}
