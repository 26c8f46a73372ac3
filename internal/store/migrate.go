package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Numbered files, forward only, never edited once released. Numbers ascend; one may be missing. Statements end with a
// semicolon at the end of a line.
//
//go:embed migrations
var migrations embed.FS

// migration is one numbered file.
type migration struct {
	version int
	file    string
}

// migrate runs all pending migrations in one transaction: all or nothing. What is pending is what the database does not
// name, not what lies behind its highest number.
func migrate(ctx context.Context, e engine, now time.Time) error {
	have, err := e.versions(ctx)
	if err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	known, err := migrationsOf(e.schema())
	if err != nil {
		return err
	}
	for _, version := range have {
		if !slices.ContainsFunc(known, func(m migration) bool { return m.version == version }) {
			return fmt.Errorf("store: the database has schema %d and this Runup does not know it: it was written by a newer Runup; start that one. Nothing was touched", version)
		}
	}
	var all []string
	for _, m := range known {
		if slices.Contains(have, m.version) {
			continue
		}
		statements, err := read(m.file)
		if err != nil {
			return err
		}
		all = append(all, statements...)
		all = append(all, fmt.Sprintf("INSERT INTO migration (version, at) VALUES (%d, %d)", m.version, now.UnixMilli()))
	}
	if len(all) == 0 {
		return nil
	}
	return e.change(ctx, all)
}

// migrationsOf answers an engine's migrations in the order of their numbers.
func migrationsOf(schema string) ([]migration, error) {
	files, err := fs.Glob(migrations, path.Join("migrations", schema, "*.sql"))
	if err != nil {
		return nil, err
	}
	list := make([]migration, len(files))
	for i, file := range files {
		number, _, _ := strings.Cut(strings.TrimSuffix(path.Base(file), ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version < 1 || i > 0 && version <= list[i-1].version {
			return nil, fmt.Errorf("store: migration %s needs a number of its own", file)
		}
		list[i] = migration{version: version, file: file}
	}
	return list, nil
}

func read(file string) ([]string, error) {
	text, err := migrations.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var statements []string
	for _, s := range strings.Split(string(text), ";\n") {
		if s = strings.TrimSpace(s); s != "" {
			statements = append(statements, s)
		}
	}
	return statements, nil
}
