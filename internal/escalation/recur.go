package escalation

import (
	"cmp"
	"slices"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
)

// recurs finds the escalation about the same thing that was closed within the last 7 days. An advice that comes back is no
// advice any more: it asks for somebody's word, or to be put right where it stands.
//
// Requirement: escalation.md 4.7.
func recurs(tx *store.Tx, c Cause, severity string) (of, as string, err error) {
	rows, err := about(tx, c, "state = 'closed' AND closed_at >= ?", store.At(tx.Now.Add(-ReopenWithin)))
	if err != nil || len(rows) == 0 {
		return "", severity, err
	}
	last := rows[0]
	if severity != checklist.Advice || last.mistaken() {
		return last.ID, severity, nil
	}
	as, err = asks(tx, c.Equipment)
	return last.ID, cmp.Or(as, severity), err
}

// asks answers the severity that asks for somebody's word about equipment: before it is used, or where people rely on
// finding it, at once and where it stands. It is "" of equipment that is not here.
func asks(tx *store.Tx, id string) (string, error) {
	q, err := equipment.ByID(tx, id)
	switch {
	case problem.Is(err, "not-found"):
		return "", nil
	case err == nil && !q.MayBeWithdrawn():
		return checklist.PutRight, nil
	}
	return checklist.BeforeUse, err
}

// mistaken reports whether there was nothing behind it.
func (r row) mistaken() bool {
	done := r.Work.V.Closed
	return done != nil && (done.Reason == RaisedInError || done.Reason == Duplicate)
}

// lookedAt is how many of the newest checks may speak for a thing whose failure comes late. Where none of them surely came after
// it, the failure governs, so that a push costs the same however long the record is.
const lookedAt = 20

// passedSince finds a check that passed after a failure that only comes now. On one tablet its own sequence decides; between
// two, times count only when both clocks were right; else the worst governs.
//
// Requirement: escalation.md 4.7; users.md R13.
func passedSince(tx *store.Tx, c Cause) (string, error) {
	on := c.Equipment
	if c.Source != "" {
		on = c.Source
	}
	if c.Checklist == "" || !checklist.Fails(c.Severity) {
		return "", nil
	}
	list, err := check.Since(tx, c.Checklist, on, c.At, lookedAt)
	if err != nil {
		return "", err
	}
	for _, done := range list {
		item, there := done.Item(c.Item)
		if !there || done.ID == c.Check || !done.DoneAt.After(c.At) {
			continue
		}
		if item.Verdict != judge.Pass {
			return "", nil
		}
		if !done.Gate {
			continue
		}
		if later, err := c.before(tx, done); later || err != nil {
			return done.ID, err
		}
	}
	return "", nil
}

// before reports whether the cause surely came before a check whose time is later.
func (c Cause) before(tx *store.Tx, done check.Recheck) (bool, error) {
	if done.Device != c.Tablet {
		return done.Steady && c.Steady, nil
	}
	near, err := device.FindNear(tx, done.ID, done.Device, nil)
	if err != nil || c.Seq == nil {
		return false, err
	}
	return slices.ContainsFunc(near.SameID, func(o device.Operation) bool {
		return o.Position == done.Position && o.Seq != nil && *o.Seq > *c.Seq
	}), nil
}

// cause is what would join or repeat this matter.
func (m *matter) cause() Cause {
	return Cause{Kind: m.Kind, Equipment: m.Equipment, Checklist: m.Checklist, Item: m.Item, Source: m.Source, Device: m.Device, Report: m.Report, About: m.About}
}
