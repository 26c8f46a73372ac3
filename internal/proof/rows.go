package proof

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Rows reads a tree from where it is stored. Neither function is asked for more than 256 hashes at once.
type Rows struct {
	LeafHashes func(from, to int64) ([]Hash, error)            // leaves of indexes [from, to): positions from+1 to to
	Nodes      func(level int, from, to int64) ([]Hash, error) // nodes N in [from, to) of a level from 1 up
}

// ReadHashes makes Rows a tlog.HashReader. What is asked for is gathered tile by tile, so that a proof costs a read or
// two for each level of tiles (three levels hold sixteen million entries) and not one for each of its hashes.
func (r Rows) ReadHashes(indexes []int64) ([]Hash, error) {
	tiles := map[tile]*span{}
	for _, index := range indexes {
		at, want := locate(index)
		if s := tiles[at]; s != nil {
			s.from, s.to = min(s.from, want.from), max(s.to, want.to)
		} else {
			tiles[at] = &span{from: want.from, to: want.to}
		}
	}
	for at, s := range tiles {
		if err := r.fill(at.level, s); err != nil {
			return nil, err
		}
	}
	hashes := make([]Hash, len(indexes))
	for i, index := range indexes {
		at, want := locate(index)
		s := tiles[at]
		hashes[i] = subtree(s.hashes[want.from-s.from : want.to-s.from])
	}
	return hashes, nil
}

// tile is 256 neighbours of one stored level; level 0 are the leaves.
type tile struct {
	level int
	n     int64
}

// span is a run of hashes within one tile.
type span struct {
	from, to int64
	hashes   []Hash
}

// locate finds the stored hashes from which the hash of an index of tlog's storage order is made.
func locate(index int64) (tile, span) {
	height, n := tlog.SplitStoredHashIndex(index)
	level, rest := height/tileBits, height%tileBits
	s := span{from: n << rest, to: (n + 1) << rest}
	return tile{level: level, n: s.from >> tileBits}, s
}

func (r Rows) fill(level int, s *span) (err error) {
	if level == 0 {
		s.hashes, err = r.LeafHashes(s.from, s.to)
	} else {
		s.hashes, err = r.Nodes(level, s.from, s.to)
	}
	if err != nil {
		return fmt.Errorf("proof: read level %d: %w", level, err)
	}
	if int64(len(s.hashes)) != s.to-s.from {
		return fmt.Errorf("proof: level %d holds %d hashes from %d to %d", level, len(s.hashes), s.from, s.to)
	}
	return nil
}

// subtree is the root over a run whose length is a power of two.
func subtree(run []Hash) Hash {
	if len(run) == 1 {
		return run[0]
	}
	half := len(run) / 2
	return tlog.NodeHash(subtree(run[:half]), subtree(run[half:]))
}
