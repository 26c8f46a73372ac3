package check

import (
	"encoding/json"
	"fmt"

	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
)

// Alert stores one failing reading of a check that is still being done. It is judged as the finished check will judge it,
// so that it opens exactly what that would.
func (j Judging) Alert(tx *store.Tx, in *Incoming) (Accepted, error) {
	d, q, err := known(tx, in)
	if err != nil {
		return Accepted{}, err
	}
	at, suspect := in.when(tx.Now)
	given := j.given(q, at)
	reading, err := in.reading()
	if err != nil {
		return Accepted{}, err
	}
	given.Readings = map[string]judge.Reading{in.Op.Item: reading}
	if err := refer(tx, d, q, &given); err != nil {
		return Accepted{}, err
	}
	item, ok := judge.One(d, in.Op.Item, reading, given)
	if !ok || !atPoint(q, item) {
		return Accepted{}, problem.Newf("not-an-operation", "The checklist has no item %q on %s.", in.Op.Item, q.ID).
			With(problem.Field{Pointer: "/item", Detail: "must be an item of the checklist, or point/item"})
	}
	flags, err := in.flags(tx, d, suspect)
	if err != nil {
		return Accepted{}, err
	}
	if in.Op.Unverified() {
		flags = append(flags, FlagUnverified)
	}
	f := Found{
		At: at, Release: in.Release, SkewMs: in.SkewMs(), Verdict: item.Verdict, Items: []judge.Item{item},
		Flags: sorted(flags), Blobs: blobs(given.Readings), WantsSecond: d.PerformedBy.SecondCheck,
	}
	a, err := in.store(tx, q, f, in.Op.Check)
	if err != nil {
		return Accepted{}, err
	}
	if err := j.call(tx, d, a); err != nil {
		return Accepted{}, err
	}
	return a, in.tellLate(tx, a)
}

// reading reads the one reading as the finished check's readings will be read.
func (in *Incoming) reading() (judge.Reading, error) {
	all, err := json.Marshal(map[string]json.RawMessage{"reading": in.Op.Reading})
	if err != nil {
		return judge.Reading{}, fmt.Errorf("check: alert: %w", err)
	}
	return judge.ReadReadings(all)["reading"], nil
}

// atPoint reports whether the point of an item in a round is one of the equipment's.
func atPoint(q equipment.Equipment, item judge.Item) bool {
	point := item.Point()
	if point == "" {
		return true
	}
	for _, p := range q.Points {
		if p.ID == point {
			return true
		}
	}
	return false
}
