package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"runup/api/simulate"
	"runup/internal/tablet/client"
)

// BenchmarkPush pushes finished hoist checks, one in fifty failing, over HTTP to a server in its own process: signatures
// verified, judged, logged and escalated, acknowledged after a durable commit. "stub" leaves the signatures out. The raw loop
// inserts the same bytes durably and does nothing else: the limit. All in one run: compare within it.
func BenchmarkPush(b *testing.B) {
	for _, rows := range []int{1, 50} {
		b.Run(fmt.Sprintf("raw/%d-a-commit", rows), func(b *testing.B) { raw(b, rows) })
	}
	for _, verifier := range []string{"signed", "stub"} {
		for _, shape := range []struct{ clients, ops, pushes int }{
			{1, 1, 1000}, {16, 1, 200}, {64, 1, 100}, {1, 50, 100}, {16, 50, 20}, {64, 50, 8},
		} {
			b.Run(fmt.Sprintf("%s/%dx%d", verifier, shape.clients, shape.ops), func(b *testing.B) {
				push(b, verifier == "stub", shape.clients, shape.ops, shape.pushes)
			})
		}
	}
}

func push(b *testing.B, stub bool, clients, ops, pushes int) {
	server := startChild(b, stub)
	tablets := enrol(b, server.base, clients)
	for b.Loop() {
		b.StopTimer()
		bodies := make([][][]byte, clients)
		for i, t := range tablets {
			bodies[i] = t.batches(b, pushes, ops)
		}
		cpu := server.cpu(b)
		b.StartTimer()
		began := time.Now()
		var wg sync.WaitGroup
		var refused atomic.Int64
		for i, t := range tablets {
			wg.Go(func() {
				for _, body := range bodies[i] {
					if !t.send(body) {
						refused.Add(1)
					}
				}
			})
		}
		wg.Wait()
		took, n := time.Since(began), float64(clients*ops*pushes)
		if refused.Load() > 0 {
			b.Fatalf("%d pushes were not answered 200", refused.Load())
		}
		b.ReportMetric(n/took.Seconds(), "ops/s")
		b.ReportMetric((server.cpu(b)-cpu).Seconds()/n*1000, "cpu-s/1000")
		b.ReportMetric(server.memory(), "MB")
		b.ReportMetric(0, "ns/op")
	}
}

// benchTablet is a tablet with a person at it and the hoist's checklist answered.
type benchTablet struct {
	*simulate.Tablet
	check client.Check
	bad   map[string]any
}

func enrol(b *testing.B, base string, n int) (list []*benchTablet) {
	b.Helper()
	ctx := context.Background()
	ada, err := simulate.NewClient(base).SignIn(ctx, "ada.admin", "runup-demo")
	if err != nil {
		b.Fatal(err)
	}
	var sam simulate.Person
	for range n {
		var issued struct{ Code string }
		if err := ada.Call(ctx, http.MethodPost, "/v1/enrolment-codes", map[string]any{}, &issued); err != nil {
			b.Fatal(err)
		}
		t, err := simulate.Enrol(ctx, base, issued.Code, "bench")
		if err != nil {
			b.Fatal(err)
		}
		if sam.ID == "" {
			if sam, err = t.SignInByPIN(ctx, "sam.scsw", "482615"); err != nil {
				b.Fatal(err)
			}
		}
		list = append(list, atTheHoist(b, t, sam.ID))
	}
	return list
}

func atTheHoist(b *testing.B, t *simulate.Tablet, person string) *benchTablet {
	b.Helper()
	list, err := t.Checklist(context.Background(), "hoist-pre-use")
	if err != nil {
		b.Fatal(err)
	}
	well, err := list.Readings(time.Now())
	if err != nil {
		b.Fatal(err)
	}
	return &benchTablet{
		Tablet: t, bad: simulate.With(well, firstFailing(list), map[string]any{"value": false}),
		check: client.Check{Checklist: list.ID, Hash: list.Hash, Equipment: "hoist-1", PerformedBy: person, Readings: well, Verdict: "pass"},
	}
}

func firstFailing(list simulate.Checklist) string {
	for _, s := range list.Sections {
		for _, q := range s.Items {
			if q.Kind == "confirm" && (q.OnFail == "" || q.OnFail == "do-not-use") {
				return q.ID
			}
		}
	}
	return ""
}

func (t *benchTablet) batches(b *testing.B, pushes, ops int) (bodies [][]byte) {
	b.Helper()
	for range pushes {
		var list []client.Op
		for i := range ops {
			c := t.check
			c.StartedAt, c.FinishedAt = time.Now().Add(-time.Minute), time.Now()
			if ops == 50 && i == 49 {
				c.Readings = t.bad
			}
			list = append(list, t.Completed(c))
		}
		body, err := json.Marshal(map[string]any{"batchId": uuid.NewString(), "device": map[string]any{"outbox": ops}, "ops": list})
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	return bodies
}

func (t *benchTablet) send(body []byte) bool {
	req, err := http.NewRequest(http.MethodPost, t.Base+"/v1/sync/push", bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+t.Token)
	answer, err := t.HTTP.Do(req)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK
}

// raw is the limit: the same bytes into one table with one index, durably.
func raw(b *testing.B, rows int) {
	payload := bytes.Repeat([]byte("x"), 1700) // of a hoist check
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "raw.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE raw (position INTEGER PRIMARY KEY, id TEXT UNIQUE, payload TEXT)"); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		for began := time.Now(); time.Since(began) < time.Second; n += rows {
			insertRaw(b, db, rows, string(payload))
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "ops/s")
	b.ReportMetric(0, "ns/op")
}

func insertRaw(b *testing.B, db *sql.DB, rows int, payload string) {
	b.Helper()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare("INSERT INTO raw (id, payload) VALUES (?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	for range rows {
		if _, err := insert.Exec(uuid.Must(uuid.NewV7()).String(), payload); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPull reads changes from a logbook of 100,000 entries: the last 50 and the last 10,000, page by page as a client
// does. The limit beside them reads the same number of stored entries from the file and does nothing with them.
func BenchmarkPull(b *testing.B) {
	server := startChild(b, true)
	t := enrol(b, server.base, 1)[0]
	fill := func(checks int) {
		for _, body := range t.batches(b, checks/100, 100) {
			if !t.send(body) {
				b.Fatal("a push was not answered 200")
			}
		}
	}
	fill(90_000)
	rosa, err := t.SignIn(context.Background(), "rosa.radiographer", "runup-demo")
	if err != nil {
		b.Fatal(err)
	}
	before := map[int]string{}
	for _, last := range []int{10_000, 50} {
		if _, before[last], err = rosa.Pull(context.Background(), before[10_000], 5000); err != nil {
			b.Fatal(err)
		}
		fill(max(last, 100))
	}
	for _, last := range []int{50, 10_000} {
		b.Run(fmt.Sprintf("last-%d", last), func(b *testing.B) { pullLast(b, server, rosa, before[last], last) })
		b.Run(fmt.Sprintf("limit-%d", last), func(b *testing.B) { readRaw(b, server.folder, last) })
	}
}

func pullLast(b *testing.B, server *child, rosa simulate.Person, cursor string, last int) {
	cpu, n := server.cpu(b), 0
	for b.Loop() {
		changes, _, err := rosa.Pull(context.Background(), cursor, min(last, 5000))
		if err != nil || len(changes) < last {
			b.Fatalf("%d changes, %v", len(changes), err)
		}
		n += len(changes)
	}
	b.ReportMetric((server.cpu(b)-cpu).Seconds()/float64(n)*1000, "cpu-s/1000")
	b.ReportMetric(float64(n)/float64(b.N), "changes")
}

// BenchmarkFirstPull has a new tablet take the whole sample department, as it came and packed: what goes through the air, and
// what the server's processor gives for it.
func BenchmarkFirstPull(b *testing.B) {
	server := startChild(b, true)
	t := enrol(b, server.base, 1)[0]
	for _, takes := range []string{"identity", "gzip"} {
		b.Run(takes, func(b *testing.B) {
			cpu, bytes := server.cpu(b), int64(0)
			for b.Loop() {
				bytes += wholePull(b, server.base, t.Token, takes)
			}
			b.ReportMetric((server.cpu(b)-cpu).Seconds()/float64(b.N)*1000, "cpu-ms/pull")
			b.ReportMetric(float64(bytes)/float64(b.N)/1000, "KB/pull")
		})
	}
}

func wholePull(b *testing.B, base, token, takes string) (size int64) {
	for cursor, done := "", false; !done; {
		path := "/v1/sync/snapshot?limit=500"
		if cursor != "" {
			path = "/v1/sync/changes?limit=500&cursor=" + cursor
		}
		request, _ := http.NewRequest("GET", base+path, nil)
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Accept-Encoding", takes)
		response, err := http.DefaultClient.Do(request)
		if err != nil || response.StatusCode != 200 {
			b.Fatal(err, response)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		size += int64(len(body))
		if takes == "gzip" {
			whole, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			if body, err = io.ReadAll(whole); err != nil {
				b.Fatal(err)
			}
		}
		var page struct {
			Cursor   string
			UpToDate bool
		}
		if err := json.Unmarshal(body, &page); err != nil {
			b.Fatal(err)
		}
		cursor, done = page.Cursor, page.UpToDate
	}
	return size
}

func readRaw(b *testing.B, folder string, last int) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(folder, "runup.db")+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for b.Loop() {
		rows, err := db.Query("SELECT header, body FROM entry ORDER BY position DESC LIMIT ?", last)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			var header, body sql.RawBytes
			if err := rows.Scan(&header, &body); err != nil {
				b.Fatal(err)
			}
		}
		rows.Close()
	}
}
