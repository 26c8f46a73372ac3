//go:build unix

package main

import (
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"runup/api/simulate"
	"runup/internal/notify/notifytest"
	"runup/internal/store/storetest"
)

// pair is two server processes on one PostgreSQL, which they reach over a wire that can be cut, and one mail server.
type pair struct {
	t       *testing.T
	wire    *wire
	db      *sql.DB // beside the wire
	relay   *notifytest.SMTP
	folder  string
	servers [2]*process
	sofia   simulate.Person
	tablets []*simulate.Tablet
}

// newPair founds the department with one process and starts the other beside it.
func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{t: t, relay: notifytest.StartSMTP(t), folder: t.TempDir()}
	address := storetest.Postgres(t)
	p.wire = stretch(t, address)
	p.db = must(sql.Open("pgx", address))(t)
	t.Cleanup(func() { p.db.Close() })
	p.run(0)
	p.run(1)
	ctx := t.Context()
	p.sofia = reader(ctx, t, p.servers[0].base)
	ada := must(simulate.NewClient(p.servers[0].base).SignIn(ctx, "ada.admin", "runup-demo"))(t)
	for i := range 4 {
		p.tablets = append(p.tablets, enrolled(ctx, t, ada, "tablet "+strconv.Itoa(i)))
	}
	return p
}

// run starts one of the two if it does not run.
func (p *pair) run(i int) {
	p.t.Helper()
	if s := p.servers[i]; s == nil || s.cmd.ProcessState != nil {
		p.servers[i] = start(p.t, filepath.Join(p.folder, strconv.Itoa(i)),
			"--database", p.wire.address, "--key-file", filepath.Join(p.folder, "key"), "--smtp-url", p.relay.URL.String())
	}
	for n, tablet := range p.tablets { // half of the tablets speak to each
		tablet.Base = p.servers[n%2].base
	}
}

// afresh begins a test: both run, mails are taken, and the ladder for what may not be used is as slow as it can be.
func (p *pair) afresh(t *testing.T) {
	t.Helper()
	p.relay.Does(notifytest.Take)
	p.run(0)
	p.run(1)
	p.sofia.Base = p.servers[0].base
	everybodyIsCalled(t.Context(), t, p.sofia, longApart)
}

// alone leaves only the first running, so that it is the one that takes up what comes.
func (p *pair) alone(t *testing.T) {
	t.Helper()
	p.afresh(t)
	p.servers[1].kill()
}

func (p *pair) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	check(t, p.db.QueryRow(query, args...).Scan(&n))
	return n
}

// metric adds up a figure of one process over its labels.
func metric(t *testing.T, s *process, name string) (sum float64) {
	t.Helper()
	answer := must(http.Get(s.base + "/metrics"))(t)
	defer answer.Body.Close()
	for line := range strings.Lines(string(must(io.ReadAll(answer.Body))(t))) {
		label, value, ok := strings.Cut(strings.TrimSpace(line), "} ")
		if ok && strings.HasPrefix(label, name+"{") {
			sum += must(strconv.ParseFloat(value, 64))(t)
		}
	}
	return sum
}

func tell(t *testing.T, s *process, sig syscall.Signal) {
	t.Helper()
	check(t, s.cmd.Process.Signal(sig))
}

// wire is a way to a PostgreSQL that can be cut, as when the database is stopped or the network is gone.
type wire struct {
	address string // of the database, over the wire

	network, to string
	here        string
	mu          sync.Mutex
	listener    net.Listener
	open        map[net.Conn]bool
	deaf        atomic.Bool // what is sent is swallowed, and nobody is told
}

func stretch(t *testing.T, address string) *wire {
	t.Helper()
	config := must(pgx.ParseConfig(address))(t)
	w := &wire{here: "127.0.0.1:0", open: map[net.Conn]bool{}}
	w.network, w.to = pgconn.NetworkAddress(config.Host, config.Port)
	w.mend(t)
	u := url.URL{Scheme: "postgres", Host: w.here, Path: "/" + config.Database, RawQuery: "sslmode=disable", User: url.UserPassword(config.User, config.Password)}
	w.address = u.String()
	t.Cleanup(w.cut)
	return w
}

// mend lets connections through, on the same address as before.
func (w *wire) mend(t *testing.T) {
	t.Helper()
	l := must(net.Listen("tcp", w.here))(t)
	w.mu.Lock()
	w.here, w.listener = l.Addr().String(), l
	w.mu.Unlock()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(near)
		}
	}()
}

func (w *wire) carry(near net.Conn) {
	far, err := net.Dial(w.network, w.to)
	if err != nil {
		near.Close()
		return
	}
	w.mu.Lock()
	w.open[near], w.open[far] = true, true
	w.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, _ = io.Copy(swallower{way[0], &w.deaf}, way[1])
			near.Close()
			far.Close()
		})
	}
	both.Wait()
	w.mu.Lock()
	delete(w.open, near)
	delete(w.open, far)
	w.mu.Unlock()
}

// swallower is one direction of a wire.
type swallower struct {
	to   io.Writer
	deaf *atomic.Bool
}

func (s swallower) Write(p []byte) (int, error) {
	if s.deaf.Load() {
		return len(p), nil
	}
	return s.to.Write(p)
}

// cut ends what is under way and refuses what comes.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listener.Close()
	for c := range w.open {
		c.Close()
	}
}

// each runs fn once for each of the tablets, all at the same time.
func (p *pair) each(ctx context.Context, fn func(ctx context.Context, tablet *simulate.Tablet)) {
	var all sync.WaitGroup
	for _, tablet := range p.tablets {
		all.Go(func() { fn(ctx, tablet) })
	}
	all.Wait()
}
