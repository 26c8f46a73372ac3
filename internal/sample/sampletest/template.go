package sampletest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"runup/internal/sample"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// The department takes seconds to found, nearly all of them hashing: tests of one process share one, kept in memory, and
// each get a copy.
var shared struct {
	once  sync.Once
	files map[string][]byte
	made  sample.Department
}

// template copies the shared department's files into a folder.
func template(t testing.TB, folder string) sample.Department {
	t.Helper()
	shared.once.Do(func() { found(t) })
	if shared.files == nil {
		t.Fatal("the shared sample department could not be made")
	}
	for name, data := range shared.files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return shared.made
}

func found(t testing.TB) {
	t.Helper()
	folder := t.TempDir()
	d := open(t, store.Config{Folder: folder}, storetest.NewClock(), sample.Week)
	if err := d.DB.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = data
	}
	shared.files, shared.made = files, d.Department
}
