package logbook

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"runup/internal/proof"
	"runup/internal/store"
)

// Book is the logbook's end in the making: the head a group began at and what has been appended since. Only the writer
// touches it. It is what the store is given as its log.
type Book struct {
	epoch    string
	position int64
	at       time.Time
	frontier proof.Frontier
	pending  []pending
	turn     turn
}

// turn is where, in the group, the next epoch begins.
type turn struct {
	at    int
	epoch string
}

// pending is an entry that will be written when its group is sealed: one statement after the other at the end is much
// cheaper than between other statements.
type pending struct {
	entry  Entry
	header []byte
	body   string
	salt   []byte
}

// New makes the log that a store is opened with.
func New() *Book { return &Book{} }

var _ store.Log = (*Book)(nil)

// Begin locks the head and learns where the logbook stands. On PostgreSQL the lock makes all writes of one logbook one
// serial history, so that a position is known when its entry is appended. A new database gets its first epoch here.
func (b *Book) Begin(tx *store.Tx) (store.Began, error) {
	var h headRow
	found := lockHead(tx).Scan(&h)
	err := found.Error
	if err == nil && found.RowsAffected == 0 {
		h, err = open(tx)
	}
	if err != nil {
		return store.Began{}, fmt.Errorf("logbook: head: %w", err)
	}
	if b.frontier, err = proof.ParseFrontier(h.Position, h.Frontier); err != nil {
		return store.Began{}, fmt.Errorf("logbook: head: %w", err)
	}
	if root := b.frontier.Root(); string(root[:]) != string(h.Root) {
		return store.Began{}, fmt.Errorf("logbook: head: the root at %d does not fit its tree; stop and verify", h.Position)
	}
	b.epoch, b.position, b.at, b.pending, b.turn = h.Epoch, h.Position, h.At.Time(), b.pending[:0], turn{}
	return store.Began{Head: store.Head{Epoch: h.Epoch, Position: h.Position}, At: b.at}, nil
}

func lockHead(tx *store.Tx) *gorm.DB {
	if tx.Dialector.Name() == "postgres" {
		return tx.Raw("SELECT * FROM head WHERE one = 1 FOR UPDATE")
	}
	return tx.Raw("SELECT * FROM head WHERE one = 1")
}

func open(tx *store.Tx) (headRow, error) {
	root := proof.EmptyRoot()
	h := headRow{One: 1, Epoch: uuid.Must(uuid.NewV7()).String(), At: store.At(tx.Now), Root: root[:], Frontier: []byte{}}
	return h, tx.Insert("head", headColumns, h.One, h.Epoch, h.Position, int64(h.At), h.Root, h.Frontier)
}

var (
	headColumns  = []string{"one", "epoch", "position", "at", "root", "frontier"}
	entryColumns = []string{"position", "header", "body", "salt", "leaf"}
	tileColumns  = []string{"level", "n", "hash"}
)

// Mark is how much has been appended in the group.
func (b *Book) Mark() int { return len(b.pending) }

// Rewind forgets what was appended after the mark.
func (b *Book) Rewind(mark int) {
	b.pending = b.pending[:min(mark, len(b.pending))]
	if b.turn.at >= mark {
		b.turn = turn{}
	}
}

// current is the epoch of the next entry.
func (b *Book) current() string {
	if b.turn.epoch != "" {
		return b.turn.epoch
	}
	return b.epoch
}

func (b *Book) append(tx *store.Tx, kind, area, subject, body string) (Entry, error) {
	e := Entry{
		Position: b.position + int64(len(b.pending)) + 1, At: tx.Now, Epoch: b.current(), Kind: kind,
		Actor: tx.Actor.Staff, Device: tx.Actor.Device, Area: area, Subject: subject,
	}
	salt := make([]byte, 32)
	if _, err := rand.Read(salt); err != nil {
		return Entry{}, err
	}
	h := proof.Header{
		Epoch: e.Epoch, Position: e.Position, At: e.At, Kind: kind, Actor: e.Actor, Device: e.Device, Area: area,
		Subject: subject, Body: proof.BodyHash(salt, []byte(body)),
	}
	b.pending = append(b.pending, pending{entry: e, header: h.Text(), body: body, salt: salt})
	return e, nil
}

// Seal writes the group's entries, the tiles they complete and the new head with its root.
func (b *Book) Seal(tx *store.Tx) (store.Head, error) {
	if len(b.pending) == 0 {
		return store.Head{Epoch: b.epoch, Position: b.position}, nil
	}
	for _, p := range b.pending {
		if err := b.write(tx, p); err != nil {
			return store.Head{}, fmt.Errorf("logbook: seal: %w", err)
		}
	}
	last := b.pending[len(b.pending)-1].entry
	root := b.frontier.Root()
	err := tx.Exec("UPDATE head SET epoch = ?, position = ?, at = ?, root = ?, frontier = ? WHERE one = 1",
		last.Epoch, last.Position, store.At(last.At), root[:], b.frontier.Bytes()).Error
	return store.Head{Epoch: last.Epoch, Position: last.Position}, err
}

func (b *Book) write(tx *store.Tx, p pending) error {
	leaf := proof.LeafHash(p.header)
	if err := tx.Insert("entry", entryColumns, p.entry.Position, string(p.header), p.body, p.salt, leaf[:]); err != nil {
		return err
	}
	for _, n := range b.frontier.Append(leaf) {
		if err := tx.Insert("tile", tileColumns, n.Level, n.N, n.Hash[:]); err != nil {
			return err
		}
	}
	return nil
}
