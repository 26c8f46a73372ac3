package escalation_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// TestConformance60_NothingAutomaticMovesTowardsUse plays random days with a hoist and a linac: failing and passing checks,
// reports, everybody trying everything, time passing. Whatever happened, the logbook shows that equipment came nearer to use
// only by somebody who may, after a check that passed since it was taken out of use or repaired.
func TestConformance60_NothingAutomaticMovesTowardsUse(t *testing.T) {
	m := &day{department: open(t), out: map[string]time.Time{}, passed: map[string]time.Time{}}
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(8, 16).Draw(r, "steps") {
			m.step(r)
		}
		m.holds(r)
	})
	if m.returned < 20 {
		t.Errorf("equipment was returned to use only %d times: the days are too dull to show anything", m.returned)
	}
}

// day is one such day after another, of the same department.
type day struct {
	*department
	read     int64                // how far its logbook has been read
	out      map[string]time.Time // since when something is out of use, or was last repaired
	passed   map[string]time.Time // when its newest passing check came
	returned int
}

var (
	wards  = []ward{hoist, audio, output}
	bad    = map[string]any{"brakes": no, "audio-video": no, "output-6mv": map[string]any{"value": 106.2}}
	events = []string{
		"acknowledge", "acknowledge", escalation.TookOutOfUse, escalation.RestrictedUse, escalation.FaultLogged, escalation.ToEngineer,
		escalation.FromEngineer, escalation.Adjusted, escalation.PutRight, escalation.VerballyAllowed, escalation.VerbalConfirmed, "lower",
		escalation.Unacknowledged, escalation.Commented, "release", "release", "duplicate", "raised-in-error", "reopen", "hand over",
		"status in-service", "status in-service", "status out-of-service",
	}
)

func (m *day) step(r *rapid.T) {
	w := rapid.SampledFrom(wards).Draw(r, "what")
	switch rapid.IntRange(0, 9).Draw(r, "step") {
	case 0:
		m.Push(m.pushed(w, map[string]any{w.item: bad[w.item]}))
	case 1, 2:
		m.Push(m.pushed(w, nil))
	case 3:
		m.wait(time.Duration(rapid.IntRange(1, 600).Draw(r, "minutes")) * time.Minute)
		m.must(m.DB.Write(context.Background(), store.ServerActor(), escalation.Lapse))
	case 4, 5:
		m.tidies(r, w)
	default:
		m.tries(r, w, "", rapid.SampledFrom(everybody).Draw(r, "who").username, rapid.SampledFrom(events).Draw(r, "event"))
	}
	m.wait(time.Minute)
}

// tidies does what a good day does about everything that is open on a piece of equipment, and leaves some of it out.
func (m *day) tidies(r *rapid.T, w ward) {
	for _, id := range m.about(w, "acknowledged", "actioned", "awaiting-recheck", "open") {
		for _, by := range []struct{ who, event string }{
			{"rosa.radiographer", "acknowledge"}, {"ed.engineer", escalation.FromEngineer}, {"", "check"},
			{"rosa.radiographer", "release"}, {"sofia.superintendent", "release"}, {"priya.physicist", "release"},
		} {
			m.wait(time.Minute)
			switch {
			case rapid.IntRange(0, 5).Draw(r, "left out") == 0:
			case by.who == "":
				m.wait(5 * time.Minute)
				m.Push(m.pushed(w, nil))
			default:
				m.tries(r, w, id, by.who, by.event)
			}
		}
	}
}

// about answers the newest escalations about a piece of equipment in some states, in any when none is named.
func (m *day) about(w ward, states ...string) (ids []string) {
	m.Read(func(tx *store.Tx) error {
		list, err := escalation.List(tx, escalation.Filter{Equipment: w.equipment}, "", 6)
		for _, e := range list {
			if len(states) == 0 || slices.Contains(states, e.State) {
				ids = append(ids, e.ID)
			}
		}
		return err
	})
	return ids
}

// tries lets anybody do anything; being refused is part of the day.
func (m *day) tries(r *rapid.T, w ward, id, who, event string) {
	if id == "" {
		ids := m.about(w)
		if len(ids) == 0 {
			return
		}
		id = rapid.SampledFrom(ids).Draw(r, "which")
	}
	s := stage{id: id, hoist: w.equipment}
	err := m.by(who, func(tx *store.Tx) error {
		err := m.event(tx, s, event)
		if problem.Is(err, "second-person") {
			return nil // the first one's word stays
		}
		return err
	})
	if _, refused := problem.Of(err); err != nil && !refused {
		r.Fatalf("%s by %s: %v", event, who, err)
	}
}

// holds reads what the day wrote.
func (m *day) holds(r *rapid.T) {
	m.Read(func(tx *store.Tx) error {
		for raw, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			e, err := raw.Entry()
			if err != nil {
				return err
			}
			if e.Position <= m.read {
				continue
			}
			m.read = e.Position
			switch e.Kind {
			case "check.completed":
				m.sawCheck(*raw.Body, e)
			case "equipment.status":
				m.sawChange(r, *raw.Body, e)
			}
		}
		return nil
	})
}

func (m *day) sawCheck(body string, e logbook.Entry) {
	var b struct {
		Payload string
		Found   struct{ Verdict string }
	}
	var op struct{ Equipment string }
	m.must(json.Unmarshal([]byte(body), &b))
	m.must(json.Unmarshal([]byte(b.Payload), &op))
	if b.Found.Verdict == "pass" {
		m.passed[op.Equipment] = e.At
	}
}

func (m *day) sawChange(r *rapid.T, body string, e logbook.Entry) {
	var b struct {
		Act   equipment.Change
		Found struct{ From equipment.Status }
	}
	m.must(json.Unmarshal([]byte(body), &b))
	from, c := b.Found.From, b.Act
	if from.InUse() && !c.Status.InUse() || c.Status == equipment.WithEngineer || c.Status == equipment.AwaitingRecheck {
		m.out[e.Subject] = e.At
	}
	if from.Towards(c.Status) != equipment.TowardsUse {
		return
	}
	m.returned++
	if e.Actor == "" {
		r.Fatalf("%s came from %s to %s by itself", e.Subject, from, c.Status)
	}
	if role := m.role(e.Actor); !slices.Contains([]string{staff.Radiographer, staff.Superintendent, staff.Physicist}, role) {
		r.Fatalf("%s came from %s to %s by a %s", e.Subject, from, c.Status, role)
	}
	byTelephone := c.Status == equipment.Restricted && c.Until != nil
	if !byTelephone && from != equipment.Restricted && !m.passed[e.Subject].After(m.out[e.Subject]) {
		r.Fatalf("%s came from %s to %s without a check that passed since %s", e.Subject, from, c.Status, m.out[e.Subject])
	}
}

func (m *day) role(id string) (role string) {
	m.Read(func(tx *store.Tx) error {
		p, err := staff.ByID(tx, id)
		role = p.Role
		return err
	})
	return role
}
