package escalation

import (
	"runup/internal/notify"
)

// call queues the messages in the transaction that opened the rungs.
func (c *climb) call(steps []step, crews []crew, told *crew) error {
	already := map[string]bool{}
	if told != nil {
		for _, p := range told.called {
			already[p.ID] = true
		}
		if err := c.queue(notify.Tell, told.without(nil)); err != nil {
			return err
		}
	}
	for i := len(steps) - 1; i >= 0; i-- { // the newest first: nobody is called twice in one breath
		to := crews[i].without(already)
		for _, p := range crews[i].called {
			already[p.ID] = true
		}
		if err := c.queue(alertTurn[steps[i].Round > 0], to); err != nil {
			return err
		}
	}
	return nil
}

func (c *climb) queue(purpose string, to []notify.Recipient) error {
	if len(to) == 0 {
		return nil
	}
	t := notify.Telling{Escalation: c.row.ID, Area: c.row.Area, Purpose: purpose, Severity: c.row.Severity, Facts: c.facts, To: to}
	if keeps(c.row.Severity, purpose) {
		t.Purpose, t.Held = notify.Digest, digestAt(c.tx.Now)
	}
	return notify.Queue(c.tx, t)
}
