package overdue

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/store"
)

// Aside is an operation that was set aside and that nobody has looked at.
type Aside struct {
	ID         string
	Device     string
	Area       string
	ReceivedAt time.Time
}

// lookedAtWithin is how long an operation may lie before somebody is told. One that claims a failure has been told of at once.
const lookedAtWithin = 24 * time.Hour

// unlooked looks for operations that were set aside and that nobody has looked at for a day.
func (l *Lookout) unlooked(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error) {
	if l.Aside == nil {
		return nil, nil
	}
	list, err := l.Aside(tx, since, tx.Now.Add(-lookedAtWithin))
	if err != nil {
		return nil, err
	}
	found := make([]escalation.Cause, len(list))
	for i, a := range list {
		found[i] = escalation.Cause{
			Kind: escalation.SetAside, Area: a.Area, Device: a.Device, About: a.ID, Severity: checklist.Advice, At: a.ReceivedAt,
			Why: fmt.Sprintf("Nobody has looked at a record that was set aside at %s.", l.when(a.ReceivedAt)),
		}
	}
	return once(tx, found)
}
