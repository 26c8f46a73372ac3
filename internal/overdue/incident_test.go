package overdue_test

import (
	"slices"
	"testing"
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

func TestAnIncidentReportWithoutAReferenceIsAskedForAfterAWeek(t *testing.T) {
	d := open(t)
	d.at(23, 8, 0)
	c := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"brakes": map[string]any{"value": false}})
	id := d.Push(d.Tablet.Completed(c))[0].Escalations[0].ID
	d.by("sofia.superintendent", func(tx *store.Tx) error {
		if _, err := escalation.Acknowledge(tx, id, 1); err != nil {
			return err
		}
		_, err := escalation.Close(tx, id, escalation.Closing{Reason: escalation.Duplicate, Note: "of another", Incident: &escalation.Incident{Needed: true}})
		return err
	})
	asked := func() bool {
		d.look()
		var e escalation.Escalation
		d.Read(func(tx *store.Tx) (err error) { e, err = escalation.ByID(tx, id); return err })
		return slices.ContainsFunc(e.Timeline, func(h escalation.Happening) bool { return h.Kind == "reminded" })
	}
	if asked() {
		t.Error("at once")
	}
	d.Clock.Move(7 * 24 * time.Hour)
	if !asked() {
		t.Error("not after a week")
	}
}
