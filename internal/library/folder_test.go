package library_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// yaml is the hoist's file, changed.
func yaml(change ...string) string { return strings.NewReplacer(change...).Replace(hoist) }

func folder(t *testing.T, db *store.DB, files fstest.MapFS) string {
	t.Helper()
	var said bytes.Buffer
	must(t, library.Folder(t.Context(), db, files, slog.New(slog.NewTextHandler(&said, nil))))
	return said.String()
}

func TestFolder_ProposesItsFilesBasedOnTheLibrary(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		must(t, library.Ship(t.Context(), db, fstest.MapFS{"hoist-pre-use.yaml": {Data: []byte(hoist)}}))
		shipped := current(t, db, "hoist-pre-use")
		must(t, approve(t, db, sofia, shipped, ready))
		files := fstest.MapFS{
			"ours.yaml": {Data: []byte(yaml(`version: "1"`, `version: "ours"`))},
			"own.yml":   {Data: []byte(yaml("hoist-pre-use", "slings"))},
			"notes.txt": {Data: []byte("not a checklist")},
		}
		folder(t, db, files)
		if got := current(t, db, "hoist-pre-use"); got.Hash != shipped.Hash {
			t.Error("a file came into force by itself")
		}
		local := versions(t, db, "hoist-pre-use")[0]
		if local.State != library.Proposed || local.Origin != library.FromFolder || local.Base.Hash != shipped.Hash || local.ProposedBy != "" {
			t.Errorf("the local version: %+v", local)
		}
		if own := current(t, db, "slings"); own.State != library.Proposed || own.Base != (library.Base{}) {
			t.Errorf("a checklist of its own: %+v", own)
		}
		must(t, approve(t, db, priya, local, ready))
		must(t, retire(t, db, priya, current(t, db, "slings")))
		head := db.Head()
		if folder(t, db, files); db.Head() != head {
			t.Error("the next start proposed again what is known: in force, or retired")
		}
	})
}

func TestFolder_AFileWithMistakesIsNamedAndTheOthersAreTaken(t *testing.T) {
	db := storetest.Open(t)
	said := folder(t, db, fstest.MapFS{
		"bad.yaml":    {Data: []byte(yaml("kind: confirm", "kind: confrm", "countersign: trainee", "countersign: sometimes"))},
		"good.yaml":   {Data: []byte(hoist)},
		"twice.yaml":  {Data: []byte(yaml(`version: "1"`, `version: "2"`))},
		"hidden.yaml": {Data: []byte(yaml("hoist-pre-use", "variance"))},
	})
	for _, want := range []string{"bad.yaml:6:", "bad.yaml:11:", "twice.yaml", "hidden.yaml"} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not name %s:\n%s", want, said)
		}
	}
	if got := versions(t, db, "hoist-pre-use"); len(got) != 1 || got[0].State != library.Proposed {
		t.Errorf("the good file: %+v", got)
	}
	if _, err := func() (e library.Edition, err error) {
		err = db.Read(t.Context(), sam, func(tx *store.Tx) (err error) { e, err = library.Current(tx, "variance"); return err })
		return e, err
	}(); !problem.Is(err, "not-found") {
		t.Errorf("a reserved id: %v", err)
	}
}
