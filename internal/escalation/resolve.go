package escalation

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/ladder"
	"runup/internal/occurrence"
	"runup/internal/rota"
)

// due resolves the rungs that are due, until one has somebody behind it and its time for the next has not come.
func (c *climb) due(s ladder.Standing, repaired bool) (steps []step, crews []crew, err error) {
	for {
		w := ladder.Look(s, c.tx.Now)
		if w.Step == nil && repaired && len(steps) == 0 {
			w = ladder.Look(s, ladder.Due(s)) // something should be on its way, and nothing is: the next one now
			if w.Step != nil {
				w.Step.Due = c.tx.Now
			}
		}
		if w.Step == nil {
			return steps, crews, nil
		}
		n, who, err := c.resolve(s.Policy, *w.Step)
		if err != nil {
			return nil, nil, err
		}
		n.Empty = who.size() == 0
		s.Opened = append(s.Opened, ladder.Opened{Rung: n.Rung, Loop: n.Round, Due: n.Due, Empty: n.Empty})
		steps, crews = append(steps, n), append(crews, who)
	}
}

func (c *climb) resolve(p ladder.Policy, w ladder.Step) (step, crew, error) {
	n := step{Rung: w.Rung, Round: w.Loop, Due: w.Due, Missed: w.Missed, Fallback: w.Rung >= len(p.Rungs)}
	top := p.Rungs[len(p.Rungs)-1]
	targets, channels := p.Fallback, top.Channels
	if !n.Fallback {
		targets, channels = p.Rungs[w.Rung].To, p.Rungs[w.Rung].Channels
		if n.Round > 0 { // nobody has answered a whole ladder: everybody who may help is called
			targets = append(append([]ladder.Target{}, targets...), p.Fallback...)
		}
	}
	who, err := c.find(targets, channels)
	if err == nil && w.Rung == 0 && c.row.Kind == Reading && c.row.Work.V.RecurrenceOf != "" {
		err = c.physics(&who, channels)
	}
	n.people = people{Called: listed(who.called), Passed: listed(who.passed)}
	return n, who, err
}

// physics has a physicist called at once of what comes back soon after it was closed: what was done about it did not last.
//
// Requirement: escalation.md 4.7.
func (c *climb) physics(who *crew, channels []string) error {
	found, err := c.first(physicists(), channels)
	if err == nil {
		who.join(found)
	}
	return err
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// personalFrom is from when personal telephones may ring: nobody is woken for what is out of use already and not needed yet.
//
// Requirement: users.md R9.
func (c *climb) personalFrom() (time.Time, error) {
	if c.thing.ID == "" || c.thing.Status.InUse() || c.row.Severity == checklist.DoNotUse {
		return c.tx.Now, nil
	}
	s, err := rota.CurrentSettings(c.tx)
	if err != nil {
		return time.Time{}, err
	}
	found := rota.Finding{Severity: c.row.Severity, Held: true, Urgent: c.row.Work.V.Urgent}
	for _, state := range []occurrence.State{occurrence.Due, occurrence.Upcoming} {
		next, err := occurrence.List(c.tx, occurrence.Filter{Equipment: c.thing.ID, State: state}, nil, 1)
		if err != nil {
			return time.Time{}, err
		}
		if len(next) == 1 && (found.NextUse == nil || next[0].DueAt.Before(*found.NextUse)) {
			found.NextUse = &next[0].DueAt
		}
	}
	return s.Early.PersonalPhonesFrom(c.tx.Now, found), nil
}
