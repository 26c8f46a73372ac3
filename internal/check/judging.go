package check

import (
	"fmt"
	"time"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/store"
)

// Ahead judges before the door what can be: a check whose verdict depends on nothing that another write may change.
// Whatever is not known here is found out, or set aside, inside.
func (j Judging) Ahead(tx *store.Tx, in *Incoming) error {
	d, q, err := known(tx, in)
	if _, isProblem := problem.Of(err); isProblem {
		return nil
	}
	if err != nil || d.Refers() {
		return err
	}
	at, _ := in.when(tx.Now)
	in.judged, err = j.judge(tx, in, d, q, at)
	return err
}

// known finds the version of the checklist and the equipment. A problem says which of them the server does not have.
func known(tx *store.Tx, in *Incoming) (*checklist.Definition, equipment.Equipment, error) {
	d, err := definition(tx, in)
	if err != nil {
		return nil, equipment.Equipment{}, err
	}
	q, err := equipment.ByID(tx, in.Op.Equipment)
	if problem.Is(err, "not-found") {
		err = problem.Newf("unknown-equipment", "There is no equipment %q here.", in.Op.Equipment)
	}
	if err != nil {
		return nil, equipment.Equipment{}, err
	}
	return d, q, nil
}

// definition answers exactly the version that the check was made with, as long as it was ever in force.
func definition(tx *store.Tx, in *Incoming) (*checklist.Definition, error) {
	unknown := problem.Newf("unknown-definition", "This server never had that version of %q in force.", in.Op.Checklist)
	e, err := library.Version(tx, in.Op.Checklist, in.Op.Hash)
	if problem.Is(err, "not-found") || err == nil && !e.Usable() {
		return nil, unknown
	}
	if err != nil {
		return nil, fmt.Errorf("check: definition: %w", err)
	}
	return e.Definition()
}

func (j Judging) judge(tx *store.Tx, in *Incoming, d *checklist.Definition, q equipment.Equipment, at time.Time) (*judged, error) {
	readings := judge.ReadReadings(in.Op.Readings)
	given := j.given(q, at)
	given.Readings, given.StoppedEarly = readings, in.Op.StoppedEarly != nil
	if err := refer(tx, d, q, &given); err != nil {
		return nil, err
	}
	return &judged{definition: d, equipment: q, readings: readings, lastSeen: given.LastSeen, result: j.Judge(d, given)}, nil
}

func (j Judging) given(q equipment.Equipment, at time.Time) judge.Given {
	given := judge.Given{At: at.In(j.Zone), Features: q.Features, Points: make([]string, len(q.Points))}
	for i, p := range q.Points {
		given.Points[i] = p.ID
	}
	return given
}

// refer adds what readings are held against, where the checklist holds them against anything of the department's own.
func refer(tx *store.Tx, d *checklist.Definition, q equipment.Equipment, given *judge.Given) error {
	if !d.Refers() {
		return nil
	}
	held, err := baseline.AsOf(tx, q.ID, d.ID, given.At)
	if err != nil {
		return fmt.Errorf("check: references: %w", err)
	}
	given.References, given.LastSeen = held.References, held.LastSeen
	given.Instruments = map[string]judge.Instrument{}
	for _, item := range d.Items() {
		if item.Kind != checklist.Instrument {
			continue
		}
		if err := instruments(tx, item.ID, given); err != nil {
			return err
		}
	}
	return nil
}

// instruments looks up the test equipment that readings of one item name. One that is not there stays unknown to the judge.
func instruments(tx *store.Tx, item string, given *judge.Given) error {
	for key, r := range given.Readings {
		id := textOf(r.Value)
		if !operation.Plain(id) || (judge.Item{ID: key}).Item() != item {
			continue
		}
		q, err := equipment.ByID(tx, id)
		if problem.Is(err, "not-found") {
			continue
		}
		if err != nil {
			return fmt.Errorf("check: instrument: %w", err)
		}
		given.Instruments[id] = judge.Instrument{Kind: q.Kind, CalibrationDue: q.CalibrationDue}
	}
	return nil
}

// Failing reports whether a check that cannot be accepted fails all the same, as far as this server can judge it.
func (j Judging) Failing(tx *store.Tx, in *Incoming) (bool, error) {
	if in.judged == nil {
		d, q, err := known(tx, in)
		if err != nil {
			return false, err
		}
		if in.judged, err = j.judge(tx, in, d, q, in.When(tx.Now)); err != nil {
			return false, err
		}
	}
	return len(in.judged.result.Failing()) > 0, nil
}
