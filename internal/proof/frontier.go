package proof

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// tileBits is the height of a tile: only the roots of complete tiles of 256 are stored, everything between is hashed
// again when a proof is asked for. That keeps an append at one row an entry.
const tileBits = 8

// Node is the hash over a complete run of 256^Level leaves, the N-th such run from the left, counted from 0.
type Node struct {
	Level int
	N     int64
	Hash  Hash
}

// Frontier is the right edge of a tree: the roots of the complete subtrees that its size is the sum of. It is all one
// needs to append and to know the root. The zero value is the empty tree; a copy grows on its own.
type Frontier struct {
	size int64
	edge [maxBits]Hash // edge[height] counts where that bit of size is set
}

// Size is the number of leaves.
func (f *Frontier) Size() int64 { return f.size }

// Append adds leaves and returns the nodes that they completed, in the order they were completed.
func (f *Frontier) Append(leaves ...Hash) []Node {
	var done []Node
	for _, leaf := range leaves {
		done = f.add(done, leaf)
	}
	return done
}

// add carries as binary addition does: where a bit is set, a subtree as large as the one in hand waits to its left.
func (f *Frontier) add(done []Node, h Hash) []Node {
	height := 0
	for f.size>>height&1 == 1 {
		h = tlog.NodeHash(f.edge[height], h)
		if height++; height%tileBits == 0 {
			done = append(done, Node{Level: height / tileBits, N: f.size >> height, Hash: h})
		}
	}
	f.edge[height] = h
	f.size++
	return done
}

// Root is the root of the tree.
func (f *Frontier) Root() Hash {
	if f.size == 0 {
		return EmptyRoot()
	}
	height := bits.TrailingZeros64(uint64(f.size))
	root := f.edge[height]
	for height++; f.size>>height > 0; height++ {
		if f.size>>height&1 == 1 {
			root = tlog.NodeHash(f.edge[height], root)
		}
	}
	return root
}

// Bytes is the frontier to be stored beside its size: 32 bytes for each bit set in the size, the largest subtree first.
func (f *Frontier) Bytes() []byte {
	out := make([]byte, 0, bits.OnesCount64(uint64(f.size))*tlog.HashSize)
	for height := maxBits - 1; height >= 0; height-- {
		if f.size>>height&1 == 1 {
			out = append(out, f.edge[height][:]...)
		}
	}
	return out
}

// ParseFrontier reads what Bytes wrote for a tree of this size.
func ParseFrontier(size int64, edge []byte) (Frontier, error) {
	if size < 0 || size >= maxSize || len(edge) != bits.OnesCount64(uint64(size))*tlog.HashSize {
		return Frontier{}, fmt.Errorf("proof: %d bytes are no frontier of %d leaves", len(edge), size)
	}
	f := Frontier{size: size}
	for height := maxBits - 1; height >= 0; height-- {
		if size>>height&1 == 1 {
			f.edge[height], edge = Hash(edge[:tlog.HashSize]), edge[tlog.HashSize:]
		}
	}
	return f, nil
}
