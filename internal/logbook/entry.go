// Package logbook is the one append-only log: every act is an entry with the next position, and every view is made from
// entries.
//
// An entry is two texts written once and hashed as stored. The header says when, what kind, who and about what, never a
// name, note or reading; it holds the hash of a random salt and the body. The body holds everything decided. Leaves of
// the Merkle tree are hashes of headers, so a body can be taken out later and every proof still holds.
package logbook

import (
	"time"

	"runup/internal/store"
)

// Entry is one line of the logbook, as an apply sees it.
type Entry struct {
	Position int64
	At       time.Time
	Epoch    string
	Kind     string
	Actor    string // staff id; "" when no person acted
	Device   string
	Area     string
	Subject  string
}

// entryRow is an entry as stored.
type entryRow struct {
	Position int64 `gorm:"primaryKey"`
	Header   string
	Body     *string
	Salt     []byte
	Leaf     []byte
}

func (entryRow) TableName() string { return "entry" }

type headRow struct {
	One      int64
	Epoch    string
	Position int64
	At       store.Instant
	Root     []byte
	Frontier []byte
}

func (headRow) TableName() string { return "head" }
