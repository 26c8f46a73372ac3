package escalation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/operation"
)

// TestConformance82_NothingThatSomebodyWroteOrMeasuredLeaves has a day in which everybody writes a patient's name and number
// wherever anything can be written, and measures an odd number. Everything that went out by mail, text message and webhook,
// whatever it was for, is scanned: nothing of it left.
func TestConformance82_NothingThatSomebodyWroteOrMeasuredLeaves(t *testing.T) {
	d := open(t)
	d.at(7, 12)
	const name, number, measured = "Mabel Quince", "943 476 5919", "137.4242"
	wrote := name + " " + number
	fakes := []*notifytest.Fake{
		notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Acceptance), notifytest.NewFake(notify.Webhook, notify.Nothing),
	}
	workers := notify.New(notify.Options{DB: d.DB, Channels: []notify.Channel{fakes[0], fakes[1], fakes[2]}, Log: d.log(), Zone: d.Zone, Needed: escalation.NeedsTelling})
	lets := func(minutes int) {
		t.Helper()
		for range minutes {
			d.wait(time.Minute)
			d.must(d.engine().Once(d.Context()))
			d.must(workers.Once(d.Context()))
		}
	}
	brakes := d.fails(hoist, map[string]any{"value": false, "note": wrote}).ID
	d.fails(output, map[string]any{"value": 137.4242, "note": wrote})
	d.unsafe("trolley-1", "sam.scsw", wrote)
	d.runsOut("ppe-store-1")
	lets(12) // every rung, and the last again
	d.acknowledges("rosa.radiographer", brakes)
	for _, a := range []escalation.Action{
		{Kind: escalation.Commented, Note: wrote}, {Kind: escalation.FaultLogged, Reference: wrote, Vendor: wrote}, {Kind: escalation.EngineerCalled, Who: wrote},
		{Kind: escalation.ToEngineer, Note: wrote, Engineer: &escalation.Engineer{Name: name, Company: number}},
		{Kind: escalation.FromEngineer, Work: wrote, Parts: wrote, Note: wrote},
	} {
		d.does("rosa.radiographer", brakes, a)
	}
	d.wait(10 * time.Minute)
	d.passes(hoist)
	_, err := d.tryClose("sofia.superintendent", brakes, escalation.Closing{Reason: escalation.RepairedRechecked, Note: wrote, Incident: &escalation.Incident{Needed: true}})
	d.must(err)
	lets(1)
	d.wait(8 * 24 * time.Hour)
	d.reminds()
	d.must(workers.Once(d.Context()))
	seen := map[string]bool{}
	for _, f := range fakes {
		for _, m := range f.Sent() {
			seen[m.Purpose] = true
			payload, err := json.Marshal(m)
			d.must(err)
			for _, text := range []string{string(payload), m.Subject, m.Text, m.Short} {
				low := strings.ToLower(text)
				if strings.Contains(text, "Mabel") || strings.Contains(text, "Quince") || strings.Contains(text, measured) || operation.HasNHSNumber(m.Subject+" "+m.Text+" "+m.Short) {
					t.Errorf("%s by %s: %s", m.Purpose, f.Channel, text)
				}
				if strings.Contains(low, "safe") || strings.Contains(low, "ok to treat") || strings.Contains(text, wrote) {
					t.Errorf("%s by %s: %s", m.Purpose, f.Channel, text)
				}
			}
		}
	}
	for _, purpose := range []string{notify.Alert, notify.Repeat, notify.Tell, notify.Status, notify.Digest, notify.Incident} {
		if !seen[purpose] {
			t.Errorf("no %s went out, so none was scanned", purpose)
		}
	}
	if len(fakes[0].Sent()) < 10 || len(fakes[1].Sent()) == 0 {
		t.Errorf("only %d mails and %d text messages were scanned", len(fakes[0].Sent()), len(fakes[1].Sent()))
	}
}

// TestConformance71_ATabletsWrongClockChangesNoLadder: a tablet three hours ahead, and one thirty days behind, send a failure.
// Both are kept and flagged, and both ladders climb on the server's time.
func TestConformance71_ATabletsWrongClockChangesNoLadder(t *testing.T) {
	for name, off := range map[string]time.Duration{"three hours ahead": 3 * time.Hour, "thirty days behind": -30 * 24 * time.Hour} {
		d := open(t)
		d.at(7, 12)
		c := d.Check(hoist.checklist, hoist.equipment, hoist.by, map[string]any{hoist.item: no})
		c.StartedAt, c.FinishedAt = c.StartedAt.Add(off), c.FinishedAt.Add(off)
		r := d.sends(off, d.Tablet.Completed(c))
		if len(r.Escalations) != 1 || !strings.Contains(strings.Join(r.Flags, " "), "clock-suspect") {
			t.Fatalf("%s: %+v", name, r)
		}
		e := d.escalation(r.Escalations[0].ID)
		if e.Severity != checklist.DoNotUse || !e.OpenedAt.Equal(d.Clock.Now()) || e.NextRung == nil || !e.NextRung.Equal(d.Clock.Now().Add(2*time.Minute)) {
			t.Errorf("%s: %s opened at %s, next at %v, now is %s", name, e.Severity, e.OpenedAt, e.NextRung, d.Clock.Now())
		}
		d.climbs(d.engine(), 2*time.Minute, time.Minute)
		if e := d.escalation(e.ID); e.Rung != 1 {
			t.Errorf("%s: after two minutes at rung %d", name, e.Rung)
		}
	}
}
