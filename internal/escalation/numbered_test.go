package escalation_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/engine"
	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/rota"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
)

// However many are open, the next one opens as the first did, and no time closes any.
func TestConformance10_TenThousandOpenAndTheNextIsTaken(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.OpenAt(t, store.Config{Folder: t.TempDir(), Now: clock.Now})
	const many = 10_000
	causes := make([]escalation.Cause, many)
	for i := range causes {
		causes[i] = escalation.Cause{Kind: escalation.SetAside, Device: fmt.Sprint("tablet-", i), Severity: checklist.Advice, At: clock.Now()}
	}
	raise := func(causes ...escalation.Cause) (raised []escalation.Raised) {
		t.Helper()
		err := db.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) (err error) { raised, err = escalation.Open(tx, causes); return err })
		if err != nil {
			t.Fatal(err)
		}
		return raised
	}
	raise(causes...)
	clock.Move(400 * 24 * time.Hour)
	if _, err := engine.New(db, slog.New(slog.DiscardHandler), false).Audit(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := raise(escalation.Cause{Kind: escalation.SetAside, Device: "the next", Severity: checklist.DoNotUse, At: clock.Now()})
	if len(next) != 1 || next[0].State != escalation.IsOpen {
		t.Errorf("%+v", next)
	}
	err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		var open int64
		err := tx.Raw("SELECT count(*) FROM escalation WHERE state = 'open'").Scan(&open).Error
		if open != many+1 {
			t.Errorf("%d of %d are open", open, many+1)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConformance38_WhileAnOverrideIsInForceItsPersonIsCalled(t *testing.T) {
	d := open(t)
	d.policy(checklist.DoNotUse, func(p *ladder.Policy) { p.Rungs[0].To, p.Rungs[1].To = duty("radiographer"), duty("radiographer") })
	d.at(9, 0)
	d.must(d.by("sofia.superintendent", func(tx *store.Tx) error {
		for _, o := range []rota.Overriding{{InsteadOf: d.who("rosa.radiographer"), Person: d.who("pavel.physicist")}, {InsteadOf: d.who("rhys.radiographer")}} {
			o.From, o.To, o.Reason = tx.Now, tx.Now.Add(90*time.Second), "a swap"
			if _, err := rota.Replace(tx, o); err != nil {
				return err
			}
		}
		return nil
	}))
	id := d.fails(hoist, no).ID
	if got := d.called(id); !slices.Equal(got, []string{"pavel.physicist"}) {
		t.Errorf("in force: %v", got)
	}
	d.climbs(d.engine(), 2*time.Minute, time.Second)
	got := d.called(id)[1:]
	slices.Sort(got)
	if !slices.Equal(got, []string{"rhys.radiographer", "rosa.radiographer"}) {
		t.Errorf("after its end: %v", got)
	}
}

// Rosa answers on a tablet in the bunker; it syncs twenty minutes later. It counts, and everything that was sent meanwhile
// stays on record. Rhys answered too, and comes later still: that is kept as what it is.
func TestConformance49_AnAnswerMadeOfflineCountsIfItStillCan(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		for _, who := range []string{"rosa.radiographer", "rhys.radiographer"} {
			d.must(d.Auth.LetIn(d.Context(), who, &d.By))
		}
		id := d.fails(hoist, no).ID
		d.wait(time.Minute)
		rosas := d.Tablet.Acknowledged(d.who("rosa.radiographer"), id, 1, d.Clock.Now())
		rhyss := d.Tablet.Acknowledged(d.who("rhys.radiographer"), id, 1, d.Clock.Now())
		d.climbs(d.engine(), 20*time.Minute, time.Minute)
		called, sent := d.called(id), len(d.messages(id, notify.Alert))
		if len(called) < 4 {
			d.Fatalf("meanwhile %v were called", called)
		}
		if r := d.Push(rosas)[0]; r.Outcome != tablet.IsAccepted || r.Escalations[0].State != escalation.IsAcknowledged {
			d.Errorf("rosa's: %+v", r)
		}
		if r := d.Push(rhyss)[0]; r.Outcome != tablet.IsAccepted {
			d.Errorf("rhys's: %+v", r)
		}
		e := d.escalation(id)
		if e.State != escalation.IsAcknowledged || e.Owner != d.who("rosa.radiographer") || e.Version != 2 {
			d.Errorf("%s of %s, version %d", e.State, d.username(e.Owner), e.Version)
		}
		last := e.Timeline[len(e.Timeline)-1]
		if last.Kind != "noted" || last.By != d.who("rhys.radiographer") || !strings.Contains(last.Words, "does not count") {
			d.Errorf("%+v", last)
		}
		if got := d.called(id); !slices.Equal(got, called) || len(d.messages(id, notify.Alert)) != sent {
			d.Errorf("of %v called and %d messages there are %v and %d", called, sent, got, len(d.messages(id, notify.Alert)))
		}
	})
}

func TestConformance51_GivingBackNeedsAReasonAndTheNextIsCalledAtOnce(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.wait(5 * time.Minute)
		called := len(d.called(id))
		if _, err := d.tryAct("rosa.radiographer", id, escalation.Action{Kind: escalation.Unacknowledged, Note: " "}); err == nil {
			d.Error("without a reason it was given back")
		}
		e := d.act("rosa.radiographer", id, escalation.Unacknowledged)
		if e.State != escalation.IsOpen || e.Owner != "" || len(d.called(id)) <= called || e.NextRung == nil {
			d.Errorf("%s of %q, called %v, next %v", e.State, e.Owner, d.called(id)[called:], e.NextRung)
		}
	})
}

// S30 of the sync protocol, as far as people: what is replayed, judged again or restored calls nobody a second time.
func TestS30_ReplayReJudgeAndRestoreCallNobodyTwice(t *testing.T) {
	folder, clock := t.TempDir(), storetest.NewClock()
	d := &department{t, sampletest.OpenAt(t, store.Config{Folder: folder}, clock)}
	d.at(7, 12)
	op := d.pushed(hoist, map[string]any{"brakes": no})
	before := copied(t, d, folder)
	id := d.Push(op)[0].Escalations[0].ID
	once := d.told(id)
	if len(once) == 0 {
		t.Fatal("nobody is called")
	}
	again := func(what string, e *department) {
		t.Helper()
		if got := e.told(id); !slices.Equal(got, once) {
			t.Errorf("%s: %v were told, and before it %v", what, got, once)
		}
	}
	for range 3 {
		if r := d.Push(op)[0]; !*r.Replay || r.Escalations[0].ID != id {
			t.Errorf("%+v", r)
		}
	}
	again("replayed", d)
	d.Push(d.Tablet.Make("check.amended", map[string]any{
		"target": op.OpID, "baseRevision": 1, "reason": "mistyped", "readings": map[string]any{"brakes": map[string]any{"value": false, "note": "the left one"}},
		"performedBy": d.who("sam.scsw"), "auth": "pin", "at": d.Clock.Now().Format(time.RFC3339),
	}))
	d.Read(func(tx *store.Tx) error {
		c, err := check.ByID(tx, op.OpID)
		if len(c.Revisions) != 2 {
			t.Errorf("it was not judged again: %+v", c.Revisions)
		}
		return err
	})
	again("judged again", d)
	d.must(d.engine().Once(t.Context()))
	after := copied(t, d, folder)
	for name, files := range map[string]string{"a copy from after": after, "a copy from before": before} {
		e := d.restored(files)
		r := e.Push(op)[0]
		if *r.Replay != (files == after) || len(r.Escalations) != 1 {
			t.Fatalf("%s: %+v", name, r)
		}
		first := e.told(r.Escalations[0].ID)
		if len(first) != len(once) {
			t.Errorf("%s: %v were told, and first %v", name, first, once)
		}
		e.Push(op)
		if got := e.told(r.Escalations[0].ID); !slices.Equal(got, first) {
			t.Errorf("%s, pushed again: %v were told, and before it %v", name, got, first)
		}
	}
}

// told answers who has a message about it, whatever became of that.
func (d *department) told(id string) (list []string) {
	d.Helper()
	for _, purpose := range []string{notify.Alert, notify.Repeat, notify.Tell} {
		for _, m := range d.messages(id, purpose) {
			list = append(list, purpose+" "+d.username(m.Recipient)+" "+m.Channel)
		}
	}
	slices.Sort(list)
	return list
}

// copied is a folder with what the database holds now.
func copied(t *testing.T, d *department, folder string) string {
	t.Helper()
	to := t.TempDir()
	d.Read(func(tx *store.Tx) error { return nil })
	files, err := os.ReadDir(folder)
	d.must(err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		d.must(err)
		d.must(os.WriteFile(filepath.Join(to, f.Name()), data, 0o600))
	}
	return to
}

// restored is the department on a copy of its database.
func (d *department) restored(folder string) *department {
	d.Helper()
	again := *d.Department
	again.DB = storetest.OpenAt(d.T, store.Config{Folder: folder, Now: d.Clock.Now})
	again.Tablets = tablet.New(tablet.Options{DB: again.DB, Contacts: device.NewContacts(again.DB), Zone: d.Zone, Logger: d.log()})
	var q device.Device
	e := &department{d.T, &again}
	e.Read(func(tx *store.Tx) (err error) { q, err = device.ByID(tx, d.Tablet.ID()); return err })
	again.By = auth.Principal{Actor: q.Actor(), Kind: auth.Tablet, Device: &q}
	return e
}
