package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"runup/internal/store"
	"runup/internal/store/storetest"
)

// raw opens the database behind the store's back.
func raw(t *testing.T, c store.Config) (*sql.DB, string) {
	t.Helper()
	driver, source, schema := "sqlite3", filepath.Join(c.Folder, "runup.db"), "sqlite"
	if c.Postgres != "" {
		driver, source, schema = "pgx", c.Postgres, "postgres"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, schema
}

// columns answers every column there is, as table.column type.
func columns(t *testing.T, c store.Config) (list []string) {
	t.Helper()
	db, schema := raw(t, c)
	query := `SELECT m.name, p.name, p.type, p."notnull" FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`
	if schema == "postgres" {
		query = `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = current_schema()`
	}
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column, kind, null string
		if err := rows.Scan(&table, &column, &kind, &null); err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s.%s %s %s", table, column, kind, null))
	}
	slices.Sort(list)
	return list
}

// apply runs one migration as an older Runup did.
func apply(t *testing.T, db *sql.DB, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	statements := append(strings.Split(string(text), ";\n"),
		"INSERT INTO migration (version, at) VALUES ("+strings.TrimSuffix(filepath.Base(file), ".sql")+", 0)")
	for _, s := range statements {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
}

// TestAnOlderDatabaseBecomesWhatANewOneIs upgrades from the first schema, and from one that has a late migration, which needs the
// first only, and lacks those between: two branches of development meet.
func TestAnOlderDatabaseBecomesWhatANewOneIs(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, fresh store.Config, clock *storetest.Clock) {
		storetest.OpenAt(t, fresh).Close()
		want := columns(t, fresh)
		for _, have := range []string{"the first", "the first and 025"} {
			older := store.Config{Now: clock.Now}
			if fresh.Postgres != "" {
				older.Postgres = storetest.Postgres(t)
			} else {
				older.Folder = t.TempDir()
			}
			db, schema := raw(t, older)
			files, err := filepath.Glob("migrations/" + schema + "/*.sql")
			if err != nil || len(files) < 2 {
				t.Fatalf("%d migrations, %v", len(files), err)
			}
			apply(t, db, files[0])
			if have == "the first and 025" {
				apply(t, db, "migrations/"+schema+"/025.sql")
			}
			db.Close()
			storetest.OpenAt(t, older).Close()
			if got := columns(t, older); !slices.Equal(got, want) {
				t.Errorf("upgraded from %s: %v\nwant %v", have, got, want)
			}
		}
	})
}
