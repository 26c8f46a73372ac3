package check

import (
	"encoding/json"
	"fmt"

	"runup/internal/operation"
	"runup/internal/store"
)

// Again answers what became of an operation that was accepted before, as it stands now. Failures are not worked out again:
// what they opened is the escalation's to say.
func Again(tx *store.Tx, op *operation.Operation) (Accepted, error) {
	a := Accepted{Check: op.OpID}
	query, arg := "SELECT position, found FROM checks WHERE id = ?", op.OpID
	if op.Type == operation.Alerted {
		a.Check, query = op.Check, "SELECT position, found FROM alert WHERE op = ?"
	}
	var rows []struct {
		Position int64
		Found    string
	}
	if err := tx.Raw(query, arg).Scan(&rows).Error; err != nil {
		return Accepted{}, fmt.Errorf("check: again: %w", err)
	}
	if len(rows) != 1 {
		return Accepted{}, fmt.Errorf("check: again: %s was accepted and is not there", op.OpID)
	}
	var f Found
	if err := json.Unmarshal([]byte(rows[0].Found), &f); err != nil {
		return Accepted{}, fmt.Errorf("check: again: %w", err)
	}
	a.Position, a.Verdict, a.Flags, a.Blobs = rows[0].Position, f.Verdict, f.Flags, f.Blobs
	return a, nil
}

// RevisedBefore answers what became of an operation that said something about a check.
func RevisedBefore(tx *store.Tx, op string) (Accepted, error) {
	var rows []revisionRow
	if err := tx.Where("op = ?", op).Find(&rows).Error; err != nil {
		return Accepted{}, fmt.Errorf("check: revised before: %w", err)
	}
	if len(rows) != 1 {
		return Accepted{}, fmt.Errorf("check: revised before: %s was accepted and is not there", op)
	}
	r, f := rows[0], rows[0].Found.V
	return Accepted{Check: r.CheckID, Position: r.Position, Verdict: f.Verdict, Flags: f.Flags, Blobs: f.Blobs}, nil
}
