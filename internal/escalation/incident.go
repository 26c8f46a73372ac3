package escalation

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// referenceWithin is how long the reference of an incident report may be missing before who closed the matter is reminded, and
// again as long after each reminder; remindedFor is when that ends.
//
// Requirement: a week is a local value; the trust's own system says when a report is due.
const (
	referenceWithin = 7 * 24 * time.Hour
	remindedFor     = 90 * 24 * time.Hour
)

// reports adds, after a do-not-use was closed, the reference of its incident report. Who said that none was needed may be wrong.
func (m *matter) reports(a Action) error {
	if m.Severity != checklist.DoNotUse || m.State != IsClosed || m.was.Work.Closed == nil {
		return problem.Newf("guard", "%s is not a do-not-use that was closed.", m.Ref).Do("Say whether an incident report is needed when you close it.")
	}
	if err := need("/reference", a.Reference, "give the report's reference in the trust's own system"); err != nil {
		return err
	}
	done := *m.was.Work.Closed
	done.Incident = &Incident{Needed: true, Reference: a.Reference}
	m.now.Work.Closed = &done
	m.words = "The incident report is " + a.Reference + "."
	return nil
}

// Unreferenced answers what was closed as needing an incident report whose reference is not known, and of which nobody has been
// reminded for a week.
func Unreferenced(tx *store.Tx) (ids []string, err error) {
	var rows []row
	err = tx.Where("state = ? AND severity = ? AND closed_at > ? AND closed_at <= ?", IsClosed, checklist.DoNotUse, store.At(tx.Now.Add(-remindedFor)), store.At(tx.Now.Add(-referenceWithin))).
		Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: unreferenced: %w", err)
	}
	for _, r := range rows {
		missing, err := r.unreferenced(tx)
		if err != nil {
			return nil, err
		}
		if missing {
			ids = append(ids, r.ID)
		}
	}
	return ids, nil
}

func (r row) unreferenced(tx *store.Tx) (bool, error) {
	done := r.Work.V.Closed
	if r.State != IsClosed || done == nil || done.Incident == nil || !done.Incident.Needed || done.Incident.Reference != "" {
		return false, nil
	}
	var n int64
	err := tx.Model(&eventRow{}).Where("escalation = ? AND kind = 'reminded' AND at > ?", r.ID, store.At(tx.Now.Add(-referenceWithin))).Count(&n).Error
	return n == 0, err
}

// RemindOfReference tells who closed a matter that its incident report's reference is missing still.
func RemindOfReference(tx *store.Tx, id string) error {
	c, err := climbing(tx, id)
	if err != nil {
		return err
	}
	if missing, err := c.row.unreferenced(tx); err != nil || !missing {
		return err
	}
	who, err := c.find([]ladder.Target{{Kind: ladder.Person, ID: c.row.Work.V.Closed.By}}, mails)
	if err != nil {
		return err
	}
	body := &logbook.Act[none, said]{Found: said{Words: "Reminded " + who.list() + " that the incident report's reference is missing."}}
	if who.size() == 0 {
		body.Found.Words = "The incident report's reference is missing, and who closed it cannot be reached."
	}
	if _, err := Reminded.Append(c.tx, c.row.Area, id, body); err != nil {
		return fmt.Errorf("escalation: reference: %w", err)
	}
	return c.queue(notify.Incident, who.without(nil))
}
