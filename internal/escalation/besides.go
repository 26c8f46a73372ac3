package escalation

import (
	"strings"

	"runup/internal/equipment"
	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/staff"
)

// told finds who hears of it whatever anybody answers.
func (c *climb) told(p ladder.Policy, cause *Cause) (*crew, error) {
	m, err := c.concerning(cause)
	if err != nil {
		return nil, err
	}
	all := crew{to: map[string]notify.Recipient{}, names: map[string]string{}}
	for _, line := range p.Tell {
		if !m.concerns(line) {
			continue
		}
		who, err := c.first(line.To, line.Channels)
		if err != nil {
			return nil, err
		}
		all.join(who)
	}
	return &all, nil
}

// join adds those of another who are not in it.
func (c *crew) join(other crew) {
	c.passed = append(c.passed, other.passed...)
	for _, p := range other.called {
		if _, already := c.to[p.ID]; !already {
			c.called, c.to[p.ID], c.names[p.ID] = append(c.called, p), other.to[p.ID], other.names[p.ID]
		}
	}
}

// warningKinds warn of radiation, or keep people out of it.
var warningKinds = map[string]bool{"sign": true, "signs": true, "warning-sign": true, "radiation-warning-sign": true, "warning-light": true}

// concerning answers what a tell list goes by: what failed and what it protects, and who did the check.
func (c *climb) concerning(cause *Cause) (concern, error) {
	m := concern{radiological: c.thing.Radiological(), warning: warningKinds[c.thing.Kind]}
	if c.row.Source != "" {
		source, err := equipment.ByID(c.tx, c.row.Source)
		if err != nil && !problem.Is(err, "not-found") {
			return m, err
		}
		m.radiological, m.warning = m.radiological || source.Radiological(), m.warning || warningKinds[source.Kind]
	}
	if c.thing.Radiological() && (strings.Contains(c.row.Item, "interlock") || strings.Contains(c.row.Item, "warning")) {
		m.warning = true
	}
	if cause == nil || c.row.Kind != Reading {
		return m, nil
	}
	var err error
	m.unregistered, err = c.byUnregistered(*cause)
	return m, err
}

// byUnregistered reports whether the check was done by somebody who is not registered. Of one that is not here yet, or by
// somebody unknown, that is assumed: it harms nobody to be told.
func (c *climb) byUnregistered(cause Cause) (bool, error) {
	if cause.By == "" {
		return true, nil
	}
	p, err := staff.ByID(c.tx, cause.By)
	if problem.Is(err, "not-found") {
		return true, nil
	}
	return !p.RegisteredAt(c.tx.Now), err
}
