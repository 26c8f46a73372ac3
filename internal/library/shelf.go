package library

import (
	"fmt"

	"runup/internal/checklist"
	"runup/internal/store"
)

// onShelf answers what ships with Runup: the versions of the newest files, and every version that ever came.
func onShelf(tx *store.Tx) (shelved, error) {
	var rows []shelfRow
	if err := tx.Find(&rows).Error; err != nil {
		return shelved{}, fmt.Errorf("library: shelf: %w", err)
	}
	digest, err := shippedDigest(tx)
	if err != nil {
		return shelved{}, err
	}
	s := shelved{now: map[string]string{}, ever: map[Base]bool{}}
	for _, row := range rows {
		s.ever[Base{ID: row.ID, Hash: row.Hash}] = true
		if row.Digest == digest {
			s.now[row.ID] = row.Hash
		}
	}
	return s, nil
}

type shelved struct {
	now  map[string]string // hash by id
	ever map[Base]bool
}

// shelve notes what these files hold, before any of it is proposed: what Runup ships is based on nothing.
func shelve(tx *store.Tx, list []*checklist.Definition, digest string) error {
	for _, d := range list {
		if err := tx.Upsert("library_shelf", shelfKey, shelfColumns, d.ID, d.Hash(), digest); err != nil {
			return err
		}
	}
	return tx.Upsert("library_shipped", shippedKey, shippedColumns, 1, digest)
}

var (
	shelfKey     = []string{"id", "hash"}
	shelfColumns = []string{"digest"}
)
