//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/notify/notifytest"
	"runup/internal/tablet/client"
)

// longApart keeps ladders out of tests that are not about them.
const longApart = time.Hour

// Two processes on one PostgreSQL are one Runup: what one took the other knows, tells and takes over.
func TestTwoProcessesOnOneDatabase(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	var killed told
	t.Run("A7 they are killed at random", func(t *testing.T) { killed = p.killedAtRandom(t) })
	t.Run("A2 a fault keeps nothing and the next try brings one", p.aFaultKeepsNothing)
	t.Run("A11 a record that comes again and again is one cause", p.comesAgainAndAgain)
	t.Run("E69 one item that fails at both opens once", p.failsAtBoth)
	t.Run("B16 each is told once", p.eachIsToldOnce)
	t.Run("D46 who has answered is called no more", p.calledNoMore)
	t.Run("what was set at one is used by the other", p.contactsAreFollowed)
	t.Run("C42 a rung opens once", p.aRungOpensOnce)
	t.Run("what one wrote the other's readers hear of", p.theOtherHears)
	t.Run("who claims a check at one is seen at the other", p.theOtherSeesClaims)
	t.Run("H91 the database is away for a while", p.theDatabaseIsAway)
	t.Run("A7 and nothing is lost", func(t *testing.T) { p.nothingIsLost(t, killed) }) // by now all leases are over
	t.Run("B28 one that is frozen past its lease changes nothing", p.frozenPastItsLease)
	t.Run("H88 one is killed while it sends", p.killedWhileItSends)
	t.Run("H88 one is gone while something is overdue", p.goneWhileOverdue)
	t.Run("H90 one whose clock is off leaves it to the other", p.theClockIsOff)
	t.Run("H91 the network swallows everything for a while", p.theNetworkSwallows)
}

// aFaultKeepsNothing fails an insert into one table after the other: a tablet is told to keep the report, nothing of it is there,
// and when it is pushed again, to the other process, it opens once.
func (p *pair) aFaultKeepsNothing(t *testing.T) {
	p.afresh(t)
	ctx, tablet := t.Context(), p.tablets[0]
	_, err := p.db.Exec("CREATE OR REPLACE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$ LANGUAGE plpgsql")
	check(t, err)
	for _, table := range []string{"entry", "operation", "escalation", "escalation_event", "ladder", "rung", "notification", "delivery", "delivery_item"} {
		op := unsafe(tablet)
		_, err := p.db.Exec("CREATE TRIGGER broken BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION broken()")
		check(t, err)
		tablet.Base = p.servers[0].base
		_, err = tablet.Push(ctx, op)
		var said *simulate.Problem
		if !errors.As(err, &said) || said.Status != 503 || said.Code != "unavailable" {
			t.Errorf("%s: %v, want 503", table, err)
		}
		if n := p.count(t, "SELECT (SELECT count(*) FROM operation WHERE op_id = $1) + (SELECT count(*) FROM escalation WHERE report = $1)", op.OpID); n != 0 {
			t.Errorf("%s: %d rows were kept", table, n)
		}
		_, err = p.db.Exec("DROP TRIGGER broken ON " + table)
		check(t, err)
		tablet.Base = p.servers[1].base
		answer := must(tablet.Push(ctx, op))(t)
		if r := answer.Results[0]; r.Outcome != "accepted" || r.Replay || len(r.Escalations) != 1 {
			t.Errorf("%s: the next try became %+v", table, r)
		}
		if n := p.count(t, "SELECT count(*) FROM escalation WHERE report = $1", op.OpID); n != 1 {
			t.Errorf("%s: %d escalations", table, n)
		}
	}
}

// hoistCheck is a check of a hoist of its own on which everything that may be wrong is.
func (p *pair) hoistCheck(ctx context.Context, t *testing.T, tablet *simulate.Tablet, id string) client.Check {
	t.Helper()
	check(t, p.sofia.Call(ctx, "PUT", "/v1/equipment/"+id, map[string]any{"name": "Hoist " + id, "kind": "hoist", "area": "linacs"}, nil))
	list := must(tablet.Checklist(ctx, "hoist-pre-use"))(t)
	c := client.Check{
		Checklist: list.ID, Hash: list.Hash, Equipment: id, Verdict: "fail", Auth: "unverified", Readings: must(list.Readings(time.Now()))(t),
		StartedAt: time.Now().Add(-time.Minute), FinishedAt: time.Now(),
	}
	c.Readings = simulate.With(c.Readings, stops(t, list), map[string]any{"value": false})
	return c
}

// comesAgainAndAgain pushes one record a hundred times to both.
func (p *pair) comesAgainAndAgain(t *testing.T) {
	p.afresh(t)
	ctx, tablet := t.Context(), p.tablets[0]
	op := tablet.Completed(p.hoistCheck(ctx, t, tablet, "hoist-again"))
	var mu sync.Mutex
	positions, first := map[int64]int{}, 0
	p.each(ctx, func(ctx context.Context, at *simulate.Tablet) {
		same := *tablet // the same tablet, to whichever process
		same.Client.Base = at.Base
		for range 25 {
			answer, err := same.Push(ctx, op)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			positions[answer.Results[0].Position]++
			if !answer.Results[0].Replay {
				first++
			}
			mu.Unlock()
		}
	})
	if len(positions) != 1 || first != 1 {
		t.Errorf("positions %v, %d were not a repetition", positions, first)
	}
	if n := p.count(t, "SELECT count(*) FROM escalation WHERE equipment = 'hoist-again'"); n != 1 {
		t.Errorf("%d escalations", n)
	}
	if n := p.count(t, "SELECT count(*) FROM escalation_event WHERE check_id = $1", op.OpID); n != 1 {
		t.Errorf("%d causes", n)
	}
}

// failsAtBoth has four tablets, two at each process, fail the same item of a new hoist at the same moment.
func (p *pair) failsAtBoth(t *testing.T) {
	p.afresh(t)
	ctx, rounds := t.Context(), often(25, 1000)
	for i := range rounds {
		c := p.hoistCheck(ctx, t, p.tablets[0], fmt.Sprint("hoist-race-", i))
		p.each(ctx, func(ctx context.Context, tablet *simulate.Tablet) {
			if _, err := tablet.Push(ctx, tablet.Completed(c)); err != nil {
				t.Error(err)
			}
		})
	}
	one := "SELECT count(*) FROM (SELECT equipment FROM escalation WHERE equipment LIKE 'hoist-race-%' GROUP BY equipment, checklist, item HAVING count(*) = 1) AS each"
	all := "SELECT count(*) FROM escalation WHERE equipment LIKE 'hoist-race-%'"
	joined := "SELECT count(DISTINCT check_id) FROM escalation_event JOIN escalation ON escalation.id = escalation WHERE equipment LIKE 'hoist-race-%' AND check_id <> ''"
	if n, m, c := p.count(t, one), p.count(t, all), p.count(t, joined); n != rounds || m != rounds || c != 4*rounds {
		t.Errorf("%d items failed: %d escalations, %d of them alone, %d causes", rounds, m, n, c)
	}
}

// eachIsToldOnce reports to both and looks at every message that this brings.
func (p *pair) eachIsToldOnce(t *testing.T) {
	p.afresh(t)
	ctx, refs := t.Context(), map[string]bool{}
	var mu sync.Mutex
	before := [2]float64{metric(t, p.servers[0], "runup_message_attempts_total"), metric(t, p.servers[1], "runup_message_attempts_total")}
	p.each(ctx, func(ctx context.Context, tablet *simulate.Tablet) {
		for range often(25, 150) {
			answer, err := tablet.Push(ctx, unsafe(tablet))
			if err != nil || len(answer.Results[0].Escalations) != 1 {
				t.Errorf("%v %+v", err, answer)
				return
			}
			mu.Lock()
			refs[answer.Results[0].Escalations[0].Ref] = true
			mu.Unlock()
		}
	})
	messages := settledMails(ctx, t, p.sofia, refs, 5*time.Minute)
	told := map[string]int{}
	for _, m := range messages {
		for _, a := range m.About {
			told[a.Ref+" "+m.Purpose+" "+m.Recipient]++
		}
		if len(m.Attempts) != 1 {
			t.Errorf("tried %d times: %+v", len(m.Attempts), m)
		}
	}
	for who, n := range told {
		if n != 1 {
			t.Errorf("%s was told %d times", who, n)
		}
	}
	if again := toldOf(t, p.relay, refs, messages); again != 0 {
		t.Errorf("%d mails came twice", again)
	}
	var shares [2]float64
	for i, s := range p.servers {
		shares[i] = metric(t, s, "runup_message_attempts_total") - before[i]
	}
	if shares[0] == 0 || shares[1] == 0 {
		t.Errorf("only one of the two sent anything: %v", shares)
	}
	t.Logf("%d escalations, %d messages, sent by each: %v", len(refs), len(messages), shares)
}

// told is what is to be told after some kills.
type told struct {
	refs  map[string]bool
	kills int
}

// killedAtRandom kills one and then the other while both take reports and tell.
func (p *pair) killedAtRandom(t *testing.T) told {
	p.afresh(t)
	ctx, kills := t.Context(), often(3, 50)
	reporters := make([]*reporter, len(p.tablets))
	for i, tablet := range p.tablets {
		reporters[i] = &reporter{tablet: tablet}
	}
	for i := range kills {
		reportUntilKilled(ctx, p.servers[i%2], reporters)
		p.run(i % 2)
	}
	refs := map[string]bool{}
	for _, r := range reporters {
		check(t, r.push(ctx))
		for _, ref := range r.raised {
			refs[ref] = true
		}
	}
	return told{refs, kills}
}

func (p *pair) nothingIsLost(t *testing.T, after told) {
	p.afresh(t)
	messages := settledMails(t.Context(), t, p.sofia, after.refs, time.Minute+time.Duration(after.kills)*time.Second)
	again := toldOf(t, p.relay, after.refs, messages)
	if again > carrying*after.kills || len(after.refs) < 2*after.kills {
		t.Errorf("%d second copies after %d kills and %d reports", again, after.kills, len(after.refs))
	}
	t.Logf("%d kills, %d escalations, %d messages, none lost, %d came twice", after.kills, len(after.refs), len(messages), again)
}

// calledNoMore answers at one process what the other is still trying to tell.
func (p *pair) calledNoMore(t *testing.T) {
	p.afresh(t)
	ctx, refs := t.Context(), map[string]bool{}
	p.relay.Does(notifytest.Later)
	there := p.sofia.Client
	there.Base = p.servers[1].base
	for range 5 {
		r := raise(ctx, t, p.tablets[0])
		refs[r.Ref] = true
		check(t, there.Call(ctx, "POST", "/v1/escalations/"+r.ID+"/acknowledge", map[string]any{"version": 1}, nil))
	}
	p.relay.Does(notifytest.Take)
	time.Sleep(4 * time.Second) // what failed once is tried again after a second or two
	for _, m := range mailsOf(ctx, t, p.sofia, refs) {
		if m.Purpose == "alert" && (m.State != "cancelled" || copies(p.relay)[m.letter()] != 0) {
			t.Errorf("answered, and still called: %+v", m)
		}
	}
}

// contactsAreFollowed gives somebody another address at one process just after the other has looked it up.
func (p *pair) contactsAreFollowed(t *testing.T) {
	p.afresh(t)
	ctx := t.Context()
	there := p.sofia.Client
	there.Base = p.servers[1].base
	for i := range 3 {
		raise(ctx, t, p.tablets[0])
		address := fmt.Sprintf("sofia.%d@northfield.example", i)
		body := map[string]any{"items": []map[string]any{{"channel": "email", "address": address}}}
		check(t, there.Call(ctx, "PUT", "/v1/me/contacts", body, nil))
		refs := map[string]bool{raise(ctx, t, p.tablets[0]).Ref: true}
		for _, m := range settledMails(ctx, t, p.sofia, refs, time.Minute) {
			if m.Recipient == p.sofia.ID && m.Address != address {
				t.Errorf("called at %s", m.Address)
			}
		}
	}
}

// aRungOpensOnce lets ladders climb quickly under both engines.
func (p *pair) aRungOpensOnce(t *testing.T) {
	p.afresh(t)
	ctx := t.Context()
	everybodyIsCalled(ctx, t, p.sofia, time.Second)
	var ids []any
	for i := range often(20, 200) {
		ids = append(ids, raise(ctx, t, p.tablets[i%4]).ID)
	}
	everybodyIsCalled(ctx, t, p.sofia, longApart)
	list := ""
	for i := range ids {
		list += fmt.Sprintf(",$%d", i+1)
	}
	opened := " FROM rung WHERE escalation IN (" + list[1:] + ")"
	for limit := time.Now().Add(time.Minute); p.count(t, "SELECT count(DISTINCT (escalation, rung))"+opened+" AND round = 0", ids...) < 4*len(ids); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the ladders did not climb to their ends")
		}
	}
	if n := p.count(t, "SELECT count(*)"+opened+" AND round = 0", ids...); n != 4*len(ids) {
		t.Errorf("%d rungs were opened, there are %d", n, 4*len(ids))
	}
	for _, id := range ids {
		check(t, p.sofia.Call(ctx, "POST", "/v1/escalations/"+id.(string)+"/acknowledge", map[string]any{"version": p.count(t, "SELECT version FROM escalation WHERE id = $1", id)}, nil))
	}
}

// theOtherHears waits at one process for what is written at the other.
func (p *pair) theOtherHears(t *testing.T) {
	p.afresh(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	there := p.sofia.Client
	there.Base = p.servers[1].base
	heads := must(there.Heads(ctx))(t)
	<-heads
	answer := must(p.tablets[0].Push(ctx, unsafe(p.tablets[0])))(t)
	written := time.Now()
	for head := range heads {
		if head >= answer.Results[0].Position {
			break
		}
	}
	if took := time.Since(written); took > poll+slack/2 {
		t.Errorf("heard of it after %s", took)
	}
}

// theOtherSeesClaims waits at one process for the hint that somebody began a check at the other, and for the one that they ended.
func (p *pair) theOtherSeesClaims(t *testing.T) {
	p.afresh(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	there := p.sofia.Client
	there.Base = p.servers[1].base
	hints := must(there.Hints(ctx, "claims"))(t)
	hear := func(what string) {
		t.Helper()
		since := time.Now()
		select {
		case <-hints:
			t.Logf("%s: heard of it after %s", what, time.Since(since))
		case <-time.After(poll + slack):
			t.Errorf("%s: not heard of", what)
		}
	}
	for quiet := false; !quiet; { // what was there before
		select {
		case <-hints:
		case <-time.After(poll + slack/2):
			quiet = true
		}
	}
	var said struct{ Claim struct{ ID string } }
	check(t, p.tablets[0].Call(ctx, "POST", "/v1/claims", map[string]any{"equipment": "spill-kit-1", "checklist": "spill-kits", "name": "A. Locum"}, &said))
	hear("begun")
	check(t, p.tablets[0].Call(ctx, "DELETE", "/v1/claims/"+said.Claim.ID, nil, nil))
	hear("ended")
}

// theDatabaseIsAway cuts both off. They answer 503 and keep nothing, say that nobody would be called, and go on by themselves.
func (p *pair) theDatabaseIsAway(t *testing.T) {
	p.afresh(t)
	ctx := t.Context()
	p.relay.Does(notifytest.Later) // something is still to be told when the database goes
	before := raise(ctx, t, p.tablets[0])
	p.wire.cut()
	p.relay.Does(notifytest.Take)
	op := unsafe(p.tablets[1])
	for away := time.Now().Add(time.Duration(often(4, 300)) * time.Second); time.Now().Before(away); time.Sleep(500 * time.Millisecond) {
		for i, tablet := range p.tablets[:2] {
			_, err := tablet.Push(ctx, []client.Op{unsafe(tablet), op}[i])
			var said *simulate.Problem
			if !errors.As(err, &said) || said.Status != 503 {
				t.Errorf("the database is away and %d answers %v", i, err)
			}
		}
	}
	refused(t, p.sofia.Call(ctx, "GET", "/healthz/engine", nil, nil), 503, "engine-stalled")
	p.wire.mend(t)
	mended := time.Now()
	p.servers[0].wait(t)
	p.servers[1].wait(t)
	answer := must(p.tablets[1].Push(ctx, op))(t)
	if answer.Results[0].Replay || len(answer.Results[0].Escalations) != 1 {
		t.Errorf("pushed again it became %+v", answer.Results[0])
	}
	refs := map[string]bool{before.Ref: true, answer.Results[0].Escalations[0].Ref: true}
	messages := settledMails(ctx, t, p.sofia, refs, 2*time.Minute)
	toldOf(t, p.relay, refs, messages)
	var well error
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(200 * time.Millisecond) {
		if well = p.sofia.Call(ctx, "GET", "/healthz/engine", nil, nil); well == nil {
			break
		}
	}
	check(t, well)
	t.Logf("all told and well %s after the database was back", time.Since(mended).Round(time.Millisecond))
}

// frozenPastItsLease stops a process while the mail server has its mails and has not answered. The other sends them once more;
// what the first says when it wakes is written down beside, and counted.
func (p *pair) frozenPastItsLease(t *testing.T) {
	p.alone(t)
	ctx, frozen := t.Context(), p.servers[0]
	refs, begun := p.hold(ctx, t)
	tell(t, frozen, syscall.SIGSTOP)
	p.relay.Does(notifytest.Take)
	p.run(1)
	p.sofia.Base = p.servers[1].base
	messages := settledMails(ctx, t, p.sofia, refs, lease+poll+2*slack)
	if took := p.lastMail().Sub(begun); took > lease+poll+slack {
		t.Errorf("the other took over after %s", took)
	}
	late := metric(t, p.servers[1], "runup_messages_late_total")
	tell(t, frozen, syscall.SIGCONT)
	for limit := time.Now().Add(20 * time.Second); metric(t, frozen, "runup_messages_late_total") < float64(len(messages)) && time.Now().Before(limit); {
		time.Sleep(100 * time.Millisecond)
	}
	if n := metric(t, frozen, "runup_messages_late_total"); n != float64(len(messages)) || late != 0 {
		t.Errorf("%d sendings ended late, and %v were counted, %v at the other", len(messages), n, late)
	}
	for i, m := range mailsOf(ctx, t, p.sofia, refs) {
		if m.State != "sent" || len(m.Attempts) != 2 || m.Attempts[1].Outcome != "accepted" && m.Attempts[0].Outcome != "accepted" {
			t.Errorf("%+v", m)
		}
		if n := copies(p.relay)[m.letter()]; n != 2 {
			t.Errorf("message %d came %d times", i, n)
		}
	}
}

// killedWhileItSends kills a process while the mail server has its mails: the other sends them, once, within the lease.
func (p *pair) killedWhileItSends(t *testing.T) {
	p.alone(t)
	ctx := t.Context()
	before := p.count(t, stalled)
	refs, begun := p.hold(ctx, t)
	p.servers[0].kill()
	p.relay.Does(notifytest.Take)
	p.run(1)
	p.sofia.Base = p.servers[1].base
	messages := settledMails(ctx, t, p.sofia, refs, lease+poll+2*slack)
	again := toldOf(t, p.relay, refs, messages)
	if took := p.lastMail().Sub(begun); took > lease+poll+slack || again != len(messages) {
		t.Errorf("%d of %d were sent by the other, the last after %s", again, len(messages), took)
	}
	if n := p.count(t, stalled) - before; n != 0 {
		t.Errorf("%d escalations about the engine, and nothing was overdue", n)
	}
}

// hold raises one matter and waits until all its mails are with the mail server, which does not answer.
func (p *pair) hold(ctx context.Context, t *testing.T) (refs map[string]bool, begun time.Time) {
	t.Helper()
	p.relay.Does(notifytest.Hold)
	had := len(p.relay.Mails())
	refs = map[string]bool{raise(ctx, t, p.tablets[0]).Ref: true}
	begun = time.Now()
	p.relay.Wait(t, had+len(mailsOf(ctx, t, p.sofia, refs)))
	return refs, begun
}

func (p *pair) lastMail() time.Time {
	all := p.relay.Mails()
	return all[len(all)-1].At
}

// often is how many times something is tried: some in every run, more when there is an evening for it.
func often(usually, soaking int) int {
	if os.Getenv("RUNUP_TEST_SOAK") != "" {
		return soaking
	}
	return usually
}
