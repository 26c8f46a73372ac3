package rota_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/rota"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func (d *department) set(who string, s rota.Settings) error {
	return d.db.Write(d.t.Context(), d.as(who), func(tx *store.Tx) error { _, err := rota.Set(tx, s); return err })
}

// gaps says what is missing, in one line.
func (d *department) gaps(from, to time.Time, without string) string {
	d.t.Helper()
	var words []string
	d.read(func(tx *store.Tx) error {
		list, err := rota.GapsWithout(tx, d.id(without), from, to)
		for _, g := range list {
			words = append(words, fmt.Sprintf("%s %s %s-%s %d/%d", g.Area, g.Duty, g.From.In(london).Format("02 15:04"), g.To.In(london).Format("02 15:04"), g.Have, g.Need))
		}
		return err
	})
	return strings.Join(words, "; ")
}

func settings(needs ...rota.Need) rota.Settings {
	return rota.Settings{Needs: needs, Early: rota.AssumedEarly}
}

// Property 33, as far as the rota: a gap is there, and is the same one whenever it is asked for.
func TestGaps_PerAreaAndDutyAndOnceAGap(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		need := rota.Need{Area: rota.Everywhere, Duty: "radiographer", On: schedule.TreatmentDays, Starts: "08:00", Ends: "18:00", AtLeast: 1}
		night := rota.Need{Duty: "on-call-engineer", Starts: "18:00", Ends: "08:00", AtLeast: 1}
		if err := d.set("sofia", settings(need, night)); err != nil {
			t.Fatal(err)
		}
		linacs := d.weekly("rosa", "radiographer", "06:30", "19:00")
		linacs.Area = "linacs"
		ct := d.weekly("sofia", "radiographer", "08:00", "16:00")
		ct.Area = "ct"
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(linacs, ct, d.weekly("ed", "on-call-engineer", "18:00", "00:00"), d.weekly("ed", "on-call-engineer", "06:00", "08:00")))))
		d.is("", "on-call-engineer", "2026-11-23 07:00", "ed")
		monday, tuesday := at("2026-11-23 06:45"), at("2026-11-24 06:45")
		want := "ct radiographer 23 16:00-23 18:00 0/1;  on-call-engineer 24 00:00-24 06:00 0/1"
		if got := d.gaps(monday, tuesday, ""); got != want {
			t.Errorf("Monday: %s", got)
		}
		ids := map[string]bool{}
		for at := monday; at.Before(tuesday); at = at.Add(20 * time.Minute) {
			d.read(func(tx *store.Tx) error {
				list, err := rota.Gaps(tx, at, tuesday)
				for _, g := range list {
					ids[g.ID()] = true
				}
				return err
			})
		}
		if len(ids) != 2 {
			t.Errorf("two gaps had these ids: %v", ids)
		}
		if got := d.gaps(at("2026-11-28 08:00"), at("2026-11-29 18:00"), ""); got != " on-call-engineer 29 00:00-29 06:00 0/1" {
			t.Errorf("at the weekend: %s", got)
		}
		ok[rota.Override](t)(d.replace("sofia", rota.Overriding{InsteadOf: d.id("rosa"), From: at("2026-11-23 10:00"), To: at("2026-11-23 11:00"), Reason: "ill"}))
		if got := d.gaps(monday, at("2026-11-23 15:00"), ""); got != "linacs radiographer 23 10:00-23 11:00 0/1" {
			t.Errorf("when somebody is off: %s", got)
		}
		if got := d.gaps(at("2026-11-24 09:00"), at("2026-11-24 15:00"), "rosa"); got != "linacs radiographer 24 08:00-24 18:00 0/1" {
			t.Errorf("without Rosa: %s", got)
		}
	})
}

func TestGaps_ARegistrationThatEndsInTheMiddleOfAShift(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		if err := d.set("priya", settings(rota.Need{Duty: "radiographer", Starts: "08:00", Ends: "18:00", AtLeast: 2})); err != nil {
			t.Fatal(err)
		}
		ok[rota.Sheet](t)(d.put("sofia", agreed(sheet(
			d.weekly("rosa", "radiographer", "06:30", "19:00"), d.weekly("rosa", "radiographer", "07:00", "20:00"), d.weekly("rhys", "radiographer", "06:30", "19:00"),
		))))
		if got := d.gaps(at("2026-11-24 00:00"), at("2026-11-26 00:00"), ""); got != " radiographer 25 12:00-25 18:00 1/2" {
			t.Errorf("got %s", got)
		}
	})
}

func TestGaps_OneThatGoesOnOverMidnightIsOne(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		if err := d.set("sofia", settings(rota.Need{Duty: "head-of-service", Starts: "00:00", Ends: "00:00", AtLeast: 1})); err != nil {
			t.Fatal(err)
		}
		got := d.gaps(d.clock.Now(), d.clock.Now().Add(72*time.Hour), "")
		if strings.Contains(got, ";") || !strings.HasPrefix(got, " head-of-service 26 00:00-") {
			t.Errorf("got %s", got)
		}
	})
}

func TestSettings_AssumedUntilAManagerSetsThem(t *testing.T) {
	each(t, func(t *testing.T, d *department) {
		if got := d.gaps(at("2026-11-23 06:45"), at("2026-11-23 20:00"), ""); strings.Count(got, "08:00-23 18:30 0/1") != 3 {
			t.Errorf("nobody is on, and the gaps are %s", got)
		}
		good := settings(rota.Need{Duty: "hot-lab", Starts: "08:00", Ends: "18:00", AtLeast: 1})
		good.Duties = []rota.Duty{{ID: "hot-lab", Title: "Hot lab", Needs: staff.HCPC}}
		for _, who := range []string{"sam", "rosa", "ada"} {
			wants(t, d.set(who, good), "forbidden")
		}
		bad := settings(rota.Need{Area: "moon", Duty: "astronaut", Days: []string{"XX"}, On: "x", Starts: "8", Ends: "9", AtLeast: 0})
		bad.Duties = []rota.Duty{{ID: "rps", Title: "again", Needs: "gp"}, {ID: "X"}}
		bad.Early = rota.Early{LeadMinutes: -1, Severities: []string{"do-not-use"}}
		wants(t, d.set("sofia", bad), "invalid")
		if err := d.set("sofia", good); err != nil {
			t.Fatal(err)
		}
		head := d.db.Head()
		if err := d.set("priya", good); err != nil || d.db.Head() != head {
			t.Errorf("set again: %v", err)
		}
		ok[rota.Sheet](t)(d.put("sam", sheet(d.weekly("una", "hot-lab", "08:00", "18:00"))))
	})
}

// What is asked about every few seconds must not cost more than a moment: a department with nine areas, a hundred recurring
// lines and twenty overrides.
func BenchmarkGaps(b *testing.B) {
	b.Run("72 hours", func(b *testing.B) {
		d := openLarge(b)
		for b.Loop() {
			d.read(func(tx *store.Tx) error {
				_, err := rota.Gaps(tx, d.clock.Now(), d.clock.Now().Add(72*time.Hour))
				return err
			})
		}
	})
	b.Run("on duty", func(b *testing.B) {
		d := openLarge(b)
		for b.Loop() {
			d.read(func(tx *store.Tx) error {
				_, err := rota.OnDuty(tx, "linacs", "radiographer", d.clock.Now())
				return err
			})
		}
	})
}

func openLarge(b *testing.B) *department {
	b.Helper()
	clock := storetest.NewClock()
	d := open(b, storetest.OpenAt(b, store.Config{Folder: b.TempDir(), Now: clock.Now}), clock)
	var lines []rota.Weekly
	for i := range 100 {
		lines = append(lines, d.weekly("rosa", "radiographer", fmt.Sprintf("%02d:%02d", 6+i%10, i%60), "19:00"))
	}
	if _, err := d.put("sofia", agreed(sheet(lines...))); err != nil {
		b.Fatal(err)
	}
	for i := range 20 {
		o := rota.Overriding{InsteadOf: d.id("rosa"), Person: d.id("sofia"), From: at("2026-11-23 08:00").Add(time.Duration(i) * time.Hour), To: at("2026-11-23 09:00").Add(time.Duration(i) * time.Hour), Reason: "busy"}
		if _, err := d.replace("sofia", o); err != nil {
			b.Fatal(err)
		}
	}
	return d
}

// What lies outside a period is not counted in it, and two duties that nobody covers in one hour are two hours.
func TestUncovered_CountsWhatLiesInThePeriod(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	gaps := []rota.Gap{
		{Duty: "radiographer", From: at(6), To: at(9)}, {Duty: "superintendent", From: at(8), To: at(9)},
		{Duty: "radiographer", From: at(11), To: at(18)}, {Duty: "superintendent", From: at(3), To: at(7)},
	}
	if got := rota.Uncovered(gaps, at(8), at(12)); got != 3*time.Hour {
		t.Errorf("%s", got)
	}
	if got := rota.Uncovered(nil, at(8), at(12)); got != 0 {
		t.Errorf("of nothing %s", got)
	}
}
