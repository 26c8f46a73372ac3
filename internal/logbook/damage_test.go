package logbook_test

import (
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

func try(t *testing.T, folder, statement string) error {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(folder, "runup.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

func damage(t *testing.T, folder, statement string) {
	t.Helper()
	if err := try(t, folder, statement); err != nil {
		t.Fatal(err)
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
