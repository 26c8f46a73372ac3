package overdue_test

import (
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/store"
	"runup/internal/tablet"
)

// says has the test tablet push with what it says of its outbox: how much waits, and how old the oldest of it is by a clock that
// is an hour off.
func (d *department) says(outbox int64, age time.Duration, ops ...tablet.Op) {
	d.Helper()
	now := d.Clock.Now().Add(time.Hour)
	made := now.Add(-age)
	_, err := d.Tablets.Push(d.Context(), d.By, tablet.Batch{Standing: tablet.Standing{Now: &now, Outbox: &outbox, Oldest: &made}, Ops: ops})
	d.must(err)
}

func (d *department) unsentSince() *time.Time {
	d.Helper()
	var c device.Contact
	d.Read(func(tx *store.Tx) (err error) { c, err = device.ContactOf(tx, d.Tablet.ID()); return err })
	return c.UnsentSince
}

func (d *department) waiting() (list []escalation.Escalation) {
	d.Helper()
	for _, e := range d.of(escalation.Silent, "") {
		if strings.HasPrefix(e.About, "unsent/") {
			list = append(list, e)
		}
	}
	return list
}

// TestWeb4_WhatATabletCannotSendIsToldAfterAnHourAndFour: a tablet speaks, says that two things wait on it, and is not heard
// again. After an hour that is a notice; after four the same matter is an advice to whoever is on.
func TestWeb4_WhatATabletCannotSendIsToldAfterAnHourAndFour(t *testing.T) {
	each(t, func(d *department) {
		d.at(23, 8, 0)
		d.says(2, 10*time.Minute) // with a push of nothing
		if at := d.unsentSince(); at == nil || !at.Equal(d.Clock.Now().Add(-10*time.Minute)) {
			d.Fatalf("since %v", at)
		}
		d.at(23, 8, 49)
		d.look()
		if got := d.waiting(); len(got) != 0 {
			d.Fatalf("within the hour: %+v", got)
		}
		d.at(23, 8, 50)
		d.look()
		d.look()
		got := d.waiting()
		if len(got) != 1 || got[0].Severity != checklist.Information || got[0].Device != d.Tablet.ID() || !strings.Contains(got[0].Timeline[0].Words, "since 07:50 on Monday 23 November that it could not send") {
			d.Fatalf("%+v", got)
		}
		d.at(23, 11, 49)
		d.look()
		if got := d.waiting(); got[0].Severity != checklist.Information {
			d.Errorf("before four hours %+v", got)
		}
		d.at(23, 11, 50)
		d.look()
		d.look()
		got = d.waiting()
		if len(got) != 1 || got[0].Severity != checklist.Advice || len(got[0].Called) < 3 || len(got[0].Checks) != 0 || got[0].Version != 2 {
			d.Errorf("after four hours %+v", got)
		}
	})
}

// What came with the push waits no longer, however old it was; what the server could not keep does.
func TestWeb4_WhatHasComeDoesNotWait(t *testing.T) {
	d := open(t)
	d.at(23, 12, 0)
	op := tablet.Op(d.done("hoist-pre-use", "hoist-1", "sam.scsw"))
	d.says(1, 5*time.Hour, op)
	if at := d.unsentSince(); at != nil {
		t.Errorf("since %v", at)
	}
	d.says(3, 5*time.Hour, tablet.Op(d.done("hoist-pre-use", "hoist-1", "sam.scsw")))
	if at := d.unsentSince(); at == nil {
		t.Error("two of three are not here")
	}
	d.look()
	first := d.waiting()
	if len(first) != 1 || first[0].Severity != checklist.Advice {
		t.Fatalf("%+v", first)
	}
	d.by("rosa.radiographer", func(tx *store.Tx) error {
		if _, err := escalation.Acknowledge(tx, first[0].ID, first[0].Version); err != nil {
			return err
		}
		_, err := escalation.Close(tx, first[0].ID, escalation.Closing{Reason: escalation.NotRequired, Note: "it was in the bunker"})
		return err
	})
	d.look()
	if got := d.waiting(); len(got) != 1 {
		t.Errorf("what somebody settled is opened again: %+v", got)
	}
	d.Clock.Move(time.Hour)
	d.says(1, 10*time.Minute)
	d.Clock.Move(time.Hour)
	d.look()
	if got := d.waiting(); len(got) != 2 {
		t.Errorf("another time it is another matter: %+v", got)
	}
	d.says(0, 0)
	if at := d.unsentSince(); at != nil {
		t.Errorf("with nothing left since %v", at)
	}
}
