package proof

import "golang.org/x/mod/sumdb/tlog"

// Root is the root that the tree had at a size.
func Root(r Rows, size int64) (Hash, error) {
	if size < 0 || size >= maxSize {
		return Hash{}, ErrRange
	}
	return tlog.TreeHash(size, r)
}

// Inclusion proves that the leaf of an index is in the tree of a size. The hashes are in the order of RFC 6962, from
// the leaf's neighbour up.
func Inclusion(r Rows, size, index int64) ([]Hash, error) {
	if index < 0 || index >= size || size >= maxSize {
		return nil, ErrRange
	}
	return tlog.ProveRecord(size, index, r)
}

// Consistency proves that the tree of size to begins with the whole tree of size from.
func Consistency(r Rows, from, to int64) ([]Hash, error) {
	if from < 1 || from > to || to >= maxSize {
		return nil, ErrRange
	}
	return tlog.ProveTree(to, from, r)
}

// CheckInclusion holds a proof that Inclusion made against a root one trusts.
func CheckInclusion(proof []Hash, size int64, root Hash, index int64, leaf Hash) error {
	if index < 0 || index >= size || size >= maxSize {
		return ErrRange
	}
	if tlog.CheckRecord(proof, size, root, index, leaf) != nil {
		return ErrProof
	}
	return nil
}

// CheckConsistency holds a proof that Consistency made against two roots one trusts, an earlier and a later.
func CheckConsistency(proof []Hash, from int64, fromRoot Hash, to int64, toRoot Hash) error {
	if from < 1 || from > to || to >= maxSize {
		return ErrRange
	}
	if tlog.CheckTree(proof, to, toRoot, from, fromRoot) != nil {
		return ErrProof
	}
	return nil
}
