package tablet_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

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

var faults = []string{"none", "none", "request lost", "reply lost", "delivered twice", "reordered", "cut in two", "captive portal", "bytes changed"}

// pushSome sends part of an outbox through the faulty network, and takes out what was answered.
func (m *machine) pushSome(t *rapid.T) {
	tab := m.tablet(t)
	n := rapid.IntRange(0, min(5, len(tab.outbox))).Draw(t, "operations")
	m.send(tab, slices.Clone(tab.outbox[:n]), rapid.SampledFrom(faults).Draw(t, "fault"), func(n int) int { return rapid.IntRange(0, n).Draw(t, "turn") })
}

func opsOf(list []*finished) []client.Op {
	ops := make([]client.Op, len(list))
	for i, f := range list {
		ops[i] = f.op
	}
	return ops
}

func (m *machine) send(tab *mtablet, list []*finished, fault string, turn func(int) int) {
	ops := opsOf(list)
	switch fault {
	case "request lost":
		if m.server.lost {
			tab.outbox = tab.outbox[:0]
		}
		return
	case "captive portal":
		m.settle(tab, ops, m.server.portal(ops))
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
	m.settle(tab, ops, results)
}

// settle takes what was answered out of the outbox.
func (m *machine) settle(tab *mtablet, ops []client.Op, results []tablet.Result) {
	s := m.look()
	for i, r := range results {
		if r.Outcome != tablet.IsAccepted && r.Outcome != tablet.IsSetAside && r.Outcome != tablet.IsHeld {
			continue
		}
		tab.outbox = slices.DeleteFunc(tab.outbox, func(f *finished) bool {
			if f.op != ops[i] {
				return false
			}
			f.acked, f.position = true, r.Position
			m.answered(f, r, s)
			return true
		})
	}
}

// answered holds an answer against what it has to be by now.
func (m *machine) answered(f *finished, r tablet.Result, s stored) {
	m.drawn[f.kind+" "+r.Outcome]++
	if want := s.due(f); r.Outcome != want {
		m.wrong = fmt.Errorf("I4: %s %s was answered %s and not %s: %w", f.kind, f.op.OpID, r.Outcome, want, errInvariant)
	}
}

// again pushes what was answered before, in any order and batch.
func (m *machine) again(t *rapid.T) {
	tab := m.tablet(t)
	if known := m.told(tab); len(known) > 0 {
		m.repeat(tab, rapid.SliceOfN(rapid.SampledFrom(known), 1, 6).Draw(t, "again"))
	}
}

// repeat holds the second answers against the first: the same position for ever, and the newest outcome.
func (m *machine) repeat(tab *mtablet, list []*finished) {
	results, err := m.server.push(tab.pen, opsOf(list))
	if err != nil || len(results) != len(list) {
		return
	}
	s := m.look()
	for i, f := range list {
		r := results[i]
		if r.Replay == nil || !*r.Replay || r.Position != f.position {
			m.wrong = fmt.Errorf("I2: %s again is at %d and was at %d: %w", f.op.OpID, r.Position, f.position, errInvariant)
		}
		m.answered(f, r, s)
	}
}

func (m *machine) pullSome(t *rapid.T) {
	r := rapid.SampledFrom(m.readers).Draw(t, "reader")
	if rapid.Bool().Draw(t, "reply lost") {
		lost := *r
		lost.things = map[string]any{}
		m.server.pull(&lost, 3) // before the client stored it: it asks again from where it was
		return
	}
	m.server.pull(r, rapid.SampledFrom([]int{1, 3, 9, 50}).Draw(t, "limit"))
}
