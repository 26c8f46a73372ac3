package sample_test

import (
	"slices"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/auth"
	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/sample"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func each(t *testing.T, test func(t *testing.T, d *sampletest.Department)) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		test(t, sampletest.OpenAt(t, c, clock))
	})
}

func TestOpen_EverybodyOfTheContractIsThere(t *testing.T) {
	each(t, func(t *testing.T, d *sampletest.Department) {
		roles := map[string]string{
			"sam.scsw": staff.SupportWorker, "tara.trainee": staff.AssistantPractitioner, "amir.ap": staff.AssistantPractitioner,
			"rosa.radiographer": staff.Radiographer, "rhys.radiographer": staff.Radiographer, "sofia.superintendent": staff.Superintendent,
			"priya.physicist": staff.Physicist, "pavel.physicist": staff.Physicist, "terry.technologist": staff.Technologist,
			"ed.engineer": staff.Engineer, "ana.auditor": staff.Auditor, "ada.admin": staff.Administrator,
		}
		if !d.New || len(d.People) != len(roles) || d.Code != "SAMPLE22" {
			t.Fatalf("new %v, %d people, code %q", d.New, len(d.People), d.Code)
		}
		for _, a := range d.People {
			who := d.As(a.Username)
			if roles[a.Username] != who.Role || !who.Sees("linacs") || a.Password != "runup-demo" || a.PIN != "482615" {
				t.Errorf("%+v is %+v", a, who)
			}
			registered := slices.Contains([]string{staff.Radiographer, staff.Superintendent, staff.Physicist}, who.Role)
			if who.Registered != registered {
				t.Errorf("%s: registered %v, want %v", a.Username, who.Registered, registered)
			}
			if _, err := d.Auth.SignIn(t.Context(), auth.SignIn{Username: a.Username, Password: "runup-demo"}); err != nil {
				t.Errorf("%s by password: %v", a.Username, err)
			}
			if _, err := d.Auth.SignIn(t.Context(), auth.SignIn{Username: a.Username, PIN: "482615", By: &d.By}); err != nil {
				t.Errorf("%s by PIN: %v", a.Username, err)
			}
		}
	})
}

func TestOpen_EverybodyIsAuthorisedForWhatTheirRoleDoes(t *testing.T) {
	d := sampletest.Open(t)
	d.Read(func(tx *store.Tx) error {
		editions, err := library.All(tx)
		if err != nil || len(editions) < 3 {
			t.Fatalf("%d checklists, %v", len(editions), err)
		}
		for _, e := range editions {
			definition, err := e.Definition()
			if err != nil {
				return err
			}
			if e.State != library.Published || e.ProposedBy == e.ApprovedBy || e.ProposedBy == "" {
				t.Errorf("%s is %s, proposed by %q, approved by %q", e.ID, e.State, e.ProposedBy, e.ApprovedBy)
			}
			for _, a := range d.People {
				held, how, err := staff.Held(tx, d.As(a.Username).Staff, e.ID, "", tx.Now)
				want := staff.None
				if slices.Contains(definition.PerformedBy.Roles, a.Role) {
					want = staff.IsHeld
				}
				if err != nil || how != want {
					t.Errorf("%s, %s: %s, want %s (%v)", a.Username, e.ID, how, want, err)
				}
				if how == staff.IsHeld && (held.Capacity == staff.Trainee) != (a.Username == "tara.trainee") {
					t.Errorf("%s, %s: %s", a.Username, e.ID, held.Capacity)
				}
			}
		}
		return nil
	})
}

func TestOpen_AllEquipmentIsInServiceAndNothingIsOpen(t *testing.T) {
	each(t, func(t *testing.T, d *sampletest.Department) {
		d.Read(func(tx *store.Tx) error {
			all, err := equipment.All(tx)
			if err != nil {
				return err
			}
			there := map[string]bool{}
			for _, q := range all {
				there[q.ID] = true
				if q.Status != equipment.InService {
					t.Errorf("%s is %s", q.ID, q.Status)
				}
			}
			for _, id := range []string{"linac-1", "linac-2", "sxr-1", "ct-1", "hdr-1", "hoist-1", "crash-trolley-1", "call-buttons-1", "medicines-fridge-1"} {
				if !there[id] {
					t.Errorf("there is no %s", id)
				}
			}
			open, err := escalation.List(tx, escalation.Filter{}, "", 10)
			if len(open) > 0 {
				t.Errorf("open: %+v", open)
			}
			return err
		})
	})
}

func TestOpen_HistoryIsAWeekOfTreatmentDaysWithoutAFlag(t *testing.T) {
	each(t, func(t *testing.T, d *sampletest.Department) {
		d.Read(func(tx *store.Tx) error {
			list, err := check.Oldest(tx, check.Filter{}, 0, 500)
			days := map[string]int{}
			for _, c := range list {
				days[c.FinishedAt.In(d.Zone).Format(time.DateOnly)]++
				if c.Verdict != judge.Pass || len(c.Flags) > 0 || c.Capacity == "" || c.Occurrence == "" || c.ReceivedAt.Sub(*c.FinishedAt) > time.Hour {
					t.Errorf("%s on %s: %s %v as %q, received %s", c.Checklist, c.Equipment, c.Verdict, c.Flags, c.Capacity, c.ReceivedAt)
				}
			}
			// The sample opens on Monday the 23rd: its week is the one before.
			for _, day := range []string{"2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"} {
				if days[day] < 15 {
					t.Errorf("%s: %d checks", day, days[day])
				}
			}
			if len(days) != 5 {
				t.Errorf("days: %v", days)
			}
			open, err2 := occurrence.List(tx, occurrence.Filter{State: occurrence.Missed}, nil, 10)
			if len(open) > 0 || err2 != nil {
				t.Errorf("missed: %+v, %v", open, err2)
			}
			return err
		})
	})
}

func TestOpen_EveryChecklistCanPassToday(t *testing.T) {
	d := sampletest.Open(t)
	var doings []sample.Doing
	d.Read(func(tx *store.Tx) (err error) {
		doings, err = sample.Doings(tx, tx.Now.In(d.Zone))
		return err
	})
	for _, doing := range doings {
		who := "amir.ap"
		r := d.Push(d.Tablet.Completed(d.Check(doing.Definition.ID, doing.Equipment.ID, who, nil)))[0]
		if r.Outcome != "accepted" || r.Verdict != judge.Pass || len(r.Flags) > 1 {
			t.Errorf("%s on %s: %+v", doing.Definition.ID, doing.Equipment.ID, r)
		}
	}
}

func TestOpen_EveryBaselineIsConfirmedByASecondPhysicist(t *testing.T) {
	d := sampletest.Open(t)
	n := 0
	d.Read(func(tx *store.Tx) error {
		for _, id := range []string{"linac-1", "linac-2"} {
			list, err := baseline.List(tx, id)
			if err != nil {
				return err
			}
			for _, b := range list {
				if n++; b.Provisional() || b.SetBy == b.ApprovedBy {
					t.Errorf("%s: set by %q, approved by %q", b.ID(), b.SetBy, b.ApprovedBy)
				}
			}
		}
		return nil
	})
	if n == 0 {
		t.Error("no baselines")
	}
}

func TestOpen_AnExistingFolderIsKept(t *testing.T) {
	d := sampletest.Open(t)
	head := d.DB.Head()
	again, err := sample.Open(t.Context(), sample.Options{
		DB: d.DB, Clock: sample.NewClock(d.Clock.Now, sample.Week), Auth: d.Auth, Tablets: d.Tablets, Checklists: checklists.Library, Code: "SAMPLE22",
	})
	if err != nil || again.New || len(again.People) != len(d.People) || again.Code != "" {
		t.Errorf("%+v, %v", again, err)
	}
	if d.DB.Head() != head {
		t.Errorf("the head moved from %v to %v", head, d.DB.Head())
	}
}

func TestShip_AfterTheSampleProposesNothing(t *testing.T) {
	d := sampletest.Open(t)
	head := d.DB.Head()
	if err := library.Ship(t.Context(), d.DB, checklists.Library); err != nil || d.DB.Head() != head {
		t.Errorf("head from %v to %v, %v", head, d.DB.Head(), err)
	}
}
