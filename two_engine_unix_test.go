//go:build unix

package main

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/notify/notifytest"
	"runup/internal/store/storetest"
)

// stalled counts how often an engine that stood still was told of.
const stalled = `SELECT count(*) FROM escalation_event JOIN escalation ON escalation.id = escalation_event.escalation
	WHERE escalation.kind = 'engine' AND escalation.about = 'stalled' AND escalation_event.kind IN ('opened', 'joined')`

// eventually waits until a count in the database is what it should be.
func (p *pair) eventually(t *testing.T, want int, within time.Duration, query string, args ...any) {
	t.Helper()
	n := 0
	for limit := time.Now().Add(within); time.Now().Before(limit); time.Sleep(100 * time.Millisecond) {
		if n = p.count(t, query, args...); n == want {
			return
		}
	}
	t.Errorf("%d after %s, want %d: %s", n, within, want, query)
}

// goneWhileOverdue kills the only process while it sends, and no other is there until what it left has been overdue for
// half a minute after its lease. The one that
// comes then tells what was left, calls people about the engine, and says when nothing is overdue any more.
func (p *pair) goneWhileOverdue(t *testing.T) {
	p.alone(t)
	ctx, before := t.Context(), p.count(t, stalled)
	refs, begun := p.hold(ctx, t)
	p.servers[0].kill()
	p.relay.Does(notifytest.Take)
	time.Sleep(time.Until(begun.Add(lease + 32*time.Second)))
	p.run(1)
	p.sofia.Base = p.servers[1].base
	p.eventually(t, before+1, slack, stalled)
	toldOf(t, p.relay, refs, settledMails(ctx, t, p.sofia, refs, 2*slack))
	p.eventually(t, 1, 3*slack, `SELECT count(*) FROM escalation_event WHERE kind = 'recovered' AND position > (SELECT max(position) FROM escalation_event
		WHERE kind IN ('opened', 'joined') AND escalation IN (SELECT id FROM escalation WHERE about = 'stalled'))`)
	if n := p.count(t, stalled) - before; n != 1 {
		t.Errorf("told %d times", n)
	}
	administrators := `SELECT count(*) FROM delivery JOIN staff ON staff.id = delivery.recipient JOIN delivery_item ON delivery_item.delivery = delivery.id
		JOIN notification ON notification.id = delivery_item.notification JOIN escalation ON escalation.id = notification.escalation
		WHERE escalation.about = 'stalled' AND staff.role = 'administrator' AND delivery.channel = 'email' AND delivery.state = 'sent'`
	p.eventually(t, 1, slack, administrators)
}

// theClockIsOff has one process see the database's clock five seconds behind its own. It takes nothing up and says why; the
// other does. Put right, it is well again by itself.
func (p *pair) theClockIsOff(t *testing.T) {
	p.alone(t)
	ctx := t.Context()
	for _, statement := range []string{
		"CREATE TABLE away (by INTERVAL NOT NULL)", "INSERT INTO away VALUES ('5 s')",
		"CREATE FUNCTION clock_timestamp() RETURNS timestamptz AS 'SELECT pg_catalog.clock_timestamp() - (SELECT by FROM away)' LANGUAGE sql",
	} {
		_, err := p.db.Exec(statement)
		check(t, err)
	}
	p.servers[0].kill()
	off := start(t, filepath.Join(p.folder, "1"), "--database", p.wire.address+"&search_path=public,pg_catalog",
		"--key-file", filepath.Join(p.folder, "key"), "--smtp-url", p.relay.URL.String())
	p.servers[1], p.tablets[0].Base, p.sofia.Base = off, off.base, off.base
	refs := map[string]bool{raise(ctx, t, p.tablets[0]).Ref: true}
	time.Sleep(4 * time.Second) // four times what the poll would need
	var said *simulate.Problem
	if err := p.sofia.Call(ctx, "GET", "/healthz/engine", nil, nil); !errors.As(err, &said) || said.Status != 503 || !strings.Contains(said.Detail, "clock is 5") {
		t.Errorf("5 s off, and it says %v", err)
	}
	if n := metric(t, off, "runup_message_attempts_total"); n != 0 {
		t.Errorf("5 s off, and it made %v attempts", n)
	}
	p.run(0)
	toldOf(t, p.relay, refs, settledMails(ctx, t, p.sofia, refs, 2*slack))
	if n := metric(t, off, "runup_message_attempts_total"); n != 0 {
		t.Errorf("it took %v attempts from the other", n)
	}
	_, err := p.db.Exec("UPDATE away SET by = '0 s'")
	check(t, err)
	p.well(t, 2*slack)
	off.kill()
}

// well waits until the engine behind Sofia is.
func (p *pair) well(t *testing.T, within time.Duration) {
	t.Helper()
	var err error
	for limit := time.Now().Add(within); time.Now().Before(limit); time.Sleep(200 * time.Millisecond) {
		if err = p.sofia.Call(t.Context(), "GET", "/healthz/engine", nil, nil); err == nil {
			return
		}
	}
	t.Errorf("not well after %s: %v", within, err)
}

// theNetworkSwallows has what both send to the database vanish. Nobody waits for ever: a push is answered that nothing was kept,
// the engine says that it is not well, and both go on by themselves when the network is back.
func (p *pair) theNetworkSwallows(t *testing.T) {
	p.afresh(t)
	ctx := t.Context()
	p.wire.deaf.Store(true)
	began := time.Now()
	op := unsafe(p.tablets[0])
	var said *simulate.Problem
	if _, err := p.tablets[0].Push(ctx, op); !errors.As(err, &said) || said.Status != 503 {
		t.Errorf("the database is silent and the answer is %v", err)
	}
	if took := time.Since(began); took > 30*time.Second+slack { // a connection in use and one from the pool
		t.Errorf("the push was answered after %s", took)
	}
	asked := time.Now()
	refused(t, p.sofia.Call(ctx, "GET", "/healthz/engine", nil, nil), 503, "engine-stalled")
	if took := time.Since(asked); took > 10*time.Second {
		t.Errorf("how the engine is was answered after %s", took)
	}
	p.wire.deaf.Store(false)
	mended := time.Now()
	p.servers[0].wait(t)
	p.servers[1].wait(t)
	answer := must(p.tablets[0].Push(ctx, op))(t)
	if answer.Results[0].Replay || len(answer.Results[0].Escalations) != 1 {
		t.Fatalf("pushed again it became %+v", answer.Results[0])
	}
	refs := map[string]bool{answer.Results[0].Escalations[0].Ref: true}
	toldOf(t, p.relay, refs, settledMails(ctx, t, p.sofia, refs, time.Minute))
	p.well(t, time.Minute)
	t.Logf("answered 503 after %s, all told and well %s after the network was back", asked.Sub(began).Round(time.Millisecond), time.Since(mended).Round(time.Millisecond))
}

// TestTwoProcessesFoundOneDepartment starts two on an empty PostgreSQL at the same moment.
func TestTwoProcessesFoundOneDepartment(t *testing.T) {
	t.Parallel()
	folder, address := t.TempDir(), storetest.Postgres(t)
	var servers [2]*process
	var both sync.WaitGroup
	for i := range servers {
		servers[i] = begin(t, filepath.Join(folder, string(rune('a'+i))), "--database", address, "--key-file", filepath.Join(folder, "key"))
	}
	for _, s := range servers {
		both.Go(func() { s.wait(t) })
	}
	both.Wait()
	var staff [2]struct {
		Items []struct{ ID, Username string }
	}
	for i, s := range servers {
		check(t, reader(t.Context(), t, s.base).Call(t.Context(), "GET", "/v1/staff?limit=200", nil, &staff[i]))
	}
	names := map[string]int{}
	for _, p := range staff[0].Items {
		names[p.Username]++
	}
	if len(staff[0].Items) == 0 || len(staff[0].Items) != len(staff[1].Items) || names["sofia.superintendent"] != 1 {
		t.Errorf("%d people here, %d there: %v", len(staff[0].Items), len(staff[1].Items), names)
	}
	if out, exit := command(t, "rebuild", "--check", "--database", address, "--data", filepath.Join(folder, "a")); exit != 0 {
		t.Errorf("the views are not what the log says: %s", out)
	}
}
