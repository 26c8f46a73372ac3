package audit_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"runup/internal/audit"
	"runup/internal/check"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet/client"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// exported reads checks.csv back: a map from column to cell for each check.
func exported(t *testing.T, d *sampletest.Department, actor store.Actor, f audit.Filter) (rows []map[string]string) {
	t.Helper()
	x, err := audit.Begin(t.Context(), d.DB, actor, audit.CSV, f)
	must(t, err)
	var b bytes.Buffer
	must(t, x.WriteCSV(t.Context(), &b))
	all, err := csv.NewReader(&b).ReadAll()
	must(t, err)
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestCSV_EveryMemberOfACheckIsThere(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		done := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"battery": map[string]any{"value": true, "note": "=1+1"}})
		done.Note, done.Verdict = "=HYPERLINK(\"http://x\",\"a, b\")\nsecond line", "pass"
		op := d.Tablet.Completed(done)
		if r := d.Push(op)[0]; r.Outcome != "accepted" {
			t.Fatalf("%+v", r)
		}
		rows := exported(t, d, d.As("ana.auditor"), audit.Filter{Equipment: "hoist-1"})
		got := rows[len(rows)-1]
		if got["note"] != "'"+done.Note {
			t.Errorf("note: %q", got["note"])
		}
		for column, want := range map[string]string{
			"id": op.OpID, "checklist": "hoist-pre-use", "hash": done.Hash, "equipment": "hoist-1", "performedBy": done.PerformedBy, "auth": "pin",
			"verdict": "pass", "tabletVerdict": "pass", "capacity": "authorised", "area": "linacs", "device": d.By.Device.ID,
			"startedAt": done.StartedAt.Format("2006-01-02T15:04:05.000Z"), "receivedAt": "2026-11-23T06:45:00.000Z",
		} {
			if got[column] != want {
				t.Errorf("%s: got %q, want %q", column, got[column], want)
			}
		}
		var readings map[string]map[string]any
		must(t, json.Unmarshal([]byte(got["readings"]), &readings))
		if readings["battery"]["note"] != "=1+1" || len(readings) != len(done.Readings) {
			t.Errorf("readings: %v", readings)
		}
	})
}

func TestCSV_ShowsWhatBecameOfACheck(t *testing.T) {
	d := sampletest.Open(t)
	op := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil))
	act := client.Act{Target: op.OpID, PerformedBy: d.As("sam.scsw").Staff, At: d.Clock.Now()}
	d.Push(op, d.Tablet.Amended(act, 1, map[string]any{"brakes": map[string]any{"value": false}}, "looked again"))
	must(t, d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error { _, err := check.Review(tx, []string{op.OpID}); return err }))
	rows := exported(t, d, d.As("ana.auditor"), audit.Filter{Equipment: "hoist-1"})
	got := rows[len(rows)-1]
	if got["verdict"] != "fail" || !strings.Contains(got["flags"], "amended") || got["reviewedBy"] != d.As("priya.physicist").Staff || got["reviewedAt"] == "" ||
		!strings.Contains(got["readings"], `"brakes":{"value":false}`) {
		t.Errorf("%v", got)
	}
	var revisions []struct {
		Kind, Reason string
		Verdict      string
		Counts       bool
	}
	must(t, json.Unmarshal([]byte(got["revisions"]), &revisions))
	if len(revisions) != 3 || revisions[0].Verdict != "pass" || revisions[1].Kind != "amended" || revisions[1].Reason != "looked again" || !revisions[1].Counts || revisions[2].Kind != "reviewed" {
		t.Errorf("%+v", revisions)
	}
}

// manyChecks pushes hoist checks, a hundred at a time.
func manyChecks(t *testing.T, d *sampletest.Department, n int) {
	t.Helper()
	one := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil)
	for i := 0; i < n; i += 100 {
		var ops []client.Op
		for range min(100, n-i) {
			ops = append(ops, d.Tablet.Completed(one))
		}
		d.Push(ops...)
	}
}

func TestChecks_PagesJoinWithoutAHoleOrARepetition(t *testing.T) {
	d := sampletest.Open(t)
	manyChecks(t, d, 2_150)
	x, err := audit.Begin(t.Context(), d.DB, d.As("ana.auditor"), audit.NDJSON, audit.Filter{Equipment: "hoist-1"})
	must(t, err)
	manyChecks(t, d, 50) // accepted while it streams: they belong to the next export
	pages, seen, last := 0, map[string]bool{}, int64(0)
	must(t, x.Checks(t.Context(), func(page []check.Check) error {
		pages++
		if len(page) > 1000 {
			t.Errorf("a page of %d", len(page))
		}
		for _, c := range page {
			if seen[c.ID] || c.Position <= last {
				t.Errorf("%s at %d again or out of order", c.ID, c.Position)
			}
			seen[c.ID], last = true, c.Position
		}
		return nil
	}))
	if pages != 3 || len(seen) != 2_150+5 { // five days of the sample's history
		t.Errorf("%d pages, %d checks", pages, len(seen))
	}
}

func TestExport_ShowsOwnAreasAndAllToWhoReadsAll(t *testing.T) {
	d := sampletest.Open(t)
	of := func(username string, areas ...string) store.Actor {
		a := d.As(username)
		a.Areas = areas
		return a
	}
	everywhere := func(check.Check) bool { return true }
	within := func(area string) func(check.Check) bool { return func(c check.Check) bool { return c.Area == area } }
	for _, c := range []struct {
		actor store.Actor
		owed  func(check.Check) bool
	}{
		{of("rosa.radiographer", "clinic"), within("clinic")},
		{of("rosa.radiographer", "linacs"), within("linacs")},
		{of("rosa.radiographer"), within("nowhere")},
		{of("ana.auditor", "stores"), everywhere},
		{of("sofia.superintendent", "stores"), everywhere},
		{of("priya.physicist", "stores"), everywhere},
	} {
		if got, want := exported(t, d, c.actor, audit.Filter{}), owed(d, c.owed); len(got) != want {
			t.Errorf("%s of %v: %d checks, want %d", c.actor.Role, c.actor.Areas, len(got), want)
		}
	}
}

// owed counts the department's checks that an export should hold, one by one.
func owed(d *sampletest.Department, is func(check.Check) bool) (n int) {
	d.Read(func(tx *store.Tx) error {
		all, err := check.Oldest(tx, check.Filter{}, 0, 100_000)
		for _, c := range all {
			if is(c) {
				n++
			}
		}
		return err
	})
	return n
}

func TestExport_Filters(t *testing.T) {
	d := sampletest.Open(t)
	at := func(day int) *time.Time { v := time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC); return &v }
	for _, c := range []struct {
		filter audit.Filter
		owed   func(check.Check) bool
	}{
		{audit.Filter{Checklist: "run-up-linac"}, func(c check.Check) bool { return c.Checklist == "run-up-linac" }},
		{audit.Filter{Checklist: "run-up-linac", Equipment: "linac-2"}, func(c check.Check) bool { return c.Checklist == "run-up-linac" && c.Equipment == "linac-2" }},
		{audit.Filter{From: at(19)}, func(c check.Check) bool { return !c.FinishedAt.Before(*at(19)) }},
		{audit.Filter{To: at(19)}, func(c check.Check) bool { return c.FinishedAt.Before(*at(19)) }},
		{audit.Filter{From: at(17), To: at(18), Equipment: "hoist-1"}, func(c check.Check) bool { return c.Equipment == "hoist-1" && c.FinishedAt.Day() == 17 }},
	} {
		got, want := exported(t, d, d.As("ana.auditor"), c.filter), owed(d, c.owed)
		if len(got) != want || want == 0 || want == owed(d, func(check.Check) bool { return true }) {
			t.Errorf("%+v: %d checks, want %d", c.filter, len(got), want)
		}
	}
}

func TestExport_IsItselfInTheLogbookBeforeItsFirstByte(t *testing.T) {
	d := sampletest.Open(t)
	ana := d.As("ana.auditor")
	_, err := audit.Begin(t.Context(), d.DB, ana, audit.CSV, audit.Filter{Checklist: "hoist-pre-use"})
	must(t, err)
	d.Read(func(tx *store.Tx) error {
		head, err := logbook.Now(tx)
		must(t, err)
		records, err := logbook.Records(tx, head.Position, head.Position)
		must(t, err)
		e, err := records[0].Entry()
		if e.Kind != "export.made" || e.Actor != ana.Staff || !strings.Contains(*records[0].Body, `"checklist":"hoist-pre-use"`) {
			t.Errorf("%+v %s", e, *records[0].Body)
		}
		return err
	})
}

func TestExport_ATabletTakesNothingOut(t *testing.T) {
	d := sampletest.Open(t)
	head := d.DB.Head()
	if _, err := audit.Begin(t.Context(), d.DB, d.By.Actor, audit.CSV, audit.Filter{}); !problem.Is(err, "forbidden") {
		t.Errorf("got %v, want forbidden", err)
	}
	if d.DB.Head() != head {
		t.Error("a refused export is in the logbook")
	}
}

// brokenPipe takes some bytes and then none.
type brokenPipe struct{ left int }

var errBroken = errors.New("the auditor went home")

func (p *brokenPipe) Write(b []byte) (int, error) {
	if p.left -= len(b); p.left < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestCSV_ABrokenPipeIsAnErrorNotAShortFile(t *testing.T) {
	d := sampletest.Open(t)
	manyChecks(t, d, 300)
	x, err := audit.Begin(t.Context(), d.DB, d.As("ana.auditor"), audit.CSV, audit.Filter{})
	must(t, err)
	for _, left := range []int{0, 1, 70_000} {
		if err := x.WriteCSV(t.Context(), &brokenPipe{left}); !errors.Is(err, errBroken) {
			t.Errorf("after %d bytes: %v", left, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.WriteCSV(ctx, &bytes.Buffer{}); err == nil {
		t.Error("a cancelled export ended well")
	}
}
