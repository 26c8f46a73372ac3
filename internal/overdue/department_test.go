package overdue_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/overdue"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet/client"
)

// department is the sample department with its lookout, from a quarter to seven on a Monday.
type department struct {
	*testing.T
	*sampletest.Department
	lookout *overdue.Lookout
}

func open(t *testing.T) *department { t.Helper(); return watched(t, sampletest.Open(t)) }

// each opens it on both engines.
func each(t *testing.T, test func(d *department)) {
	t.Helper()
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		test(watched(t, sampletest.OpenAt(t, c, clock)))
	})
}

func watched(t *testing.T, s *sampletest.Department) *department {
	t.Helper()
	d := &department{t, s, &overdue.Lookout{DB: s.DB, Zone: s.Zone, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}}
	d.plan()
	d.must(d.lookout.Begin(t.Context()))
	return d
}

func (d *department) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *department) plan() {
	d.Helper()
	d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, d.Zone) }))
}

func (d *department) by(username string, fn func(tx *store.Tx) error) {
	d.Helper()
	d.must(d.DB.Write(d.Context(), d.As(username), fn))
}

// at lets it become a time of a day in November 2026.
func (d *department) at(day, hour, minute int) {
	d.Clock.Set(time.Date(2026, 11, day, hour, minute, 0, 0, d.Zone))
}

func (d *department) look() {
	d.Helper()
	d.must(d.lookout.Once(d.Context()))
}

// of answers the escalations of a kind about a piece of equipment, the oldest first.
func (d *department) of(kind, equipment string) (list []escalation.Escalation) {
	d.Helper()
	d.Read(func(tx *store.Tx) error {
		all, err := escalation.List(tx, escalation.Filter{Equipment: equipment}, "", 500)
		for _, e := range slices.Backward(all) {
			if e.Kind == kind {
				list = append(list, e)
			}
		}
		return err
	})
	return list
}

func (d *department) missed(checklist, equipment string) []escalation.Escalation {
	d.Helper()
	return slices.DeleteFunc(d.of(escalation.Missed, equipment), func(e escalation.Escalation) bool { return e.Checklist != checklist })
}

func (d *department) escalation(id string) (e escalation.Escalation) {
	d.Helper()
	d.Read(func(tx *store.Tx) (err error) { e, err = escalation.ByID(tx, id); return err })
	return e
}

// monday does on Monday what is due of the fridge and the linacs.
func (d *department) monday() {
	d.Helper()
	d.at(23, 8, 0)
	d.Push(d.done(fridge, theFridge, "amir.ap"), d.done(runUp, "linac-1", "amir.ap"), d.done(runUp, "linac-2", "amir.ap"))
}

// done makes a passing check just now, and does not send it.
func (d *department) done(checklist, equipment, username string) client.Op {
	d.Helper()
	return d.Tablet.Completed(d.Check(checklist, equipment, username, nil))
}

const (
	fridge, runUp = "medicines-fridge", "run-up-linac"
	theFridge     = "medicines-fridge-1"
)

// watchedIn opens it in a folder of the test's own.
func watchedIn(t *testing.T, folder string) *department {
	t.Helper()
	clock := storetest.NewClock()
	return watched(t, sampletest.OpenAt(t, store.Config{Folder: folder}, clock))
}

// all writes every escalation down, with how often something happened to it.
func (d *department) all() string {
	d.Helper()
	var text strings.Builder
	d.Read(func(tx *store.Tx) error {
		list, err := escalation.List(tx, escalation.Filter{}, "", 500)
		for _, e := range list {
			fmt.Fprintln(&text, e.ID, e.Kind, e.About, e.Severity, e.State, len(e.Timeline))
		}
		return err
	})
	return text.String()
}
