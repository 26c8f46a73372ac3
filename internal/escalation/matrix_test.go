package escalation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Every role, once registered and once lapsed, by the letters of the table below; a small letter is a role without, a capital
// one with a registration.
var everybody = []struct{ letter, role, username string }{
	{"s", staff.SupportWorker, "sam.scsw"}, {"a", staff.AssistantPractitioner, "amir.ap"}, {"t", staff.Technologist, "terry.technologist"},
	{"r", staff.Radiographer, "rosa.radiographer"}, {"m", staff.Superintendent, "sofia.superintendent"}, {"p", staff.Physicist, "priya.physicist"},
	{"e", staff.Engineer, "ed.engineer"}, {"u", staff.Auditor, "ana.auditor"}, {"d", staff.Administrator, "ada.admin"},
}

// Who is who in the table.
const (
	all        = "satrmpeudSATRMPEUD"
	registered = "SATRMPE" // an auditor or administrator has no clinical power, registered or not
	seniors    = "MP"
	hoisters   = "SATRM" // registered and authorised for hoists; an engineer never is
	repairers  = "tpe"
)

// The states, in the order of each row's cells: open, acknowledged, actioned, with the engineer, awaiting its re-check, closed.
// Rhys owns it, the hoist's re-check has passed where that is possible, and a cell is o for done, g for a guard (409), f for
// no power (403), 2 for the second person (409).
const states = "open acknowledged actioned with-engineer awaiting-recheck closed"

// table is every event: for each sort of person what happens in each state. The first row that names a person is theirs;
// whoever is named by none has no power at all.
var table = map[string][]struct{ who, cells string }{
	"acknowledge":              {{registered, "oggggg"}},
	escalation.TookOutOfUse:    {{registered, "ooooog"}},
	escalation.RestrictedUse:   {{hoisters, "googog"}, {registered, "fffffg"}},
	escalation.FaultLogged:     {{registered, "ooooog"}, {repairers, "goooog"}},
	escalation.EngineerCalled:  {{registered, "ooooog"}},
	escalation.ToEngineer:      {{registered, "ooooog"}},
	escalation.FromEngineer:    {{registered + repairers, "gggogg"}},
	escalation.Adjusted:        {{"TPE", "ooogog"}, {repairers, "googog"}},
	escalation.PutRight:        {{registered, "ooooog"}, {repairers, "goooog"}},
	escalation.VerballyAllowed: {{registered, "ooogog"}},
	escalation.VerbalConfirmed: {{all, "gggggg"}},
	"lower":                    {{seniors, "ooooog"}, {all, "fffffg"}},
	"raise":                    {{all, "ooooog"}},
	escalation.Unacknowledged:  {{seniors, "gogggg"}, {registered, "gfgggg"}},
	escalation.IncidentGiven:   {{registered, "gggggo"}},
	escalation.UrgentNow:       {{all, "oggggg"}},
	escalation.Commented:       {{all, "oooooo"}},
	"release":                  {{hoisters, "googog"}},
	"duplicate":                {{seniors, "googog"}},
	"raised-in-error":          {{registered, "g22g2g"}},
	"reopen":                   {{seniors, "gggggo"}},
	"hand over":                {{seniors, "goooog"}, {registered, "gffffg"}},
	"status in-service":        {{hoisters, "googoo"}, {"P", "fffgfo"}, {"dD", "fffffo"}},
	"status out-of-service":    {{"SATRMP", "oooooo"}},
	"status decommissioned":    {{"MdD", "oooooo"}},
}

// stage is one escalation about one hoist, in one state.
type stage struct{ id, hoist string }

func TestConformance63_TheMatrixOfRolesStatesAndEvents(t *testing.T) {
	d := open(t)
	stages, advice := d.stages("brakes"), d.stages("")
	for event, rows := range table {
		for _, p := range everybody {
			for _, isRegistered := range []bool{false, true} {
				letter := p.letter
				if isRegistered {
					letter = strings.ToUpper(letter)
				}
				want := "ffffff"
				for i := len(rows) - 1; i >= 0; i-- {
					if strings.Contains(rows[i].who, letter) {
						want = rows[i].cells
					}
				}
				actor := d.As(p.username)
				actor.Registered = isRegistered
				for i, state := range strings.Fields(states) {
					s := stages[i]
					if event == "raise" {
						s = advice[i]
					}
					if got := d.answer(actor, s, event); got != want[i:i+1] {
						t.Errorf("%s (%s, registered %v) when %s: %s, want %s", event, p.role, isRegistered, state, got, want[i:i+1])
					}
				}
			}
		}
	}
	d.everyKindIsInTheTable(t)
}

func (d *department) everyKindIsInTheTable(t *testing.T) {
	for _, kind := range escalation.ActionKinds() {
		if _, there := table[kind]; !there && kind != escalation.SeverityChanged {
			t.Errorf("%s is not in the table", kind)
		}
	}
}

var errUndo = errors.New("undone: the next cell begins as this one did")

// answer is what somebody meets, as a letter of the table. Nothing of it stays.
func (d *department) answer(actor store.Actor, s stage, event string) string {
	d.Helper()
	err := d.DB.Write(context.Background(), actor, func(tx *store.Tx) error {
		if err := d.event(tx, s, event); err != nil {
			return err
		}
		return errUndo
	})
	switch p, ok := problem.Of(err); {
	case errors.Is(err, errUndo):
		return "o"
	case !ok:
		d.Fatalf("%s: %v", event, err)
	case p.Code == "guard" || p.Code == "stale-version":
		return "g"
	case p.Code == "forbidden":
		return "f"
	case p.Code == "second-person":
		return "2"
	default:
		return p.Code + ": " + p.Detail
	}
	return ""
}

// event does one thing as whoever acts in the transaction.
func (d *department) event(tx *store.Tx, s stage, event string) error {
	a := escalation.Action{Kind: event, Note: "as it was", Zone: d.Zone}
	switch event {
	case "acknowledge":
		e, err := escalation.ByID(tx, s.id)
		if err == nil {
			_, err = escalation.Acknowledge(tx, s.id, e.Version)
		}
		return err
	case "release", "duplicate", "raised-in-error":
		reason := map[string]string{"release": escalation.RepairedRechecked}[event]
		if reason == "" {
			reason = event
		}
		done, err := escalation.Close(tx, s.id, escalation.Closing{Reason: reason, Note: "as it was"})
		return errors.Join(err, done.Waiting)
	case "reopen":
		_, err := escalation.Reopen(tx, s.id, escalation.Reopening{Reason: "it is back"})
		return err
	case "hand over":
		_, err := escalation.HandOver(tx, s.id, escalation.Handover{To: d.who("pavel.physicist")})
		return err
	case "status in-service", "status out-of-service", "status decommissioned":
		status := equipment.Status(strings.TrimPrefix(event, "status "))
		_, err := escalation.SetStatus(tx, s.hoist, equipment.Change{Status: status, Reason: "as it was"})
		return err
	case "lower", "raise":
		a.Kind, a.Severity = escalation.SeverityChanged, checklist.BeforeUse
	case escalation.IncidentGiven:
		a.Reference = "W-2201"
	case escalation.RestrictedUse:
		a.Restriction = "with two people"
	case escalation.VerballyAllowed:
		until := tx.Now.Add(time.Hour)
		a.Staff, a.Words, a.Until = d.who("rhys.radiographer"), escalation.VerbalWords[0], &until
	}
	_, err := escalation.Act(tx, s.id, a)
	return err
}

// stages makes one escalation in each state, each about a hoist of its own, owned by Rhys where anybody owns it. An empty item
// is one that is only an advice.
func (d *department) stages(item string) []stage {
	d.Helper()
	list := make([]stage, 6)
	rhys := "rhys.radiographer"
	for i := range list {
		s := &list[i]
		s.hoist = d.addHoist(fmt.Sprintf("hoist-%s-%d", map[bool]string{true: "a", false: "b"}[item == ""], i))
		w := ward{"hoist-pre-use", s.hoist, "sam.scsw", "brakes"}
		s.id = d.fails(w, no).ID
		d.wait(time.Minute)
		if i > 0 {
			d.acknowledges(rhys, s.id)
		}
		if i > 1 {
			d.act(rhys, s.id, escalation.FaultLogged)
		}
		if i > 2 {
			d.does(rhys, s.id, escalation.Action{Kind: escalation.ToEngineer, Engineer: &escalation.Engineer{Staff: d.As("pavel.physicist").Staff}})
		}
		if i > 3 {
			d.act(rhys, s.id, escalation.FromEngineer)
		}
		d.wait(10 * time.Minute)
		if i == 1 || i == 2 || i > 3 {
			d.passes(w)
		}
		if i > 4 {
			d.closes(rhys, s.id, escalation.RepairedRechecked)
		}
		if item == "" && i < 5 {
			d.does("sofia.superintendent", s.id, escalation.Action{Kind: escalation.SeverityChanged, Severity: checklist.Advice, Note: "to raise it"})
		}
	}
	return list
}

// addHoist furnishes one more hoist.
func (d *department) addHoist(id string) string {
	d.Helper()
	d.must(d.by("ada.admin", func(tx *store.Tx) error {
		_, _, err := equipment.Put(tx, equipment.Equipment{ID: id, Name: id, Kind: "hoist", Area: "linacs"})
		return err
	}))
	return id
}

// releasing says who may return a linac to use, by what was found on it.
func TestWhoReturnsALinacToUse(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		ward     ward
		reading  any
		repaired bool
		who      string
	}{
		"a measured output":             {output, map[string]any{"value": 106.2}, false, "P"},
		"the intercom":                  {audio, no, false, "MP"},
		"the intercom, after a repair":  {audio, no, true, "P"},
		"an output, after a repair too": {output, map[string]any{"value": 106.2}, true, "P"},
	} {
		id := d.fails(c.ward, c.reading).ID
		d.act("rhys.radiographer", id, escalation.TookOutOfUse)
		if c.repaired {
			d.does("rhys.radiographer", id, escalation.Action{Kind: escalation.ToEngineer, Engineer: &escalation.Engineer{Name: "Vic", Company: "Varian"}})
			d.wait(time.Minute)
			d.does("rhys.radiographer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "new board", Post: "run-up-linac"})
		}
		d.wait(10 * time.Minute)
		d.passes(c.ward)
		for _, p := range everybody {
			for _, isRegistered := range []bool{false, true} {
				letter, actor := p.letter, d.As(p.username)
				if actor.Registered = isRegistered; isRegistered {
					letter = strings.ToUpper(letter)
				}
				want := map[bool]string{true: "o", false: "f"}[strings.Contains(c.who, letter)]
				if got := d.answer(actor, stage{id: id, hoist: "linac-1"}, "release"); got != want {
					t.Errorf("%s: %s (registered %v) gets %s, want %s", name, p.role, isRegistered, got, want)
				}
			}
		}
		d.closes("pavel.physicist", id, escalation.RepairedRechecked)
		d.wait(10 * time.Minute)
	}
}
