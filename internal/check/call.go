package check

import (
	"fmt"

	"runup/internal/checklist"
	"runup/internal/occurrence"
	"runup/internal/store"
)

// call makes due at once what failing items lead to: a trolley whose seal is another one is gone through from top to bottom.
func (j Judging) call(tx *store.Tx, d *checklist.Definition, a Accepted) error {
	for _, f := range a.Failures {
		item := d.Item(f.Item.Item())
		if item == nil || item.LeadsTo == "" {
			continue
		}
		why := fmt.Sprintf("%s of %s", f.Item.ID, d.ID)
		if !d.PerformedBy.SecondCheck { // what was found stays hidden until both are in
			why += fmt.Sprintf(": %s", f.Item.Verdict)
		}
		// Not wrapped: whatever it is, the check is in this savepoint already, and it must not pass for a reason to set it aside.
		if err := occurrence.Call(tx, j.Zone, item.LeadsTo, f.Equipment.ID, why, a.Check, f.At); err != nil {
			return fmt.Errorf("check: call %s: %v", item.LeadsTo, err)
		}
	}
	return nil
}
