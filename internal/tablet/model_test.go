package tablet_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"runup/internal/operation"
	"runup/internal/rebuild"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// The model is small: every operation that a person ever finished on a tablet, of every type that there is. Tablets push through
// a network that loses, repeats, reorders and cuts; the invariants hold the logbook against the model after every step. The list
// of seeded bugs in mutation_test.go shows that each invariant can fail.

// finished is one operation that somebody finished, with what must come of it.
type finished struct {
	op    client.Op
	kind  string
	pen   *mtablet
	hoist string
	by    string    // who did it; "" is nobody who proved who they were
	at    time.Time // when, as it says itself
	sane  bool      // no clock that is years off says so
	about *finished // the check that it says something about, which may come later or never
	check string    // the check it is, will be, or is about
	says
	expect   string // the outcome it must have once what it is about is here
	acked    bool   // its tablet was told that it is stored
	position int64  // as it was told first
}

// says is what an operation says, by its type.
type says struct {
	fails      []string // items; of a check, an alert, an amendment or a second check
	item       string   // that an amendment changes
	base       int64    // the revision that was before the eyes of who amended
	decision   string   // of a countersignature
	sort       string   // of a report
	escalation string
	version    int64 // of the escalation that was before the eyes of who answered
}

// mtablet is a tablet with its outbox.
type mtablet struct {
	pen    *pen
	outbox []*finished
	hoist  string
}

// week is what all mornings have in common: the tablets, a reader who knows what was before, and what was drawn how often.
type week struct {
	*department
	pens  []*pen
	knows *reader
	drawn map[string]int
}

func newWeek(d *department) *week {
	return &week{
		department: d, pens: []*pen{d.enrol("one"), d.enrol("two")}, knows: d.reader(d.person("rosa")), drawn: map[string]int{},
	}
}

// machine is the model and the real thing side by side, for one morning.
type machine struct {
	*week
	server  server
	tablets []*mtablet
	made    []*finished
	sealed  []*finished // every good check that was sealed; of some the tablet is lost, or brings them late
	late    []*finished // those that come late
	readers []*reader
	seen    stored
	start   int64
	began   time.Time
	wrong   error // an answer that was not the one there had to be
}

// newMachine begins a morning: two tablets, each at a hoist of its own, on the first of which Rosa and Sam signed in, and two
// readers who know what was before.
func newMachine(all *week, s server) *machine {
	m := &machine{week: all, server: s, began: all.clock.Now()}
	for i, p := range all.pens {
		m.tablets = append(m.tablets, &mtablet{pen: p, hoist: m.addHoist(fmt.Sprintf("hoist-%d-%d", m.db.Head().Position, i))})
	}
	m.signIn("rosa", all.pens[0])
	m.signIn("sam", all.pens[0])
	m.start = m.db.Head().Position
	m.knows.catchUp(5000)
	for range 2 {
		r := *m.knows
		r.seen, r.things = nil, map[string]any{}
		m.readers = append(m.readers, &r)
	}
	return m
}

// run draws one sequence and answers the first invariant that broke.
func (m *machine) run(t *rapid.T) error {
	steps := []func(*rapid.T){ // the first are drawn oftener
		m.act, m.doCheck, m.pushSome, m.pullSome, m.pushSome, m.editAfterwards, m.acknowledge, m.report, m.spoil, m.again, m.jump, m.bring,
	}
	m.doCheck(t)
	for range rapid.IntRange(5, 20).Draw(t, "steps") {
		steps[rapid.IntRange(0, len(steps)-1).Draw(t, "step")](t)
		if err := m.invariants(); err != nil {
			return err
		}
	}
	return m.settled(t)
}

// settled is the liveness: with a good network, one round empties every outbox and brings every reader to the head, and what
// waited for a check that came late waits no longer.
func (m *machine) settled(t *rapid.T) error {
	if err := m.emptied(t); err != nil {
		return err
	}
	m.acknowledge(t) // with everything here that they may be about
	m.act(t)
	if err := m.emptied(t); err != nil {
		return err
	}
	for _, tab := range m.tablets {
		m.repeat(tab, m.told(tab))
	}
	for _, r := range m.readers {
		for tries := 0; !m.server.pull(r, 50) && tries < 100; tries++ {
		}
		if head := m.db.Head().Position; r.to != head {
			return fmt.Errorf("liveness: a reader is at %d of %d: %v: %w", r.to, head, r.err, errInvariant)
		}
	}
	return cmp.Or(m.invariants(), m.readersHold())
}

// emptied brings what was to come late, and pushes all there is.
func (m *machine) emptied(t *rapid.T) error {
	for len(m.late) > 0 {
		m.bring(t)
	}
	for _, tab := range m.tablets {
		for tries := 0; len(tab.outbox) > 0; tries++ {
			if tries > 3 {
				return fmt.Errorf("liveness: %d operations do not leave the outbox: %w", len(tab.outbox), errInvariant)
			}
			m.send(tab, slices.Clone(tab.outbox), "none", nil)
		}
	}
	return nil
}

// TestModel runs random mornings against the real service, and makes the views again from what all of them left.
func TestModel(t *testing.T) {
	draws(t)
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db, clock)
		all := newWeek(d)
		rapid.Check(t, func(t *rapid.T) {
			if err := newMachine(all, honest(d)).run(t); err != nil {
				t.Fatal(err)
			}
		})
		everythingWasDrawn(t, all.drawn)
		if _, err := rebuild.Check(context.Background(), db, rebuild.Kinds()); err != nil {
			t.Error(err)
		}
	})
}

// draws has rapid draw the same mornings every time, where nobody asked for others: who changed nothing breaks nothing. `make
// soak` draws many more, and others every time.
func draws(t *testing.T) {
	set := map[string]string{"rapid.checks": "120", "rapid.seed": "8"}
	if os.Getenv("RUNUP_TEST_SOAK") != "" {
		set = map[string]string{"rapid.checks": "1200"}
	}
	for name, to := range set {
		f := flag.Lookup(name)
		was := f.Value.String()
		if was != f.DefValue {
			continue
		}
		t.Cleanup(func() { _ = f.Value.Set(was) })
		if err := f.Value.Set(to); err != nil {
			t.Fatal(err)
		}
	}
}

// everythingWasDrawn fails when a type of operation was never accepted, or one about a check never waited for it, never counted,
// or always did.
func everythingWasDrawn(t *testing.T, drawn map[string]int) {
	t.Helper()
	var wanted []string
	for _, kind := range []string{operation.Completed, operation.Alerted, operation.Reported, operation.Acknowledged} {
		wanted = append(wanted, kind+" "+tablet.IsAccepted)
	}
	for _, kind := range acts {
		wanted = append(wanted, kind+" "+tablet.IsAccepted, kind+" "+tablet.IsHeld)
	}
	for _, kind := range append(acts, operation.Acknowledged) {
		wanted = append(wanted, kind+" counts", kind+" does not count")
	}
	for _, what := range wanted {
		if drawn[what] == 0 {
			t.Errorf("the mornings are too dull: no %s in %v", what, drawn)
		}
	}
}
