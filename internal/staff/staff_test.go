package staff_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// department is the people that these tests begin with.
type department struct {
	t  *testing.T
	db *store.DB
	by map[string]staff.Person
}

func found(t *testing.T, db *store.DB) department {
	t.Helper()
	registration := []staff.Appointment{{Kind: staff.HCPC, Number: "RA1", From: storetest.Start.AddDate(-3, 0, 0)}}
	d := department{t, db, map[string]staff.Person{}}
	d.must(store.ServerActor(), func(tx *store.Tx) error {
		people, err := staff.Found(tx, []staff.New{
			{Username: "Ada.Admin", Name: "Ada", Role: staff.Administrator, Areas: []string{"*"}},
			{Username: "sofia", Name: "Sofia", Role: staff.Superintendent, Areas: []string{"linacs"}, Appointments: registration},
			{Username: "priya", Name: "Priya", Role: staff.Physicist, Areas: []string{"linacs"}, Appointments: registration},
			{Username: "sam", Name: "Sam", Role: staff.SupportWorker, Areas: []string{"linacs"}},
		})
		for _, p := range people {
			d.by[p.Name] = p
		}
		return err
	})
	return d
}

func (d department) actor(name string) store.Actor {
	a := d.by[name].Actor()
	a.Proven = store.ProvenPassword
	return a
}

func (d department) write(a store.Actor, fn func(tx *store.Tx) error) error {
	return d.db.Write(d.t.Context(), a, fn)
}

func (d department) must(a store.Actor, fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.write(a, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d department) alter(by, whom string, c staff.Change) (changed staff.Changed, err error) {
	err = d.write(d.actor(by), func(tx *store.Tx) error {
		changed, err = staff.Alter(tx, d.by[whom].ID, c)
		return err
	})
	return changed, err
}

func (d department) read(fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Read(d.t.Context(), store.ServerActor(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if !problem.Is(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}

func ptr[T any](v T) *T { return &v }

func TestFoundOnlyOnceAndByTheServer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		again := func(tx *store.Tx) error {
			_, err := staff.Found(tx, []staff.New{{Username: "eve", Name: "Eve", Role: staff.Superintendent}})
			return err
		}
		wants(t, d.write(store.ServerActor(), again), "guard")
		wants(t, d.write(d.actor("Ada"), again), "forbidden")
		d.read(func(tx *store.Tx) error {
			p, err := staff.ByUsername(tx, " ADA.admin ")
			if err == nil && (p.ID != d.by["Ada"].ID || !p.Active || p.Registered) {
				t.Errorf("got %+v", p)
			}
			all, _ := staff.All(tx)
			if len(all) != 4 || all[3].Username != "sofia" || !all[3].Registered {
				t.Errorf("all: %+v", all)
			}
			return err
		})
	})
}

func TestAddIsForAdministratorsAndGrantsNoClinicalPower(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		add := func(by string, n staff.New) error {
			return d.write(d.actor(by), func(tx *store.Tx) error { _, err := staff.Add(tx, n); return err })
		}
		rosa := staff.New{Username: "rosa", Name: "Rosa", Role: staff.Radiographer, Areas: []string{"linacs"}}
		wants(t, add("Sofia", rosa), "forbidden")
		if err := add("Ada", rosa); err != nil {
			t.Fatal(err)
		}
		wants(t, add("Ada", rosa), "conflict")
		rosa.Username = "ROSA"
		wants(t, add("Ada", rosa), "conflict")
		for _, bad := range []staff.New{
			{Username: "x y", Name: "X", Role: staff.Radiographer}, {Username: "x", Name: " ", Role: staff.Radiographer},
			{Username: "x", Name: "X", Role: "chief"}, {Username: "x", Name: "X", Role: staff.Radiographer, Areas: []string{"Lin acs"}},
		} {
			wants(t, add("Ada", bad), "invalid")
		}
		wants(t, add("Ada", staff.New{Username: "eve", Name: "Eve", Role: staff.Physicist}), "second-person")
		wants(t, add("Ada", staff.New{Username: "eve", Name: "Eve", Role: staff.Radiographer, Appointments: []staff.Appointment{{Kind: staff.HCPC, From: storetest.Start}}}), "forbidden")
	})
}

func TestAlter_EachMemberNeedsItsPowerAndNobodyTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		registered := []staff.Appointment{{Kind: staff.HCPC, Number: "RA2", From: storetest.Start.Add(-time.Hour)}}
		for _, c := range []struct {
			by, whom string
			change   staff.Change
			code     string
		}{
			{"Sam", "Sam", staff.Change{Name: ptr("Samuel")}, "forbidden"},
			{"Sofia", "Sam", staff.Change{Name: ptr("Samuel")}, "forbidden"},
			{"Ada", "Sam", staff.Change{Role: ptr(staff.Radiographer)}, "forbidden"},
			{"Ada", "Sam", staff.Change{Appointments: &registered}, "forbidden"},
			{"Ada", "Ada", staff.Change{Areas: ptr([]string{"x"})}, "forbidden"},
			{"Ada", "Ada", staff.Change{Active: ptr(false)}, "forbidden"},
			{"Sofia", "Sofia", staff.Change{Role: ptr(staff.Physicist)}, "forbidden"},
			{"Priya", "Priya", staff.Change{Appointments: &registered}, "forbidden"},
			{"Sofia", "Sam", staff.Change{Role: ptr("chief")}, "invalid"},
			{"Sofia", "Sam", staff.Change{Appointments: ptr([]staff.Appointment{{Kind: "gp", From: storetest.Start}})}, "invalid"},
		} {
			if _, err := d.alter(c.by, c.whom, c.change); !problem.Is(err, c.code) {
				t.Errorf("%s on %s, %+v: %v, want %s", c.by, c.whom, c.change, err, c.code)
			}
		}
		for _, step := range []struct {
			by     string
			change staff.Change
		}{{"Ada", staff.Change{Name: ptr("Samuel"), Areas: ptr([]string{"ct"})}}, {"Sofia", staff.Change{Role: ptr(staff.Radiographer)}}, {"Priya", staff.Change{Appointments: &registered}}} {
			if c, err := d.alter(step.by, "Sam", step.change); err != nil || c.Waiting != nil {
				t.Fatal(err, c.Waiting)
			}
		}
		d.read(func(tx *store.Tx) error {
			p, err := staff.ByID(tx, d.by["Sam"].ID)
			want := d.by["Sam"]
			want.Name, want.Areas, want.Role, want.Appointments, want.Registered = "Samuel", []string{"ct"}, staff.Radiographer, registered, true
			if diff := cmp.Diff(want, p); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestAlter_ASeniorRoleTakesTwoPeople(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db)
		senior := staff.Change{Role: ptr(staff.Superintendent)}
		for i := range 2 { // the second time it is the same person: still waiting, and nothing new on record
			head := db.Head()
			c, err := d.alter("Sofia", "Sam", senior)
			if err != nil || !problem.Is(c.Waiting, "second-person") || c.Person.Role != staff.SupportWorker {
				t.Fatalf("got %+v, %v", c, err)
			}
			if grew := db.Head().Position - head.Position; grew != int64(1-i) {
				t.Errorf("the logbook grew by %d at %d", grew, head.Position)
			}
		}
		clock.Move(31 * 24 * time.Hour)
		if c, err := d.alter("Priya", "Sam", senior); err != nil || c.Waiting == nil {
			t.Fatalf("a proposal a month old still counted: %+v, %v", c, err)
		}
		c, err := d.alter("Sofia", "Sam", senior)
		if err != nil || c.Waiting != nil || c.Person.Role != staff.Superintendent {
			t.Fatalf("got %+v, %v", c, err)
		}
		if c, err = d.alter("Sofia", "Priya", staff.Change{Role: ptr(staff.Engineer)}); err != nil || c.Waiting == nil || c.Person.Role != staff.Physicist {
			t.Errorf("one person took a senior role away: %+v, %v", c, err)
		}
	})
}

func TestAlter_AnotherRoleMeanwhileEndsAProposal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		for _, step := range []struct {
			by, role string
			waits    bool
		}{{"Sofia", staff.Superintendent, true}, {"Priya", staff.Radiographer, false}, {"Priya", staff.Superintendent, true}} {
			if c, err := d.alter(step.by, "Sam", staff.Change{Role: &step.role}); err != nil || (c.Waiting != nil) != step.waits {
				t.Errorf("%s makes Sam %s: %v, %v", step.by, step.role, c.Waiting, err)
			}
		}
	})
}

func TestClosingAnAccountEndsRegistrationAndAuthorisation(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db)
		d.grant("Sofia", staff.Grant{Staff: d.by["Priya"].ID, Checklist: "hoist-pre-use", Capacity: staff.Operator, Evidence: "assessed"})
		before := clock.Now()
		clock.Move(time.Hour)
		if _, err := d.alter("Ada", "Priya", staff.Change{Active: ptr(false)}); err != nil {
			t.Fatal(err)
		}
		d.read(func(tx *store.Tx) error {
			p, err := staff.ByID(tx, d.by["Priya"].ID)
			if p.Active || p.Registered || p.RegisteredAt(clock.Now()) || !p.RegisteredAt(before) {
				t.Errorf("got %+v", p)
			}
			if _, how, _ := staff.Held(tx, p.ID, "hoist-pre-use", "hoist-1", clock.Now()); how != staff.Lapsed {
				t.Errorf("after leaving: %s", how)
			}
			if _, how, _ := staff.Held(tx, p.ID, "hoist-pre-use", "hoist-1", before); how != staff.IsHeld {
				t.Errorf("before leaving: %s", how)
			}
			return err
		})
	})
}

func (d department) grant(by string, g staff.Grant) (a staff.Authorisation) {
	d.t.Helper()
	d.must(d.actor(by), func(tx *store.Tx) (err error) { a, err = staff.Entitle(tx, g); return err })
	return a
}

func TestEntitle_NobodyThemselvesAndOnEvidence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		good := staff.Grant{Staff: d.by["Sam"].ID, Checklist: "hoist-pre-use", Capacity: staff.Authorised, Evidence: "assessed 12 November"}
		try := func(by string, change func(*staff.Grant)) error {
			g := good
			change(&g)
			return d.write(d.actor(by), func(tx *store.Tx) error { _, err := staff.Entitle(tx, g); return err })
		}
		wants(t, try("Ada", func(*staff.Grant) {}), "forbidden")
		wants(t, try("Sofia", func(g *staff.Grant) { g.Staff = d.by["Sofia"].ID }), "forbidden")
		wants(t, try("Sofia", func(g *staff.Grant) { g.Staff = "nobody" }), "not-found")
		wants(t, try("Sofia", func(g *staff.Grant) { g.Evidence = " " }), "invalid")
		wants(t, try("Sofia", func(g *staff.Grant) { g.Capacity = "chief" }), "invalid")
		wants(t, try("Sofia", func(g *staff.Grant) { g.Checklist = "A B" }), "invalid")
		wants(t, try("Sofia", func(g *staff.Grant) { g.Until = ptr(storetest.Start.Add(-time.Hour)) }), "invalid")

		a := d.grant("Sofia", good)
		want := staff.Authorisation{
			Codes: []string{},
			ID:    a.ID, Staff: good.Staff, Checklist: good.Checklist, Capacity: staff.Authorised, From: storetest.Start,
			GrantedBy: d.by["Sofia"].ID, GrantedAt: storetest.Start, Evidence: good.Evidence,
		}
		if diff := cmp.Diff(want, a); diff != "" {
			t.Error(diff)
		}
	})
}

func TestHeldIsJudgedAtTheTimeOfPerforming(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db)
		sam, day := d.by["Sam"].ID, 24*time.Hour
		now := clock.Now()
		d.grant("Sofia", staff.Grant{Staff: sam, Checklist: "hoist", Capacity: staff.Trainee, From: now, Until: ptr(now.Add(10 * day)), Evidence: "e"})
		only := d.grant("Sofia", staff.Grant{Staff: sam, Checklist: "hoist", Equipment: "hoist-2", Capacity: staff.Operator, From: now.Add(day), Evidence: "e"})
		clock.Move(5 * day)
		withdraw := func(by, reason string) error {
			return d.write(d.actor(by), func(tx *store.Tx) error { _, err := staff.Withdraw(tx, only.ID, reason); return err })
		}
		wants(t, withdraw("Ada", "moved away"), "forbidden")
		wants(t, withdraw("Priya", " "), "invalid")
		for range 2 {
			if err := withdraw("Priya", "moved away"); err != nil {
				t.Fatal(err)
			}
		}
		wants(t, withdraw("Sofia", "moved away"), "conflict")
		d.read(func(tx *store.Tx) error {
			for _, c := range []struct {
				who, checklist, equipment string
				at                        time.Duration
				how                       staff.How
				capacity                  string
			}{
				{sam, "hoist", "hoist-1", -time.Minute, staff.None, ""},
				{sam, "hoist", "hoist-1", 0, staff.IsHeld, staff.Trainee},
				{sam, "hoist", "hoist-2", 12 * time.Hour, staff.IsHeld, staff.Trainee},
				{sam, "hoist", "hoist-2", 2 * day, staff.IsHeld, staff.Operator},
				{sam, "hoist", "hoist-1", 2 * day, staff.IsHeld, staff.Trainee},
				{sam, "hoist", "hoist-2", 6 * day, staff.IsHeld, staff.Trainee}, // withdrawn on day 5
				{sam, "hoist", "hoist-1", 10 * day, staff.Lapsed, staff.Trainee},
				{sam, "hoist", "hoist-2", 11 * day, staff.Lapsed, staff.Operator},
				{sam, "fridge", "hoist-1", 2 * day, staff.None, ""},
				{"nobody", "hoist", "hoist-1", 2 * day, staff.None, ""},
			} {
				a, how, err := staff.Held(tx, c.who, c.checklist, c.equipment, now.Add(c.at))
				if err != nil || how != c.how || a.Capacity != c.capacity {
					t.Errorf("%s on %s after %v: %s %s, %v; want %s %s", c.checklist, c.equipment, c.at, how, a.Capacity, err, c.how, c.capacity)
				}
			}
			return nil
		})
	})
}

func TestRegisteredIsWhatHoldsAtTheInstant(t *testing.T) {
	end := storetest.Start.Add(time.Hour)
	p := staff.Person{Appointments: []staff.Appointment{
		{Kind: staff.MPE, From: storetest.Start.AddDate(-1, 0, 0)},
		{Kind: staff.HCPC, From: storetest.Start, Until: &end},
	}}
	for at, want := range map[time.Duration]bool{-time.Second: false, 0: true, time.Hour - time.Second: true, time.Hour: false} {
		if got := p.RegisteredAt(storetest.Start.Add(at)); got != want {
			t.Errorf("after %v: %v", at, got)
		}
	}
}

func TestReadAllSeesEveryArea(t *testing.T) {
	for role, all := range map[string]bool{staff.Superintendent: true, staff.Physicist: true, staff.Auditor: true, staff.Radiographer: false, staff.Administrator: false} {
		if got := (staff.Person{ID: "x", Role: role, Areas: []string{"linacs"}}).Actor().Sees("ct"); got != all {
			t.Errorf("%s sees other areas: %v", role, got)
		}
	}
}

func TestAPersonMovesInTheFeedWithTheirAuthorisations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		d.grant("Sofia", staff.Grant{Staff: d.by["Sam"].ID, Checklist: "hoist", Capacity: staff.Trainee, Evidence: "e"})
		d.read(func(tx *store.Tx) error {
			page, _, _, err := logbook.Since(tx, logbook.Slice{After: 4, Limit: 10, Kinds: []string{"staff"}, Areas: []string{"elsewhere"}})
			if len(page) != 1 || page[0].ID != d.by["Sam"].ID {
				t.Errorf("the feed holds %+v", page)
			}
			return err
		})
	})
}
