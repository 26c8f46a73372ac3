package sample

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"runup/internal/occurrence"
	"runup/internal/operation"
	"runup/internal/store"
)

// page is what was out of the ordinary on one day: before anything was shared out, in what was found, and afterwards.
type page struct {
	before  func(*morning) error
	changes []func(*morning) error
	after   []func(*morning) error
}

// diary answers what happened so many treatment days before the newest. A department with a week behind it has no stories.
func (f *founding) diary(ago int) page {
	if f.Clock.days < Quarter {
		return page{}
	}
	return diary[ago]
}

// diary is a quarter of a department's life, by treatment days before the newest: what a reader should find when looking
// around. Everything else passed. Stock is counted twice a week, so its stories stand on several days.
var diary = map[int]page{
	0: {changes: all(
		trainee("run-up-sxr", "sxr-1", ""), low("ppe-stock", "ppe-store-1", "gloves-medium"), low("linen-and-clinical-stock", "linen-store-1", "couch-roll"),
		expiring("crash-trolley-daily", "crash-trolley-1", "pads-expiry", 19), expiring("glucose-monitors", "glucose-meter-1", "strips-expiry", 26),
	)},
	1: {changes: all(
		trainee("run-up-sxr", "sxr-1", rosa), forgotten("spill-kits", "spill-kit-1"),
		low("ppe-stock", "ppe-store-1", "gloves-medium"), low("linen-and-clinical-stock", "linen-store-1", "couch-roll"),
	)},
	2: {
		changes: all(low("ppe-stock", "ppe-store-1", "gloves-medium"), low("linen-and-clinical-stock", "linen-store-1", "couch-roll")),
		after:   all(reported(amir, operation.NearMiss, "", "linacs", "Wheelchair brake left off in the changing room, noticed before anybody sat down.")),
	},
	3: {
		changes: all(low("ppe-stock", "ppe-store-1", "gloves-medium"), putRight("crash-trolley-daily", "crash-trolley-1", "pads-expiry", "pads expired yesterday", "changed for the pads from the cupboard")),
		after:   all(ordered("ppe-stock", "ppe-store-1", "gloves-medium", "Ordered with the week's PPE")),
	},
	4:  {changes: all(twice("blood-pressure-machines", "bp-machine-1", "cuffs"))},
	5:  {after: all(reported(sam, operation.Stock, "", "clinic", "Adult cuffs are running out."))},
	6:  {changes: all(mistyped("run-up-linac", "linac-1", "output-6mv"))},
	7:  {changes: all(trainee("run-up-sxr", "sxr-1", "")), after: all(countersigned("run-up-sxr", "sxr-1", rosa, "Good work. Let the chamber settle for two minutes before the first reading."))},
	8:  {changes: all(putRight("sharps-bins", "sharps-bin-1", "below-line", "three quarters full", "closed, signed and changed"))},
	9:  {changes: all(again("run-up-linac", "linac-2", "output-10mv"))},
	10: {after: all(amended("medicines-fridge", "medicines-fridge-1", sam, "read off the wrong column"))},
	11: {changes: all(trainee("run-up-linac", "linac-1", rhys))},
	12: {after: all(reported(tara, operation.Environment, "", "clinic", "Water under the basin in clinic room 2."))},
	14: {changes: all(notInUse("ct-1", "The maker services the CT today"))},
	16: {changes: all(broken("battery-operated-equipment", "battery-1", "runs")), after: repaired("battery-operated-equipment", "battery-1")},
	17: {changes: all(low("oxygen-cylinders", "oxygen-1", "cylinders"))},
	19: {changes: all(forgotten("linen-and-clinical-stock", "linen-store-1"), forgotten("oxygen-cylinders", "oxygen-1"))},
	21: {changes: all(alike("sharps-bins", "sharps-bin-1"))},
	23: {changes: all(twice("trolley-brakes", "trolley-1", "")), after: all(resolved("trolley-brakes", "trolley-1", rhys, "Both looked at it with me: the pedal holds"))},
	27: {changes: all(forgotten("medicines-fridge", "medicines-fridge-1"))},
	31: {changes: all(putRight("spill-kits", "spill-kit-1", "", "the seal was broken", "filled from the store and sealed"))},
	33: {after: all(voided("battery-operated-equipment", "battery-1", sofia, "Done on the suction unit that was away for service"))},
	36: {changes: all(trainee("run-up-sxr", "sxr-1", rosa))},
	40: {after: all(adopted)},
	44: {changes: all(forgotten("equipment-qa-basic", "imaging-panel-1"))},
	52: {changes: all(mistyped("run-up-sxr", "sxr-1", "reading-100kv"))},
}

func all(stories ...func(*morning) error) []func(*morning) error { return stories }

// weekend answers what happened on a day without treatment: on the third Saturday of a quarter, an emergency.
func (f *founding) weekend(day time.Time) page {
	if f.Clock.days < Quarter || day.Weekday() != time.Saturday || int(day.Sub(f.begun).Hours())/24/7 != 2 {
		return page{}
	}
	return page{before: (*morning).openLA1}
}

// openLA1 puts a linac to use for an emergency, so that its gating checks are due at once.
func (m *morning) openLA1() error {
	m.Clock.step(m.day.Add(8 * time.Hour).UTC())
	return m.as(rhys, func(tx *store.Tx) error {
		_, err := occurrence.Use(tx, m.zone, "linac-1", "Cord compression, to be treated this morning")
		return err
	})
}

// on finds the task of a story. On a day on which it is not due there is no story.
func on(checklist, equipment string, tell func(*morning, *task) error) func(*morning) error {
	return func(m *morning) error {
		if t := m.find(checklist, equipment); t != nil {
			return tell(m, t)
		}
		return nil
	}
}

// forgotten is a check that nobody did.
func forgotten(checklist, equipment string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		m.tasks = slices.DeleteFunc(m.tasks, func(other *task) bool { return other == t })
		return nil
	})
}

// trainee is a check that a trainee does, with somebody who answers for it at the machine, or with nobody yet.
func trainee(checklist, equipment, supervisor string) func(*morning) error {
	return on(checklist, equipment, func(_ *morning, t *task) error {
		t.by, t.supervisor = tara, supervisor
		if t.note = "Done under supervision"; supervisor == "" {
			t.note = "Nobody was free to confirm it"
		}
		return nil
	})
}

// low is a stock line of which half is left.
func low(checklist, equipment, item string) func(*morning) error {
	return on(checklist, equipment, func(_ *morning, t *task) error {
		if _, err := t.item(item); err != nil {
			return err
		}
		limits := t.doing.Held.References[item].Limits
		if limits == nil || limits.ToleranceLow == nil && limits.SuspensionLow == nil {
			return fmt.Errorf("%s of %s has no par level", item, checklist)
		}
		par := limits.ToleranceLow
		if par == nil {
			par = limits.SuspensionLow
		}
		t.answer(item, float64(int(*par)/2))
		return nil
	})
}

// expiring is a supply that is good for some days yet.
func expiring(checklist, equipment, item string, days int) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		if _, err := t.item(item); err != nil {
			return err
		}
		t.answer(item, m.day.AddDate(0, 0, days).Format(time.DateOnly))
		return nil
	})
}

// putRight is something that was found wrong and mended on the spot.
func putRight(checklist, equipment, item, found, did string) func(*morning) error {
	return on(checklist, equipment, func(_ *morning, t *task) error {
		key, err := t.firstWrong(item)
		if err != nil {
			return err
		}
		reading, _ := t.readings[key].(map[string]any)
		reading["putRight"] = map[string]any{"found": found, "did": did}
		return nil
	})
}

// mistyped is a slip of the finger that was seen and set right: both numbers are kept.
func mistyped(checklist, equipment, item string) func(*morning) error {
	return on(checklist, equipment, func(_ *morning, t *task) error {
		v, err := t.number(item)
		if err != nil {
			return err
		}
		t.earlier(item, map[string]any{"value": v + 10, "mistyped": true, "reason": "typing slip"})
		return nil
	})
}

// again is a measurement that was made twice because the first was set up badly: a little off, and still inside.
func again(checklist, equipment, item string) func(*morning) error {
	return on(checklist, equipment, func(_ *morning, t *task) error {
		v, err := t.number(item)
		if err != nil {
			return err
		}
		t.earlier(item, map[string]any{"value": v + 0.8, "reason": "set-up"})
		return nil
	})
}

func (t *task) number(item string) (float64, error) {
	reading, _ := t.readings[item].(map[string]any)
	v, ok := reading["value"].(float64)
	if !ok {
		return 0, fmt.Errorf("%s has no number for %s", t.due.Checklist, item)
	}
	return v, nil
}

func (t *task) earlier(item string, e map[string]any) {
	reading, _ := t.readings[item].(map[string]any)
	reading["earlier"] = []any{e}
}

// firstWrong answers the key of an item that can fail: the one that is named, at the first point of a round, or else the
// first there is.
func (t *task) firstWrong(item string) (string, error) {
	for _, i := range t.doing.Definition.Items() {
		if item == "" && (i.Kind != "confirm" || i.OnFail == "do-not-use" || i.OnFail == "" || !t.doing.asks(i)) || item != "" && i.ID != item {
			continue
		}
		for _, key := range t.doing.keys(i) {
			if t.readings[key] != nil {
				return key, nil
			}
		}
	}
	return "", fmt.Errorf("%s has no item %s that was answered", t.due.Checklist, strconv.Quote(item))
}

// alike is a check that two people did without knowing of each other, and that came out alike.
func alike(checklist, equipment string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		m.elsewhere = append(m.elsewhere, m.second(t))
		return nil
	})
}

// second is the same check by somebody else, five minutes later on the other tablet.
func (m *morning) second(t *task) *task {
	second := *t
	second.by, second.begins, second.ends = amir, t.begins.Add(5*time.Minute), t.ends.Add(5*time.Minute)
	if t.by == amir {
		second.by = rosa
	}
	second.readings = t.doing.Passing()
	return &second
}

// twice is a check that two people did, on two tablets, and that came out differently: the worse governs until somebody else
// has decided.
func twice(checklist, equipment, item string) func(*morning) error {
	return on(checklist, equipment, func(m *morning, t *task) error {
		second := m.second(t)
		key, err := second.firstWrong(item)
		if err != nil {
			return err
		}
		second.answer(key, false)
		m.elsewhere = append(m.elsewhere, second)
		return nil
	})
}

// notInUse is a machine that stands still for a day, which a radiographer says before the morning's work.
func notInUse(equipment, reason string) func(*morning) error {
	return func(m *morning) error {
		m.Clock.step(m.day.Add(6*time.Hour + 28*time.Minute).UTC())
		var rest []*task
		for _, t := range m.tasks {
			if t.due.Equipment != equipment {
				rest = append(rest, t)
				continue
			}
			err := m.as(rosa, func(tx *store.Tx) error {
				_, err := occurrence.Declare(tx, m.zone, t.due.ID, occurrence.Exempting{Kind: occurrence.Downtime, Reason: reason})
				return err
			})
			if err != nil {
				return err
			}
		}
		m.tasks = rest
		return nil
	}
}

// drifted answers by how much of the room that limits leave some readings have moved since the quarter began: the output of
// one linac creeps up, as it does in the years after a new target, and is still inside.
func (m *morning) drifted(d Doing) map[string]float64 {
	if m.Clock.days < Quarter || d.Equipment.ID != "linac-2" {
		return nil
	}
	return map[string]float64{"output-6mv": 0.8 * m.day.Sub(m.begun).Hours() / 24 / float64(m.Clock.days)}
}
