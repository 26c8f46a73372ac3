package logbook

import (
	"fmt"
	"iter"

	"runup/internal/proof"
	"runup/internal/store"
)

// Verify recomputes the whole logbook from its texts: every header, body and leaf, every stored tile and the root of the
// head. The error names the first entry that does not hold.
func Verify(tx *store.Tx) (proof.Result, error) {
	head, err := Now(tx)
	if err != nil {
		return proof.Result{}, err
	}
	result, err := proof.Verify(forProof(All(tx)), proof.Expected{
		Size:  head.Position,
		Roots: map[int64]proof.Hash{head.Position: head.Root},
		Node:  func(n proof.Node) (proof.Hash, error) { return storedNode(tx, n) },
	})
	if err != nil {
		return proof.Result{}, fmt.Errorf("logbook: verify: %w", err)
	}
	return result, nil
}

// storedNode answers zeros for a hash that is missing: they fit nothing.
func storedNode(tx *store.Tx, n proof.Node) (proof.Hash, error) {
	list, err := hashes(tx, "SELECT hash FROM tile WHERE level = ? AND n = ?", n.Level, n.N)
	if err != nil || len(list) != 1 {
		return proof.Hash{}, err
	}
	return list[0], nil
}

func forProof(records iter.Seq2[Record, error]) iter.Seq2[proof.Entry, error] {
	return func(yield func(proof.Entry, error) bool) {
		for r, err := range records {
			e := proof.Entry{Header: []byte(r.Header), Leaf: &r.Leaf, Salt: r.Salt}
			if r.Body != nil {
				e.Body = []byte(*r.Body)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
