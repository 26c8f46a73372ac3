package library

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that change the library.
var (
	ProposedKind  = logbook.Define("checklist.proposed", applyProposed)
	PublishedKind = logbook.Define("checklist.published", applyPublished)
	LocalisedKind = logbook.Define("checklist.localised", applyLocalised)
	RetiredKind   = logbook.Define("checklist.retired", applyRetired)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier {
	return []logbook.Applier{ProposedKind, PublishedKind, LocalisedKind, RetiredKind}
}

// proposed carries the version's text as one string, so that not a byte of it can change on the way.
type proposed struct {
	Definition string `json:"definition"`
}

// foundOrigin is where a proposal came from and what it started from.
type foundOrigin struct {
	Origin string `json:"origin,omitempty"`
	Base   Base   `json:"base,omitzero"`
}

// published names the version that a person approved.
type published struct {
	Hash string `json:"hash"`
}

// foundState is what the version became.
type foundState struct {
	State string `json:"state"`
}

// localised says that some equipment now has every local value the version asks for.
type localised struct {
	Hash string `json:"hash"`
}

// retired takes a version out of force, or a proposal back.
type retired struct {
	Hash   string `json:"hash"`
	Reason string `json:"reason"`
}

type none struct{}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func applyProposed(tx *store.Tx, e logbook.Entry, body *logbook.Act[proposed, foundOrigin]) error {
	text, from := body.Act.Definition, body.Found
	err := tx.Upsert("library_version", versionKey, proposedColumns,
		e.Subject, hashOf(text), text, Proposed, e.Actor, store.At(e.At), "", store.At(e.At), e.Position,
		from.Origin, from.Base.ID, from.Base.Hash, "", "")
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "checklist", e.Subject, "")
}

func applyPublished(tx *store.Tx, e logbook.Entry, body *logbook.Act[published, foundState]) error {
	err := tx.Model(&versionRow{}).Where("id = ? AND hash <> ? AND state IN ?", e.Subject, body.Act.Hash, []string{Published, NeedsLocalValues}).
		Updates(map[string]any{"state": Retired, "changed_at": store.At(e.At), "position": e.Position}).Error
	if err != nil {
		return err
	}
	return change(tx, e, body.Act.Hash, map[string]any{
		"state": body.Found.State, "approved_by": e.Actor, "approved_at": store.At(e.At), "changed_at": store.At(e.At), "position": e.Position,
	})
}

func applyLocalised(tx *store.Tx, e logbook.Entry, body *logbook.Act[localised, none]) error {
	return change(tx, e, body.Act.Hash, map[string]any{"state": Published, "changed_at": store.At(e.At), "position": e.Position})
}

func applyRetired(tx *store.Tx, e logbook.Entry, body *logbook.Act[retired, none]) error {
	return change(tx, e, body.Act.Hash, map[string]any{
		"state": Retired, "retired_by": e.Actor, "retired_why": body.Act.Reason, "changed_at": store.At(e.At), "position": e.Position,
	})
}

func change(tx *store.Tx, e logbook.Entry, hash string, columns map[string]any) error {
	res := tx.Model(&versionRow{}).Where("id = ? AND hash = ?", e.Subject, hash).Updates(columns)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != 1 {
		return fmt.Errorf("library: there is no version %s of %s", hash, e.Subject)
	}
	return logbook.Move(tx, e, "checklist", e.Subject, "")
}
