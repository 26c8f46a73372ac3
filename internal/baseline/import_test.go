package baseline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/problem"
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

const header = "equipment,checklist,item,value,unit,from,reason,toleranceLow,toleranceHigh,suspensionHigh,type,reference,atEdge\n"

func importing(t *testing.T, db *store.DB, actor store.Actor, text string, dry bool) (list []baseline.Imported, err error) {
	t.Helper()
	work := db.Write
	if dry {
		work = db.Read
	}
	err = work(t.Context(), actor, func(tx *store.Tx) (err error) {
		list, err = baseline.Import(tx, []byte(text), london, dry)
		return err
	})
	return list, err
}

func outcomes(list []baseline.Imported) string {
	var words []string
	for _, i := range list {
		words = append(words, i.Outcome)
	}
	return strings.Join(words, " ")
}

const filled = header +
	"linac-1,run-up-linac,output-6mv,100.2,cGy,2026-11-02,annual calibration\n" +
	"linac-1,run-up-linac,humidity,,%,,local range,30,70,,,\n" +
	"linac-1,run-up-linac,seal,1182,,,what is there\n" +
	"linac-1,run-up-linac,warm-up,,,,\n"

func TestImport_SetsAllThenConfirmsThenChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		head := db.Head()
		if list, err := importing(t, db, priya, filled, true); err != nil || outcomes(list) != "set set set skipped" || db.Head() != head {
			t.Fatalf("a dry run: %v, %v; head from %v to %v", list, err, head, db.Head())
		}
		for _, c := range []struct {
			who  store.Actor
			want string
		}{{priya, "set set set skipped"}, {priya, "unchanged unchanged unchanged skipped"}, {pavel, "confirmed confirmed confirmed skipped"}, {pavel, "unchanged unchanged unchanged skipped"}} {
			list, err := importing(t, db, c.who, filled, false)
			if err != nil || outcomes(list) != c.want {
				t.Fatalf("by %s: %v, %v, want %s", c.who.Staff, list, err, c.want)
			}
		}
		h := held(t, db)
		if *h.References["output-6mv"].Value != 100.2 || *h.References["humidity"].Limits.ToleranceHigh != 70 || h.LastSeen["seal"] != "1182" {
			t.Errorf("held: %+v", h)
		}
		must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
			list, err := baseline.History(tx, "linac-1", "", "output-6mv", 0, 10)
			if err == nil && (len(list) != 1 || !list[0].From.Equal(time.Date(2026, 11, 2, 0, 0, 0, 0, london)) || list[0].ApprovedBy != "pavel" || list[0].Reason != "annual calibration") {
				t.Errorf("history: %+v", list)
			}
			return err
		}))
	})
}

func TestImport_EveryMistakeIsNamedAndNothingIsSet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		head := db.Head()
		_, err := importing(t, db, priya, header+
			"linac-1,run-up-linac,output-6mv,100.2,cGy,2026-11-02,annual calibration\n"+ // right, and not set either
			"linac-9,run-up-linac,output-6mv,100,,,x\n"+
			"linac-1,run-up-lunac,output-6mv,100,,,x\n"+
			"linac-1,run-up-linac,output-7mv,100,,,x\n"+
			"linac-1,run-up-linac,humidity,\"101,3\",Pa,02/11/2026,,30,seventy,,,\n"+
			"linac-1,run-up-linac,output-6mv,100.3,cGy,2026-11-02,again\n"+
			"linac-1,run-up-linac,warm-up,0x1p4,,,x\n"+
			"linac-1,run-up-linac,seal,A-1,,2031-01-01,x,,,,,,,one too many\n"+
			"linac-1,run-up-linac,humidity,,,,x,80,70,,,,maybe\n", false)
		p, ok := problem.Of(err)
		if !ok || p.Code != "invalid" {
			t.Fatal(err)
		}
		var got []string
		for _, f := range p.Fields {
			got = append(got, f.Pointer)
		}
		slices.Sort(got)
		want := []string{
			"/rows/10/atEdge", "/rows/10/item", "/rows/10/limits", "/rows/3/equipment", "/rows/4/checklist", "/rows/5/item", "/rows/6/from", "/rows/6/reason",
			"/rows/6/toleranceHigh", "/rows/6/unit", "/rows/6/value", "/rows/7/item", "/rows/8/item", "/rows/8/value", "/rows/9", "/rows/9/from",
		}
		if !slices.Equal(got, want) {
			t.Errorf("named\n%v, want\n%v", got, want)
		}
		if db.Head() != head {
			t.Error("something was set")
		}
	})
}

func TestImport_TablesThatCannotBeRead(t *testing.T) {
	db := storetest.Open(t)
	department(t, db)
	for text, want := range map[string]string{
		"":                               "/rows/1",
		"equipment,checklist,item,value": "/rows/1/reason",
		"equipment,checklist,item,value,reason,colour,item":     "/rows/1/colour /rows/1/item",
		header + "linac-1,\"run-up":                             "/rows/2",
		header + "linac-1,run-up-linac,output-6mv,100,\xb0C,,x": "/rows/2/unit",
		header + "linac-1,run-up-linac,output-6mv,100,,,a\x00b": "/rows/2/reason",
	} {
		_, err := importing(t, db, priya, text, true)
		p, _ := problem.Of(err)
		var got []string
		if p != nil {
			for _, f := range p.Fields {
				got = append(got, f.Pointer)
			}
		}
		if !strings.HasPrefix(strings.Join(got, " "), want) {
			t.Errorf("%q: named %v, want %s", text, got, want)
		}
	}
	if _, err := importing(t, db, sofia, filled, true); !problem.Is(err, "forbidden") {
		t.Errorf("a superintendent: %v", err)
	}
	if _, err := importing(t, db, far, filled, true); !problem.Is(err, "invalid") {
		t.Errorf("a physicist of elsewhere: %v", err)
	}
}

func TestMissing_UntilTheTemplateIsFilledInAndImported(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		department(t, db)
		missing := func() (ids []string) {
			must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
				list, err := baseline.Missing(tx, "")
				for _, l := range list {
					ids = append(ids, l.Item+":"+l.Needs)
				}
				return err
			}))
			return ids
		}
		if got := missing(); !slices.Equal(got, []string{"output-6mv:value", "humidity:limits", "seal:text"}) {
			t.Errorf("at first: %v", got)
		}
		var template string
		must(t, db.Read(t.Context(), priya, func(tx *store.Tx) error {
			text, err := baseline.Template(tx, "linac-1")
			template = string(text)
			return err
		}))
		if list, err := importing(t, db, priya, template, true); err != nil || outcomes(list) != "skipped skipped skipped" {
			t.Errorf("as it comes: %v, %v", list, err)
		}
		lines := strings.Split(template, "\r\n")
		lines[1] = strings.Replace(lines[1], "cGy,,", "cGy,100.1,", 1) + "calibrated"
		lines[2] = "linac-1,run-up-linac,humidity,Humidity,%,,percent,50,-40,,,40,,,,ours"
		must2(t)(importing(t, db, priya, "\ufeff"+strings.Join(lines, "\n"), false))
		if got := missing(); !slices.Equal(got, []string{"seal:text"}) {
			t.Errorf("after the import: %v\n%s", got, strings.Join(lines, "\n"))
		}
		if r := held(t, db).References["humidity"].Limits; *r.SuspensionLow != -40 || *r.SuspensionHigh != 40 || *r.Reference.Value != 50 {
			t.Errorf("limits: %+v", r)
		}
		must(t, db.Read(t.Context(), far, func(tx *store.Tx) error {
			list, err := baseline.Missing(tx, "")
			if len(list) != 0 {
				t.Errorf("a physicist of elsewhere is shown %v", list)
			}
			return err
		}))
	})
}

func must2(t *testing.T) func([]baseline.Imported, error) {
	return func(_ []baseline.Imported, err error) { t.Helper(); must(t, err) }
}
