package stock

import (
	"fmt"
	"unicode/utf8"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

const longestNote = 2000

// Act notes what somebody did about a line: ordered it, restocked it, or took that back.
func Act(tx *store.Tx, id, action, note string) (Line, error) {
	if err := staff.May(tx.Actor, staff.Stock); err != nil {
		return Line{}, err
	}
	l, err := ByID(tx, id)
	if err != nil {
		return Line{}, err
	}
	if err := sensible(l, action, note); err != nil {
		return Line{}, err
	}
	if again(l, tx.Actor.Staff, action, note) {
		return l, nil
	}
	body := &logbook.Act[acted, foundCheck]{Act: acted{Action: action, Note: note}, Found: foundCheck{Check: l.Check}}
	if _, err := ActedKind.Append(tx, l.Area, id, body); err != nil {
		return Line{}, fmt.Errorf("stock: act: %w", err)
	}
	return ByID(tx, id)
}

func sensible(l Line, action, note string) error {
	if utf8.RuneCountInString(note) > longestNote {
		return problem.New("invalid", "The note is too long.").With(problem.Field{Pointer: "/note", Detail: "must have at most 2000 characters"})
	}
	switch action {
	case Order, Restock:
		if l.Reason == "" && l.Until == "" {
			return problem.New("guard", "The newest check found enough of it.").Do("Read the list again.")
		}
		return nil
	case Reopen:
		return nil
	}
	return problem.New("invalid", "Nothing was noted.").With(problem.Field{Pointer: "/action", Detail: "must be ordered, restocked or reopened"})
}

// again reports whether it is what stands there already: somebody's own last action, sent twice, or nothing to take back.
func again(l Line, person, action, note string) bool {
	if l.Acted == nil {
		return action == Reopen
	}
	return l.Acted.Action == action && l.Acted.By == person && l.Acted.Note == note
}
