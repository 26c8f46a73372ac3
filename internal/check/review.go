package check

import (
	"fmt"
	"slices"
	"strings"

	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Review records that a physicist has looked at checks: several at once only when all passed, any other alone, and nobody their
// own. One that was reviewed as it stands stays as it is.
func Review(tx *store.Tx, ids []string) ([]Check, error) {
	if err := staff.May(tx.Actor, staff.Review); err != nil {
		return nil, err
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	list := make([]*target, len(ids))
	for i, id := range ids {
		var err error
		if list[i], err = visible(tx, id); err != nil {
			return nil, err
		}
	}
	if err := reviewable(tx.Actor.Staff, list); err != nil {
		return nil, err
	}
	checks := make([]Check, len(list))
	for i, t := range list {
		var err error
		if checks[i], err = t.review(tx); err != nil {
			return nil, err
		}
	}
	return checks, nil
}

func reviewable(by string, list []*target) error {
	var own, alone []string
	for _, t := range list {
		if t.By == by {
			own = append(own, t.ID)
		}
		if t.now.sealed() {
			return problem.Newf("guard", "%s waits for its second check.", t.ID).Do("Review it when both are in.")
		}
		if t.now.Verdict != judge.Pass || t.now.has(FlagVoided) {
			alone = append(alone, t.ID)
		}
	}
	switch {
	case len(own) > 0:
		return problem.New("forbidden", "Nobody reviews their own check: "+strings.Join(own, ", ")+".").Do("Leave it to another physicist.")
	case len(list) > 1 && len(alone) > 0:
		return problem.Newf("guard", "Not all of them passed: %s.", strings.Join(alone, ", ")).Do("Review each of these alone.")
	}
	return nil
}

func (t *target) review(tx *store.Tx) (Check, error) {
	if t.now.ReviewedAt != nil {
		return ByID(tx, t.ID)
	}
	f := t.next(tx.Now)
	s := t.now
	now := tx.Now
	s.ReviewedBy, s.ReviewedAt = tx.Actor.Staff, &now
	f.Standing = &s
	c, err := t.done(tx, Reviewed, act{}, f)
	if err != nil {
		return Check{}, fmt.Errorf("check: review: %w", err)
	}
	return c, nil
}
