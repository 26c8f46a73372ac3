package rota_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, london)
	if err != nil {
		panic(err)
	}
	return t
}

// department is the people and areas that these tests begin with, on Monday 23 November 2026 at 06:45.
type department struct {
	t     testing.TB
	db    *store.DB
	clock *storetest.Clock
	by    map[string]staff.Person
}

func open(t testing.TB, db *store.DB, clock *storetest.Clock) *department {
	t.Helper()
	d := &department{t, db, clock, map[string]staff.Person{}}
	registered := func(until *time.Time) []staff.Appointment {
		return []staff.Appointment{{Kind: staff.HCPC, Number: "RA1", From: storetest.Start.AddDate(-3, 0, 0), Until: until}}
	}
	wednesday := at("2026-11-25 12:00")
	d.must(store.ServerActor(), func(tx *store.Tx) error {
		people, err := staff.Found(tx, []staff.New{
			{Username: "ada", Name: "Ada", Role: staff.Administrator},
			{Username: "sofia", Name: "Sofia", Role: staff.Superintendent, Appointments: registered(nil)},
			{Username: "priya", Name: "Priya", Role: staff.Physicist, Appointments: registered(nil)},
			{Username: "rosa", Name: "Rosa", Role: staff.Radiographer, Appointments: registered(nil)},
			{Username: "rhys", Name: "Rhys", Role: staff.Radiographer, Appointments: registered(&wednesday)},
			{Username: "una", Name: "Una", Role: staff.Radiographer},
			{Username: "ed", Name: "Ed", Role: staff.Engineer},
			{Username: "sam", Name: "Sam", Role: staff.SupportWorker},
		})
		for _, p := range people {
			p.Areas = []string{"*"}
			d.by[p.Username] = p
		}
		return err
	})
	d.must(d.as("ada"), func(tx *store.Tx) error {
		for _, id := range []string{"linacs", "ct"} {
			if _, _, err := equipment.PutArea(tx, equipment.Area{ID: id, Name: id, Site: "Main"}); err != nil {
				return err
			}
		}
		return nil
	})
	return d
}

func each(t *testing.T, test func(t *testing.T, d *department)) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { test(t, open(t, db, clock)) })
}

func (d *department) as(username string) store.Actor {
	p := d.by[username]
	p.Registered = p.RegisteredAt(d.clock.Now())
	a := p.Actor()
	a.Proven = store.ProvenPassword
	return a
}

func (d *department) id(username string) string { return d.by[username].ID }

func (d *department) must(a store.Actor, fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Write(d.t.Context(), a, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *department) put(who string, p rota.Drafting) (s rota.Sheet, err error) {
	d.t.Helper()
	err = d.db.Write(d.t.Context(), d.as(who), func(tx *store.Tx) (err error) {
		s, err = rota.Put(tx, p)
		return err
	})
	return s, err
}

func (d *department) agree(who string, position int64, hash string) (s rota.Sheet, err error) {
	err = d.db.Write(d.t.Context(), d.as(who), func(tx *store.Tx) (err error) {
		s, err = rota.Agree(tx, position, hash)
		return err
	})
	return s, err
}

func (d *department) replace(who string, o rota.Overriding) (made rota.Override, err error) {
	err = d.db.Write(d.t.Context(), d.as(who), func(tx *store.Tx) (err error) {
		made, err = rota.Replace(tx, o)
		return err
	})
	return made, err
}

func (d *department) read(fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Read(d.t.Context(), store.ServerActor(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *department) name(id string) string {
	for name, p := range d.by {
		if p.ID == id {
			return name
		}
	}
	return id
}

// on says who is on, and who was named in vain, in one line.
func (d *department) on(area, duty string, when time.Time) string {
	d.t.Helper()
	var words []string
	d.read(func(tx *store.Tx) error {
		f, err := rota.OnDuty(tx, area, duty, when)
		for _, c := range f.People {
			word := d.name(c.Person.ID)
			if c.Span.Why() == "override" {
				word += "<" + d.name(c.Span.InsteadOf)
			}
			words = append(words, word)
		}
		for _, s := range f.Skipped {
			words = append(words, "-"+d.name(s.Person.ID)+" "+s.Reason)
		}
		return err
	})
	return strings.Join(words, ", ")
}

func (d *department) is(area, duty, when, want string) {
	d.t.Helper()
	if got := d.on(area, duty, at(when)); got != want {
		d.t.Errorf("%s of %q at %s: %q, want %q", duty, area, when, got, want)
	}
}

func (d *department) weekly(username, duty, starts, ends string) rota.Weekly {
	return rota.Weekly{Person: d.id(username), Area: rota.Everywhere, Duty: duty, Starts: starts, Ends: ends}
}

func sheet(lines ...rota.Weekly) rota.Drafting {
	return rota.Drafting{Content: rota.Content{Sheet: "department", From: "2026-11-23", Weekly: lines}}
}

func agreed(p rota.Drafting) rota.Drafting {
	p.Agree = true
	return p
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if !problem.Is(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}

func ok[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestDraft_HasNoEffectUntilAManagerAgreesWhatTheyRead(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		s := ok[rota.Sheet](t)(d.put("sam", sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"))))
		if s.State != rota.Draft || s.DraftedBy != d.id("sam") || s.ByManager {
			t.Errorf("drafted: %+v", s)
		}
		d.is("linacs", "radiographer", "2026-11-23 10:00", "")
		head := d.db.Head()
		ok[rota.Sheet](t)(d.put("sam", sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"))))
		if d.db.Head() != head {
			t.Error("the same draft again was a new one")
		}
		for who, hash := range map[string]string{"sam": s.Hash, "rosa": s.Hash, "ada": s.Hash} {
			_, err := d.agree(who, s.Position, hash)
			wants(t, err, "forbidden")
		}
		_, err := d.agree("sofia", s.Position, strings.Repeat("0", 64))
		wants(t, err, "stale-version")
		_, err = d.agree("sofia", 1, s.Hash)
		wants(t, err, "not-found")
		s = ok[rota.Sheet](t)(d.agree("sofia", s.Position, s.Hash))
		if s.State != rota.Agreed || s.AgreedBy != d.id("sofia") || s.Begins.String() != "2026-11-23" {
			t.Errorf("agreed: %+v", s)
		}
		d.is("linacs", "radiographer", "2026-11-23 10:00", "rosa")
		d.is("linacs", "radiographer", "2026-11-23 19:00", "")
		head = d.db.Head()
		ok[rota.Sheet](t)(d.agree("sofia", s.Position, s.Hash))
		ok[rota.Sheet](t)(d.put("sam", sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"))))
		if d.db.Head() != head {
			t.Error("agreed or drafted again, and the logbook grew")
		}
		_, err = d.agree("priya", s.Position, s.Hash)
		wants(t, err, "conflict")
	})
}

func TestDraft_WhoMayAndWhoMayAlone(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		p := sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"))
		for _, who := range []string{"rosa", "ed", "ada"} {
			_, err := d.put(who, p)
			wants(t, err, "forbidden")
		}
		_, err := d.put("sam", agreed(p))
		wants(t, err, "forbidden")
		s := ok[rota.Sheet](t)(d.put("sam", p))
		promoted := d.by["sam"]
		promoted.Role = staff.Superintendent
		d.by["sam"] = promoted
		_, err = d.agree("sam", s.Position, s.Hash) // a manager now, and not when it was drafted
		wants(t, err, "second-person")
		own := ok[rota.Sheet](t)(d.put("priya", sheet(d.weekly("priya", "duty-physicist", "08:00", "18:00"))))
		_, err = d.agree("sofia", s.Position, s.Hash)
		wants(t, err, "stale-version") // the later draft took its place
		if own = ok[rota.Sheet](t)(d.agree("priya", own.Position, own.Hash)); own.State != rota.Agreed {
			t.Errorf("a manager's own draft: %+v", own)
		}
		if s = ok[rota.Sheet](t)(d.put("sofia", agreed(p))); s.State != rota.Agreed {
			t.Errorf("agreed at once: %+v", s)
		}
	})
}

func TestSheets_ALaterOneForSomeDaysIsLaidOverAndThePastStays(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(d.weekly("rosa", "radiographer", "06:30", "19:00")))))
		over := sheet(d.weekly("rhys", "radiographer", "06:30", "19:00"))
		over.From, over.To = "2026-11-24", "2026-11-24"
		ok[rota.Sheet](t)(d.put("sofia", agreed(over)))
		d.is("", "radiographer", "2026-11-23 10:00", "rosa")
		d.is("", "radiographer", "2026-11-24 10:00", "rhys")
		d.is("", "radiographer", "2026-11-25 10:00", "rosa")
		d.clock.Set(at("2026-11-26 09:00"))
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(d.weekly("sofia", "radiographer", "08:00", "20:00")))))
		d.is("", "radiographer", "2026-11-23 10:00", "rosa") // what was on stays
		d.is("", "radiographer", "2026-11-26 10:00", "sofia")
		d.is("", "radiographer", "2026-12-24 07:00", "")
		gone := sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"))
		gone.To = "2026-11-25"
		_, err := d.put("sofia", gone)
		wants(t, err, "invalid")
	})
}

func TestDraft_EveryMistakeIsNamedWhereItIs(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		rosa := d.id("rosa")
		p := rota.Drafting{Content: rota.Content{
			Sheet: "Two Words", From: "2026-11-23", To: "2026-11-29",
			Weekly: []rota.Weekly{
				{Person: rosa, Area: "linacs", Duty: "radiographer", Starts: "06:30", Ends: "19:00"},
				{Person: "nobody", Area: "moon", Duty: "astronaut", Days: []string{"MO", "XX"}, On: "tuesdays", Starts: "6:30", Ends: "25:00", Every: 2, Week: 3},
			},
			Shifts: []rota.Shift{
				{Person: rosa, Area: "*", Duty: "radiographer", From: at("2026-11-30 08:00"), To: at("2026-11-30 07:00")},
				{Person: rosa, Area: "*", Duty: "radiographer", From: at("2026-11-23 08:00"), To: at("2026-11-23 09:00")},
				{Person: rosa, Area: "*", Duty: "radiographer", From: at("2026-11-23 08:00").UTC(), To: at("2026-11-23 09:00")},
			},
		}}
		_, err := d.put("sam", p)
		found, _ := problem.Of(err)
		got := map[string]bool{}
		for _, f := range found.Fields {
			got[f.Pointer] = true
		}
		want := strings.Fields("/sheet /weekly/1/person /weekly/1/area /weekly/1/duty /weekly/1/days/1 /weekly/1/on /weekly/1/starts /weekly/1/ends /weekly/1/week /shifts/0/to /shifts/0/from /shifts/2")
		for _, pointer := range want {
			if !got[pointer] {
				t.Errorf("%s is not named", pointer)
			}
		}
		if len(got) != len(want) || found.Code != "invalid" {
			t.Errorf("named: %v", found.Fields)
		}
	})
}

// Property 35.
func TestOnDuty_ALapsedRegistrationIsNotCounted(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(
			d.weekly("rhys", "radiographer", "06:30", "19:00"), d.weekly("una", "radiographer", "06:30", "19:00"), d.weekly("ed", "on-call-engineer", "06:30", "19:00"),
			d.weekly("priya", "rps", "06:30", "19:00"),
		))))
		d.is("linacs", "radiographer", "2026-11-25 11:59", "rhys, -una no current registration")
		d.is("linacs", "radiographer", "2026-11-25 12:00", "-rhys no current registration, -una no current registration")
		d.is("linacs", "on-call-engineer", "2026-11-25 12:00", "ed")
		d.is("linacs", "rps", "2026-11-25 12:00", "-priya no current appointment as radiation protection supervisor")
	})
}

// Property 36.
func TestOnDuty_AfterAShiftChangeTheNewShiftIsOn(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(d.weekly("rosa", "radiographer", "06:30", "13:00"), d.weekly("sofia", "radiographer", "13:00", "19:30")))))
		d.is("ct", "radiographer", "2026-11-23 12:59", "rosa")
		d.is("ct", "radiographer", "2026-11-23 13:00", "sofia")
	})
}

func TestConformance38_AnOverrideIsInForceAndThenTheNormalOneIsOn(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"), d.weekly("rosa", "superintendent-on-call", "19:00", "06:30")))))
		o := rota.Overriding{InsteadOf: d.id("rosa"), Person: d.id("sofia"), Duty: "radiographer", From: at("2026-11-24 08:00"), To: at("2026-11-24 12:00"), Reason: "dentist"}
		for _, who := range []string{"sam", "rosa", "ada"} {
			_, err := d.replace(who, o)
			wants(t, err, "forbidden")
		}
		first := ok[rota.Override](t)(d.replace("sofia", o))
		if again := ok[rota.Override](t)(d.replace("sofia", o)); again.ID != first.ID {
			t.Error("sent again it was made again")
		}
		d.is("", "radiographer", "2026-11-24 07:59", "rosa")
		d.is("", "radiographer", "2026-11-24 08:00", "sofia<rosa")
		d.is("", "radiographer", "2026-11-24 12:00", "rosa")
		d.is("", "superintendent-on-call", "2026-11-24 06:00", "rosa")
		// Sofia in her turn is replaced; then somebody thinks again about Rosa.
		ok[rota.Override](t)(d.replace("priya", rota.Overriding{InsteadOf: d.id("sofia"), Person: d.id("rhys"), From: at("2026-11-24 09:00"), To: at("2026-11-24 11:00"), Reason: "a meeting"}))
		d.is("", "radiographer", "2026-11-24 09:30", "rhys<rosa")
		ok[rota.Override](t)(d.replace("priya", rota.Overriding{InsteadOf: d.id("rosa"), From: at("2026-11-24 10:00"), To: at("2026-11-24 11:00"), Reason: "nobody after all"}))
		d.is("", "radiographer", "2026-11-24 10:30", "")
		ok[rota.Override](t)(d.replace("priya", rota.Overriding{Person: d.id("rhys"), Area: "ct", Duty: "radiographer", From: at("2026-11-24 10:00"), To: at("2026-11-24 11:00"), Reason: "besides"}))
		d.is("ct", "radiographer", "2026-11-24 10:30", "rhys<")
		d.is("linacs", "radiographer", "2026-11-24 10:30", "")
	})
}

func TestEnd_AnOverrideEndedEarlyGivesWayAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(d.weekly("rosa", "radiographer", "06:00", "19:00")))))
		o := ok[rota.Override](t)(d.replace("sofia", rota.Overriding{InsteadOf: d.id("rosa"), Person: d.id("sofia"), From: at("2026-11-23 06:00"), To: at("2026-11-23 19:00"), Reason: "ill"}))
		end := func(who, reason string) (err error) {
			return d.db.Write(t.Context(), d.as(who), func(tx *store.Tx) error { _, err := rota.End(tx, o.ID, reason); return err })
		}
		d.clock.Set(at("2026-11-23 10:00"))
		wants(t, end("sam", "better"), "forbidden")
		wants(t, end("sofia", " "), "invalid")
		if err := end("sofia", "better"); err != nil {
			t.Fatal(err)
		}
		head := d.db.Head()
		if err := end("sofia", "better"); err != nil || d.db.Head() != head {
			t.Errorf("ended again: %v", err)
		}
		wants(t, end("priya", "better"), "conflict")
		d.is("", "radiographer", "2026-11-23 09:59", "sofia<rosa") // what was stays
		d.is("", "radiographer", "2026-11-23 10:00", "rosa")
	})
}

// Property 39.
func TestOnDuty_WhoLeftIsSkippedAndNamed(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"), d.weekly("rhys", "radiographer", "06:30", "19:00")))))
		d.clock.Set(at("2026-11-23 12:00"))
		closed := false
		d.must(d.as("ada"), func(tx *store.Tx) error {
			_, err := staff.Alter(tx, d.id("rosa"), staff.Change{Active: &closed})
			return err
		})
		d.is("", "radiographer", "2026-11-23 11:59", "rosa, rhys")
		d.is("", "radiographer", "2026-11-23 12:00", "rhys, -rosa the account is closed")
		_, err := d.put("sofia", sheet(d.weekly("rosa", "radiographer", "06:30", "18:00")))
		wants(t, err, "invalid")
	})
}

func TestImport_TheSameTableTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		table := "person,area,duty,from,to\r\n" +
			"rosa,linacs,radiographer,2026-11-24 06:30,2026-11-24 19:00\r\n" +
			"ED,,on-call-engineer,2026-11-24 19:00,2026-11-25 06:30\r\n" +
			d.id("priya") + ",*,duty-physicist,2026-11-25T08:00:00Z,2026-11-25T18:00:00Z\r\n"
		run := func(who, text string, dry, agree bool) (out rota.Imported, err error) {
			work := d.db.Write
			if dry {
				work = d.db.Read
			}
			err = work(t.Context(), d.as(who), func(tx *store.Tx) (err error) {
				out, err = rota.Import(tx, rota.Importing{Sheet: "week", Text: []byte(text), DryRun: dry, Agree: agree})
				return err
			})
			return out, err
		}
		outcomes := func(i rota.Imported) string {
			var words []string
			for _, r := range i.Rows {
				words = append(words, fmt.Sprint(r.Number, r.Outcome))
			}
			return fmt.Sprint(strings.Join(words, " "), " -", i.Removed)
		}
		head := d.db.Head()
		if out, err := run("sam", table, true, false); err != nil || d.db.Head() != head || outcomes(out) != "2added 3added 4added -0" {
			t.Fatalf("a dry run: %+v, %v", out, err)
		}
		out, err := run("sam", table, false, false)
		if err != nil || out.Sheet.State != rota.Draft || out.Sheet.From != "2026-11-24" || out.Sheet.To != "2026-11-25" || len(out.Sheet.Shifts) != 3 {
			t.Fatalf("%+v, %v", out, err)
		}
		head = d.db.Head()
		if out, err = run("sam", "\ufeff"+table, false, false); err != nil || d.db.Head() != head || outcomes(out) != "2unchanged 3unchanged 4unchanged -0" {
			t.Errorf("again: %s, %v", outcomes(out), err)
		}
		if out, err = run("sofia", table, false, true); err != nil || out.Sheet.State != rota.Agreed || out.Sheet.DraftedBy != d.id("sam") {
			t.Errorf("agreed: %+v, %v", out.Sheet, err)
		}
		head = d.db.Head()
		for _, agree := range []bool{false, true} {
			if out, err = run("sofia", table, false, agree); err != nil || d.db.Head() != head {
				t.Errorf("and again: %+v, %v", out, err)
			}
		}
		d.is("linacs", "radiographer", "2026-11-24 07:00", "rosa")
		d.is("ct", "radiographer", "2026-11-24 07:00", "")
		d.is("ct", "on-call-engineer", "2026-11-25 03:00", "ed")
		if out, err = run("sofia", strings.Replace(table, "rosa,linacs", "rosa,ct", 1), true, true); err != nil || outcomes(out) != "2added 3unchanged 4unchanged -1" {
			t.Errorf("another area: %s, %v", outcomes(out), err)
		}
		_, err = run("sam", table, true, true)
		wants(t, err, "forbidden")
	})
}

func TestImport_EveryMistakeIsNamedAndNothingIsSet(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		for text, want := range map[string]string{
			"":                                   "/rows/1",
			"person,area,duty,from,until":        "/rows/1/until /rows/1/to",
			"person,area,duty,from,to,to":        "/rows/1/to",
			"person,area,duty,from,to\n":         "/rows",
			"person,area,duty,from,to\nrosa,\"x": "/rows/2",
			"person,area,duty,from,to\n" +
				"rosa,linacs,radiographer,2026-11-24 06:30,2026-11-24 19:00\n" +
				"rosa,linacs,radiographer,24/11/2026 06:30,2026-11-24\n" +
				",x,radiographer,2026-11-24 06:30,2026-11-24 19:00,more\n": "/rows/3/from /rows/3/to /rows/4 /rows/4/person",
			"person,area,duty,from,to\n" +
				"nobody,moon,astronaut,2026-11-24 06:30,2026-11-24 06:00\n" +
				"rosa,linacs,radiographer,2026-11-24 06:30,2026-11-24 19:00\n" +
				"rosa,linacs,radiographer,2026-11-24 06:30,2026-11-24T19:00\n": "/rows/2/to /rows/2/duty /rows/2/person /rows/2/area /rows/4",
		} {
			head := d.db.Head()
			err := d.db.Write(t.Context(), d.as("sofia"), func(tx *store.Tx) error {
				_, err := rota.Import(tx, rota.Importing{Sheet: "week", Text: []byte(text), Agree: true})
				return err
			})
			var got []string
			if p, ok := problem.Of(err); ok && p.Code == "invalid" {
				for _, f := range p.Fields {
					got = append(got, f.Pointer)
				}
			}
			if strings.Join(got, " ") != want || d.db.Head() != head {
				t.Errorf("%q: named %v, want %s (%v)", text, got, want, err)
			}
		}
	})
}

func TestWarnings_WhatIsNoMistakeAndWorthKnowing(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		p := sheet(d.weekly("rosa", "radiographer", "06:30", "19:00"), d.weekly("una", "radiographer", "06:30", "19:00"), d.weekly("rhys", "radiographer", "06:30", "19:00"), d.weekly("ed", "on-call-engineer", "19:00", "06:30"))
		p.Shifts = []rota.Shift{{Person: d.id("rhys"), Area: "linacs", Duty: "superintendent-on-call", From: at("2026-11-24 08:00"), To: at("2026-11-24 18:00")}}
		d.must(d.as("ada"), func(tx *store.Tx) error {
			for _, who := range []string{"rosa", "una", "rhys"} {
				areas := []string{"*"}
				if who == "rosa" {
					areas = []string{"ct"}
				}
				if _, err := staff.Alter(tx, d.id(who), staff.Change{Areas: &areas}); err != nil {
					return err
				}
			}
			areas := []string{"*"}
			_, err := staff.Alter(tx, d.id("ed"), staff.Change{Areas: &areas})
			return err
		})
		s := ok[rota.Sheet](t)(d.put("sam", p))
		var got []string
		d.read(func(tx *store.Tx) (err error) {
			got, err = rota.Warnings(tx, s)
			return err
		})
		want := []string{
			"Rosa does not see what happens in area *.", "Una is not on as radiographer: no current registration.",
			"Rhys is on as radiographer until 25 November 2026 only: the registration ends.",
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	})
}
