package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

// Numbered files, forward only, never edited once released. Statements end with a semicolon at the end of a line.
//
//go:embed migrations
var migrations embed.FS

// migrate runs all pending migrations in one transaction: all or nothing.
func migrate(ctx context.Context, e engine, now time.Time) error {
	have, err := e.version(ctx)
	if err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	files, err := fs.Glob(migrations, path.Join("migrations", e.schema(), "*.sql"))
	if err != nil {
		return err
	}
	if have > len(files) {
		return fmt.Errorf("store: the database has schema %d and this Runup knows %d: it was written by a newer Runup; start that one. Nothing was touched", have, len(files))
	}
	if have == len(files) {
		return nil
	}
	var all []string
	for i, file := range files[have:] {
		statements, err := read(file, have+i+1)
		if err != nil {
			return err
		}
		all = append(all, statements...)
		all = append(all, fmt.Sprintf("INSERT INTO migration (version, at) VALUES (%d, %d)", have+i+1, now.UnixMilli()))
	}
	return e.change(ctx, all)
}

func read(file string, want int) ([]string, error) {
	number, _, _ := strings.Cut(strings.TrimSuffix(path.Base(file), ".sql"), "_")
	if n, err := strconv.Atoi(number); err != nil || n != want {
		return nil, fmt.Errorf("store: migration %s should have number %03d", file, want)
	}
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
