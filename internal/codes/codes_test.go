package codes_test

import (
	"slices"
	"testing"

	"runup/internal/codes"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

var sofia = store.Actor{Staff: "sofia", Role: staff.Superintendent, Areas: []string{"*"}, Proven: store.ProvenPassword}

func list(version string, names ...string) codes.List {
	l := codes.List{Kind: codes.Event, Taxonomy: "A taxonomy", Version: version}
	for _, name := range names {
		l.Codes = append(l.Codes, codes.Code{Code: name, Title: "The event " + name, Retired: name == "old"})
	}
	return l
}

func set(t *testing.T, db *store.DB, actor store.Actor, l codes.List) error {
	t.Helper()
	return db.Write(t.Context(), actor, func(tx *store.Tx) error {
		got, err := codes.Set(tx, l)
		if err == nil && (got.Version != l.Version || got.SetBy != actor.Staff || !slices.Equal(got.Codes, l.Codes)) {
			t.Errorf("set %+v, and in force is %+v", l, got)
		}
		return err
	})
}

func TestEveryVersionIsKeptAndNoneIsChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, l := range []codes.List{list("1", "a", "b"), list("2", "a", "c", "old")} {
			if err := set(t, db, sofia, l); err != nil {
				t.Fatal(err)
			}
		}
		if err := set(t, db, sofia, list("1", "a", "z")); !problem.Is(err, "conflict") {
			t.Errorf("version 1 with other codes: %v", err)
		}
		head := db.Head()
		if err := set(t, db, sofia, list("2", "a", "c", "old")); err != nil || db.Head() != head {
			t.Errorf("the same again: %v", err)
		}
		if err := set(t, db, sofia, list("1", "a", "b")); err != nil || db.Head() == head { // back in force
			t.Errorf("the earlier version again: %v", err)
		}
		err := db.Read(t.Context(), sofia, func(tx *store.Tx) error {
			now, err := codes.Current(tx, codes.Event)
			second, err2 := codes.Version(tx, codes.Event, "2")
			if err != nil || err2 != nil || now.Version != "1" || !slices.Equal(second.Unknown([]string{"a", "old", "b"}), []int{1, 2}) {
				t.Errorf("%+v, %+v, %v, %v", now, second, err, err2)
			}
			if _, err := codes.Version(tx, codes.Event, "9"); !problem.Is(err, "not-found") {
				t.Error(err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestOfTheFrameworkTheQuotedCodeIsShippedAlone(t *testing.T) {
	db := storetest.Open(t)
	err := db.Read(t.Context(), sofia, func(tx *store.Tx) error {
		ecf, err := codes.Current(tx, codes.ECF)
		event, err2 := codes.Current(tx, codes.Event)
		if err != nil || err2 != nil || len(ecf.Codes) != 1 || ecf.Codes[0].Code != "AP.S.01" || len(event.Codes) != 0 || event.Version != "" {
			t.Errorf("%+v, %+v", ecf, event)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAListIsHeldToWhatCanStandOnAForm(t *testing.T) {
	db := storetest.Open(t)
	for name, c := range map[string]struct {
		list codes.List
		want string
	}{
		"no codes":   {list("1"), "/codes"},
		"no version": {list(" ", "a"), "/version"},
		"twice":      {list("1", "a", "a"), "/codes/1/code"},
		"two lines":  {list("1", "a\nb"), "/codes/0/code"},
	} {
		p, is := problem.Of(set(t, db, sofia, c.list))
		if !is || p.Fields[0].Pointer != c.want {
			t.Errorf("%s: %v", name, p)
		}
	}
	priya := sofia
	priya.Role = staff.Physicist
	if err := set(t, db, priya, list("1", "a")); !problem.Is(err, "forbidden") {
		t.Error(err)
	}
}
