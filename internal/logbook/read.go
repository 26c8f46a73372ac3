package logbook

import (
	"fmt"
	"iter"

	"runup/internal/problem"
	"runup/internal/proof"
	"runup/internal/store"
)

// Head is the logbook's end with the root over all its leaves.
type Head struct {
	Epoch    string
	Position int64
	At       store.Instant
	Root     proof.Hash
}

// Now answers the head as this transaction sees it.
func Now(tx *store.Tx) (Head, error) {
	var h headRow
	if err := tx.Take(&h, "one = 1").Error; err != nil {
		return Head{}, fmt.Errorf("logbook: head: %w", err)
	}
	return Head{Epoch: h.Epoch, Position: h.Position, At: h.At, Root: hash(h.Root)}, nil
}

// hash reads a stored hash. One of the wrong length is no hash at all: it answers zeros, which fit nothing, so that
// verifying names the place instead of failing on it.
func hash(stored []byte) (h proof.Hash) {
	if len(stored) == len(h) {
		copy(h[:], stored)
	}
	return h
}

// RootAt answers the root of the tree of the first n entries.
func RootAt(tx *store.Tx, n int64) (proof.Hash, error) {
	head, err := Now(tx)
	switch {
	case err != nil:
		return proof.Hash{}, err
	case n == head.Position:
		return head.Root, nil
	case n < 0 || n > head.Position:
		return proof.Hash{}, outOfRange(head.Position)
	}
	return proof.Root(rows(tx), n)
}

// Record is an entry as it is served: its two texts. Body and salt are nil where the body was taken out.
type Record struct {
	Position int64
	Header   string
	Leaf     proof.Hash
	Body     *string
	Salt     []byte
}

// Records answers the entries from start to end, both included.
func Records(tx *store.Tx, start, end int64) ([]Record, error) {
	head, err := Now(tx)
	if err != nil {
		return nil, err
	}
	if start < 1 || end < start || end > head.Position {
		return nil, outOfRange(head.Position)
	}
	var found []entryRow
	if err := tx.Order("position").Find(&found, "position BETWEEN ? AND ?", start, end).Error; err != nil {
		return nil, fmt.Errorf("logbook: entries: %w", err)
	}
	list := make([]Record, len(found))
	for i, r := range found {
		list[i] = Record{Position: r.Position, Header: r.Header, Leaf: hash(r.Leaf), Body: r.Body, Salt: r.Salt}
	}
	return list, nil
}

// pageLength bounds how many entries All holds in memory.
const pageLength = 500

// All answers every entry in order.
func All(tx *store.Tx) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		head, err := Now(tx)
		for start := int64(1); err == nil && start <= head.Position; start += pageLength {
			var page []Record
			if page, err = Records(tx, start, min(start+pageLength-1, head.Position)); err != nil {
				break
			}
			for _, r := range page {
				if !yield(r, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(Record{}, err)
		}
	}
}

// Entry reads a record's header back.
func (r Record) Entry() (Entry, error) {
	h, err := proof.ParseHeader([]byte(r.Header))
	if err != nil {
		return Entry{}, fmt.Errorf("logbook: entry %d: %w", r.Position, err)
	}
	return Entry{
		Position: h.Position, At: h.At, Epoch: h.Epoch, Kind: h.Kind, Actor: h.Actor, Device: h.Device, Area: h.Area, Subject: h.Subject,
	}, nil
}

func outOfRange(head int64) error {
	return problem.Newf("invalid", "The logbook has entries 1 to %d.", head).Do("Ask for positions within that range, the first not after the last.")
}
