package escalation

import (
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// tell queues the first messages beside what was just opened: of each thing that may not be used, unless its people were
// called for that already.
func tell(tx *store.Tx, causes []Cause, raised []Raised) error {
	for i, r := range raised {
		if r.Severity != checklist.DoNotUse || r.State != IsOpen {
			continue
		}
		before, err := notify.Alerted(tx, r.ID, r.Severity)
		if err == nil && !before {
			err = alert(tx, causes[i], r)
		}
		if err != nil {
			return fmt.Errorf("escalation: tell: %w", err)
		}
	}
	return nil
}

func alert(tx *store.Tx, c Cause, r Raised) error {
	to, err := whom(tx, c.Area)
	if err != nil {
		return err
	}
	facts, err := c.facts(tx, r)
	if err != nil {
		return err
	}
	_, err = notify.Queue(tx, notify.Telling{
		Escalation: r.ID, Area: c.Area, Purpose: notify.Alert, Severity: r.Severity, Facts: facts, To: to,
	})
	return err
}

// facts names what a cause is about. What somebody wrote or measured stays in the record.
func (c Cause) facts(tx *store.Tx, r Raised) (notify.Facts, error) {
	f := notify.Facts{Ref: r.Ref, Kind: c.Kind, Checklist: words(c.Checklist), Item: words(c.Item), Alarm: c.Alarm, State: r.State, At: tx.Now}
	if c.Equipment != "" {
		q, err := equipment.ByID(tx, c.Equipment)
		if err != nil && !problem.Is(err, "not-found") {
			return f, err
		}
		f.Equipment, f.Status = q.Name, string(q.Status)
	}
	if c.Area != "" {
		a, err := equipment.AreaByID(tx, c.Area)
		if err != nil && !problem.Is(err, "not-found") {
			return f, err
		}
		f.Area, f.Phone = a.Name, a.Phone
	}
	return f, nil
}

// words makes a name of an id: door-interlock is the door interlock.
func words(id string) string { return strings.NewReplacer("-", " ", "/", " ").Replace(id) }

// NeedsTelling says whether people are still to be called about an escalation: nobody has taken it on. It is asked in the
// transaction that takes a message up, so that whoever answered is not called after it.
func NeedsTelling(tx *store.Tx, id, purpose string) (bool, error) {
	var r row
	err := tx.Where("id = ?", id).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("escalation: needs telling: %w", err)
	}
	if purpose == notify.AckExpiring {
		return r.State == IsAcknowledged, nil
	}
	return r.State == IsOpen, nil
}
