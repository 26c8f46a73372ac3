package server

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runup/internal/config"
	"runup/internal/engine"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// monitor is what is called from here, without a socket.
type monitor struct{ calls atomic.Int64 }

func (m *monitor) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.String() != "https://monitor.example/runup" {
		return nil, errors.New("another address")
	}
	m.calls.Add(1)
	return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
}

// A monitor outside is called every minute while people would be called. It is not while the audit does not pass, nor while the
// engine stands still, and it is again when that is over.
func TestConformance86_NoCallToTheMonitorMeansThatNobodyWouldBeTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		db := storetest.OpenAt(t, store.Config{Folder: folder, Now: time.Now})
		log := slog.New(slog.DiscardHandler)
		s := &Server{db: db, log: log, engine: engine.New(db, log, false), config: config.Config{Heartbeat: &url.URL{Scheme: "https", Host: "monitor.example", Path: "/runup"}}}
		outside := &monitor{}
		calls := func(within time.Duration) int64 {
			was := outside.calls.Load()
			time.Sleep(within)
			return outside.calls.Load() - was
		}
		ctx, end := context.WithCancel(t.Context())
		engine, stop := context.WithCancel(ctx)
		go s.engine.Run(engine)
		go s.beats(ctx, &http.Client{Transport: outside})
		time.Sleep(90 * time.Second) // whoever was first
		if n := calls(10 * time.Minute); n != 10 {
			t.Errorf("%d calls in ten minutes in which all is well", n)
		}
		rename := func(from, to string) {
			other, err := sql.Open("sqlite3", filepath.Join(folder, "runup.db"))
			if err == nil {
				_, err = other.Exec("ALTER TABLE " + from + " RENAME TO " + to)
				err = errors.Join(err, other.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		rename("escalation", "away") // the audit cannot look
		time.Sleep(31 * time.Second)
		if n := calls(10 * time.Minute); n != 0 {
			t.Errorf("%d calls while the audit does not pass", n)
		}
		rename("away", "escalation")
		time.Sleep(91 * time.Second)
		if n := calls(10 * time.Minute); n != 10 {
			t.Errorf("%d calls in ten minutes after it passes again", n)
		}
		stop()
		time.Sleep(16 * time.Second)
		if n := calls(10 * time.Minute); n != 0 {
			t.Errorf("%d calls while the engine stands still", n)
		}
		end()
		synctest.Wait()
		db.Close()
	})
}
