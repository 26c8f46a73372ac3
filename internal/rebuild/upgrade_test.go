package rebuild_test

import (
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"runup/checklists"
	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/library"
	"runup/internal/rebuild"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// A record from before escalations were counted in columns of their own needs no rebuild for its figures to be right.
func TestUpgrade_CountsWhatWasThereBefore(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		lived(t, d)
		tamper(t, d, "UPDATE escalation SET worst = '', acknowledged_at = NULL, acted_at = NULL, reason = '', closed_by = '', returned = FALSE")
		tamper(t, d, "UPDATE rung SET repaired = FALSE")
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err == nil {
			t.Fatal("nothing was there to be filled in")
		}
		upgrade(t, d, c, "013")
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err != nil {
			t.Error(err)
		}
	})
}

// A record from before the checks that wait for a registered operator were marked needs no rebuild to list them.
func TestUpgrade_FindsWhatWaitsForARegisteredOperator(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		lived(t, d)
		nobody := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil)
		nobody.PerformedBy, nobody.Auth = "", "unverified"
		d.Push(d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "tara.trainee", nil)), d.Tablet.Completed(nobody))
		tamper(t, d, "UPDATE checks SET unconfirmed = FALSE")
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err == nil {
			t.Fatal("nothing was there to be filled in")
		}
		upgrade(t, d, c, "026")
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err != nil {
			t.Error(err)
		}
	})
}

// A record from before that hid a check for ever which was entered in error while it waited for its second check needs no rebuild
// to show it.
func TestUpgrade_ShowsWhatWasVoidedBeforeItsSecondCheck(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		takesTwo(t, d)
		fails := func() string {
			op := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", brakesFail))
			d.Push(op)
			return op.OpID
		}
		wrong, waits := fails(), fails()
		must(t, d.DB.Write(t.Context(), d.As("sofia.superintendent"), func(tx *store.Tx) error {
			_, err := check.Void(tx, wrong, "another hoist", nil)
			return err
		}))
		tamper(t, d, "UPDATE checks SET sealed = TRUE, verdict = 'not-evaluated' WHERE id = '"+wrong+"'")
		tamper(t, d, "UPDATE occurrence_check SET verdict = 'not-evaluated' WHERE check_id = '"+wrong+"'")
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err == nil {
			t.Fatal("nothing was there to be shown")
		}
		upgrade(t, d, c, "027")
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err != nil {
			t.Error(err)
		}
		must(t, d.DB.Read(t.Context(), d.As("ana.auditor"), func(tx *store.Tx) error {
			sealed, err := check.Sealed(tx)
			if sealed[wrong] || !sealed[waits] {
				t.Errorf("the one that still waits for its second check, and no other, is hidden: %v", sealed)
			}
			return err
		}))
	})
}

// takesTwo brings a version of the hoist's check into force that two people make.
func takesTwo(t *testing.T, d *sampletest.Department) {
	t.Helper()
	text, err := fs.ReadFile(checklists.Library, "hoist-pre-use.yaml")
	must(t, err)
	own := strings.NewReplacer("secondCheck: false", "secondCheck: true", `version: "1"`, `version: "1, by two"`).Replace(string(text))
	must(t, library.Folder(t.Context(), d.DB, fstest.MapFS{"own.yaml": {Data: []byte(own)}}, slog.New(slog.DiscardHandler)))
	must(t, d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
		versions, err := library.Versions(tx, "hoist-pre-use")
		if err != nil {
			return err
		}
		_, err = baseline.Approve(tx, "hoist-pre-use", versions[0].Hash)
		return err
	}))
}

// upgrade runs again what a migration filled in.
func upgrade(t *testing.T, d *sampletest.Department, c store.Config, number string) {
	t.Helper()
	schema := map[bool]string{true: "sqlite", false: "postgres"}[c.Postgres == ""]
	text, err := os.ReadFile("../store/migrations/" + schema + "/" + number + ".sql")
	must(t, err)
	for _, s := range strings.Split(string(text), ";\n") {
		if strings.HasPrefix(s, "UPDATE") {
			tamper(t, d, s)
		}
	}
}
