package sample

import (
	"fmt"
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

// broken is something that fails: it is taken out of use, repaired, checked again by somebody else and given back, all on
// one day.
func broken(checklist, equipment, item string) func(*morning) error {
	return on(checklist, equipment, func(_ *morning, t *task) error {
		if _, err := t.item(item); err != nil {
			return err
		}
		t.answer(item, false)
		t.note = "The battery holds no charge"
		return nil
	})
}

// repaired is the rest of that day, told by those who had a part in it.
func repaired(checklist, equipment string) []func(*morning) error {
	tell := func(story func(*morning, *task, string) error) func(*morning) error {
		return on(checklist, equipment, func(m *morning, t *task) error {
			if len(t.result.Escalations) != 1 {
				return fmt.Errorf("%s of %s opened %d escalations", checklist, equipment, len(t.result.Escalations))
			}
			return story(m, t, t.result.Escalations[0].ID)
		})
	}
	act := func(by string, what func(*morning) escalation.Action) func(*morning) error {
		return tell(func(m *morning, _ *task, id string) error {
			return m.as(by, func(tx *store.Tx) error {
				a := what(m)
				a.Zone = m.zone
				_, err := escalation.Act(tx, id, a)
				return err
			})
		})
	}
	return []func(*morning) error{
		act(rosa, func(*morning) escalation.Action { return escalation.Action{Kind: escalation.TookOutOfUse} }),
		act(rosa, func(m *morning) escalation.Action {
			return escalation.Action{Kind: escalation.ToEngineer, Engineer: &escalation.Engineer{Staff: m.id(ed)}}
		}),
		act(ed, func(*morning) escalation.Action {
			return escalation.Action{Kind: escalation.FromEngineer, Work: "New battery fitted and charged", Parts: "battery pack"}
		}),
		tell(func(m *morning, t *task, _ string) error { return m.checkedAgain(t) }),
		tell(func(m *morning, _ *task, id string) error {
			return m.as(rosa, func(tx *store.Tx) error {
				_, err := escalation.Close(tx, id, escalation.Closing{
					Reason: escalation.RepairedRechecked, Note: "Runs from its battery again", Incident: &escalation.Incident{},
				})
				return err
			})
		}),
	}
}

// checkedAgain is the check that shows it: done for no occurrence, by somebody who did not repair it.
func (m *morning) checkedAgain(t *task) error {
	recheck := *t
	recheck.by, recheck.note = terry, "After the repair"
	if t.by == terry {
		recheck.by = amir
	}
	recheck.due.ID = ""
	recheck.begins, recheck.ends = m.Clock.Now().Add(-6*time.Minute), m.Clock.Now().Add(-2*time.Minute)
	recheck.readings = t.doing.Passing()
	if err := m.seal(m.tablet, &recheck); err != nil {
		return err
	}
	_, err := m.push(m.ctx, m.tablet, recheck.op)
	return err
}
