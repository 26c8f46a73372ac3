package main

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestConformance86_TheMonitorIsCalledWhileTheAuditPasses: the program as people run it, and a monitor outside that listens. All
// is well: it is called as soon as the engine has looked. The audit cannot look: it is not called, and the engine's health says
// why. Well again: it is.
func TestConformance86_TheMonitorIsCalledWhileTheAuditPasses(t *testing.T) {
	t.Parallel()
	calls := make(chan string, 100)
	monitor := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { calls <- r.Method + " " + r.URL.Path }))
	defer monitor.Close()
	folder := filepath.Join(t.TempDir(), "data")
	run := func() *process { return start(t, folder, "--heartbeat-url", monitor.URL+"/runup") }
	called := func(what string) {
		t.Helper()
		select {
		case call := <-calls:
			if call != "GET /runup" {
				t.Errorf("%s: %s", what, call)
			}
		case <-time.After(30 * time.Second):
			t.Errorf("%s: not called", what)
		}
	}
	p := run()
	called("all is well")
	p.stop(t)
	rename(t, folder, "escalation", "away")
	p = run()
	for until := time.Now().Add(30 * time.Second); !strings.Contains(health(t, p), "audit"); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the audit passes without what it looks at")
		}
	}
	time.Sleep(3 * time.Second) // it is called within one when it is to be
	if len(calls) != 0 {
		t.Errorf("called %d times while the audit does not pass", len(calls))
	}
	p.stop(t)
	rename(t, folder, "away", "escalation")
	p = run()
	called("well again")
	p.stop(t)
}

func health(t *testing.T, p *process) string {
	t.Helper()
	answer, err := http.Get(p.base + "/healthz/engine")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said := make([]byte, 4096)
	n, _ := answer.Body.Read(said)
	if answer.StatusCode == http.StatusOK {
		return ""
	}
	return string(said[:n])
}

func rename(t *testing.T, folder, from, to string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(folder, "runup.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
		t.Fatal(err)
	}
}
