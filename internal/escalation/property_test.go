package escalation_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"runup/internal/checklist"
	"runup/internal/engine"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet/client"
)

// TestConformance60_NothingAutomaticMovesTowardsUse plays random days with a hoist and a linac, each from a department as it was
// founded: checks of any time that fail and pass, reports, everybody trying everything with and without a registration, time
// passing, engines, policies. Whenever equipment comes nearer to use, a person brought it there, and the oracle finds nothing
// wrong about it. A day that fails is made short, and its seed is printed.
func TestConformance60_NothingAutomaticMovesTowardsUse(t *testing.T) {
	days := map[string]string{"sqlite": "60", "postgres": "2"}
	for name, n := range days {
		t.Run(name, func(t *testing.T) {
			if name == "postgres" {
				storetest.Postgres(t) // skips where there is none
			}
			draws(t, n)
			seen := map[string]int{}
			rapid.Check(t, func(r *rapid.T) { newDay(t, r, name, seen).run() })
			for _, what := range []string{"release", "status in-service", escalation.RestrictedUse, escalation.VerballyAllowed, "lapse", "refused"} {
				if name == "sqlite" && flag.Lookup("rapid.seed").Value.String() == lively && seen[what] == 0 {
					t.Errorf("the days are too dull: no %s in %v", what, seen)
				}
			}
		})
	}
}

// lively is a seed whose days bring everything that is looked for.
const lively = "1"

// draws has rapid draw so many days, the same ones every time, where nobody asked for others: who changed nothing breaks nothing.
// `make soak` draws others every time.
func draws(t *testing.T, n string) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() != f.DefValue {
		return
	}
	set := map[string]string{"rapid.checks": n, "rapid.seed": lively}
	if os.Getenv("RUNUP_TEST_SOAK") != "" {
		delete(set, "rapid.seed")
	}
	for name, to := range set {
		f := flag.Lookup(name)
		was := f.Value.String()
		t.Cleanup(func() { _ = f.Value.Set(was) })
		if err := f.Value.Set(to); err != nil {
			t.Fatal(err)
		}
	}
}

// day is one drawn day, with the oracle beside it.
type day struct {
	*department
	r      *rapid.T
	engine *engine.Engine
	seen   map[string]int
	order  int
	things map[string]*thing
	about  map[string]*finding // by escalation
	on     map[string]string   // the equipment of an escalation
}

var (
	wards = []ward{hoist, audio, output}
	bad   = map[string]any{"brakes": no, "audio-video": no, "output-6mv": map[string]any{"value": 106.2}}
	// events are what people try; what brings equipment towards use is tried oftener.
	events = append(escalation.ActionKinds(),
		"acknowledge", "acknowledge", "lower", "raise", "release", "release", "duplicate", "raised-in-error", "reopen", "hand over",
		"status in-service", "status in-service", "status out-of-service", escalation.VerballyAllowed, escalation.RestrictedUse)
	doers = map[string][]string{ // who counts, and who does not
		"hoist-1": {"sam.scsw", "amir.ap", "rosa.radiographer", "ed.engineer", "ana.auditor"},
		"linac-1": {"amir.ap", "rosa.radiographer", "terry.technologist", "sam.scsw", "ed.engineer"},
	}
)

const counting = 3 // of the doers

func newDay(t *testing.T, r *rapid.T, name string, seen map[string]int) *day {
	c, clock := store.Config{}, storetest.NewClock()
	if name == "postgres" {
		c.Postgres = storetest.Postgres(t)
	} else {
		c.Folder = t.TempDir()
	}
	m := &day{department: &department{t, sampletest.OpenAt(t, c, clock)}, r: r, seen: seen, about: map[string]*finding{}, on: map[string]string{}}
	m.engine = m.department.engine()
	m.things = map[string]*thing{"hoist-1": {status: equipment.InService}, "linac-1": {treats: true, status: equipment.InService}}
	return m
}

func (m *day) run() {
	defer m.DB.Close()
	m.checked(rapid.SampledFrom(wards).Draw(m.r, "first"), true)
	for range rapid.IntRange(5, 14).Draw(m.r, "steps") {
		m.step()
	}
}

// tells writes a line of the day's story, for who reads of a day that failed.
func (m *day) tells(format string, args ...any) {
	m.r.Logf(m.Clock.Now().Format("Mon 15:04 ")+format, args...)
}

// must ends the day: rapid then looks for a shorter one.
func (m *day) must(err error) {
	if err != nil {
		m.r.Fatal(err)
	}
}

func (m *day) pick(what string, n int) int { return rapid.IntRange(0, n-1).Draw(m.r, what) }

func (m *day) step() {
	w := rapid.SampledFrom(wards).Draw(m.r, "what")
	if m.pick("out of use", 4) > 0 { // mostly what there is something about
		for _, other := range wards {
			if !m.things[other.equipment].status.InUse() {
				w = other
			}
		}
	}
	switch m.pick("step", 16) {
	case 0, 1:
		m.checked(w, true)
	case 2:
		m.checked(w, false)
	case 3:
		m.reported(w)
	case 4, 5:
		m.passes([]time.Duration{0, time.Minute, time.Hour, 5 * time.Hour, 30 * time.Hour})
	case 6:
		m.engine = m.department.engine() // it was restarted
		m.goesRound()
	case 7:
		m.department.policy(checklist.DoNotUse, func(p *ladder.Policy) { p.Rungs[1].After = 90 + m.pick("seconds", 60) })
	case 8, 9, 10, 11, 12:
		m.tidies(w)
	default:
		m.tries(w, "", rapid.SampledFrom(everybody).Draw(m.r, "who").username, rapid.SampledFrom(events).Draw(m.r, "event"))
	}
}

// passes lets time pass, with the engine going round after it.
func (m *day) passes(choice []time.Duration) {
	m.wait(rapid.SampledFrom(choice).Draw(m.r, "time"))
	m.goesRound()
}

// goesRound is all that the server does by itself.
func (m *day) goesRound() {
	_, err := m.engine.Pass(context.Background())
	m.must(err)
	_, err = m.engine.Audit(context.Background())
	m.must(err)
	before := m.things
	var due bool
	m.Read(func(tx *store.Tx) (err error) { due, err = escalation.Lapses(tx); return err })
	m.must(m.DB.Write(context.Background(), store.ServerActor(), escalation.Lapse))
	if due {
		m.seen["lapse"]++
	}
	for id := range before {
		m.look(id, "the server by itself", func(*thing) string { return "nobody did" })
	}
}

// look sees what became of a piece of equipment, and holds a move towards use against what would be wrong about it.
func (m *day) look(id, how string, wrong func(*thing) string) {
	t, q := m.things[id], m.department.equipment(id)
	if t.nearer(q.Status, q.Restriction) {
		m.seen[how]++
		if why := wrong(t); why != "" {
			m.r.Fatalf("%s came from %s to %s by %s: %s", id, t.status, q.Status, how, why)
		}
	}
	if q.Status != t.status {
		m.tells("%s is %s by %s", id, q.Status, how)
	}
	t.becomes(q.Status, q.Restriction, m.Clock.Now())
}

// checked pushes a check that was done some time before, perhaps by somebody who does not count.
func (m *day) checked(w ward, fails bool) {
	t, change := m.things[w.equipment], map[string]any(nil)
	if fails {
		change = map[string]any{w.item: bad[w.item]}
	}
	c := m.Check(w.checklist, w.equipment, w.by, change)
	ago := rapid.SampledFrom([]time.Duration{0, 0, 0, time.Minute, 2 * time.Minute, time.Hour}).Draw(m.r, "ago")
	c.FinishedAt = m.Clock.Now().Add(-ago)
	c.StartedAt = c.FinishedAt.Add(-10 * time.Minute)
	who := max(0, m.pick("by", 2*len(doers[w.equipment]))-len(doers[w.equipment])) // the first mostly
	c.PerformedBy = m.who(doers[w.equipment][who])
	m.order++
	t.looks = append(t.looks, look{order: m.order, done: c.FinishedAt, passed: !fails, counts: who < counting, by: c.PerformedBy})
	m.tells("a check of %s by %s, done at %s, fails %v", w.item, doers[w.equipment][who], c.FinishedAt.Format("15:04"), fails)
	for _, e := range m.Push(m.Tablet.Completed(c))[0].Escalations {
		m.found(e, w, c.FinishedAt)
	}
	m.look(w.equipment, "a check", func(*thing) string { return "it only came" })
}

func (m *day) reported(w ward) {
	who := rapid.SampledFrom(everybody).Draw(m.r, "reporter").username
	m.order++
	at := m.Clock.Now()
	op := m.Tablet.Reported(client.Report{Kind: "unsafe", Equipment: w.equipment, Text: "it is loose", FiledBy: m.who(who), At: at})
	for _, e := range m.Push(op)[0].Escalations {
		m.found(e, ward{equipment: w.equipment}, at)
	}
	m.look(w.equipment, "a report", func(*thing) string { return "it only came" })
}

// found is what a failure opened or joined.
func (m *day) found(e escalation.Raised, w ward, at time.Time) {
	if e.Severity != checklist.DoNotUse {
		return
	}
	f := m.about[e.ID]
	if f == nil {
		f = &finding{measured: w.item == output.item, open: true}
		m.about[e.ID], m.on[e.ID] = f, w.equipment
		m.things[w.equipment].findings = append(m.things[w.equipment].findings, f)
	}
	f.lowered = false
	if at.After(f.failed) {
		f.failed = at
	}
	f.order = m.order
}

// tidies does what a good day does about everything on a piece of equipment, and leaves some of it out.
func (m *day) tidies(w ward) {
	handed, end := m.pick("to an engineer", 2) == 0, rapid.SampledFrom([]string{"release", "release", "status in-service", escalation.RestrictedUse}).Draw(m.r, "end")
	for _, id := range m.ids(w) {
		for _, do := range []struct{ who, event string }{
			{"rosa.radiographer", "acknowledge"}, {"rosa.radiographer", escalation.ToEngineer}, {"ed.engineer", escalation.FromEngineer}, {"", "check"},
			{"rosa.radiographer", escalation.VerballyAllowed}, {"rosa.radiographer", end}, {"sofia.superintendent", end}, {"priya.physicist", end},
		} {
			if m.pick("left out", 8) == 0 || do.event == escalation.VerballyAllowed && m.pick("phoned", 3) > 0 || !handed && (do.event == escalation.ToEngineer || do.event == escalation.FromEngineer) {
				continue
			}
			m.wait(time.Duration(m.pick("minutes", 2)) * time.Minute)
			if do.who == "" {
				m.checked(w, false)
				continue
			}
			m.tries(w, id, do.who, do.event)
		}
	}
}

// ids are those of what was found on a piece of equipment, the newest last.
func (m *day) ids(w ward) (ids []string) {
	for id, on := range m.on {
		if on == w.equipment {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids[max(0, len(ids)-3):]
}

var errSecond = errors.New("the first one's word stays")

// tries lets somebody do something; being refused is part of the day.
func (m *day) tries(w ward, id, who, event string) {
	if ids := m.ids(w); id == "" && len(ids) > 0 {
		id = rapid.SampledFrom(ids).Draw(m.r, "which")
	}
	actor := m.As(who)
	actor.Registered = actor.Registered != (m.pick("registration", 5) == 0)
	p, f, t := someone{actor.Staff, actor.Role, actor.Registered}, m.about[id], m.things[w.equipment]
	if f == nil && event != "status in-service" && event != "status out-of-service" {
		return
	}
	phoned := m.As(rapid.SampledFrom([]string{"rhys.radiographer", "sofia.superintendent", "priya.physicist", "sam.scsw"}).Draw(m.r, "phoned"))
	repairer := rapid.SampledFrom([]string{"ed.engineer", "ed.engineer", "amir.ap", "priya.physicist"}).Draw(m.r, "repairer")
	var first error
	before := m.DB.Head()
	err := m.DB.Write(context.Background(), actor, func(tx *store.Tx) error {
		err := m.tried(tx, w, id, event, phoned.Staff, m.who(repairer))
		if problem.Is(err, "second-person") {
			first, err = errSecond, nil
		}
		return err
	})
	m.tells("%s by %s (registered %v) about %s: %v", event, who, p.registered, id, err)
	if _, refused := problem.Of(err); refused {
		m.seen["refused"]++
		return
	}
	m.must(err)
	if first != nil || m.DB.Head() == before {
		return // their own last act, sent again, answers as it did
	}
	switch {
	case event == escalation.VerballyAllowed:
		said := someone{phoned.Staff, phoned.Role, phoned.Registered}
		m.look(w.equipment, event, func(t *thing) string { return t.wrongByTelephone(p, said, f) })
	case event == "release" || event == escalation.RestrictedUse:
		m.look(w.equipment, event, func(t *thing) string { return t.wrong(p, f) })
	default:
		m.look(w.equipment, event, func(t *thing) string { return t.wrong(p, t.only()) })
	}
	if f != nil {
		f.after(t, p, event, m.Clock.Now(), m.who(repairer))
	}
	if event == escalation.VerballyAllowed && m.pick("runs out", 2) == 0 {
		m.passes([]time.Duration{2 * time.Hour})
	}
}

// tried does one thing as whoever acts in the transaction.
func (m *day) tried(tx *store.Tx, w ward, id, event, phoned, repairer string) error {
	a := escalation.Action{Kind: event, Note: "as it was", Zone: m.Zone}
	switch event {
	case escalation.VerballyAllowed:
		until := tx.Now.Add(time.Hour)
		a.Staff, a.Words, a.Until = phoned, escalation.VerbalWords[0], &until
	case "raise":
		a.Kind, a.Severity = escalation.SeverityChanged, checklist.DoNotUse
	case escalation.FromEngineer, escalation.Adjusted:
		a.Post = w.checklist
		if event == escalation.FromEngineer {
			a.Engineer = &escalation.Engineer{Staff: repairer}
		}
	default:
		return m.event(tx, stage{id: id, hoist: w.equipment}, event)
	}
	_, err := escalation.Act(tx, id, a)
	return err
}

// only is the one matter that keeps it out of use: saying that it may be used is the closing of that.
func (t *thing) only() (one *finding) {
	for _, f := range t.findings {
		if f.open && !f.lowered {
			if one != nil {
				return nil
			}
			one = f
		}
	}
	return one
}

// after is what somebody's act, which was let through, means for what was found.
func (f *finding) after(t *thing, p someone, event string, at time.Time, repairer string) {
	switch event {
	case escalation.FromEngineer:
		f.back, f.repairers = at, append(f.repairers, repairer)
	case escalation.Adjusted:
		f.back, f.repairers = at, append(f.repairers, p.id)
	case "lower":
		f.lowered = true
	case "raise":
		f.lowered = false
	case "release":
		f.open, f.released = false, !f.lowered && f.well(t, p)
	case "status in-service":
		if t.status == equipment.InService {
			f.open = false
		}
	case "duplicate", "raised-in-error":
		f.open = false
	case "reopen":
		f.open, f.released = true, false
		if !slices.Contains(t.findings, f) {
			t.findings = append(t.findings, f)
		}
	}
}
