package library_test

import (
	"testing"
	"testing/fstest"

	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func retire(t *testing.T, db *store.DB, actor store.Actor, e library.Edition) error {
	t.Helper()
	return db.Write(t.Context(), actor, func(tx *store.Tx) error {
		_, err := library.Retire(tx, e.ID, e.Hash, "the hoist is sold")
		return err
	})
}

func versions(t *testing.T, db *store.DB, id string) (list []library.Edition) {
	t.Helper()
	must(t, db.Read(t.Context(), sam, func(tx *store.Tx) (err error) { list, err = library.Versions(tx, id); return err }))
	return list
}

func TestRetire_OutOfForceAndStillReadableAndUsable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		e := propose(t, db, sofia, definition(t))
		must(t, approve(t, db, priya, e, ready))
		if err := retire(t, db, sam, e); !problem.Is(err, "forbidden") {
			t.Errorf("a support worker: got %v, want forbidden", err)
		}
		if err := retire(t, db, sofia, e); !problem.Is(err, "second-person") {
			t.Errorf("its own proposer: got %v, want second-person", err)
		}
		must(t, retire(t, db, pavel, e))
		got := current(t, db, e.ID)
		if got.State != library.Retired || got.InForce() || !got.Usable() || got.RetiredBy != "pavel" || got.RetiredWhy != "the hoist is sold" {
			t.Errorf("got %s by %q because %q, in force %v, usable %v", got.State, got.RetiredBy, got.RetiredWhy, got.InForce(), got.Usable())
		}
		if string(got.Text) != string(e.Text) {
			t.Error("the text is not what it was")
		}
		head := db.Head()
		must(t, retire(t, db, pavel, e))
		if db.Head() != head {
			t.Error("the same person's repetition appended an entry")
		}
		if err := retire(t, db, priya, e); !problem.Is(err, "guard") {
			t.Errorf("retired already: got %v, want guard", err)
		}
		if err := approve(t, db, priya, e, ready); !problem.Is(err, "guard") {
			t.Errorf("a retired version was approved: %v", err)
		}
		again := propose(t, db, priya, definition(t))
		if again.State != library.Proposed || again.RetiredBy != "" || again.RetiredWhy != "" {
			t.Errorf("proposed again: %+v", again)
		}
		must(t, approve(t, db, sofia, again, ready))
	})
}

func TestRetire_RadiologicalByAPhysicist(t *testing.T) {
	db := storetest.Open(t)
	e := propose(t, db, priya, definition(t, "equipment-safety", "radiological-qc"))
	must(t, approve(t, db, pavel, e, ready))
	if err := retire(t, db, sofia, e); !problem.Is(err, "forbidden") {
		t.Errorf("by a superintendent: got %v, want forbidden", err)
	}
	must(t, retire(t, db, pavel, e))
}

func TestRetire_AProposalIsTakenBackByItsAuthor(t *testing.T) {
	db := storetest.Open(t)
	e := propose(t, db, sofia, definition(t))
	err := db.Write(t.Context(), sofia, func(tx *store.Tx) error { _, err := library.Retire(tx, e.ID, e.Hash, ""); return err })
	if !problem.Is(err, "invalid") {
		t.Errorf("without a reason: %v", err)
	}
	must(t, retire(t, db, sofia, e))
	if got := current(t, db, e.ID); got.State != library.Retired || got.Usable() {
		t.Errorf("a proposal taken back is %s, usable %v", got.State, got.Usable())
	}
}

func TestShip_WhatWasRetiredStaysRetired(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		files := fstest.MapFS{"hoist-pre-use.yaml": {Data: []byte(hoist)}}
		must(t, library.Ship(t.Context(), db, files))
		e := current(t, db, "hoist-pre-use")
		must(t, retire(t, db, sofia, e))
		files["another.yaml"] = &fstest.MapFile{Data: []byte(yaml("hoist-pre-use", "a-hoist-weekly"))}
		must(t, library.Ship(t.Context(), db, files))
		if got := current(t, db, "hoist-pre-use"); got.State != library.Retired {
			t.Errorf("a new Runup made it %s", got.State)
		}
		if got := current(t, db, "a-hoist-weekly"); got.State != library.Proposed || got.Origin != library.FromRunup {
			t.Errorf("what is new is %s from %s", got.State, got.Origin)
		}
	})
}

func TestShip_DoesNotDisplaceALocalVersionInForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		files := fstest.MapFS{"hoist-pre-use.yaml": {Data: []byte(hoist)}}
		must(t, library.Ship(t.Context(), db, files))
		shipped := current(t, db, "hoist-pre-use")
		local := propose(t, db, sofia, definition(t, `version: "1"`, `version: "ours"`))
		if local.Base != (library.Base{ID: shipped.ID, Hash: shipped.Hash}) || local.Origin != library.FromPerson {
			t.Errorf("the local version is based on %v, from %s", local.Base, local.Origin)
		}
		must(t, approve(t, db, priya, local, ready))
		files["hoist-pre-use.yaml"] = &fstest.MapFile{Data: []byte(yaml(`version: "1"`, `version: "2"`))}
		must(t, library.Ship(t.Context(), db, files))
		if got := current(t, db, "hoist-pre-use"); got.Hash != local.Hash {
			t.Errorf("version %s of Runup took the local one's place", got.Hash)
		}
		list := versions(t, db, "hoist-pre-use")
		if len(list) != 3 || list[0].State != library.Proposed || list[0].Base != (library.Base{}) {
			t.Errorf("versions: %+v", list)
		}
	})
}
