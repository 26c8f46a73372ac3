//go:build unix

package main

import (
	"bytes"
	"context"
	"database/sql"
	encoding "encoding/binary"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The power goes at random instants while four tablets push: the disk is left with the database, and of the log beside it what
// was there at the last answer, with anything or nothing behind it. Whatever had been answered is there at its position.
func TestA8_APowerCutKeepsEveryPushThatWasAnswered(t *testing.T) {
	t.Parallel()
	ctx, folder := t.Context(), t.TempDir()
	server := start(t, folder)
	c := &cuts{wal: filepath.Join(folder, "runup.db-wal"), answered: map[string]int64{}}
	pushers := enrolPushers(ctx, t, server.base, 4)
	var all sync.WaitGroup
	for _, p := range pushers {
		all.Go(func() { c.pushes(ctx, t, p) })
	}
	torn, last := 0, ""
	for range cutsTried() {
		time.Sleep(time.Duration(5+rand.IntN(150)) * time.Millisecond)
		answered, mark := c.now()
		image := t.TempDir()
		pause(t, server)
		copyOf(t, filepath.Join(folder, "runup.db"), filepath.Join(image, "runup.db"))
		log, err := os.ReadFile(c.wal)
		tell(t, server, syscall.SIGCONT)
		check(t, err)
		left, cut := mark.leaves(log)
		if cut < markOf(log).end {
			torn++
		}
		check(t, os.WriteFile(filepath.Join(image, "runup.db-wal"), left, 0o600))
		holds(t, image, answered)
		last = image
	}
	c.enough.Store(true)
	all.Wait()
	answered, _ := c.now()
	if len(answered) < 2*cutsTried() || torn == 0 {
		t.Errorf("%d operations were answered, %d cuts were torn: nothing was tried", len(answered), torn)
	}
	copyOf(t, folder+".key", last+".key")
	if out, exit := command(t, "rebuild", "--check", "--data", last); exit != 0 {
		t.Errorf("the views are not what the log says: %s", out)
	}
	t.Logf("%d cuts, %d of them torn, %d operations answered, none lost", cutsTried(), torn, len(answered))
}

func cutsTried() int { return often(20, 200) }

// cuts is what a power cut may not take.
type cuts struct {
	wal      string
	enough   atomic.Bool
	mu       sync.Mutex
	answered map[string]int64 // the position of every operation that was answered
	mark     mark             // of the last answer
}

func (c *cuts) pushes(ctx context.Context, t *testing.T, p *pusher) {
	for !c.enough.Load() {
		if err := p.push(ctx); err != nil {
			t.Error(err)
			return
		}
		c.mu.Lock()
		log, err := os.ReadFile(c.wal) // in turn: a mark that was read before another does not take its place
		if err != nil {
			c.mu.Unlock()
			t.Error(err)
			return
		}
		for _, op := range p.recent {
			c.answered[op.OpID] = p.known[op.OpID]
		}
		c.mark = markOf(log)
		c.mu.Unlock()
		p.recent = nil
	}
}

func (c *cuts) now() (answered map[string]int64, m mark) {
	c.mu.Lock()
	defer c.mu.Unlock()
	answered = map[string]int64{}
	for id, position := range c.answered {
		answered[id] = position
	}
	return answered, c.mark
}

// mark is how far a write-ahead log is committed. Its run changes whenever SQLite begins it anew.
//
// Source: https://www.sqlite.org/fileformat2.html, section 4.
type mark struct {
	run         [8]byte
	end, frames int
}

func markOf(log []byte) (m mark) {
	const header, frame = 32, 24
	if len(log) < header {
		return m
	}
	copy(m.run[:], log[16:24])
	size := frame + int(encoding.BigEndian.Uint32(log[8:12]))
	for at := header; at+size <= len(log) && bytes.Equal(log[at+8:at+16], m.run[:]); at += size {
		m.frames++
		if encoding.BigEndian.Uint32(log[at+4:at+8]) != 0 { // the last of a commit
			m.end = at + size
		}
	}
	return m
}

// leaves is what a power cut leaves of a log: all that was answered for, and of what was written since any part. Once its pages
// may have gone to the database the log was forced to the disk before, so that nothing committed is missing.
func (m mark) leaves(log []byte) (left []byte, cut int) {
	const untilCheckpoint = 1000 // frames; SQLite's default
	now, keep := markOf(log), 0
	switch {
	case now.frames >= untilCheckpoint:
		keep = now.end
	case now.run == m.run:
		keep = m.end
	}
	left, cut = bytes.Clone(log), min(keep+rand.IntN(max(now.end-keep, 4096)+1), len(log))
	switch rand.IntN(3) {
	case 0:
		return left[:cut], cut
	case 1:
		clear(left[cut:])
	default:
		for i := cut; i < min(len(left), cut+64<<10); i++ {
			left[i] = byte(rand.Uint32())
		}
	}
	return left, cut
}

// pause stops a process and waits until none of its threads runs.
func pause(t *testing.T, s *process) {
	t.Helper()
	tell(t, s, syscall.SIGSTOP)
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(s.cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("it did not stop: %v, %v", status, err)
	}
}

func copyOf(t *testing.T, file, to string) {
	t.Helper()
	check(t, os.WriteFile(to, must(os.ReadFile(file))(t), 0o600))
}

// holds opens what is left as SQLite does after a power cut, and looks for everything that was answered.
func holds(t *testing.T, folder string, answered map[string]int64) {
	t.Helper()
	db := must(sql.Open("sqlite3", filepath.Join(folder, "runup.db")))(t)
	defer db.Close()
	var well string
	check(t, db.QueryRow("PRAGMA integrity_check").Scan(&well))
	if well != "ok" {
		t.Errorf("the database is damaged: %s", well)
	}
	rows := must(db.Query("SELECT op_id, position FROM operation"))(t)
	defer rows.Close()
	there := map[string]int64{}
	for rows.Next() {
		var id string
		var position int64
		check(t, rows.Scan(&id, &position))
		there[id] = position
	}
	check(t, rows.Err())
	for id, position := range answered {
		if there[id] != position {
			t.Errorf("%s was answered at %d and is at %d", id, position, there[id])
		}
	}
}

// A second server on a folder in use refuses before it touches anything, and the first goes on.
func TestH89_ASecondServerOnOneFolderRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := start(t, folder)
	ctx, cancel := context.WithTimeout(t.Context(), 6*slack) // one that does not refuse would serve for ever
	defer cancel()
	second := exec.CommandContext(ctx, must(binary())(t), "serve", "--demo", "--addr", freePort(t), "--data", folder)
	out, err := second.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "another Runup is using "+folder) {
		t.Errorf("it ended with %v: %s", err, out)
	}
	status := 0
	for limit := time.Now().Add(4 * slack); status != http.StatusOK && time.Now().Before(limit); time.Sleep(100 * time.Millisecond) {
		answer := must(http.Get(first.base + "/healthz/engine"))(t)
		answer.Body.Close()
		status = answer.StatusCode
	}
	if status != http.StatusOK {
		t.Errorf("the engine of the first answers %d", status)
	}
	first.stop(t)
	start(t, folder) // the lock ends with its process
}
