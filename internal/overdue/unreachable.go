package overdue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
)

// unreachable looks for people who are on in the hours ahead and behind a rung, and whom no message would reach: a rung that
// has only them is empty, and that is better found out before it is opened. Once for each address that went dead.
//
// Requirement: escalation.md section 2, rule 2; conformance 18.
func (l *Lookout) unreachable(tx *store.Tx, _ time.Time) ([]func(*store.Tx) error, error) {
	on, err := answering(tx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range on {
		ids = append(ids, s.Person)
	}
	contacts, err := staff.ContactsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	var found []escalation.Cause
	for _, s := range on {
		since, lost := dead(contacts[s.Person])
		if !lost {
			continue
		}
		p, err := staff.ByID(tx, s.Person)
		if err != nil {
			return nil, err
		}
		found = append(found, escalation.Cause{
			Kind: escalation.Uncovered, Area: covered(s), About: fmt.Sprintf("unreachable/%s/%d", p.ID, since), Severity: checklist.Advice, At: tx.Now,
			Why: fmt.Sprintf("%s is on as %s from %s, and no message would arrive: no address for them works.", p.Name, strings.ReplaceAll(s.Duty, "-", " "), l.when(s.From)),
		})
	}
	return once(tx, found)
}

// answering are the first turns of everybody who is on in the hours ahead as what some ladder calls.
func answering(tx *store.Tx) (list []rota.Span, err error) {
	policies, err := escalation.Policies(tx)
	if err != nil {
		return nil, err
	}
	called := map[string]bool{}
	for _, p := range policies {
		for _, r := range p.Rungs {
			for _, t := range r.To {
				called[t.ID] = called[t.ID] || t.Kind == ladder.Duty
			}
		}
	}
	r, err := rota.Between(tx, tx.Now, tx.Now.Add(rota.Ahead))
	if err != nil {
		return nil, err
	}
	for _, s := range r.Spans(tx.Now, tx.Now.Add(rota.Ahead)) {
		known := slices.ContainsFunc(list, func(o rota.Span) bool { return o.Person == s.Person })
		if called[s.Duty] && s.To.After(tx.Now) && !known {
			list = append(list, s)
		}
	}
	return list, nil
}

func covered(s rota.Span) string {
	if s.Area == rota.Everywhere {
		return ""
	}
	return s.Area
}

// dead reports whether nothing can arrive at any of somebody's addresses, and since when, in milliseconds; 0 when there are none.
func dead(contacts []staff.Contact) (since int64, lost bool) {
	for _, c := range contacts {
		if c.DeadAt == nil {
			return 0, false
		}
		since = max(since, c.DeadAt.UnixMilli())
	}
	return since, true
}
