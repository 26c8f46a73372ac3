package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runup/internal/logbook"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func TestAnOlderBinaryRefusesANewerSchemaAndTouchesNothing(t *testing.T) {
	folder := t.TempDir()
	config := store.Config{Folder: folder, Now: storetest.NewClock().Now}
	storetest.OpenAt(t, config).Close()
	file := filepath.Join(folder, "runup.db")
	raw, err := sql.Open("sqlite3", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("INSERT INTO migration (version, at) VALUES (999, 0)"); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	before, _ := os.ReadFile(file)
	_, err = store.Open(context.Background(), withLog(config))
	if err == nil || !strings.Contains(err.Error(), "newer Runup") {
		t.Errorf("got %v, want a refusal that names the newer Runup", err)
	}
	if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
		t.Error("the refused database was changed")
	}
}

func withLog(c store.Config) store.Config {
	c.Log, c.Logger = logbook.New(), slog.New(slog.DiscardHandler)
	return c
}

func TestH89_ASecondProcessOnOneFolderIsRefused(t *testing.T) {
	config := store.Config{Folder: t.TempDir(), Now: storetest.NewClock().Now}
	storetest.OpenAt(t, config)
	if _, err := store.Open(context.Background(), withLog(config)); err == nil || !strings.Contains(err.Error(), "another Runup") {
		t.Errorf("got %v, want a refusal that names the other Runup", err)
	}
}

func TestNetworkFileSystemsAreKnownByTheirMagic(t *testing.T) {
	for magic, remote := range map[int64]bool{0x6969: true, 0xFF534D42: true, -11317950: true /* CIFS as a signed 32-bit number */, 0xEF53: false, 0x01021994: false} {
		if _, got := store.RemoteByMagic(magic); got != remote {
			t.Errorf("magic %#x: remote is %v, want %v", magic, got, remote)
		}
	}
}

func TestSQLiteVersionsThatLosePagesAreOlder(t *testing.T) {
	for version, older := range map[string]bool{"3.40.1": true, "3.51.2": true, "3.51.3": false, "3.54.1": false, "4.0.0": false, "3.51": true} {
		if got := store.Older(version, "3.51.3"); got != older {
			t.Errorf("%s: older is %v, want %v", version, got, older)
		}
	}
}

func TestWhatWasCommittedIsThereAfterARestart(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, _ *storetest.Clock) {
		db := storetest.OpenAt(t, c)
		if err := db.Write(t.Context(), store.ServerActor(), move("a")); err != nil {
			t.Fatal(err)
		}
		epoch := db.Head().Epoch
		db.Close()
		again := storetest.OpenAt(t, c)
		expect(t, again, "a")
		if got := again.Head().Epoch; got != epoch || got == "" {
			t.Errorf("the epoch was %q and is %q", epoch, got)
		}
	})
}

func TestAClosedStoreAnswersUnavailable(t *testing.T) {
	db := storetest.Open(t)
	db.Close()
	if err := db.Write(t.Context(), store.ServerActor(), move("a")); err == nil {
		t.Error("a closed store took a write")
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}
