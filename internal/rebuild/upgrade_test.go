package rebuild_test

import (
	"os"
	"strings"
	"testing"

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
