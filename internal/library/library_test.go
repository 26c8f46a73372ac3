package library_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"testing/fstest"

	"runup/internal/checklist"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

var (
	sofia = store.Actor{Staff: "sofia", Role: "superintendent", Registered: true, Areas: []string{"*"}, Proven: store.ProvenPassword}
	priya = store.Actor{Staff: "priya", Role: "physicist", Registered: true, Areas: []string{"*"}, Proven: store.ProvenPassword}
	pavel = store.Actor{Staff: "pavel", Role: "physicist", Registered: true, Areas: []string{"*"}, Proven: store.ProvenPassword}
	sam   = store.Actor{Staff: "sam", Role: "support-worker", Areas: []string{"*"}, Proven: store.ProvenPassword}
)

const hoist = `id: hoist-pre-use
title: Hoist, before use <each day>
version: "1"
purpose: The hoist lifts and lowers safely.
equipmentKinds: [hoist]
performedBy: {roles: [support-worker], countersign: trainee, secondCheck: false}
record: equipment-safety
sections:
  - title: Brakes
    items:
      - {id: brakes, kind: confirm, prompt: The brakes hold., expect: true, onFail: do-not-use}
`

func definition(t *testing.T, change ...string) *checklist.Definition {
	t.Helper()
	d, mistakes := checklist.Parse([]byte(strings.NewReplacer(change...).Replace(hoist)), "hoist.yaml")
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func propose(t *testing.T, db *store.DB, actor store.Actor, d *checklist.Definition) (e library.Edition) {
	t.Helper()
	must(t, db.Write(t.Context(), actor, func(tx *store.Tx) (err error) { e, err = library.Propose(tx, d); return err }))
	return e
}

func ready(*checklist.Definition) (bool, error)   { return true, nil }
func waiting(*checklist.Definition) (bool, error) { return false, nil }

func approve(t *testing.T, db *store.DB, actor store.Actor, e library.Edition, localised func(*checklist.Definition) (bool, error)) error {
	t.Helper()
	return db.Write(t.Context(), actor, func(tx *store.Tx) error {
		_, err := library.Approve(tx, e.ID, e.Hash, localised)
		return err
	})
}

func current(t *testing.T, db *store.DB, id string) (e library.Edition) {
	t.Helper()
	must(t, db.Read(t.Context(), sam, func(tx *store.Tx) (err error) { e, err = library.Current(tx, id); return err }))
	return e
}

func TestPropose_KeepsTheTextWhoseHashIsItsName(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := definition(t)
		e := propose(t, db, sofia, d)
		sum := sha256.Sum256(e.Text)
		if e.Hash != hex.EncodeToString(sum[:]) || string(e.Text) != string(d.JSON()) {
			t.Errorf("hash %s does not name the text\n%s", e.Hash, e.Text)
		}
		if e.State != library.Proposed || e.InForce() || e.Usable() {
			t.Errorf("a proposed version is %s, in force %v, usable %v", e.State, e.InForce(), e.Usable())
		}
		head := db.Head()
		if propose(t, db, priya, d); db.Head() != head {
			t.Error("the same text proposed again appended an entry")
		}
	})
}

func TestApprove_ByAnotherPersonOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		e := propose(t, db, sofia, definition(t))
		if err := approve(t, db, sofia, e, ready); !problem.Is(err, "second-person") {
			t.Errorf("by the proposer: got %v, want second-person", err)
		}
		if err := approve(t, db, sam, e, ready); !problem.Is(err, "forbidden") {
			t.Errorf("by a support worker: got %v, want forbidden", err)
		}
		unknown := e
		unknown.Hash = strings.Repeat("0", 64)
		if err := approve(t, db, priya, unknown, ready); !problem.Is(err, "not-found") {
			t.Errorf("another hash: got %v, want not-found", err)
		}
		must(t, approve(t, db, priya, e, ready))
		got := current(t, db, e.ID)
		if got.State != library.Published || got.ApprovedBy != "priya" || !got.Usable() {
			t.Errorf("got %s by %q", got.State, got.ApprovedBy)
		}
	})
}

func TestApprove_RepeatedBySamePersonIsTheSameAnswer(t *testing.T) {
	db := storetest.Open(t)
	e := propose(t, db, sofia, definition(t))
	must(t, approve(t, db, priya, e, ready))
	head := db.Head()
	must(t, approve(t, db, priya, e, ready))
	if db.Head() != head {
		t.Error("the repetition appended an entry")
	}
	if err := approve(t, db, pavel, e, ready); !problem.Is(err, "guard") {
		t.Errorf("by a third person: got %v, want guard", err)
	}
}

func TestApprove_RadiologicalByAPhysicist(t *testing.T) {
	db := storetest.Open(t)
	e := propose(t, db, priya, definition(t, "equipment-safety", "radiological-qc"))
	if err := approve(t, db, sofia, e, ready); !problem.Is(err, "forbidden") {
		t.Errorf("by a superintendent: got %v, want forbidden", err)
	}
	must(t, approve(t, db, pavel, e, ready))
}

func TestApprove_TheVersionBeforeStepsBackAndStaysReadable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first := propose(t, db, sofia, definition(t))
		must(t, approve(t, db, priya, first, ready))
		second := propose(t, db, sofia, definition(t, `version: "1"`, `version: "2"`))
		if got := current(t, db, first.ID); got.Hash != first.Hash {
			t.Error("a proposal displaced what is in force")
		}
		must(t, approve(t, db, priya, second, ready))
		if got := current(t, db, first.ID); got.Hash != second.Hash {
			t.Error("the approved version is not in force")
		}
		must(t, db.Read(t.Context(), sam, func(tx *store.Tx) error {
			old, err := library.Version(tx, first.ID, first.Hash)
			if err == nil && (old.State != library.Retired || !old.Usable() || string(old.Text) != string(first.Text)) {
				t.Errorf("the version before is %s, usable %v", old.State, old.Usable())
			}
			return err
		}))
	})
}

func TestApprove_WaitsForLocalValues(t *testing.T) {
	db := storetest.Open(t)
	e := propose(t, db, sofia, definition(t))
	must(t, approve(t, db, priya, e, waiting))
	got := current(t, db, e.ID)
	if got.State != library.NeedsLocalValues || !got.InForce() {
		t.Errorf("got %s", got.State)
	}
	must(t, db.Write(t.Context(), priya, func(tx *store.Tx) error { return library.Localise(tx, got) }))
	if got = current(t, db, e.ID); got.State != library.Published {
		t.Errorf("with its values set: got %s", got.State)
	}
}

func TestShip_ProposesOnceAndOnlyWhatIsNew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		files := fstest.MapFS{"hoist-pre-use.yaml": {Data: []byte(hoist)}}
		must(t, library.Ship(t.Context(), db, files))
		e := current(t, db, "hoist-pre-use")
		if e.State != library.Proposed || e.ProposedBy != "" {
			t.Errorf("shipped: %s by %q", e.State, e.ProposedBy)
		}
		must(t, approve(t, db, sofia, e, ready)) // Runup proposed it: one person approves
		head := db.Head()
		must(t, library.Ship(t.Context(), db, files))
		files["README.md"] = &fstest.MapFile{Data: []byte("not a checklist")}
		must(t, library.Ship(t.Context(), db, files))
		if db.Head() != head {
			t.Error("files already seen were proposed again")
		}
		files["hoist-pre-use.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(hoist, `version: "1"`, `version: "2"`, 1))}
		must(t, library.Ship(t.Context(), db, files))
		if db.Head().Position != head.Position+1 {
			t.Errorf("a new version: head went from %d to %d", head.Position, db.Head().Position)
		}
		if got := current(t, db, "hoist-pre-use"); got.Hash != e.Hash {
			t.Error("a shipped version came into force by itself")
		}
	})
}

func TestShip_UnchangedFilesAreNotParsed(t *testing.T) {
	db := storetest.Open(t)
	files := fstest.MapFS{"hoist-pre-use.yaml": {Data: []byte(hoist)}}
	must(t, library.Ship(t.Context(), db, files))
	if n := testing.AllocsPerRun(5, func() { must(t, library.Ship(t.Context(), db, files)) }); n > 400 {
		t.Errorf("an ordinary start allocates %.0f times", n)
	}
}

func TestShip_OurOwnMistakeIsNamed(t *testing.T) {
	db := storetest.Open(t)
	err := library.Ship(t.Context(), db, fstest.MapFS{"broken.yaml": {Data: []byte("id: [")}})
	if err == nil || !strings.Contains(err.Error(), "broken.yaml") {
		t.Errorf("got %v", err)
	}
}

func TestAll_OneVersionAChecklist(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first := propose(t, db, sofia, definition(t))
		must(t, approve(t, db, priya, first, ready))
		propose(t, db, sofia, definition(t, `version: "1"`, `version: "2"`))
		propose(t, db, sofia, definition(t, "hoist-pre-use", "a-hoist-weekly"))
		must(t, db.Read(t.Context(), sam, func(tx *store.Tx) error {
			list, err := library.All(tx)
			if err == nil && (len(list) != 2 || list[0].ID != "a-hoist-weekly" || list[1].Hash != first.Hash) {
				t.Errorf("got %v", list)
			}
			return err
		}))
	})
}
