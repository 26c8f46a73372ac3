package library

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"gorm.io/gorm"

	"runup/internal/checklist"
	"runup/internal/problem"
	"runup/internal/store"
)

// Ship proposes the checklists that come with Runup, those whose text the department has not seen: what it has retired
// stays retired, and what is in force stays in force. Files looked at once are known again by their digest, so an ordinary
// start parses none of them.
func Ship(ctx context.Context, db *store.DB, files fs.FS) error {
	names, digest, err := digestOf(files)
	if err != nil {
		return err
	}
	if seen, err := shipped(ctx, db); err != nil || seen == digest {
		return err
	}
	list, err := Shipped(files, names)
	if err != nil {
		return err
	}
	return db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		if err := shelve(tx, list, digest); err != nil {
			return err
		}
		for _, d := range list {
			if err := offer(tx, d, FromRunup); err != nil {
				return err
			}
		}
		return nil
	})
}

// offer proposes a text that the department has never seen.
func offer(tx *store.Tx, d *checklist.Definition, origin string) error {
	_, err := Version(tx, d.ID, d.Hash())
	if problem.Is(err, "not-found") {
		_, err = propose(tx, d, origin)
	}
	return err
}

var (
	shippedKey     = []string{"one"}
	shippedColumns = []string{"digest"}
)

func shipped(ctx context.Context, db *store.DB) (digest string, err error) {
	err = db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		digest, err = shippedDigest(tx)
		return err
	})
	return digest, err
}

// shippedDigest answers the digest of the files that were looked at last, "" before any were.
func shippedDigest(tx *store.Tx) (string, error) {
	var row shippedRow
	err := tx.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("library: shipped: %w", err)
	}
	return row.Digest, nil
}

// Names answers the checklist files of a folder.
func Names(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("library: ship: %w", err)
	}
	return names, nil
}

func digestOf(files fs.FS) ([]string, string, error) {
	names, err := Names(files)
	if err != nil {
		return nil, "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, "shelf") // of before there was a shelf nothing is known again
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, "", fmt.Errorf("library: ship: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(text))
		sum.Write(text)
	}
	return names, hex.EncodeToString(sum.Sum(nil)), nil
}

// Shipped parses checklist files; one mistake in any of them is an error, for they are ours.
func Shipped(files fs.FS, names []string) ([]*checklist.Definition, error) {
	list := make([]*checklist.Definition, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("library: ship: %w", err)
		}
		d, mistakes := checklist.Parse(text, path.Base(name))
		if len(mistakes) > 0 {
			return nil, fmt.Errorf("library: ship: %v", mistakes[0])
		}
		list = append(list, d)
	}
	return list, nil
}
