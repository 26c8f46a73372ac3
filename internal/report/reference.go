package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Refer notes under which reference the local incident system has a report too. Nothing is sent there; a later reference
// stands in place of an earlier one, and the logbook keeps both.
func Refer(tx *store.Tx, id, system, ref string) (Report, error) {
	if err := staff.May(tx.Actor, staff.FileReport); err != nil {
		return Report{}, err
	}
	r, err := ByID(tx, id)
	if err != nil {
		return Report{}, err
	}
	if err := checkReference(system, ref); err != nil {
		return Report{}, err
	}
	if r.Incident != nil && r.Incident.System == system && r.Incident.Reference == ref {
		return r, nil
	}
	body := &logbook.Act[reference, none]{Act: reference{System: system, Reference: ref}}
	if _, err := Referenced.Append(tx, r.Area, id, body); err != nil {
		return Report{}, fmt.Errorf("report: refer: %w", err)
	}
	return ByID(tx, id)
}

const longestReference = 100

func checkReference(system, ref string) error {
	var wrong []problem.Field
	for _, is := range []struct{ pointer, text string }{{"/system", system}, {"/reference", ref}} {
		if strings.TrimSpace(is.text) == "" || !operation.Plain(is.text) || utf8.RuneCountInString(is.text) > longestReference {
			wrong = append(wrong, problem.Field{Pointer: is.pointer, Detail: "must be one line of text, at most 100 characters"})
		}
	}
	if len(wrong) > 0 {
		return problem.New("invalid", "The reference cannot be noted like this.").With(wrong...)
	}
	return nil
}

// Again answers the position, flags and evidence of a pushed report that was stored before.
func Again(tx *store.Tx, id string) (Filed, error) {
	var rows []row
	if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil || len(rows) != 1 {
		return Filed{}, fmt.Errorf("report: again: %d found: %w", len(rows), err)
	}
	r, err := rows[0].report()
	return Filed{ID: id, Position: r.Position, Flags: r.Flags, Blobs: r.Blobs}, err
}
