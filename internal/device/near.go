package device

import (
	"cmp"
	"fmt"
	"slices"

	"runup/internal/store"
)

// Near is what is here already around an operation that arrives: what has its id, and what stands beside it in its tablet's
// own order. It is one question, because it is asked of every operation.
type Near struct {
	SameID     []Operation
	neighbours []operationRow
}

const nearColumns = "op_id, sha, standing, device, seq, prev, type, position, outcome, latest, at"

// FindNear answers what is around an operation; seq is nil when its place cannot be read.
func FindNear(tx *store.Tx, opID, deviceID string, seq *int64) (near Near, err error) {
	query, args := "SELECT 0, "+nearColumns+" FROM operation WHERE op_id = ?", []any{opID}
	if seq != nil {
		query += " UNION ALL SELECT 1, " + nearColumns + " FROM operation WHERE device = ? AND seq BETWEEN ? AND ? AND standing = ?"
		args = append(args, deviceID, *seq-1, *seq+1, Own)
	}
	rows, err := tx.Raw(query, args...).Rows()
	if err != nil {
		return Near{}, fmt.Errorf("device: operations: %w", err)
	}
	defer rows.Close() //nolint:errcheck // it was read to its end
	for rows.Next() {
		var beside int
		var r operationRow
		err := rows.Scan(&beside, &r.OpID, &r.SHA, &r.Standing, &r.Device, &r.Seq, &r.Prev, &r.Type, &r.Position, &r.Outcome, &r.Latest, &r.At)
		if err != nil {
			return Near{}, fmt.Errorf("device: operations: %w", err)
		}
		if beside == 1 {
			near.neighbours = append(near.neighbours, r)
		} else {
			near.SameID = append(near.SameID, r.operation())
		}
	}
	if err := rows.Err(); err != nil {
		return Near{}, fmt.Errorf("device: operations: %w", err)
	}
	slices.SortFunc(near.SameID, func(a, b Operation) int { return cmp.Compare(a.Position, b.Position) })
	return near, nil
}

// Contradict reports whether a neighbour in the tablet's own order is there and does not fit: another payload with the same
// number, one before that is not the named one, one after that names another. A neighbour that is missing says nothing: it
// may yet come. One that fits speaks for its place: another beside it is an id used twice, which is set aside by itself.
func (n Near) Contradict(seq int64, prev, sha string) bool {
	var before, after, fitsBefore, fitsAfter bool
	for _, r := range n.neighbours {
		switch *r.Seq {
		case seq:
			if r.SHA != sha {
				return true
			}
		case seq - 1:
			before, fitsBefore = true, fitsBefore || r.SHA == prev
		case seq + 1:
			after, fitsAfter = true, fitsAfter || r.Prev == sha
		}
	}
	return before && !fitsBefore || after && !fitsAfter
}
