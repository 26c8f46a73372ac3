package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"runup/internal/store"
	"runup/internal/store/storetest"
)

func TestRecordsLieInTheFolderThatWasNamed(t *testing.T) {
	for _, name := range []string{"plain", "unit #2", "what?", "100%25", "50% & more=x"} {
		folder := filepath.Join(t.TempDir(), name)
		db := storetest.OpenAt(t, store.Config{Folder: folder, Now: storetest.NewClock().Now})
		if info, err := os.Stat(filepath.Join(folder, "runup.db")); err != nil || info.Size() == 0 {
			t.Errorf("%q: %v", name, err)
		}
		if err := db.Ping(t.Context()); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}
