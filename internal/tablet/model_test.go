package tablet_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/operation"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// The model is small: every operation that a person ever finished on a tablet. Tablets push through a network that loses,
// repeats, reorders and cuts; the invariants hold the logbook against the model after every step. The list of seeded bugs
// below shows that each invariant can fail.

// server is what tablets talk to: the service itself, or one with a bug in it.
type server struct {
	push func(p *pen, ops []client.Op) ([]tablet.Result, error)
	pull func(r *reader, limit int) bool
	// portal is a page of somebody else's that answers 200: what a client makes of it.
	portal func(ops []client.Op) []tablet.Result
	lost   bool // the client clears its outbox when a push fails
}

func honest(d *department) server {
	return server{
		push: func(p *pen, ops []client.Op) ([]tablet.Result, error) {
			return d.service.Push(context.Background(), p.by, batch(d.clock.Now(), ops))
		},
		pull:   func(r *reader, limit int) bool { return r.pull(limit) },
		portal: func([]client.Op) []tablet.Result { return nil },
	}
}

// finished is one operation that somebody finished, with what must come of it.
type finished struct {
	op     client.Op
	pen    *mtablet
	check  string // the check it is, or will be
	fails  []string
	expect string // the outcome it must have
	alert  bool
	acked  bool // its tablet was told that it is stored
}

// mtablet is a tablet with its outbox.
type mtablet struct {
	pen    *pen
	outbox []*finished
	hoist  string
}

// machine is the model and the real thing side by side.
type machine struct {
	*department
	server  server
	tablets []*mtablet
	made    []*finished
	readers []*reader
	start   int64
	wrong   error // an answer that was not the one there had to be
}

// newMachine begins a morning: two tablets, each at a hoist of its own, and two readers who know what was before.
func newMachine(d *department, pens []*pen, s server) *machine {
	m := &machine{department: d, server: s}
	for i, p := range pens {
		m.tablets = append(m.tablets, &mtablet{pen: p, hoist: d.addHoist(fmt.Sprintf("hoist-%d-%d", d.db.Head().Position, i))})
	}
	m.start = d.db.Head().Position
	for range 2 {
		r := d.reader(d.person("rosa")).catchUp(5000)
		r.seen = nil
		m.readers = append(m.readers, r)
	}
	return m
}

func (m *machine) finish(f *finished) {
	m.made = append(m.made, f)
	f.pen.outbox = append(f.pen.outbox, f)
}

var modelItems = []string{"brakes", "castors", "slings"}

func (m *machine) draw(t *rapid.T, tab *mtablet) client.Check {
	readings := map[string]any{}
	for _, item := range modelItems {
		readings[item] = map[string]any{"value": rapid.IntRange(0, 3).Draw(t, item) > 0}
	}
	c := m.done("hoist-check", tab.hoist, readings)
	c.FinishedAt = c.FinishedAt.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, -90, 60 * 24 * 9000, -60 * 24 * 9000}).Draw(t, "clock")) * time.Minute)
	c.Verdict = rapid.SampledFrom([]string{"pass", "fail"}).Draw(t, "claim")
	return c
}

func failing(c client.Check) (items []string) {
	for _, item := range modelItems {
		if !c.Readings[item].(map[string]any)["value"].(bool) {
			items = append(items, item)
		}
	}
	return items
}

// doCheck finishes a check, after an alert for its first failing item where there is one.
func (m *machine) doCheck(t *rapid.T) {
	tab := rapid.SampledFrom(m.tablets).Draw(t, "tablet")
	c := m.draw(t, tab)
	fails := failing(c)
	alerted := len(fails) > 0 && rapid.Bool().Draw(t, "alert")
	op := tab.pen.Completed(c)
	if alerted {
		a := tab.pen.Alerted(op.OpID, c, fails[0], c.Readings[fails[0]])
		m.finish(&finished{op: a, pen: tab, check: op.OpID, fails: fails[:1], alert: true, expect: tablet.IsAccepted})
	}
	m.finish(&finished{op: op, pen: tab, check: op.OpID, fails: fails, expect: tablet.IsAccepted})
}

// editAfterwards gives an id that was used already to other bytes.
func (m *machine) editAfterwards(t *rapid.T) {
	tab := rapid.SampledFrom(m.tablets).Draw(t, "tablet")
	var own []*finished
	for _, f := range m.made {
		if f.pen == tab && !f.alert && f.expect == tablet.IsAccepted {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		return
	}
	f := rapid.SampledFrom(own).Draw(t, "edited")
	text := strings.Replace(f.op.Payload, `"note":""`, fmt.Sprintf(`"note":"edit %d"`, len(m.made)), 1)
	o, err := operation.Read(text)
	m.must(err)
	later := fmt.Sprintf(`"deviceSeq":%d`, *o.Seq+1) // sealed after it, so it is taken after it
	text = strings.Replace(text, fmt.Sprintf(`"deviceSeq":%d`, *o.Seq), later, 1)
	m.finish(&finished{op: tab.pen.Seal(f.op.OpID, text), pen: tab, check: f.op.OpID, expect: tablet.IsSetAside})
}

// spoil finishes an operation that cannot be accepted.
func (m *machine) spoil(t *rapid.T) {
	tab := rapid.SampledFrom(m.tablets).Draw(t, "tablet")
	op := tab.pen.Completed(m.draw(t, tab))
	switch rapid.IntRange(0, 2).Draw(t, "how") {
	case 0:
		op.Signature = "AAAA"
	case 1:
		op = tab.pen.Seal(op.OpID, op.Payload[:len(op.Payload)-1])
	case 2:
		op = tab.pen.Make("check.dreamt", map[string]any{})
	}
	m.finish(&finished{op: op, pen: tab, expect: tablet.IsSetAside})
}

var faults = []string{"none", "none", "request lost", "reply lost", "delivered twice", "reordered", "cut in two", "captive portal", "bytes changed"}

// pushSome sends part of an outbox through the faulty network, and takes out what was answered.
func (m *machine) pushSome(t *rapid.T) {
	tab := rapid.SampledFrom(m.tablets).Draw(t, "tablet")
	n := rapid.IntRange(0, min(5, len(tab.outbox))).Draw(t, "operations")
	m.send(tab, slices.Clone(tab.outbox[:n]), rapid.SampledFrom(faults).Draw(t, "fault"), func(n int) int { return rapid.IntRange(0, n).Draw(t, "turn") })
}

func (m *machine) send(tab *mtablet, list []*finished, fault string, turn func(int) int) {
	ops := make([]client.Op, len(list))
	for i, f := range list {
		ops[i] = f.op
	}
	switch fault {
	case "request lost":
		if m.server.lost {
			tab.outbox = tab.outbox[:0]
		}
		return
	case "captive portal":
		for i, r := range m.server.portal(ops) {
			m.settle(tab, ops[i], r)
		}
		return
	case "reordered":
		for i := range ops {
			j := turn(i)
			ops[i], ops[j] = ops[j], ops[i]
		}
	case "cut in two":
		ops = ops[:turn(len(ops))]
	case "delivered twice":
		_, _ = m.server.push(tab.pen, ops)
	case "bytes changed":
		if len(ops) > 0 {
			ops[0].Payload = strings.Replace(ops[0].Payload, "true", "false", 1)
			_, _ = m.server.push(tab.pen, ops[:1]) // the reply names bytes that were not sent: no reply
		}
		return
	}
	results, err := m.server.push(tab.pen, ops)
	if m.server.lost && fault == "reply lost" {
		tab.outbox = tab.outbox[:0]
	}
	if err != nil || fault == "reply lost" || len(results) != len(ops) {
		return
	}
	for i, r := range results {
		m.settle(tab, ops[i], r)
	}
}

// settle takes one answered operation out of the outbox.
func (m *machine) settle(tab *mtablet, op client.Op, r tablet.Result) {
	if r.Outcome != tablet.IsAccepted && r.Outcome != tablet.IsSetAside {
		return
	}
	tab.outbox = slices.DeleteFunc(tab.outbox, func(f *finished) bool {
		if f.op != op {
			return false
		}
		f.acked = true
		if r.Outcome != f.expect {
			m.wrong = fmt.Errorf("I4: %s was answered %s and not %s: %w", op.OpID, r.Outcome, f.expect, errInvariant)
		}
		return true
	})
}

// stored is what this morning left in the logbook's views.
type stored struct {
	payloads    map[string]int // operations by id and bytes
	checks      []check.Check
	setAside    map[string]bool // by id and bytes
	escalations []escalation.Escalation
}

func (m *machine) look() stored {
	s := stored{payloads: map[string]int{}, setAside: map[string]bool{}}
	m.read(func(tx *store.Tx) (err error) {
		if s.checks, err = check.Oldest(tx, check.Filter{}, m.start, 10_000); err != nil {
			return err
		}
		var ops []struct{ OpID, SHA, Outcome string }
		if err := tx.Raw("SELECT op_id, sha, outcome FROM operation WHERE position > ?", m.start).Scan(&ops).Error; err != nil {
			return err
		}
		for _, op := range ops {
			s.payloads[op.OpID+" "+op.SHA]++
			s.setAside[op.OpID+" "+op.SHA] = op.Outcome == tablet.IsSetAside
		}
		for _, tab := range m.tablets {
			list, err := escalation.List(tx, escalation.Filter{Equipment: tab.hoist}, "", 1000)
			if err != nil {
				return err
			}
			s.escalations = append(s.escalations, list...)
		}
		return nil
	})
	return s
}

func (f *finished) key() string { return f.op.OpID + " " + operation.SHA(f.op.Payload) }

var errInvariant = errors.New("an invariant does not hold")

// invariants answers the first that does not hold.
func (m *machine) invariants() error {
	if m.wrong != nil {
		return m.wrong
	}
	s, finishedChecks := m.look(), 0
	for _, f := range m.made {
		there := s.payloads[f.key()] > 0
		switch {
		case f.acked && !there:
			return fmt.Errorf("I4: %s was answered and is not there: %w", f.op.OpID, errInvariant)
		case !there && !slices.Contains(f.pen.outbox, f):
			return fmt.Errorf("I1: %s is neither in an outbox nor on the server: %w", f.op.OpID, errInvariant)
		case s.payloads[f.key()] > 1:
			return fmt.Errorf("I2: %s is there %d times: %w", f.op.OpID, s.payloads[f.key()], errInvariant)
		case there && !f.alert && f.expect == tablet.IsAccepted:
			finishedChecks++
		}
	}
	if len(s.checks) != finishedChecks {
		return fmt.Errorf("I2: %d checks of %d that came: %w", len(s.checks), finishedChecks, errInvariant)
	}
	if err := m.readersAgree(s); err != nil {
		return err
	}
	return m.eachFailureAsks(s)
}

// readersAgree is I3: what a reader has seen is the feed up to where it is, each thing once, in order.
func (m *machine) readersAgree(s stored) error {
	for i, r := range m.readers {
		if r.err != nil {
			return fmt.Errorf("I3: reader %d: %v: %w", i, r.err, errInvariant)
		}
		var got, want []string
		for _, k := range r.seen {
			if strings.HasPrefix(k, "check ") {
				got = append(got, k)
			}
		}
		for _, c := range s.checks {
			if c.Position <= r.to {
				want = append(want, "check "+c.ID)
			}
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("I3: reader %d at %d saw %d checks of %d: %w", i, r.to, len(got), len(want), errInvariant)
		}
	}
	return nil
}

// eachFailureAsks is I5: every failing item that came has exactly one open escalation, which knows the check, and a hoist
// with failing brakes is out of use.
func (m *machine) eachFailureAsks(s stored) error {
	for _, f := range m.made {
		if s.payloads[f.key()] == 0 || s.setAside[f.key()] {
			continue
		}
		for _, item := range f.fails {
			n := 0
			for _, e := range s.escalations {
				if e.Equipment == f.pen.hoist && e.Item == item && e.Kind == escalation.Reading && slices.Contains(e.Checks, f.check) {
					n++
				}
			}
			if n != 1 {
				return fmt.Errorf("I5: %s of %s has %d escalations: %w", item, f.check, n, errInvariant)
			}
			if item == "brakes" && m.status(f.pen.hoist).InUse() {
				return fmt.Errorf("I5: %s is in use with failing brakes: %w", f.pen.hoist, errInvariant)
			}
		}
	}
	return nil
}

// settled is the liveness: with a good network, one round empties every outbox and brings every reader to the head.
func (m *machine) settled() error {
	for _, tab := range m.tablets {
		for tries := 0; len(tab.outbox) > 0; tries++ {
			if tries > 3 {
				return fmt.Errorf("liveness: %d operations do not leave the outbox: %w", len(tab.outbox), errInvariant)
			}
			m.send(tab, slices.Clone(tab.outbox), "none", nil)
		}
	}
	for _, r := range m.readers {
		for tries := 0; !m.server.pull(r, 50) && tries < 100; tries++ {
		}
		if head := m.db.Head().Position; r.to != head {
			return fmt.Errorf("liveness: a reader is at %d of %d: %v: %w", r.to, head, r.err, errInvariant)
		}
	}
	return m.invariants()
}

// run draws one sequence and answers the first invariant that broke.
func (m *machine) run(t *rapid.T) error {
	steps := []func(*rapid.T){m.doCheck, m.doCheck, m.pushSome, m.pushSome, m.pushSome, m.pullSome, m.editAfterwards, m.spoil, m.jump}
	for range rapid.IntRange(3, 14).Draw(t, "steps") {
		steps[rapid.IntRange(0, len(steps)-1).Draw(t, "step")](t)
		if err := m.invariants(); err != nil {
			return err
		}
	}
	return m.settled()
}

func (m *machine) pullSome(t *rapid.T) {
	r := rapid.SampledFrom(m.readers).Draw(t, "reader")
	if rapid.Bool().Draw(t, "reply lost") {
		lost := *r
		m.server.pull(&lost, 3) // before the client stored it: it asks again from where it was
		return
	}
	m.server.pull(r, rapid.IntRange(1, 9).Draw(t, "limit"))
}

func (m *machine) jump(t *rapid.T) {
	m.clock.Move(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
}

// TestModel runs random mornings against the real service.
func TestModel(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db, clock)
		pens := []*pen{d.enrol("one"), d.enrol("two")}
		rapid.Check(t, func(t *rapid.T) {
			if err := newMachine(d, pens, honest(d)).run(t); err != nil {
				t.Fatal(err)
			}
		})
	})
}
