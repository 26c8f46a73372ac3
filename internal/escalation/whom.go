package escalation

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/equipment"
	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
)

// Called is somebody who was called or told, and why it was they.
type Called struct {
	Kind string `json:"kind"` // a person or a team
	ID   string `json:"id"`
	As   string `json:"as"`  // the target that named them: duty/radiographer
	Why  string `json:"why"` // shift, override, role, named, registrant, team
}

// Passed is somebody whom a rung names and who was not called.
type Passed struct {
	ID     string `json:"id"`
	As     string `json:"as"`
	Reason string `json:"reason"`
}

// crew is who is behind a list of targets just now.
type crew struct {
	called []Called
	passed []Passed
	to     map[string]notify.Recipient
	names  map[string]string
}

func (c *crew) size() int { return len(c.called) }

// without leaves out who is called otherwise in the same breath.
func (c *crew) without(others map[string]bool) []notify.Recipient {
	var list []notify.Recipient
	for _, p := range c.called {
		if !others[p.ID] {
			list = append(list, c.to[p.ID])
		}
	}
	return list
}

// finder resolves targets for one escalation, now: a shift that has changed is a shift that has changed.
type finder struct {
	tx       *store.Tx
	area     string
	severity string
	personal time.Time // from when personal telephones may ring
}

// find answers who is behind any of the targets and can be reached, each once.
func (f finder) find(targets []ladder.Target, channels []string) (crew, error) {
	c := crew{to: map[string]notify.Recipient{}, names: map[string]string{}}
	for _, t := range targets {
		if err := f.add(&c, t, channels); err != nil {
			return crew{}, err
		}
	}
	return c, nil
}

// first answers who is behind the first of the targets behind which somebody is.
func (f finder) first(targets []ladder.Target, channels []string) (crew, error) {
	var c crew
	for _, t := range targets {
		var err error
		if c, err = f.find([]ladder.Target{t}, channels); err != nil || c.size() > 0 {
			return c, err
		}
	}
	return c, nil
}

func (f finder) add(c *crew, t ladder.Target, channels []string) error {
	found, err := f.behind(t)
	if err != nil {
		return fmt.Errorf("escalation: whom: %w", err)
	}
	as := t.Kind
	if t.ID != "" {
		as += "/" + t.ID
	}
	for _, p := range found {
		if _, already := c.to[p.id]; already {
			continue
		}
		ways, why := f.by(p.ways, channels), p.not
		if why == "" && len(ways) == 0 { // what stands in the app alone reaches nobody who does not look
			why = "no way to reach them"
		}
		if why != "" {
			c.passed = append(c.passed, Passed{ID: p.id, As: as, Reason: why})
			continue
		}
		c.called = append(c.called, Called{Kind: p.kind, ID: p.id, As: as, Why: p.why})
		c.to[p.id] = notify.Recipient{Kind: p.kind, ID: p.id, Contacts: ways}
		c.names[p.id] = p.name
	}
	return nil
}

// candidate is somebody whom a target names.
type candidate struct {
	kind, id, name, why string
	not                 string // why they are not called
	ways                []way
}

func (f finder) behind(t ladder.Target) ([]candidate, error) {
	switch t.Kind {
	case ladder.Duty:
		return f.onDuty(t.ID)
	case ladder.Role:
		return f.ofRole(t.ID)
	case ladder.Person:
		return f.person(t.ID, "named")
	case ladder.Team:
		return f.team(t.ID)
	case ladder.Registrant:
		return f.registrant()
	}
	return nil, nil
}

// answering are the roles of which somebody must be registered to be called.
var answering = []string{staff.Radiographer, staff.Superintendent, staff.Physicist}

func (f finder) ofRole(role string) ([]candidate, error) {
	people, err := store.Memo(f.tx, "staff", "everybody", func() ([]staff.Person, error) { return staff.All(f.tx) })
	if err != nil {
		return nil, err
	}
	var list []candidate
	for _, p := range people {
		if p.Role == role && p.Active && p.Actor().Sees(f.area) {
			c, err := f.candidate(p, "role")
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
	}
	return list, nil
}

func (f finder) person(id, why string) ([]candidate, error) {
	p, err := staff.ByID(f.tx, id)
	if problem.Is(err, "not-found") {
		return []candidate{{kind: notify.Person, id: id, not: "not known here"}}, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := f.candidate(p, why)
	return []candidate{c}, err
}

// candidate holds a person against now: who has left, or whose registration has ended, is not called.
func (f finder) candidate(p staff.Person, why string) (c candidate, err error) {
	c = candidate{kind: notify.Person, id: p.ID, name: p.Name, why: why}
	switch {
	case !p.Active || p.LeftAt != nil && !f.tx.Now.Before(*p.LeftAt):
		c.not = "the account is closed"
	case slices.Contains(answering, p.Role) && !p.RegisteredAt(f.tx.Now):
		c.not = "not registered"
	}
	c.ways, err = f.waysTo(p.ID)
	return c, err
}

func (f finder) registrant() ([]candidate, error) {
	if f.area == "" {
		return nil, nil
	}
	a, err := equipment.AreaByID(f.tx, f.area)
	if problem.Is(err, "not-found") || err == nil && a.Registrant == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return f.person(a.Registrant, "registrant")
}

// dutyRoles are the roles that stand in for duties of a department that keeps no rota.
var dutyRoles = map[string]string{
	"radiographer": staff.Radiographer, "radiographer-in-charge": staff.Radiographer, "superintendent": staff.Superintendent,
	"superintendent-on-call": staff.Superintendent, "duty-physicist": staff.Physicist, "physics-lead": staff.Physicist,
	"on-call-engineer": staff.Engineer, "engineer": staff.Engineer, "physicist": staff.Physicist,
}

// onDuty answers who is on by the rota at this moment, for the area or for every one.
func (f finder) onDuty(duty string) ([]candidate, error) {
	kept, err := f.keepsRota()
	if err != nil || !kept {
		return f.ofRole(dutyRoles[duty])
	}
	found, err := rota.OnDuty(f.tx, f.area, duty, f.tx.Now)
	if err != nil {
		return nil, err
	}
	var list []candidate
	for _, p := range found.People {
		c, err := f.candidate(p.Person, chosen(p.Span))
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	for _, p := range found.Skipped {
		list = append(list, candidate{kind: notify.Person, id: p.Person.ID, name: p.Person.Name, not: p.Reason})
	}
	return list, nil
}

// chosen says how the rota came to somebody.
func chosen(s rota.Span) string {
	if s.Override != "" {
		return "override"
	}
	return "shift"
}

func (f finder) keepsRota() (bool, error) {
	r, err := rota.Between(f.tx, f.tx.Now, f.tx.Now.Add(time.Millisecond))
	return len(r.Sheets)+len(r.Overrides) > 0, err
}

func (f finder) team(id string) ([]candidate, error) {
	t, err := staff.TeamByID(f.tx, id)
	if problem.Is(err, "not-found") {
		return []candidate{{kind: notify.Team, id: id, not: "not known here"}}, nil
	}
	if err != nil {
		return nil, err
	}
	c := candidate{kind: notify.Team, id: id, name: t.Name, why: "team"}
	if !t.Active {
		c.not = "the team is not told any more"
	}
	for i, at := range t.Contacts {
		if channel, ok := channelOf[at.Channel]; ok {
			c.ways = append(c.ways, way{Contact: notify.Contact{Channel: channel, ID: fmt.Sprintf("team/%s/%d", id, i), Address: at.Address}})
		}
	}
	return []candidate{c}, nil
}

// unknown says why a target cannot be named; "" when it can.
func unknown(tx *store.Tx, t ladder.Target) (string, error) {
	switch t.Kind {
	case ladder.Role:
		if !staff.IsRole(t.ID) {
			return "is no role", nil
		}
	case ladder.Duty:
		s, err := rota.CurrentSettings(tx)
		if err == nil && !slices.ContainsFunc(s.AllDuties(), func(d rota.Duty) bool { return d.ID == t.ID }) {
			return "is no duty of the rota", nil
		}
		return "", err
	case ladder.Team:
		q, err := staff.TeamByID(tx, t.ID)
		if problem.Is(err, "not-found") || err == nil && !q.Active {
			return "there is no such team", nil
		}
		return "", err
	case ladder.Person:
		p, err := staff.ByID(tx, t.ID)
		if problem.Is(err, "not-found") || err == nil && !p.Active {
			return "nobody here has this id", nil
		}
		return "", err
	}
	return "", nil
}
