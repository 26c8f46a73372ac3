package check

import (
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// because turns what is in the way of an act into the words that stand beside one that was sent and does not count. Any other
// error stays one.
func because(err error) (why string, _ error) {
	if p, ok := problem.Of(err); ok && p.Kind() != problem.Internal {
		return p.Detail, nil
	}
	return "", err
}

// vouched answers nil when somebody could have used a power at the server when they used it on their tablet: known, with the
// power, in their own area, and lately signed in there. A tablet's word alone is nobody's power.
func (in *Incoming) vouched(tx *store.Tx, power staff.Power, area string, at time.Time) error {
	if in.Op.Unverified() {
		return problem.New("forbidden", "Nobody proved who they were.")
	}
	p, err := staff.ByID(tx, in.Op.PerformedBy)
	if problem.Is(err, "not-found") {
		return problem.New("forbidden", "The person is not known here.")
	}
	if err != nil {
		return fmt.Errorf("check: power: %w", err)
	}
	p.Registered = p.RegisteredAt(at)
	a := p.Actor()
	a.Proven = store.ProvenPIN
	switch {
	case p.LeftAt != nil && !at.Before(*p.LeftAt):
		return problem.New("forbidden", "The person had left.")
	case !a.Sees(area):
		return problem.New("forbidden", "The area is not theirs.")
	case in.SignedIn == nil || at.Sub(*in.SignedIn) > SessionVouches:
		return problem.New("forbidden", "They had no session on that tablet in the 12 hours before.")
	}
	return staff.May(a, power)
}

// own answers nil when a check is the person's own, of the shift that goes on.
func (t *target) own(person string, at time.Time) error {
	switch {
	case person == "" || person != t.By:
		return problem.New("forbidden", "It is not their own check.")
	case at.Sub(t.DoneAt.Time()) > Shift:
		return problem.New("forbidden", "The shift in which it was done is over.")
	}
	return nil
}
