package tablet_test

import (
	"errors"

	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/operation"
	"runup/internal/report"
	"runup/internal/store"
	"runup/internal/tablet"
)

// stored is what this morning left in the logbook's views.
type stored struct {
	head        int64
	ops         map[string]storedOp // by id and bytes
	checks      []check.Check
	reports     map[string]bool
	inUse       map[string]bool // hoists
	escalations []escalation.Escalation
}

type storedOp struct {
	OpID, SHA, Outcome string
	Position           int64
	times              int
}

func (f *finished) key() string { return f.op.OpID + " " + operation.SHA(f.op.Payload) }

func (s stored) there(f *finished) bool    { return s.ops[f.key()].times > 0 }
func (s stored) accepted(f *finished) bool { return s.ops[f.key()].Outcome == tablet.IsAccepted }

// due is the outcome that an operation has to have: one about a check waits exactly as long as the check is not here.
func (s stored) due(f *finished) string {
	if f.about != nil && !s.there(f.about) {
		return tablet.IsHeld
	}
	return f.expect
}

// came is the position at which an accepted operation had its effect: one that waited, with the check that it waited for.
func (s stored) came(f *finished) int64 {
	at := s.ops[f.key()].Position
	if f.about != nil {
		at = max(at, s.ops[f.about.key()].Position)
	}
	return at
}

func (s stored) check(id string) check.Check {
	for _, c := range s.checks {
		if c.ID == id {
			return c
		}
	}
	return check.Check{}
}

// look reads it, once for each head of the logbook: nothing else changes it.
func (m *machine) look() stored {
	head := m.db.Head().Position
	if m.seen.head == head {
		return m.seen
	}
	s := stored{head: head, ops: map[string]storedOp{}, reports: map[string]bool{}, inUse: map[string]bool{}}
	m.read(func(tx *store.Tx) (err error) {
		s.checks, err = check.Oldest(tx, check.Filter{}, m.start, 10_000)
		err = errors.Join(err, s.readOps(tx, m.start))
		for _, tab := range m.tablets {
			err = errors.Join(err, s.readHoist(tx, tab.hoist))
		}
		return err
	})
	m.seen = s
	return s
}

func (s *stored) readOps(tx *store.Tx, after int64) error {
	var ops []storedOp
	err := tx.Raw("SELECT op_id, sha, outcome, position FROM operation WHERE position > ?", after).Scan(&ops).Error
	for _, op := range ops {
		key := op.OpID + " " + op.SHA
		op.times = s.ops[key].times + 1
		s.ops[key] = op
	}
	return err
}

func (s *stored) readHoist(tx *store.Tx, id string) error {
	list, err := escalation.List(tx, escalation.Filter{Equipment: id}, "", 1000)
	if err != nil {
		return err
	}
	s.escalations = append(s.escalations, list...)
	reports, err := report.List(tx, report.Filter{Equipment: id}, 0, 1000)
	if err != nil {
		return err
	}
	for _, r := range reports {
		s.reports[r.ID] = true
	}
	q, err := equipment.ByID(tx, id)
	s.inUse[id] = q.Status.InUse()
	return err
}
