package escalation_test

import (
	"testing"
	"time"

	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// reminds looks once for references that are missing, as the lookout does.
func (d *department) reminds() {
	d.Helper()
	d.must(d.DB.Write(d.Context(), store.ServerActor(), func(tx *store.Tx) error {
		ids, err := escalation.Unreferenced(tx)
		for _, id := range ids {
			if err := escalation.RemindOfReference(tx, id); err != nil {
				return err
			}
		}
		return err
	}))
}

// TestIncident_ItsReferenceMayComeLater: Rosa closes a do-not-use, an incident report is needed, and its reference is not known
// yet. She is reminded after a week, once a week; when somebody has given it, nobody is.
func TestIncident_ItsReferenceMayComeLater(t *testing.T) {
	each(t, func(d *department) {
		id := d.fails(hoist, no).ID
		d.acknowledges("rosa.radiographer", id)
		d.wait(10 * time.Minute)
		d.passes(hoist)
		given := escalation.Action{Kind: escalation.IncidentGiven, Reference: "W-2201"}
		if _, err := d.tryAct("rosa.radiographer", id, given); !problem.Is(err, "guard") {
			d.Errorf("before it is closed: %v", err)
		}
		_, err := d.tryClose("rosa.radiographer", id, escalation.Closing{Reason: escalation.RecheckedWithin, Incident: &escalation.Incident{Needed: true}})
		d.must(err)
		closed := d.escalation(id)
		reminded := func(want int) {
			d.Helper()
			d.reminds()
			d.reminds()
			if n := len(d.messages(id, notify.Incident)); n != want || len(d.notes("rosa.radiographer", notify.Incident)) != want {
				d.Errorf("after %s reminded %d times, want %d", d.Clock.Now().Sub(*closed.ClosedAt), n, want)
			}
		}
		d.wait(7*24*time.Hour - time.Minute)
		reminded(0)
		d.wait(time.Minute)
		reminded(1)
		workers, mails, _ := d.posts()
		d.must(workers.Once(d.Context()))
		if got := about(mails.Sent(), notify.Incident)["rosa.radiographer@northfield.example"]; len(got) != 1 {
			d.Errorf("Rosa gets %d mails", len(got))
		}
		d.wait(7*24*time.Hour - time.Minute)
		reminded(1)
		d.wait(2 * time.Minute)
		reminded(2)
		if _, err := d.tryAct("sam.scsw", id, given); !problem.Is(err, "forbidden") {
			d.Errorf("by a support worker: %v", err)
		}
		if _, err := d.tryAct("rhys.radiographer", id, escalation.Action{Kind: escalation.IncidentGiven}); !problem.Is(err, "invalid") {
			d.Errorf("without one: %v", err)
		}
		e := d.does("rhys.radiographer", id, given)
		if e.State != escalation.IsClosed || e.Version != closed.Version || e.Closed.Incident.Reference != "W-2201" || e.Closed.By != closed.Closed.By || !e.ClosedAt.Equal(*closed.ClosedAt) {
			d.Errorf("%+v", e.Closed)
		}
		d.wait(8 * 24 * time.Hour)
		reminded(2)
	})
}
