package library

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"path"

	"runup/internal/checklist"
	"runup/internal/problem"
	"runup/internal/store"
)

// Folder proposes the checklists of the department's own folder, those whose text it has not seen. They wait for a
// person's approval as the shipped ones do; one whose id ships too is a local version based on it. A file with mistakes is
// left out, each of them said in the log with its place: one slip must not keep the others, or the server, from starting.
func Folder(ctx context.Context, db *store.DB, files fs.FS, log *slog.Logger) error {
	list, err := readFolder(files, log)
	if err != nil || len(list) == 0 {
		return err
	}
	unseen, err := unseen(ctx, db, list)
	if err != nil || len(unseen) == 0 {
		return err
	}
	return db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		for _, d := range unseen {
			if err := offer(tx, d, FromFolder); err != nil {
				return err
			}
		}
		return nil
	})
}

// readFolder parses what can be read, the first file of each id.
func readFolder(files fs.FS, log *slog.Logger) (list []*checklist.Definition, err error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("library: folder: %w", err)
	}
	from := map[string]string{}
	for _, e := range entries {
		if kind := path.Ext(e.Name()); e.IsDir() || kind != ".yaml" && kind != ".yml" {
			continue
		}
		d := readOwn(files, e.Name(), log)
		switch {
		case d == nil:
		case reserved[d.ID]:
			log.Warn("a checklist was left out: its id is an address of the library itself", slog.String("file", e.Name()), slog.String("checklist", d.ID))
		case from[d.ID] != "":
			log.Warn("a checklist was left out: an earlier file has its id", slog.String("file", e.Name()),
				slog.String("checklist", d.ID), slog.String("earlier", from[d.ID]))
		default:
			from[d.ID] = e.Name()
			list = append(list, d)
		}
	}
	return list, nil
}

// readOwn reads one file; nil when it cannot be used, which the log then says.
func readOwn(files fs.FS, name string, log *slog.Logger) *checklist.Definition {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		log.Warn("a checklist was left out: it cannot be read", slog.String("file", name), slog.String("error", err.Error()))
		return nil
	}
	d, mistakes := checklist.Parse(text, name)
	for _, m := range mistakes {
		log.Warn("a checklist was left out: it has a mistake", slog.String("mistake", m.Error()))
	}
	return d
}

// unseen answers those whose text the department does not have, in whatever state.
func unseen(ctx context.Context, db *store.DB, list []*checklist.Definition) (found []*checklist.Definition, err error) {
	err = db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		for _, d := range list {
			_, err := Version(tx, d.ID, d.Hash())
			if problem.Is(err, "not-found") {
				found = append(found, d)
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}
