package escalation

import (
	"fmt"

	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
)

// remind warns whoever took it on that nothing is done yet.
func (c *climb) remind() error {
	who, err := c.find([]ladder.Target{{Kind: ladder.Person, ID: c.row.Owner}}, both)
	if err != nil {
		return err
	}
	body := &logbook.Act[none, said]{Found: said{Words: "Reminded " + who.list() + " that no action is recorded."}}
	if _, err := Reminded.Append(c.tx, c.row.Area, c.row.ID, body); err != nil {
		return fmt.Errorf("escalation: remind: %w", err)
	}
	return c.queue(notify.AckExpiring, who.without(nil))
}

// lapse opens it again: it was taken on, and nothing was done.
func (c *climb) lapse() error {
	was := c.row.standing()
	if err := Expire(c.tx, c.row.ID, "no action was recorded in time"); err != nil {
		return err
	}
	return settled(c.tx, c.row.ID, was)
}
