package library_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"runup/internal/checklist"
	"runup/internal/library"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

const two = "\n      - {id: sling, kind: confirm, prompt: The sling is whole., onFail: do-not-use}\n"

func variances(t *testing.T, db *store.DB, id string) (list []library.Variance, absent []library.Absent) {
	t.Helper()
	must(t, db.Read(t.Context(), sam, func(tx *store.Tx) (err error) { list, absent, err = library.Variances(tx, id); return err }))
	return list, absent
}

func ids(absent []library.Absent) (list []string) {
	for _, a := range absent {
		list = append(list, a.Edition.ID)
	}
	return list
}

func TestVariances_LeftOutAndLoosenedWithReasonOrNone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		files := fstest.MapFS{
			"hoist.yaml":   {Data: []byte(hoist + two[1:])},
			"another.yaml": {Data: []byte(yaml("hoist-pre-use", "another"))},
			"third.yaml":   {Data: []byte(yaml("hoist-pre-use", "third"))},
		}
		must(t, library.Ship(t.Context(), db, files))
		if _, absent := variances(t, db, ""); !slices.Equal(ids(absent), []string{"another", "hoist-pre-use", "third"}) {
			t.Errorf("before anything is in force, not adopted: %v", ids(absent))
		}
		shipped := current(t, db, "hoist-pre-use")
		must(t, approve(t, db, priya, current(t, db, "another"), ready))
		local := propose(t, db, sofia, definition(t,
			`version: "1"`, "version: ours\nbasedOn: {id: hoist-pre-use, hash: "+shipped.Hash+", differences: [{item: sling, change: left-out, reason: slings have a check of their own}]}",
			"onFail: do-not-use", "onFail: advice"))
		list, _ := variances(t, db, "hoist-pre-use")
		if len(list) != 1 || list[0].Edition.State != library.Proposed || list[0].Relation != library.Local {
			t.Fatalf("proposed: %+v", list)
		}
		reasons := map[string]string{}
		for _, d := range list[0].Differences {
			reasons[d.Item+" "+d.Change] = d.Reason
		}
		if reasons["sling left-out"] != "slings have a check of their own" {
			t.Errorf("differences: %+v", list[0].Differences)
		}
		if r, ok := reasons["brakes loosened"]; !ok || r != "" {
			t.Errorf("differences: %+v", list[0].Differences)
		}
		if u := list[0].Unexplained(); len(u) != 1 || !strings.HasPrefix(u[0], "brakes: "+checklist.Loosened) {
			t.Errorf("unexplained: %q", u)
		}
		must(t, approve(t, db, priya, local, ready))
		files["hoist.yaml"] = &fstest.MapFile{Data: []byte(yaml(`version: "1"`, `version: "2"`) + two[1:])}
		files["another.yaml"] = &fstest.MapFile{Data: []byte(yaml("hoist-pre-use", "another", `version: "1"`, `version: "2"`))}
		must(t, library.Ship(t.Context(), db, files))
		list, absent := variances(t, db, "")
		if len(list) != 2 || !slices.Equal(ids(absent), []string{"third"}) {
			t.Fatalf("in force: %+v, not adopted %v", list, ids(absent))
		}
		if a := list[0]; a.Edition.ID != "another" || a.Relation != library.AsShipped || a.Newer == "" || len(a.Differences) != 0 {
			t.Errorf("as shipped, with a newer one: %+v", a)
		}
		if h := list[1]; h.Newer == "" || h.Newer == shipped.Hash || h.Base == nil || h.Edition.Base.Hash != shipped.Hash {
			t.Errorf("local, with a newer one than its base: newer %q, base %+v", h.Newer, h.Edition.Base)
		}
	})
}

func TestVariances_OfItsOwnOrOfABaseThatIsNotHere(t *testing.T) {
	db := storetest.Open(t)
	must(t, library.Ship(t.Context(), db, fstest.MapFS{"hoist.yaml": {Data: []byte(hoist)}}))
	own := propose(t, db, sofia, definition(t, "hoist-pre-use", "slings"))
	must(t, approve(t, db, priya, own, ready))
	propose(t, db, sofia, definition(t, "hoist-pre-use", "borrowed", `version: "1"`,
		"version: \"1\"\nbasedOn: {id: hoist-pre-use, hash: "+strings.Repeat("a", 64)+"}"))
	list, absent := variances(t, db, "")
	if len(list) != 2 || list[0].Relation != library.Local || list[0].Base != nil || len(list[0].Differences) != 0 || list[1].Relation != library.Own {
		t.Errorf("got %+v", list)
	}
	if !slices.Equal(ids(absent), []string{"hoist-pre-use"}) {
		t.Errorf("not adopted: %v", ids(absent))
	}
	renamed := propose(t, db, sofia, definition(t, "hoist-pre-use", "hoists-here", `version: "1"`,
		"version: \"1\"\nbasedOn: {id: hoist-pre-use, hash: "+current(t, db, "hoist-pre-use").Hash+"}"))
	must(t, approve(t, db, priya, renamed, ready))
	if _, absent := variances(t, db, ""); len(absent) != 0 {
		t.Errorf("adopted under another id, and yet missing: %v", ids(absent))
	}
	if list, absent := variances(t, db, "slings"); len(list) != 1 || len(absent) != 0 {
		t.Errorf("of one: %+v, %v", list, absent)
	}
}
