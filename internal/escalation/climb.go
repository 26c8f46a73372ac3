package escalation

import (
	"fmt"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
)

// climb is one escalation whose ladder is looked at, by the server and now.
type climb struct {
	tx  *store.Tx
	row row
	l   ladderRow
	finder
	facts notify.Facts
	thing equipment.Equipment // empty when it is about none that is here
}

// look finds everything that the next rung needs.
func climbing(tx *store.Tx, id string) (*climb, error) {
	server := *tx
	server.Actor = store.ServerActor()
	c := &climb{tx: &server}
	if err := tx.Where("id = ?", id).Take(&c.row).Error; err != nil {
		return nil, fmt.Errorf("escalation: climb: %w", err)
	}
	var err error
	if c.l, err = ladderOf(tx, id); err != nil {
		return nil, err
	}
	if c.row.Equipment != "" {
		if c.thing, err = equipment.ByID(tx, c.row.Equipment); err != nil && !problem.Is(err, "not-found") {
			return nil, err
		}
	}
	c.finder = finder{tx: c.tx, area: c.row.Area, severity: c.row.Severity}
	if c.personal, err = c.personalFrom(); err != nil {
		return nil, err
	}
	c.facts, err = c.row.facts(c.tx, c.thing)
	return c, err
}

// begin starts a ladder: what just opened, got worse, or was opened again. Its first rung is opened at once, and whoever is
// told whatever anybody answers is told.
func begin(tx *store.Tx, id string, c *Cause) error {
	n, err := climbing(tx, id)
	if err != nil {
		return err
	}
	p, err := policyFor(tx, n.row.Checklist, n.row.Severity)
	if err != nil {
		return err
	}
	told, err := n.told(p, c)
	if err != nil {
		return err
	}
	return n.on(&beginning{Policy: p}, told, false)
}

// resume goes on where a ladder stood when somebody took it on, one rung above.
func resume(tx *store.Tx, id string) error {
	n, err := climbing(tx, id)
	if err != nil {
		return err
	}
	if n.l.Escalation == "" {
		return begin(tx, id, nil)
	}
	return n.on(&beginning{Policy: n.l.Policy.V, From: ladder.Above(n.l.Policy.V, n.l.standing().Opened)}, nil, false)
}

// on opens every rung that ought to be open, and calls who is behind it. After an outage several are due at once: each person
// is called for the newest of them only.
func (c *climb) on(from *beginning, told *crew, repaired bool) error {
	s := c.l.standing()
	if from != nil {
		s = ladder.Standing{Policy: from.Policy, Began: c.tx.Now, From: from.From}
	}
	if c.row.State != IsOpen {
		s.Acted = true // it is known, and climbs when it waits again
	}
	steps, crews, err := c.due(s, repaired)
	if err != nil {
		return err
	}
	found := climbed{Ladder: from, Steps: steps, Repaired: repaired}
	if told != nil && told.size()+len(told.passed) > 0 {
		found.Told = &people{Called: listed(told.called), Passed: listed(told.passed)}
	}
	found.Words = c.words(found, crews, told)
	if _, err := RungOpened.Append(c.tx, c.row.Area, c.row.ID, &logbook.Act[none, climbed]{Found: found}); err != nil {
		return fmt.Errorf("escalation: climb: %w", err)
	}
	return c.call(steps, crews, told)
}

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
	n.people = people{Called: listed(who.called), Passed: listed(who.passed)}
	return n, who, err
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// call queues the messages in the transaction that opened the rungs.
func (c *climb) call(steps []step, crews []crew, told *crew) error {
	already := map[string]bool{}
	if told != nil {
		for _, p := range told.called {
			already[p.ID] = true
		}
		if err := c.queue(notify.Tell, told.without(nil)); err != nil {
			return err
		}
	}
	for i := len(steps) - 1; i >= 0; i-- { // the newest first: nobody is called twice in one breath
		to := crews[i].without(already)
		for _, p := range crews[i].called {
			already[p.ID] = true
		}
		if err := c.queue(alertTurn[steps[i].Round > 0], to); err != nil {
			return err
		}
	}
	return nil
}

func (c *climb) queue(purpose string, to []notify.Recipient) error {
	if len(to) == 0 {
		return nil
	}
	t := notify.Telling{Escalation: c.row.ID, Area: c.row.Area, Purpose: purpose, Severity: c.row.Severity, Facts: c.facts, To: to}
	if keeps(c.row.Severity, purpose) {
		t.Purpose, t.Held = notify.Digest, digestAt(c.tx.Now)
	}
	_, err := notify.Queue(c.tx, t)
	return err
}

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
		all.passed = append(all.passed, who.passed...)
		for _, p := range who.called {
			if _, already := all.to[p.ID]; !already {
				all.called, all.to[p.ID], all.names[p.ID] = append(all.called, p), who.to[p.ID], who.names[p.ID]
			}
		}
	}
	return &all, nil
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

// facts names what an escalation is about. What somebody wrote or measured stays in the record.
func (r row) facts(tx *store.Tx, q equipment.Equipment) (notify.Facts, error) {
	f := notify.Facts{
		Ref: r.Ref, Kind: r.Kind, Checklist: words(r.Checklist), Item: words(r.Item), State: r.State, At: r.OpenedAt.Time(),
		Equipment: q.Name, Status: string(q.Status),
	}
	for _, a := range q.Alarms {
		f.Alarm = f.Alarm || a.Escalation == r.ID
	}
	if r.Area == "" {
		return f, nil
	}
	a, err := equipment.AreaByID(tx, r.Area)
	if problem.Is(err, "not-found") {
		return f, nil
	}
	f.Area, f.Phone = a.Name, a.Phone
	return f, err
}

// repairWords stand in the timeline of what the audit mended.
const repairWords = "Nothing was on its way, so the next rung was opened."

// words say what happened, for a reader.
func (c *climb) words(f climbed, crews []crew, told *crew) string {
	var lines []string
	if f.Repaired {
		lines = append(lines, repairWords)
	}
	for i, s := range f.Steps {
		lines = append(lines, s.words(crews[i]))
	}
	if n := len(f.Steps); n > 0 && f.Steps[n-1].Empty {
		lines = append(lines, "NOBODY REACHED.")
	}
	if told != nil && told.size() > 0 {
		lines = append(lines, "Told besides: "+told.list()+".")
	}
	return strings.Join(lines, " ")
}

func (s step) words(who crew) string {
	name := fmt.Sprintf("Rung %d", s.Rung)
	if s.Fallback {
		name = "The fallback list"
	}
	if s.Round > 0 {
		name += fmt.Sprintf(", time %d", s.Round+1)
	}
	if s.Missed > 0 {
		name += fmt.Sprintf(" (%d missed)", s.Missed)
	}
	if s.Empty {
		return name + ": nobody is there."
	}
	return name + ": called " + who.list() + "."
}

func (c crew) list() string {
	var names []string
	for _, p := range c.called {
		name := c.names[p.ID]
		if name == "" {
			name = p.ID
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// settled does what follows from a change that somebody made: pending calls end when it is answered, it climbs when it waits
// for an answer again, and whoever was told before hears where it stands.
func settled(tx *store.Tx, id string, was standing) error {
	var r row
	if err := tx.Where("id = ?", id).Take(&r).Error; err != nil {
		return fmt.Errorf("escalation: settled: %w", err)
	}
	if r.State != IsOpen && (was.State == IsOpen || r.State != was.State || r.Owner != was.Owner) {
		if err := notify.Cancel(tx, id, r.State); err != nil {
			return err
		}
	}
	if err := r.goesOn(tx, was); err != nil {
		return err
	}
	return r.status(tx, was)
}

// goesOn has the ladder climb where it waits for an answer again, or got worse.
func (r row) goesOn(tx *store.Tx, was standing) error {
	switch {
	case r.State == IsClosed:
		return nil
	case was.State == IsClosed, r.Severity != was.Severity:
		return begin(tx, r.ID, nil)
	case r.State == IsOpen && was.State != IsOpen:
		return resume(tx, r.ID)
	}
	return nil
}

// again tells who deals with a matter, and whoever would be called next, that it failed once more.
//
// Requirement: escalation.md 4.3 T10, T14.
func again(tx *store.Tx, id string) error {
	c, err := climbing(tx, id)
	if err != nil || c.row.State == IsOpen || len(c.l.Policy.V.Rungs) == 0 {
		return err
	}
	targets := []ladder.Target{{Kind: ladder.Person, ID: c.row.Owner}}
	next := c.l.Policy.V.Rungs[ladder.Above(c.l.Policy.V, c.l.standing().Opened)]
	who, err := c.find(append(targets, next.To...), next.Channels)
	if err != nil {
		return err
	}
	found := climbed{Steps: []step{}, Told: &people{Called: listed(who.called), Passed: listed(who.passed)}, Words: "Told that it failed again: " + who.list() + "."}
	if _, err := RungOpened.Append(c.tx, c.row.Area, id, &logbook.Act[none, climbed]{Found: found}); err != nil {
		return fmt.Errorf("escalation: again: %w", err)
	}
	return c.queue(notify.Tell, who.without(nil))
}

// Climb does what is due of one escalation now, and answers whether anything was.
func Climb(tx *store.Tx, id string) (bool, error) {
	c, err := climbing(tx, id)
	if err != nil || c.l.Escalation == "" {
		return false, err
	}
	switch w := ladder.Look(c.l.standing(), tx.Now); {
	case w.Step != nil:
		return true, c.on(nil, nil, false)
	case w.Warn:
		return true, c.remind()
	case w.Lapse:
		return true, c.lapse()
	}
	return false, nil
}

// remind warns whoever took it on that nothing is done yet.
func (c *climb) remind() error {
	who, err := c.find([]ladder.Target{{Kind: ladder.Person, ID: c.row.Owner}}, both)
	if err != nil {
		return err
	}
	body := &logbook.Act[none, said]{Found: said{Words: "Reminded " + who.list() + " that no action is recorded."}}
	if _, err := Reminded.Append(c.tx, c.row.Area, c.row.ID, body); err != nil {
		return fmt.Errorf("escalation: remind: %w", err)
	}
	return c.queue(notify.AckExpiring, who.without(nil))
}

// lapse opens it again: it was taken on, and nothing was done.
func (c *climb) lapse() error {
	was := c.row.standing()
	if err := Expire(c.tx, c.row.ID, "no action was recorded in time"); err != nil {
		return err
	}
	return settled(c.tx, c.row.ID, was)
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
