package logbook

import (
	"fmt"

	"runup/internal/proof"
	"runup/internal/store"
)

// rows reads the tree's hashes where the database keeps them: leaf hashes beside their entries, interior ones only for
// complete tiles of 256.
func rows(tx *store.Tx) proof.Rows {
	return proof.Rows{
		LeafHashes: func(from, to int64) ([]proof.Hash, error) {
			return hashes(tx, "SELECT leaf FROM entry WHERE position > ? AND position <= ? ORDER BY position", from, to)
		},
		Nodes: func(level int, from, to int64) ([]proof.Hash, error) {
			return hashes(tx, "SELECT hash FROM tile WHERE level = ? AND n >= ? AND n < ? ORDER BY n", level, from, to)
		},
	}
}

func hashes(tx *store.Tx, query string, args ...any) ([]proof.Hash, error) {
	var raw [][]byte
	if err := tx.Raw(query, args...).Scan(&raw).Error; err != nil {
		return nil, fmt.Errorf("logbook: tree: %w", err)
	}
	list := make([]proof.Hash, len(raw))
	for i, h := range raw {
		list[i] = hash(h)
	}
	return list, nil
}

// Inclusion is the proof that an entry is in the tree of the first Size entries.
type Inclusion struct {
	Position, Size int64
	Root, Leaf     proof.Hash
	Hashes         []proof.Hash
}

// Include proves that an entry is in the tree of the first size entries.
func Include(tx *store.Tx, position, size int64) (Inclusion, error) {
	root, err := RootAt(tx, size)
	if err != nil {
		return Inclusion{}, err
	}
	if position < 1 || position > size {
		return Inclusion{}, outOfRange(size)
	}
	p := Inclusion{Position: position, Size: size, Root: root}
	if p.Hashes, err = proof.Inclusion(rows(tx), size, position-1); err != nil {
		return Inclusion{}, fmt.Errorf("logbook: inclusion: %w", err)
	}
	leaf, err := hashes(tx, "SELECT leaf FROM entry WHERE position = ?", position)
	if err != nil || len(leaf) != 1 {
		return Inclusion{}, fmt.Errorf("logbook: leaf %d: %w", position, err)
	}
	p.Leaf = leaf[0]
	return p, nil
}

// Consist proves that the tree of the first to entries begins with the tree of the first from entries.
func Consist(tx *store.Tx, from, to int64) ([]proof.Hash, error) {
	head, err := Now(tx)
	if err != nil {
		return nil, err
	}
	if from < 1 || to < from || to > head.Position {
		return nil, outOfRange(head.Position)
	}
	list, err := proof.Consistency(rows(tx), from, to)
	if err != nil {
		return nil, fmt.Errorf("logbook: consistency: %w", err)
	}
	return list, nil
}
