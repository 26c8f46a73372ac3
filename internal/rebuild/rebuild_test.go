package rebuild_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/logbook"
	"runup/internal/proof"
	"runup/internal/rebuild"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// mutant is a kind of entry whose apply has a bug.
type mutant struct {
	logbook.Applier
	replay func(k logbook.Applier, tx *store.Tx, e logbook.Entry, body []byte) error
}

func (m mutant) Replay(tx *store.Tx, e logbook.Entry, body []byte) error {
	return m.replay(m.Applier, tx, e, body)
}

// The bugs: an apply that forgets to do anything, and one that goes by another time than its entry's.
var bugs = map[string]func(k logbook.Applier, tx *store.Tx, e logbook.Entry, body []byte) error{
	"skipped": func(logbook.Applier, *store.Tx, logbook.Entry, []byte) error { return nil },
	"an hour off": func(k logbook.Applier, tx *store.Tx, e logbook.Entry, body []byte) error {
		e.At = e.At.Add(time.Hour)
		return k.Replay(tx, e, body)
	},
}

// Some kinds write no view at all: they are there for the reader of the log.
var viewless = []string{"contacts.set", "password.set", "account.locked", "device.code-issued", "export.made"}

// Some kinds keep no time in a view, so a wrong one does no harm.
var timeless = []string{"pin.set", "pin.served", "occurrence.opened"}

func with(bug string, kind string) []logbook.Applier {
	kinds := slices.Clone(rebuild.Kinds())
	for i, k := range kinds {
		if k.Name() == kind {
			kinds[i] = mutant{k, bugs[bug]}
		}
	}
	return kinds
}

func used(t *testing.T, d *sampletest.Department) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	d.Read(func(tx *store.Tx) error {
		for r, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			e, err := r.Entry()
			if err != nil {
				return err
			}
			names[e.Kind] = true
		}
		return nil
	})
	return names
}

func TestCheck_FindsABugSeededIntoEachApply(t *testing.T) {
	d := sampletest.Open(t)
	lived(t, d)
	if report, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err != nil || report.Rows == 0 {
		t.Fatalf("without a bug: %+v, %v", report, err)
	}
	there := used(t, d)
	for _, k := range rebuild.Kinds() {
		if !there[k.Name()] {
			t.Errorf("no %s in the history: its apply is not tested", k.Name())
			continue
		}
		for bug := range bugs {
			harmless := slices.Contains(viewless, k.Name()) || bug != "skipped" && slices.Contains(timeless, k.Name())
			t.Run(k.Name()+" "+bug, func(t *testing.T) {
				_, err := rebuild.Check(t.Context(), d.DB, with(bug, k.Name()))
				if (err == nil) != harmless {
					t.Errorf("found %v, and the bug is harmless: %v", err, harmless)
				}
			})
		}
	}
}

func TestCheck_TheSameOnBothEngines(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		lived(t, d)
		report, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds())
		if err != nil || report.Head != d.DB.Head() || report.Rows < 200 || report.Tables < 10 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// tamper changes a row behind the door's back, as a slip with a database tool would.
func tamper(t *testing.T, d *sampletest.Department, statement string) {
	t.Helper()
	must(t, d.DB.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		return tx.Applying(func() error { return tx.Exec(statement).Error })
	}))
}

func TestCheck_NamesTheRow(t *testing.T) {
	for statement, want := range map[string]rebuild.Difference{
		"UPDATE equipment SET status = 'decommissioned' WHERE id = 'hoist-1'": {
			Table: "equipment", Key: `"hoist-1"`, Column: "status", Live: `"decommissioned"`, Rebuilt: `"in-service"`},
		"DELETE FROM area WHERE id = 'ct'":                                                  {Table: "area", Key: `"ct"`},
		"UPDATE last_seen SET value = 'x' WHERE 1 = 0":                                      {},
		"INSERT INTO area (id, name, site, phone, changed_at) VALUES ('zz', '', '', '', 0)": {Table: "area", Key: `"zz"`},
	} {
		d := sampletest.Open(t)
		tamper(t, d, statement)
		_, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds())
		var got *rebuild.Difference
		if want.Table == "" {
			if err != nil {
				t.Errorf("%s: %v", statement, err)
			}
			continue
		}
		if !errors.As(err, &got) || got.Table != want.Table || got.Key != want.Key || got.Column != want.Column {
			t.Errorf("%s: got %v", statement, err)
			continue
		}
		if want.Column != "" && *got != want {
			t.Errorf("%s: got %+v, want %+v", statement, *got, want)
		}
	}
}

func TestRun_MakesTheViewsAgainAllOrNothing(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		lived(t, d)
		tamper(t, d, "UPDATE equipment SET status = 'in-service', name = 'somebody was here'")
		tamper(t, d, "DELETE FROM checks")
		broken := with("skipped", "area.set")
		broken = slices.DeleteFunc(broken, func(k logbook.Applier) bool { return k.Name() == "check.completed" })
		if err := rebuild.Run(t.Context(), d.DB, broken); err == nil || !strings.Contains(err.Error(), "check.completed") {
			t.Fatalf("an unknown kind: %v", err)
		}
		head := d.DB.Head()
		must(t, rebuild.Run(t.Context(), d.DB, rebuild.Kinds()))
		if _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); err != nil || d.DB.Head() != head {
			t.Errorf("after the rebuild: head %v, %v", d.DB.Head(), err)
		}
	})
}

func TestCheck_AnEntryChangedBehindTheDoorIsNamed(t *testing.T) {
	folder := t.TempDir()
	d := sampletest.OpenAt(t, store.Config{Folder: folder}, storetest.NewClock())
	files, err := filepath.Glob(filepath.Join(folder, "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the database: %v, %v", files, err)
	}
	raw, err := sql.Open("sqlite3", files[0])
	must(t, err)
	defer raw.Close()
	_, err = raw.Exec("UPDATE entry SET body = replace(body, 'hoist-1', 'hoist-2') WHERE position = (SELECT max(position) FROM entry WHERE body LIKE '%hoist-1%')")
	must(t, err)
	_, err = rebuild.Check(t.Context(), d.DB, rebuild.Kinds())
	var bad *proof.Bad
	if !errors.As(err, &bad) || bad.First != bad.Last {
		t.Errorf("got %v", err)
	}
	if err := rebuild.Run(t.Context(), d.DB, rebuild.Kinds()); !errors.As(err, &bad) {
		t.Errorf("a rebuild from an altered log: %v", err)
	}
}
