package escalation

import (
	"slices"

	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/staff"
	"runup/internal/store"
)

// status tells whoever was called or told before where the matter stands now: somebody took it on, it is settled, or it waits
// for an answer again, so that nobody believes what is over. Whoever did it knows, and whoever is called in the same breath
// hears it there. Each person hears it once a way, however often they were called.
//
// Requirement: escalation.md 4.3 T6, T15; 4.11: it repeats what the equipment is.
func (r row) status(tx *store.Tx, was standing) error {
	answered, settled := was.State == IsOpen && r.State != IsOpen, r.State == IsClosed && was.State != IsClosed
	if !answered && !settled && (r.State != IsOpen || was.State == IsOpen) {
		return nil
	}
	heard, err := notify.WhoHeard(tx, r.ID)
	if err != nil || len(heard) == 0 {
		return err
	}
	c, err := climbing(tx, r.ID)
	if err != nil {
		return err
	}
	if c.facts.State, c.facts.By, err = r.stands(tx); err != nil {
		return err
	}
	c.facts.At = tx.Now
	to, err := c.reachable(slices.DeleteFunc(heard, func(h notify.Heard) bool {
		return h.Kind == notify.Person && (h.ID == tx.Actor.Staff || answered && h.ID == r.Owner) || h.Now && r.State == IsOpen
	}))
	if err != nil {
		return err
	}
	if err := notify.CancelStatus(tx, r.ID); err != nil {
		return err
	}
	return c.queue(notify.Status, to)
}

// stands is the state as a message has it, and who brought it there.
func (r row) stands(tx *store.Tx) (state, by string, err error) {
	state, who := r.State, r.Owner
	if done := r.Work.V.Closed; r.State == IsClosed && done != nil {
		who = done.By
		if done.Returned {
			state = notify.Released
		}
	}
	if who == "" {
		return state, "", nil
	}
	p, err := staff.ByID(tx, who)
	return state, p.Name, err
}

// reachable are those of whoever was told who are still here, each by the ways they were told that are still theirs.
func (f finder) reachable(heard []notify.Heard) ([]notify.Recipient, error) {
	var list []notify.Recipient
	for _, h := range heard {
		found, err := f.behind(ladder.Target{Kind: h.Kind, ID: h.ID})
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			to := notify.Recipient{Kind: p.kind, ID: p.id}
			for _, w := range p.ways {
				if slices.Contains(h.Contacts, w.ID) {
					to.Contacts = append(to.Contacts, w.Contact)
				}
			}
			if p.not == "" && (p.kind == notify.Person || len(to.Contacts) > 0) {
				list = append(list, to)
			}
		}
	}
	return list, nil
}
