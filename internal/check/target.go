package check

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Shift is how long after a check its performer may amend it or mark it as entered in error: the longest shift that departments
// run. Afterwards it takes a superintendent or a physicist.
const Shift = 12 * time.Hour

// target is a check that something is said about, as it stands.
type target struct {
	row
	parts
	later []revisionRow
}

// aim finds the check that an operation or a person speaks of, wherever it stands.
func aim(tx *store.Tx, id string) (*target, error) {
	var rows []row
	if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("check: target: %w", err)
	}
	if len(rows) == 0 {
		return nil, noTarget(tx, id)
	}
	t := &target{row: rows[0]}
	var err error
	if t.parts, err = t.row.parts(); err != nil {
		return nil, err
	}
	later, err := revisions(tx, rows)
	t.later = later[id]
	return t, err
}

// noTarget says that a check is not here: it may yet come, unless the id is something else's.
func noTarget(tx *store.Tx, id string) error {
	var others int64
	err := tx.Raw("SELECT count(*) FROM operation WHERE op_id = ? AND outcome = 'accepted'", id).Scan(&others).Error
	if err != nil {
		return fmt.Errorf("check: target: %w", err)
	}
	if others > 0 {
		return problem.New("not-an-operation", "What it is about is no check.").
			With(problem.Field{Pointer: "/target", Detail: "must be the id of a check"})
	}
	return problem.New("unknown-target", "The check that it is about has not come yet.")
}

// visible finds a check for a person who acts at the server.
func visible(tx *store.Tx, id string) (*target, error) {
	t, err := aim(tx, id)
	if problem.Is(err, "unknown-target") || problem.Is(err, "not-an-operation") || err == nil && !tx.Actor.Sees(t.Area) {
		return nil, problem.New("not-found", "There is no such check.")
	}
	return t, err
}

// next begins the revision that comes now.
func (t *target) next(at time.Time) decided {
	return decided{At: at, Revision: t.Revision + 1, Performer: t.By, Verdict: t.now.Verdict, Flags: []string{}}
}

// stoppedEarly reports whether it was stopped before its end.
func (t *target) stoppedEarly() bool { return t.told.StoppedEarly != nil }

// known finds the version that the check was made with, and its equipment as it is now.
func (t *target) known(tx *store.Tx) (*checklist.Definition, equipment.Equipment, error) {
	e, err := library.Version(tx, t.Checklist, t.Hash)
	if err != nil {
		return nil, equipment.Equipment{}, fmt.Errorf("check: version of %s: %w", t.ID, err)
	}
	d, err := e.Definition()
	if err != nil {
		return nil, equipment.Equipment{}, err
	}
	q, err := equipment.ByID(tx, t.Equipment)
	if err != nil {
		return nil, equipment.Equipment{}, fmt.Errorf("check: equipment of %s: %w", t.ID, err)
	}
	return d, q, nil
}

// asThen puts what was seen before the check in the place of what was seen by it: nothing is compared with itself.
func (t *target) asThen(given *judge.Given) {
	seen := make(map[string]string, len(given.LastSeen))
	for item, value := range given.LastSeen {
		seen[item] = value
	}
	for _, s := range t.found.Seen {
		seen[s.Item] = s.Last
	}
	given.LastSeen = seen
}

// append adds a revision that a tablet sent, in the name of who did it.
func (in *Incoming) append(tx *store.Tx, kind logbook.Kind[revised], t *target, f decided) (Accepted, error) {
	f.Release = in.Release
	if f.Why != "" {
		f.Flags = sorted(f.Flags, []string{FlagNotCounted})
	}
	b := &revised{Payload: in.Text, Signature: in.Signature, Device: in.Device.ID, Found: f}
	if in.Release != nil {
		b.Releases = in.Release.Position
	}
	by, err := As(tx, in.Op.PerformedBy, in.Device.ID)
	if err != nil {
		return Accepted{}, err
	}
	e, err := kind.Append(by, t.Area, t.ID, b)
	if err != nil {
		return Accepted{}, fmt.Errorf("check: revise: %w", err)
	}
	return Accepted{Check: t.ID, Position: e.Position, Verdict: f.Verdict, Flags: f.Flags, Blobs: f.Blobs}, nil
}

// done adds a revision that a person made at the server.
func (t *target) done(tx *store.Tx, kind logbook.Kind[revised], a act, f decided) (Check, error) {
	if _, err := kind.Append(tx, t.Area, t.ID, &revised{Act: &a, Found: f}); err != nil {
		return Check{}, fmt.Errorf("check: revise: %w", err)
	}
	return ByID(tx, t.ID)
}

// repeats reports whether a person's wish is their own last act on the check, sent again.
func (t *target) repeats(person, kind string, a act) bool {
	if len(t.later) == 0 {
		return false
	}
	last := t.later[len(t.later)-1]
	did := last.Said.V
	return last.Kind == kind && last.ByStaff == person && last.Counts &&
		act{Reason: did.Reason, Decision: did.Decision, Note: did.Note} == a
}
