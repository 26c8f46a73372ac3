package check

import (
	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/occurrence"
	"runup/internal/store"
)

// counted is a finished check as its occurrence sees it.
func (b *sent) counted(e logbook.Entry) occurrence.Counted {
	c := b.Found.standing().counted(b.op.StoppedEarly != nil)
	c.Occurrence, c.Check, c.DoneAt, c.ReceivedAt, c.By = b.Found.Occurrence, e.Subject, b.Found.At, e.At, b.op.PerformedBy
	if b.Found.Release != nil {
		c.ReceivedAt = b.Found.Release.ReceivedAt
	}
	return c
}

// counted is what a check's standing means for its occurrence. What nobody may read yet says nothing.
func (s Standing) counted(stoppedEarly bool) occurrence.Counted {
	c := occurrence.Counted{Verdict: s.Verdict, Gate: s.opensGate(stoppedEarly), Complete: !stoppedEarly, Void: s.has(FlagVoided)}
	if s.sealed() {
		c.Verdict = judge.NotEvaluated
	}
	return c
}

// recount puts what has become of a check to its occurrence's account.
func (r row) recount(tx *store.Tx, e logbook.Entry, s Standing) error {
	p, err := r.parts()
	if err != nil {
		return err
	}
	c := s.counted(p.told.StoppedEarly != nil)
	c.Occurrence, c.Check, c.DoneAt, c.ReceivedAt, c.By = p.found.Occurrence, r.ID, r.DoneAt.Time(), r.ReceivedAt.Time(), r.By
	return occurrence.Count(tx, e, c)
}
