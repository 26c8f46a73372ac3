package library

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/store"
)

// How a checklist's local procedure stands.
const (
	ProcedureNone    = "none"    // the checklist names none
	ProcedureUndated = "undated" // it has no review date
	ProcedurePast    = "past"    // its review date has passed
	ProcedureCurrent = "current"
)

// Programme is one line of what the department checks: a version in force, and how its procedure stands.
type Programme struct {
	Edition    Edition
	Definition *checklist.Definition
	Procedure  string
}

// Programmes answers every checklist in force, by id. today is in the department's zone.
func Programmes(tx *store.Tx, today time.Time) ([]Programme, error) {
	editions, err := find(tx.Where("state IN ?", []string{Published, NeedsLocalValues}).Order("id"))
	if err != nil {
		return nil, err
	}
	list := make([]Programme, len(editions))
	for i, e := range editions {
		d, err := e.Definition()
		if err != nil {
			return nil, err
		}
		list[i] = Programme{Edition: e, Definition: d, Procedure: standing(d.Procedure, today.Format(time.DateOnly))}
	}
	return list, nil
}

// standing holds a review date against today; on its day a procedure still stands.
func standing(p *checklist.Procedure, today string) string {
	switch {
	case p == nil || p.Ref == "":
		return ProcedureNone
	case p.ReviewBy == "":
		return ProcedureUndated
	case p.ReviewBy < today:
		return ProcedurePast
	}
	return ProcedureCurrent
}
