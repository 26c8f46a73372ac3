package overdue

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/store"
)

// silent is what a tablet calls for that was not heard of while a check of its area was due: once a silence, however many
// checks are missed during it.
func (l *Lookout) silent(tx *store.Tx, h heard, area string) ([]escalation.Cause, error) {
	about := "silence/" + h.device.ID + "/never"
	if h.at != nil {
		about = "silence/" + h.device.ID + "/" + h.at.UTC().Format(time.RFC3339)
	}
	known, err := escalation.About(tx, escalation.Silent, about)
	if err != nil || len(known) > 0 {
		return nil, err
	}
	return []escalation.Cause{{
		Kind: escalation.Silent, Area: area, Device: h.device.ID, About: about, Severity: checklist.Advice, At: tx.Now,
		Why: fmt.Sprintf("The tablet %s was not heard of while a check of its area was due (%s).", h.device.Name, l.last(h)),
	}}, nil
}
