package sample

import (
	"fmt"
	"time"

	"runup/internal/check"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/operation"
	"runup/internal/stock"
	"runup/internal/store"
	"runup/internal/tablet/client"
)

// countersigned is a trainee's check that somebody confirms later in the day, with a word for the trainee.
func countersigned(checklist, equipment, by, note string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		return m.as(by, func(tx *store.Tx) error {
			_, err := check.Countersign(tx, t.op.OpID, operation.Confirm, note)
			return err
		})
	})
}

// amended is a reading that its performer sets right on the same shift: the first one stays to be seen.
func amended(checklist, equipment, by, reason string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		for _, item := range t.doing.Definition.Items() {
			if item.Kind != "number" || t.readings[item.ID] == nil {
				continue
			}
			v, err := t.number(item.ID)
			if err != nil {
				return err
			}
			act := client.Act{Target: t.op.OpID, PerformedBy: m.id(by), At: m.Clock.Now().Add(-time.Minute)}
			readings := map[string]any{item.ID: map[string]any{"value": rounded(v - 0.1)}}
			_, err = m.push(m.ctx, m.tablet, m.tablet.Amended(act, 1, readings, reason))
			return err
		}
		return fmt.Errorf("%s has no number to amend", checklist)
	})
}

// voided is a check that was entered in error, said by somebody senior: it stays readable and what was due counts as missed.
func voided(checklist, equipment, by, reason string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		return m.as(by, func(tx *store.Tx) error {
			_, err := check.Void(tx, t.op.OpID, reason, nil)
			return err
		})
	})
}

// resolved is a third person's word on two checks that came out differently.
func resolved(checklist, equipment, by, reason string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		return m.as(by, func(tx *store.Tx) error {
			_, err := occurrence.Resolve(tx, t.due.ID, t.op.OpID, reason)
			return err
		})
	})
}

// reported is what somebody files on the tablet.
func reported(by, kind, equipment, area, text string) func(*morning) error {
	return func(m *morning) error {
		said := client.Report{Kind: kind, Equipment: equipment, Area: area, Text: text, FiledBy: m.id(by), At: m.Clock.Now().Add(-time.Minute)}
		_, err := m.push(m.ctx, m.tablet, m.tablet.Reported(said))
		return err
	}
}

// ordered is a stock line that somebody has dealt with.
func ordered(checklist, equipment, item, note string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, _ *task) error {
		return m.as(sam, func(tx *store.Tx) error {
			lines, err := stock.ToRestock(tx, "", "", 500)
			if err != nil {
				return err
			}
			for _, l := range lines {
				if l.Equipment == equipment && l.Item == item {
					_, err := stock.Act(tx, l.ID, stock.Order, note)
					return err
				}
			}
			return fmt.Errorf("%s is not to be ordered", item)
		})
	})
}

// reviewed is the physicist's Friday: what passed in quality control of radiation since the last one, in one go.
func (m *morning) reviewed() error {
	week := m.day.AddDate(0, 0, -7)
	not := false
	return m.as(priya, func(tx *store.Tx) error {
		list, err := check.List(tx, check.Filter{Verdict: string(judge.Pass), From: &week, Reviewed: &not}, 0, 500)
		if err != nil {
			return err
		}
		var ids []string
		for _, c := range list {
			e, err := library.Version(tx, c.Checklist, c.Hash)
			if err != nil {
				return err
			}
			d, err := e.Definition()
			if err != nil {
				return err
			}
			if library.Radiological(d) && c.PerformedBy != tx.Actor.Staff && len(c.Flags) == 0 {
				ids = append(ids, c.ID)
			}
		}
		_, err = check.Review(tx, ids)
		return err
	})
}
