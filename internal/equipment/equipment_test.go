package equipment_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

var (
	ada  = store.Actor{Staff: "ada", Role: "administrator", Areas: []string{"*"}, Proven: store.ProvenPassword}
	sam  = store.Actor{Staff: "sam", Role: "support-worker", Areas: []string{"linacs"}, Proven: store.ProvenPassword}
	here = equipment.Area{ID: "linacs", Name: "Linear accelerators", Site: "Northfield", Phone: "2101"}
	away = equipment.Area{ID: "stores", Name: "Stores", Site: "Northfield"}
)

func hoist() equipment.Equipment {
	return equipment.Equipment{
		ID: "hoist-1", Name: "Mobile hoist", Kind: "hoist", Area: "linacs", GS1: "8004 5012345678900",
		Inventory: equipment.Inventory{Manufacturer: "Arjo", Model: "Maxi Move", Serial: "A-77", YearMade: 2020, YearInstalled: 2021},
		Features:  []string{"scale"}, Points: []equipment.Point{}, Affects: []string{},
	}
}

func linac() equipment.Equipment {
	return equipment.Equipment{
		ID: "linac-1", Name: "LA1", Kind: "linac", Area: "linacs", Features: []string{"6mv"}, Points: []equipment.Point{}, Affects: []string{},
		Inventory: equipment.Inventory{Manufacturer: "Varian", Model: "TrueBeam", Serial: "1", YearMade: 2019, YearInstalled: 2019},
	}
}

func write(t *testing.T, db *store.DB, actor store.Actor, fn func(tx *store.Tx) error) error {
	t.Helper()
	return db.Write(t.Context(), actor, fn)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, db *store.DB, list ...equipment.Equipment) {
	t.Helper()
	must(t, write(t, db, ada, func(tx *store.Tx) error {
		for _, q := range list {
			if _, _, err := equipment.Put(tx, q); err != nil {
				return err
			}
		}
		return nil
	}))
}

func putAreas(t *testing.T, db *store.DB) {
	t.Helper()
	must(t, write(t, db, ada, func(tx *store.Tx) error {
		for _, a := range []equipment.Area{here, away} {
			if _, isNew, err := equipment.PutArea(tx, a); err != nil || !isNew {
				t.Errorf("put area %s: new %v, %v", a.ID, isNew, err)
			}
		}
		return nil
	}))
}

func seen(t *testing.T, db *store.DB, actor store.Actor, id string) (q equipment.Equipment, err error) {
	t.Helper()
	err = db.Read(t.Context(), actor, func(tx *store.Tx) error {
		q, err = equipment.Visible(tx, id)
		return err
	})
	return q, err
}

func TestPut_KeepsWhatWasEnteredAndBeginsInService(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		putAreas(t, db)
		put(t, db, hoist())
		got, err := seen(t, db, sam, "hoist-1")
		must(t, err)
		want := hoist()
		want.Status, want.StatusSince, want.Alarms = equipment.InService, storetest.Start, []equipment.Alarm{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPut_SameAgainAppendsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		putAreas(t, db)
		put(t, db, hoist())
		head := db.Head()
		put(t, db, hoist())
		if db.Head() != head {
			t.Errorf("head moved from %v to %v", head, db.Head())
		}
	})
}

func TestPut_ReplacesButNeitherStatusNorKind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		putAreas(t, db)
		put(t, db, hoist())
		must(t, write(t, db, sam, func(tx *store.Tx) error { _, err := equipment.Withdraw(tx, "hoist-1", "brake", "esc"); return err }))
		renamed := hoist()
		renamed.Name, renamed.Status = "Hoist, lower floor", equipment.Withdrawn
		put(t, db, renamed)
		got, err := seen(t, db, sam, "hoist-1")
		must(t, err)
		if got.Name != "Hoist, lower floor" || got.Status != equipment.Withdrawn {
			t.Errorf("got %q %q", got.Name, got.Status)
		}
		for what, change := range map[string]func(*equipment.Equipment){
			"back in service": func(q *equipment.Equipment) { q.Status = equipment.InService },
			"another kind":    func(q *equipment.Equipment) { q.Kind = "signs" },
		} {
			q := hoist()
			change(&q)
			err := write(t, db, ada, func(tx *store.Tx) error { _, _, err := equipment.Put(tx, q); return err })
			if !problem.Is(err, "guard") {
				t.Errorf("%s: got %v, want guard", what, err)
			}
		}
	})
}

func TestPut_NamesEveryMistake(t *testing.T) {
	db := storetest.Open(t)
	putAreas(t, db)
	q := equipment.Equipment{
		ID: "CT 1", Name: "two\nlines", Kind: "ct", Area: "nowhere", Status: "fine", Affects: []string{"linac-9"},
		Inventory: equipment.Inventory{Manufacturer: "Siemens", YearMade: 2022, YearInstalled: 2021},
		Points:    []equipment.Point{{ID: "a", Name: "A"}, {ID: "a", Name: ""}}, Features: []string{"x", "x"}, CalibrationDue: "soon",
	}
	err := write(t, db, ada, func(tx *store.Tx) error { _, _, err := equipment.Put(tx, q); return err })
	p, ok := problem.Of(err)
	if !ok || p.Code != "invalid" {
		t.Fatalf("got %v, want invalid", err)
	}
	var got []string
	for _, f := range p.Fields {
		got = append(got, f.Pointer)
	}
	want := []string{
		"path/id", "/name", "/inventory/model", "/inventory/serial", "/inventory/yearInstalled", "/features/1", "/status",
		"/calibrationDue", "/area", "/affects/0", "/points/1/name", "/points/1/id",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPut_InventoryIsWholeForRadiologicalEquipmentOnly(t *testing.T) {
	db := storetest.Open(t)
	putAreas(t, db)
	for kind, want := range map[string]int{"linac": 5, "sxr": 5, "ct": 5, "hdr": 5, "hoist": 0} {
		q := equipment.Equipment{ID: kind + "-1", Name: kind, Kind: kind, Area: "linacs"}
		err := write(t, db, ada, func(tx *store.Tx) error { _, _, err := equipment.Put(tx, q); return err })
		got := 0
		if p, ok := problem.Of(err); ok {
			got = len(p.Fields)
		}
		if got != want {
			t.Errorf("%s: %d fields asked for, want %d (%v)", kind, got, want, err)
		}
	}
}

func TestPut_NeedsThePower(t *testing.T) {
	db := storetest.Open(t)
	for what, fn := range map[string]func(tx *store.Tx) error{
		"equipment": func(tx *store.Tx) error { _, _, err := equipment.Put(tx, hoist()); return err },
		"area":      func(tx *store.Tx) error { _, _, err := equipment.PutArea(tx, here); return err },
	} {
		if err := write(t, db, sam, fn); !problem.Is(err, "forbidden") {
			t.Errorf("%s: got %v, want forbidden", what, err)
		}
	}
}

func TestVisible_OtherAreasAreNotThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		putAreas(t, db)
		far := hoist()
		far.ID, far.Area = "hoist-2", "stores"
		put(t, db, hoist(), far)
		if _, err := seen(t, db, sam, "hoist-2"); !problem.Is(err, "not-found") {
			t.Errorf("got %v, want not-found", err)
		}
		must(t, db.Read(t.Context(), sam, func(tx *store.Tx) error {
			list, err := equipment.List(tx, equipment.Filter{}, "", 50)
			if err != nil || len(list) != 1 || list[0].ID != "hoist-1" {
				t.Errorf("sam's list: %v, %v", list, err)
			}
			areas, err := equipment.Areas(tx)
			if err != nil || len(areas) != 1 || areas[0] != here {
				t.Errorf("sam's areas: %v, %v", areas, err)
			}
			if _, err := equipment.VisibleArea(tx, "stores"); !problem.Is(err, "not-found") {
				t.Errorf("stores: got %v, want not-found", err)
			}
			if _, err := equipment.ByID(tx, "hoist-2"); err != nil {
				t.Errorf("deciding needs equipment of any area: %v", err)
			}
			return nil
		}))
	})
}

func TestList_FiltersAndPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		putAreas(t, db)
		far := hoist()
		far.ID, far.Area = "hoist-2", "stores"
		put(t, db, hoist(), far, linac())
		for _, c := range []struct {
			filter equipment.Filter
			after  string
			want   []string
		}{
			{equipment.Filter{}, "", []string{"hoist-1", "hoist-2"}},
			{equipment.Filter{}, "hoist-2", []string{"linac-1"}},
			{equipment.Filter{Kind: "linac"}, "", []string{"linac-1"}},
			{equipment.Filter{Area: "stores"}, "", []string{"hoist-2"}},
			{equipment.Filter{Status: equipment.Decommissioned}, "", nil},
		} {
			must(t, db.Read(t.Context(), ada, func(tx *store.Tx) error {
				list, err := equipment.List(tx, c.filter, c.after, 2)
				var got []string
				for _, q := range list {
					got = append(got, q.ID)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%+v after %q: %s", c.filter, c.after, diff)
				}
				return err
			}))
		}
	})
}

func TestWithdraw_TakesWhatIsInUseAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   string
		status equipment.Status
		want   bool
	}{
		{"a hoist in service", "hoist", equipment.InService, true},
		{"a hoist used with a restriction", "hoist", equipment.Restricted, true},
		{"a hoist withdrawn already", "hoist", equipment.Withdrawn, false},
		{"a hoist with the engineer", "hoist", equipment.WithEngineer, false},
		{"a hoist awaiting its re-check", "hoist", equipment.AwaitingRecheck, false},
		{"a hoist that is gone", "hoist", equipment.Decommissioned, false},
		{"a crash trolley", "crash-trolley", equipment.InService, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := storetest.Open(t)
			putAreas(t, db)
			q := hoist()
			q.Kind, q.Status = c.kind, c.status
			put(t, db, q)
			must(t, write(t, db, sam, func(tx *store.Tx) error {
				got, err := equipment.Withdraw(tx, "hoist-1", "brake does not hold", "esc-1")
				if got != c.want {
					t.Errorf("withdrew: %v, want %v", got, c.want)
				}
				return err
			}))
			after, err := seen(t, db, ada, "hoist-1")
			must(t, err)
			want := c.status
			if c.want {
				want = equipment.Withdrawn
			}
			if after.Status != want {
				t.Errorf("status %q, want %q", after.Status, want)
			}
		})
	}
}

func TestFeed_EveryChangeMovesItsThing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		putAreas(t, db)
		put(t, db, hoist())
		before := db.Head().Position
		must(t, write(t, db, sam, func(tx *store.Tx) error { _, err := equipment.Withdraw(tx, "hoist-1", "brake", "esc"); return err }))
		must(t, db.Read(t.Context(), sam, func(tx *store.Tx) error {
			moved, _, _, err := logbook.Since(tx, logbook.Slice{After: before, Limit: 10, Kinds: []string{"area", "equipment"}})
			want := []logbook.Moved{{Position: before + 1, Kind: "equipment", ID: "hoist-1", Area: "linacs"}}
			if diff := cmp.Diff(want, moved); diff != "" {
				t.Error(diff)
			}
			return err
		}))
	})
}
