package tablet_test

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/operation"
)

var errInvariant = errors.New("an invariant does not hold")

// invariants answers the first that does not hold.
func (m *machine) invariants() error {
	s := m.look()
	return cmp.Or(m.wrong, m.nothingIsLost(s), m.readersAgree(s), m.everyActStands(s), m.everyAnswerStands(s), m.everyFailureAsks(s), m.everyReportAsks(s))
}

// nothingIsLost is I1, I2 and I4: what was finished is in an outbox or here, what was answered is here, each once and with the
// outcome that it must have.
func (m *machine) nothingIsLost(s stored) error {
	finished := 0
	for _, f := range m.made {
		op := s.ops[f.key()]
		switch {
		case f.acked && op.times == 0:
			return fmt.Errorf("I4: %s was answered and is not there: %w", f.op.OpID, errInvariant)
		case op.times == 0 && !slices.Contains(f.pen.outbox, f):
			return fmt.Errorf("I1: %s is neither in an outbox nor on the server: %w", f.op.OpID, errInvariant)
		case op.times > 1:
			return fmt.Errorf("I2: %s is there %d times: %w", f.op.OpID, op.times, errInvariant)
		case op.times == 1 && op.Outcome != s.due(f):
			return fmt.Errorf("I4: %s %s stands at %s and not %s: %w", f.kind, f.op.OpID, op.Outcome, s.due(f), errInvariant)
		case op.times == 1 && f.kind == operation.Completed:
			finished++
		}
	}
	if len(s.checks) != finished {
		return fmt.Errorf("I2: %d checks of %d that came: %w", len(s.checks), finished, errInvariant)
	}
	return nil
}

// readersAgree is I3: a reader has seen every check as it stands where the reader is, and none oftener than something was done
// to it. What changes further on is shown there.
func (m *machine) readersAgree(s stored) error {
	for i, r := range m.readers {
		if r.err != nil {
			return fmt.Errorf("I3: reader %d: %v: %w", i, r.err, errInvariant)
		}
		seen := map[string]int{}
		for _, k := range r.seen {
			seen[k]++
		}
		for _, c := range s.checks {
			changes := 0
			for _, rev := range c.Revisions {
				if rev.Position <= r.to {
					changes++
				}
			}
			if n := seen["check "+c.ID]; n > changes || n == 0 && changes == len(c.Revisions) {
				return fmt.Errorf("I3: reader %d at %d saw %s %d times, of %d changes: %w", i, r.to, c.ID, n, changes, errInvariant)
			}
		}
	}
	return nil
}

// readersHold is I3 where a reader is at the head: it holds what is there.
func (m *machine) readersHold() error {
	s := m.look()
	for i, r := range m.readers {
		for _, c := range s.checks {
			if !reflect.DeepEqual(r.things["check "+c.ID], c) {
				return fmt.Errorf("I3: reader %d holds check %s otherwise than it is: %w", i, c.ID, errInvariant)
			}
		}
		for _, e := range s.escalations {
			if !reflect.DeepEqual(r.things["escalation "+e.ID], e) {
				return fmt.Errorf("I3: reader %d holds %s otherwise than it is: %w", i, e.Ref, errInvariant)
			}
		}
	}
	return nil
}

// asks is what a failing item of the model's checklist asks for, and a report.
var asks = map[string]string{
	"brakes": checklist.DoNotUse, "castors": checklist.BeforeUse, "slings": checklist.PutRight,
	operation.Unsafe: checklist.DoNotUse, operation.Fault: checklist.BeforeUse, operation.Stock: checklist.Information,
	operation.NearMiss: checklist.Advice, operation.Incident: checklist.Advice, operation.Environment: checklist.Advice,
}

// everyFailureAsks is I5: every failing item that came has exactly one open escalation, which knows the check and is as urgent as
// the item, and a hoist with failing brakes is out of use. Of brakes that surely held after they failed, it may ask less.
func (m *machine) everyFailureAsks(s stored) error {
	for _, f := range m.made {
		if !s.accepted(f) {
			continue
		}
		for _, item := range f.fails {
			about := slices.DeleteFunc(slices.Clone(s.escalations), func(e escalation.Escalation) bool {
				return e.Kind != escalation.Reading || e.Equipment != f.hoist || e.Item != item || !slices.Contains(e.Checks, f.check)
			})
			switch {
			case len(about) != 1:
				return fmt.Errorf("I5: %s of %s has %d escalations: %w", item, f.check, len(about), errInvariant)
			case item == "brakes" && m.passedSince(s, f):
			case about[0].Severity != asks[item]:
				return fmt.Errorf("I5: %s of %s asks for %s: %w", item, f.check, about[0].Severity, errInvariant)
			case item == "brakes" && s.inUse[f.hoist]:
				return fmt.Errorf("I5: %s is in use with failing brakes: %w", f.hoist, errInvariant)
			}
		}
	}
	return nil
}

// passedSince reports whether a check came before a failure, was made after it, and its brakes held, or hold as amended: on one
// tablet its own order says so, between two their clocks, where neither is off.
//
// Source: design.md, "Settled where the other pages differ".
func (m *machine) passedSince(s stored, f *finished) bool {
	return slices.ContainsFunc(m.made, func(p *finished) bool {
		if p.kind != operation.Completed || p.hoist != f.hoist || p.check == f.check || !s.accepted(p) || s.came(p) > s.came(f) {
			return false
		}
		held := !slices.Contains(p.fails, "brakes") || slices.ContainsFunc(m.made, func(a *finished) bool { return a.about == p && a.item == "brakes" })
		if p.pen == f.pen {
			return held && m.seq(p) > m.seq(f)
		}
		return held && p.sane && f.sane && p.at.After(f.at)
	})
}

// everyReportAsks is I5 of reports: each is there, and asks once, as urgently as its sort; what is unsafe is out of use.
func (m *machine) everyReportAsks(s stored) error {
	for _, f := range m.made {
		if f.kind != operation.Reported || !s.accepted(f) {
			continue
		}
		var severities []string
		for _, e := range s.escalations {
			if e.Report == f.op.OpID {
				severities = append(severities, e.Severity)
			}
		}
		if !s.reports[f.op.OpID] || !slices.Equal(severities, []string{asks[f.sort]}) {
			return fmt.Errorf("I5: a report of %s is there: %v, and asks for %v: %w", f.sort, s.reports[f.op.OpID], severities, errInvariant)
		}
		if f.sort == operation.Unsafe && s.inUse[f.hoist] {
			return fmt.Errorf("I5: %s was reported as unsafe and is in use: %w", f.hoist, errInvariant)
		}
	}
	return nil
}
