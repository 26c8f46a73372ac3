package overdue

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/device"
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

// torn looks for numbers of a tablet's own order that never came. They may be work that nobody will ever see.
func (l *Lookout) torn(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error) {
	all, err := device.All(tx)
	if err != nil {
		return nil, err
	}
	var found []escalation.Cause
	for _, d := range all {
		gaps, err := device.Gaps(tx, d.ID)
		if err != nil {
			return nil, err
		}
		for _, g := range gaps {
			if !g.Since.After(since) {
				continue
			}
			found = append(found, escalation.Cause{
				Kind: escalation.Silent, Device: d.ID, Area: areaOf(d), About: fmt.Sprintf("gap/%s/%d", d.ID, g.To), Severity: checklist.Advice, At: g.Since,
				Why: fmt.Sprintf("Records %d to %d of the tablet %s have not come, and a later one came at %s.", g.From, g.To, d.Name, l.when(g.Since)),
			})
		}
	}
	return once(tx, found)
}

// areaOf answers the area of a tablet that is for one alone.
func areaOf(d device.Device) string {
	if len(d.Areas) == 1 {
		return d.Areas[0]
	}
	return ""
}
