package escalation_test

import (
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/report"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

type department struct {
	*testing.T
	*sampletest.Department
}

func each(t *testing.T, test func(d *department)) {
	t.Helper()
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		test(&department{t, sampletest.OpenAt(t, c, clock)})
	})
}

// at moves the clock to a time of the first day, a Monday.
func (d *department) at(hour, minute int) {
	y, m, day := storetest.Start.Date()
	d.Clock.Set(time.Date(y, m, day, hour, minute, 0, 0, time.UTC))
}

func (d *department) unsafe(on, username, text string) tablet.Result {
	d.Helper()
	r := d.Push(d.Tablet.Reported(client.Report{Kind: "unsafe", Equipment: on, Text: text, FiledBy: d.As(username).Staff, At: d.Clock.Now()}))[0]
	if r.Outcome != tablet.IsAccepted || len(r.Escalations) == 0 {
		d.Fatalf("%+v", r)
	}
	return r
}

func (d *department) equipment(id string) (q equipment.Equipment) {
	d.Helper()
	d.Read(func(tx *store.Tx) (err error) { q, err = equipment.ByID(tx, id); return err })
	return q
}

func (d *department) settle(id, state string) {
	d.Helper()
	err := d.DB.Write(d.Context(), d.As("rosa.radiographer"), func(tx *store.Tx) error {
		e, err := escalation.ByID(tx, id)
		if err != nil {
			return err
		}
		_, err = escalation.Settled.Append(tx, e.Area, id, &escalation.State{State: state})
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
}

// Sam reports the hoist unsafe from the bunker at 06:50, before the clinic: it is withdrawn at once.
func TestStory_SamReportsTheHoistUnsafe(t *testing.T) {
	each(t, func(d *department) {
		d.at(6, 50)
		r := d.unsafe("hoist-1", "sam.scsw", "the strap slips off its hook")
		q := d.equipment("hoist-1")
		if q.Status != equipment.Withdrawn || len(q.Alarms) != 0 || r.Escalations[0].Severity != checklist.DoNotUse {
			d.Errorf("%+v, %+v", q, r)
		}
	})
}

// Amir reports LA2 unsafe at 10:15 with a patient on the couch: the screen is alarmed, and the linac stays as it is until
// Rosa, who is in charge there, decides. Taking it on is no decision; closing is, and so is withdrawing it.
func TestStory_AmirReportsALinacUnsafeWithAPatientOnTheCouch(t *testing.T) {
	each(t, func(d *department) {
		d.at(10, 15)
		first := d.unsafe("linac-2", "amir.ap", "smells of burning at the gantry").Escalations[0]
		second := d.unsafe("linac-2", "sam.scsw", "smoke").Escalations[0]
		q := d.equipment("linac-2")
		if q.Status != equipment.InService || len(q.Alarms) != 2 || q.Alarms[0].Ref != first.Ref || q.Alarms[1].Escalation != second.ID || !q.Alarms[0].Since.Equal(d.Clock.Now()) {
			d.Fatalf("%+v", q)
		}
		if first.Severity != checklist.DoNotUse {
			d.Errorf("%+v", first)
		}
		err := d.DB.Write(d.Context(), d.As("rosa.radiographer"), func(tx *store.Tx) error {
			_, err := escalation.Acknowledge(tx, first.ID, 1)
			return err
		})
		if q := d.equipment("linac-2"); err != nil || len(q.Alarms) != 2 || q.Status != equipment.InService {
			d.Errorf("taken on: %+v, %v", q, err)
		}
		d.settle(first.ID, escalation.IsClosed)
		if q := d.equipment("linac-2"); len(q.Alarms) != 1 || q.Alarms[0].Escalation != second.ID {
			d.Errorf("the first is closed: %+v", q)
		}
		err = d.DB.Write(d.Context(), d.As("rosa.radiographer"), func(tx *store.Tx) error {
			_, err := equipment.Withdraw(tx, "linac-2", "smoke", second.ID)
			return err
		})
		if q := d.equipment("linac-2"); err != nil || q.Status != equipment.Withdrawn || len(q.Alarms) != 0 {
			d.Errorf("withdrawn: %+v, %v", q, err)
		}
	})
}

// TestAnUnsafeUnitIsWithdrawnWhenNobodyIsOnItsCouch holds the clinic's edges, and what is no treatment unit.
func TestAnUnsafeUnitIsWithdrawnWhenNobodyIsOnItsCouch(t *testing.T) {
	d := &department{t, sampletest.Open(t)}
	for _, c := range []struct {
		on           string
		days         int
		hour, minute int
		alarmed      bool
	}{
		{"linac-1", 0, 7, 59, false}, {"linac-2", 0, 8, 0, true}, {"sxr-1", 0, 18, 29, true}, {"hdr-1", 0, 18, 30, false},
		{"ct-1", 1, 10, 15, false}, {"crash-trolley-1", 1, 10, 20, false}, {"linac-2", 5, 12, 0, false}, // a Saturday
	} {
		d.at(c.hour, c.minute)
		d.Clock.Set(d.Clock.Now().AddDate(0, 0, c.days))
		before := d.equipment(c.on)
		d.unsafe(c.on, "sam.scsw", "it is unsafe")
		q := d.equipment(c.on)
		want := equipment.Withdrawn
		if c.alarmed || !q.MayBeWithdrawn() {
			want = equipment.InService
		}
		if len(before.Alarms) == 0 && (len(q.Alarms) == 1) != c.alarmed || q.Status != want {
			t.Errorf("%s at %s: %s, %d alarms", c.on, d.Clock.Now(), q.Status, len(q.Alarms))
		}
	}
}

// TestTheDepartmentSaysWhenItsClinicIs: its own hours and closed days decide, on both engines alike.
func TestTheDepartmentSaysWhenItsClinicIs(t *testing.T) {
	each(t, func(d *department) {
		set := func(c occurrence.Calendar) {
			d.Helper()
			c.Nation, c.TreatmentDays = "england-and-wales", []string{"MO", "TU", "WE", "TH", "FR"}
			err := d.DB.Write(d.Context(), d.As("sofia.superintendent"), func(tx *store.Tx) error {
				_, err := occurrence.SetCalendar(tx, c)
				return err
			})
			if err != nil {
				d.Fatal(err)
			}
		}
		set(occurrence.Calendar{Clinic: &occurrence.Clinic{Opens: "07:15", Closes: "20:00"}})
		d.at(7, 15)
		d.unsafe("linac-1", "sam.scsw", "it is unsafe")
		if q := d.equipment("linac-1"); len(q.Alarms) != 1 {
			d.Errorf("within the department's hours: %+v", q)
		}
		set(occurrence.Calendar{Days: []occurrence.OneOff{{Date: "2026-11-23", Reason: "no power"}}}) // says nothing of hours: they stay
		d.at(12, 0)
		d.unsafe("linac-2", "sam.scsw", "it is unsafe")
		if q := d.equipment("linac-2"); len(q.Alarms) != 0 || q.Status != equipment.Withdrawn {
			d.Errorf("on a closed day: %+v", q)
		}
		d.Clock.Set(d.Clock.Now().AddDate(0, 0, 1).Add(7 * time.Hour)) // Tuesday, 19:00
		d.unsafe("sxr-1", "sam.scsw", "it is unsafe")
		if q := d.equipment("sxr-1"); len(q.Alarms) != 1 {
			d.Errorf("the hours were forgotten: %+v", q)
		}
	})
}

func TestAReportIsClosedWithItsEscalation(t *testing.T) {
	each(t, func(d *department) {
		r := d.unsafe("hoist-1", "sam.scsw", "the strap slips")
		state := func() (state string) {
			d.Read(func(tx *store.Tx) error {
				got, err := report.ByID(tx, r.ReportID)
				state = got.State
				return err
			})
			return state
		}
		for _, c := range []struct{ to, want string }{
			{escalation.IsAcknowledged, report.IsOpen}, {escalation.IsClosed, report.IsClosed}, {escalation.IsOpen, report.IsOpen},
		} {
			d.settle(r.Escalations[0].ID, c.to)
			if got := state(); got != c.want {
				d.Errorf("escalation %s: report %s, want %s", c.to, got, c.want)
			}
		}
		if d.equipment("hoist-1").Status != equipment.Withdrawn {
			d.Error("closing gave the hoist back")
		}
	})
}
