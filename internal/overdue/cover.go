package overdue

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/rota"
	"runup/internal/store"
)

// uncovered looks for hours ahead that nobody covers, while there is time to find somebody: once a gap, however often
// something would have climbed into it.
//
// Requirement: escalation.md section 2, rule 2.
func (l *Lookout) uncovered(tx *store.Tx, _ time.Time) ([]func(*store.Tx) error, error) {
	gaps, err := rota.GapsAhead(tx)
	if err != nil {
		return nil, err
	}
	found := make([]escalation.Cause, len(gaps))
	for i, g := range gaps {
		where := "for the department"
		if g.Area != "" {
			where = "in " + g.Area
		}
		found[i] = escalation.Cause{
			Kind: escalation.Uncovered, Area: g.Area, About: g.ID(), Severity: checklist.Advice, At: tx.Now,
			Why: fmt.Sprintf("The rota has %d of %d on duty as %s %s from %s to %s.", g.Have, g.Need, g.Duty, where, l.when(g.From), l.when(g.To)),
		}
	}
	return once(tx, found)
}
