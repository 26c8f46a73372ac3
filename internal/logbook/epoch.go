package logbook

import (
	"fmt"

	"github.com/google/uuid"

	"runup/internal/store"
)

// An epoch is one unbroken history. When a logbook went back in time, or does not fit what tablets saw of it, readers must
// not take both histories for one: the next epoch is opened, and its first entry names where both ended.
var (
	EpochProposed = Define("epoch.proposed", applyProposed)
	EpochDeclared = Define("epoch.declared", applyDeclared)
)

// Kinds answers what this package can replay.
func Kinds() []Applier { return []Applier{EpochProposed, EpochDeclared} }

// Proposal is the first person's word that the next epoch should open.
type Proposal struct {
	Reason string `json:"reason"`
}

// Declaration is the second person's, naming the first's position.
type Declaration struct {
	Proposal int64  `json:"proposal"`
	Reason   string `json:"reason"`
}

// Seam is where the old history ended and how far readers had seen one.
type Seam struct {
	Epoch   string `json:"epoch"` // the one that ended
	Head    int64  `json:"head"`
	Highest int64  `json:"highest"` // the highest position that any reader presented; the head when nobody saw further
}

func applyProposed(tx *store.Tx, e Entry, b *Act[Proposal, struct{}]) error {
	return tx.Insert("epoch_proposal", proposalColumns, e.Position, e.Epoch, e.Actor, int64(store.At(e.At)), b.Act.Reason)
}

func applyDeclared(tx *store.Tx, e Entry, b *Act[Declaration, Seam]) error {
	return tx.Insert("epoch", epochColumns, e.Epoch, e.Position, b.Found.Epoch, b.Found.Head, b.Found.Highest, e.Actor, b.Act.Proposal,
		int64(store.At(e.At)), b.Act.Reason)
}

var (
	proposalColumns = []string{"position", "epoch", "proposed_by", "at", "reason"}
	epochColumns    = []string{"id", "position", "ended", "head", "highest", "declared_by", "proposal", "at", "reason"}
)

// OpenEpoch opens the next epoch with its first entry. Who may, and that there are two of them, the caller has made sure of.
func OpenEpoch(tx *store.Tx, d Declaration, highest int64) (Entry, error) {
	book, ok := tx.Log().(*Book)
	if !ok {
		return Entry{}, fmt.Errorf("logbook: epochs are opened in a Write")
	}
	head := book.position + int64(len(book.pending))
	seam := Seam{Epoch: book.current(), Head: head, Highest: max(head, highest)}
	book.turn = turn{at: len(book.pending), epoch: uuid.Must(uuid.NewV7()).String()}
	return EpochDeclared.Append(tx, "", book.turn.epoch, &Act[Declaration, Seam]{Act: d, Found: seam})
}
