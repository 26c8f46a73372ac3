package library

import (
	"maps"
	"slices"

	"runup/internal/checklist"
	"runup/internal/problem"
	"runup/internal/store"
)

// How a version stands to the library that ships with Runup.
const (
	AsShipped = "as-shipped"
	Local     = "local" // based on a shipped version
	Own       = "own"   // the department's own, based on nothing
)

// Variance is one version, in force or proposed, beside what it is based on.
type Variance struct {
	Edition     Edition
	Definition  *checklist.Definition
	Relation    string
	Base        *checklist.Definition // nil when it is based on nothing, or on a text that is not here
	Newer       string                // hash of another version of the base that ships now, "" when there is none
	Differences []checklist.Difference
}

// Absent is a checklist of the library that is not in force here in any form.
type Absent struct {
	Edition    Edition // the version that ships
	Definition *checklist.Definition
}

// Unexplained answers what was left out or loosened without a reason, in words.
func (v Variance) Unexplained() []string {
	list := []string{}
	for _, d := range v.Differences {
		if d.Reason == "" && (d.Change == checklist.LeftOut || d.Change == checklist.Loosened) {
			list = append(list, words(d))
		}
	}
	return list
}

func words(d checklist.Difference) string {
	if d.Item == "" {
		return d.Change + ": " + d.What
	}
	return d.Item + ": " + d.Change + ": " + d.What
}

// VarianceOf sets one version beside what it is based on.
func VarianceOf(tx *store.Tx, e Edition) (Variance, error) {
	s, err := onShelf(tx)
	if err != nil {
		return Variance{}, err
	}
	return s.variance(tx, e)
}

func (s shelved) variance(tx *store.Tx, e Edition) (v Variance, err error) {
	v = Variance{Edition: e, Relation: Own}
	if v.Definition, err = e.Definition(); err != nil {
		return v, err
	}
	switch {
	case s.ever[Base{ID: e.ID, Hash: e.Hash}]:
		v.Relation, v.Newer = AsShipped, s.newer(Base{ID: e.ID, Hash: e.Hash})
		return v, nil
	case e.Base.ID == "":
		return v, nil
	}
	v.Relation, v.Newer = Local, s.newer(e.Base)
	base, err := Version(tx, e.Base.ID, e.Base.Hash)
	if problem.Is(err, "not-found") {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	if v.Base, err = base.Definition(); err != nil {
		return v, err
	}
	v.Differences = checklist.Compare(v.Base, v.Definition)
	return v, nil
}

// newer answers the version of a checklist that ships now, unless it is this one.
func (s shelved) newer(b Base) string {
	if now := s.now[b.ID]; now != b.Hash {
		return now
	}
	return ""
}

// Variances answers every version in force, every local one that is proposed, and what of the library is not in force at
// all. An id asks for one checklist.
func Variances(tx *store.Tx, id string) ([]Variance, []Absent, error) {
	s, err := onShelf(tx)
	if err != nil {
		return nil, nil, err
	}
	q := tx.Where("state IN ?", []string{Published, NeedsLocalValues, Proposed})
	editions, err := find(q.Order("id, " + inForceFirst))
	if err != nil {
		return nil, nil, err
	}
	list, adopted := []Variance{}, map[string]bool{}
	for _, e := range editions {
		if e.InForce() {
			adopted[e.ID], adopted[e.Base.ID] = true, true
		} else if s.ever[Base{ID: e.ID, Hash: e.Hash}] {
			continue // it waits; what is in force says that there is a newer one, or that there is none is said below
		}
		if id != "" && e.ID != id {
			continue
		}
		v, err := s.variance(tx, e)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, v)
	}
	absent, err := s.absent(tx, id, adopted)
	return list, absent, err
}

func (s shelved) absent(tx *store.Tx, id string, adopted map[string]bool) ([]Absent, error) {
	list := []Absent{}
	for _, one := range slices.Sorted(maps.Keys(s.now)) {
		if adopted[one] || id != "" && one != id {
			continue
		}
		e, err := Version(tx, one, s.now[one])
		if err != nil {
			return nil, err
		}
		d, err := e.Definition()
		if err != nil {
			return nil, err
		}
		list = append(list, Absent{Edition: e, Definition: d})
	}
	return list, nil
}
