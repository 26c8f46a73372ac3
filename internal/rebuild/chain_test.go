package rebuild_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"runup/internal/escalation"
	"runup/internal/logbook"
	"runup/internal/rebuild"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// Property 92 of escalation.md: whatever is changed or taken away of an escalation's entries shows in the log, and of its views
// beside the log; and whoever leaves, leaves its history whole.
func TestConformance92_NothingOfAnEscalationChangesUnseen(t *testing.T) {
	folder := t.TempDir()
	d := sampletest.OpenAt(t, store.Config{Folder: folder}, storetest.NewClock())
	lived(t, d)
	for _, c := range []struct{ kind, change string }{
		{"escalation.opened", "UPDATE entry SET body = replace(body, 'severity', 'severitx')"},
		{"escalation.closed", "UPDATE entry SET header = replace(header, 'escalation.closed', 'escalation.joined')"},
		{"escalation.rung-opened", "DELETE FROM entry"},
		{"escalation.acknowledged", "DELETE FROM entry"},
		{"nothing of this kind", "DELETE FROM entry"},
	} {
		changed, err := changedInACopy(t, d, folder, c.change+` WHERE position = (SELECT max(position) FROM entry WHERE header LIKE '%"kind":"`+c.kind+`"%')`)
		if (err != nil) != (changed == 1) || changed == 0 != (c.kind == "nothing of this kind") {
			t.Errorf("%s: %d entries: %v", c.kind, changed, err)
		}
	}
	sound := func() error { _, err := rebuild.Check(t.Context(), d.DB, rebuild.Kinds()); return err }
	for _, c := range []struct{ table, key, column string }{
		{"escalation", "id", "opened_at"}, {"escalation_event", "escalation", "at"}, {"rung", "escalation", "opened_at"}, {"ladder", "escalation", "began_at"}, {"told", "escalation", "at"},
	} {
		later := func(by int) string {
			return fmt.Sprintf("UPDATE %[1]s SET %[2]s = %[2]s + %[3]d WHERE %[4]s = (SELECT max(%[4]s) FROM %[1]s)", c.table, c.column, by, c.key)
		}
		tamper(t, d, later(1))
		if sound() == nil {
			t.Errorf("%s: what was changed is not seen", c.table)
		}
		tamper(t, d, later(-1))
	}
	must(t, sound())
	leaves(t, d)
}

// changedInACopy changes the log of a copy behind the door's back, and answers what reading it whole comes to.
func changedInACopy(t *testing.T, d *sampletest.Department, folder, statement string) (changed int64, err error) {
	t.Helper()
	c := store.Config{Folder: t.TempDir(), Now: d.Clock.Now}
	files, err := os.ReadDir(folder)
	must(t, err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(c.Folder, f.Name()), data, 0o600))
	}
	raw, err := sql.Open("sqlite3", filepath.Join(c.Folder, "runup.db"))
	must(t, err)
	_, err = raw.Exec("DROP TRIGGER entry_stays; DROP TRIGGER entry_as_written") // the database itself would not let it be
	must(t, err)
	res, err := raw.Exec(statement)
	must(t, err)
	must(t, raw.Close())
	changed, err = res.RowsAffected()
	must(t, err)
	err = storetest.OpenAt(t, c).Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error { _, err := logbook.Verify(tx); return err })
	return changed, err
}

// leaves has people leave and equipment go for good, and reads what happened about them before and after.
func leaves(t *testing.T, d *sampletest.Department) {
	t.Helper()
	history := func() (list []escalation.Escalation) {
		d.Read(func(tx *store.Tx) (err error) {
			list, err = escalation.List(tx, escalation.Filter{}, "", 10_000)
			return err
		})
		for i := range list {
			list[i].State, list[i].StateSince = "", list[i].OpenedAt // what leaves may settle, not rewrite
		}
		return list
	}
	before := history()
	gone := false
	must(t, d.DB.Write(t.Context(), d.As("ada.admin"), func(tx *store.Tx) error {
		_, err := staff.Alter(tx, d.As("rosa.radiographer").Staff, staff.Change{Active: &gone, Reason: "left"})
		return err
	}))
	if after := history(); !reflect.DeepEqual(after, before) || len(before) == 0 {
		t.Errorf("%d escalations were there, and %d are, or they differ", len(before), len(after))
	}
}
