package overdue_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/overdue"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
)

func TestACountersignatureThatNobodyGaveByTheEndOfTheShift(t *testing.T) {
	each(t, func(d *department) {
		d.at(23, 8, 0)
		signed, waits, void := d.done("hoist-pre-use", "hoist-1", "tara.trainee"), d.done("hoist-pre-use", "hoist-1", "tara.trainee"), d.done("hoist-pre-use", "hoist-1", "tara.trainee")
		d.Push(signed, waits, void)
		d.at(23, 9, 0)
		d.by("rosa.radiographer", func(tx *store.Tx) error {
			_, err := check.Countersign(tx, signed.OpID, "confirm", "well done")
			return err
		})
		d.by("sofia.superintendent", func(tx *store.Tx) error { _, err := check.Void(tx, void.OpID, "another hoist", nil); return err })
		d.at(23, 15, 59)
		d.look()
		if got := d.of(escalation.Unsigned, "hoist-1"); len(got) != 0 {
			d.Fatalf("within the shift: %+v", got)
		}
		d.at(23, 16, 0)
		d.look()
		d.look()
		got := d.of(escalation.Unsigned, "hoist-1")
		if len(got) != 1 || got[0].About != waits.OpID || got[0].Severity != checklist.Advice || got[0].Checks[0] != waits.OpID {
			d.Errorf("%+v", got)
		}
	})
}

func TestARefusedCountersignatureIsToldAtOnce(t *testing.T) {
	d := open(t)
	d.at(23, 8, 0)
	op := d.done("hoist-pre-use", "hoist-1", "tara.trainee")
	d.Push(op)
	d.Clock.Move(time.Minute)
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		_, err := check.Countersign(tx, op.OpID, "reject", "the sling was not looked at")
		return err
	})
	d.look()
	d.at(23, 17, 0)
	d.look()
	if got := d.of(escalation.Unsigned, "hoist-1"); len(got) != 1 || !strings.Contains(got[0].Timeline[0].Words, "refused") || got[0].Severity != checklist.Advice {
		t.Errorf("%+v", got)
	}
}

func TestNumbersOfATabletThatNeverCame(t *testing.T) {
	d := open(t)
	d.at(23, 8, 0)
	d.Push(d.done(fridge, theFridge, "amir.ap"))
	lost := d.done("hoist-pre-use", "hoist-1", "sam.scsw")
	d.Push(d.done("hoist-pre-use", "hoist-1", "sam.scsw"))
	d.at(23, 8, 59)
	d.look()
	if got := d.torn(); len(got) != 0 {
		t.Fatalf("it may be on its way: %+v", got)
	}
	d.at(23, 9, 1)
	d.look()
	d.look()
	got := d.torn()
	if len(got) != 1 || got[0].Device != d.Tablet.ID() || !strings.Contains(got[0].Timeline[0].Words, "Records 2 to 2 of the tablet Test tablet") {
		t.Errorf("%+v", got)
	}
	d.Push(lost)
	d.look()
	if again := d.torn(); len(again) != 1 {
		t.Errorf("told again: %+v", again)
	}
}

func (d *department) torn() (list []escalation.Escalation) {
	for _, e := range d.silentTablets() {
		if strings.HasPrefix(e.About, "gap/") {
			list = append(list, e)
		}
	}
	return list
}

func TestWhatWasSetAsideIsLookedAtWithinADay(t *testing.T) {
	d := open(t)
	d.lookout.Aside = func(tx *store.Tx, since, before time.Time) (list []overdue.Aside, err error) {
		all, err := tablet.Unlooked(tx, since, before)
		for _, q := range all {
			list = append(list, overdue.Aside{ID: q.ID, Device: q.Device, Area: q.Area, ReceivedAt: q.ReceivedAt})
		}
		return list, err
	}
	d.at(23, 8, 0)
	looked, waits := d.done(fridge, theFridge, "amir.ap"), d.done(fridge, theFridge, "amir.ap")
	looked.Signature, waits.Signature = d.Tablet.Sign("else"), d.Tablet.Sign("else")
	r := d.Push(looked, waits)
	_, err := d.Tablets.Resolve(t.Context(), d.As("rosa.radiographer"), r[0].QuarantineID, "discard", "a test")
	d.must(err)
	d.at(24, 7, 59)
	d.look()
	if got := d.aside(); len(got) != 0 {
		t.Fatalf("within a day: %+v", got)
	}
	d.at(24, 8, 1)
	d.look()
	d.look()
	if got := d.aside(); len(got) != 1 || got[0].About != r[1].QuarantineID || got[0].Severity != checklist.Advice {
		t.Errorf("%+v", got)
	}
}

func (d *department) aside() []escalation.Escalation { return d.of(escalation.SetAside, "") }

// Property 33, as far as cover: a gap is told once, and not again for whatever would climb into it.
func Test33_AGapInTheCoverIsToldOnce(t *testing.T) {
	d := open(t)
	d.look()
	if got := d.of(escalation.Uncovered, ""); len(got) != 0 {
		t.Fatalf("everything is covered: %+v", got)
	}
	d.by("sofia.superintendent", func(tx *store.Tx) error {
		s := rota.AssumedSettings()
		s.Needs = s.Needs[:1] // radiographers, and more of them than there are
		s.Needs[0].AtLeast = 9
		_, err := rota.Set(tx, s)
		return err
	})
	d.look()
	first := d.of(escalation.Uncovered, "")
	if len(first) == 0 {
		t.Fatal("there are too few, and nobody is told")
	}
	for range 3 {
		d.Clock.Move(time.Hour)
		d.look()
	}
	again := d.of(escalation.Uncovered, "")
	seen := map[string]int{}
	for _, e := range again {
		if seen[e.About]++; seen[e.About] > 1 || e.Severity != checklist.Advice {
			t.Errorf("%s: %s", e.About, e.Severity)
		}
	}
}

// Rosa's mailbox is found not to be there. She is on tomorrow: that is told once, and once more when her next address dies too.
func Test18_WhoIsOnAndCannotBeReachedIsToldOnce(t *testing.T) {
	each(t, func(d *department) {
		d.at(23, 8, 0)
		d.look()
		if got := d.of(escalation.Uncovered, ""); len(got) != 0 {
			d.Fatalf("everybody can be reached: %+v", got)
		}
		rosa := d.As("rosa.radiographer").Staff
		dies := func() {
			d.Helper()
			d.must(d.DB.Work(d.Context(), func(tx *store.Tx) error {
				all, err := staff.ContactsOf(tx, []string{rosa})
				for _, c := range all[rosa] {
					err = errors.Join(err, staff.Failed(tx, c.ID, true))
				}
				return err
			}))
		}
		dies()
		for range 3 {
			d.look()
			d.Clock.Move(time.Hour)
		}
		got := d.of(escalation.Uncovered, "")
		if len(got) != 1 || got[0].Severity != checklist.Advice || !strings.HasPrefix(got[0].Timeline[0].Words, "Rosa Delgado is on as radiographer from ") {
			d.Fatalf("%+v", got)
		}
		d.by("ada.admin", func(tx *store.Tx) error {
			_, err := staff.SetContacts(tx, rosa, []staff.Reaching{{Channel: staff.Email, Address: "rosa@elsewhere.example"}})
			return err
		})
		d.look()
		if n := len(d.of(escalation.Uncovered, "")); n != 1 {
			d.Errorf("%d, and she can be reached", n)
		}
		dies()
		d.look()
		if n := len(d.of(escalation.Uncovered, "")); n != 2 {
			d.Errorf("%d after the second address died too", n)
		}
	})
}

// S30 of the sync protocol: what is replayed, judged again or restored opens nothing that was opened before.
func TestS30_ReplayReJudgeAndRestoreOpenNothingTwice(t *testing.T) {
	folder := t.TempDir()
	d := watchedIn(t, folder)
	d.at(23, 8, 10)
	failing := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"brakes": map[string]any{"value": false}}))
	first := d.Push(failing)[0]
	d.at(23, 12, 0)
	d.look()
	before := d.all()
	if len(before) < 3 || len(first.Escalations) == 0 {
		t.Fatalf("%d are open", len(before))
	}
	d.Push(failing) // replay
	d.by("priya.physicist", func(tx *store.Tx) error { _, err := check.Review(tx, []string{failing.OpID}); return err })
	d.look()
	if after := d.all(); after != before {
		t.Errorf("replayed and looked at again:\n%s\nbefore:\n%s", after, before)
	}
	copied := t.TempDir()
	d.must(d.DB.Close())
	files, err := os.ReadDir(folder)
	d.must(err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		d.must(err)
		d.must(os.WriteFile(filepath.Join(copied, f.Name()), data, 0o600))
	}
	restored := &department{T: t, Department: d.Department}
	restored.DB = storetest.OpenAt(t, store.Config{Folder: copied, Now: d.Clock.Now})
	restored.lookout = &overdue.Lookout{DB: restored.DB, Zone: d.Zone, Log: d.lookout.Log}
	restored.Clock.Move(time.Minute)
	restored.look()
	if after := restored.all(); after != before {
		t.Errorf("restored:\n%s\nbefore:\n%s", after, before)
	}
}
