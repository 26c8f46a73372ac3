package tablet_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/operation"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// bugs are what has gone wrong in products like this one, each with the invariant that must notice. A model that does not
// find them proves nothing.
var bugs = []struct {
	name  string
	finds string
	seed  func(d *department) server
}{
	{"a retry is stored again", "I2", storedTwice},
	{"answered before it is stored", "I4", answeredTooSoon},
	{"one bad operation fails the batch", "liveness", allOrNothing},
	{"the client believes any 200", "I4", believesAnything},
	{"a page leaves its last change out", "I3", pageTooShort},
	{"a page begins one too early", "I3", pageTwice},
	{"the same id with other bytes is dropped", "I4", secondDropped},
	{"a far-off clock is skipped", "I4", clockSkipped},
	{"a failing item asks nobody", "I5", asksNobody},
	{"an operation of a good tablet is set aside", "I4", allSetAside},
	{"the outbox is emptied when a push fails", "I1", outboxEmptied},
	{"a countersignature is the server's, whoever gave it", "I6", signsForThem},
	{"an answer is the server's, whoever gave it", "I7", answersForThem},
}

const mornings = 150 // each bug was found within twenty when this was written

func TestEachInvariantFailsUnderASeededBug(t *testing.T) {
	clock := storetest.NewClock()
	d := found(t, storetest.OpenAt(t, configAt(t, clock)), clock)
	for _, bug := range bugs {
		t.Run(bug.name, func(t *testing.T) {
			d.TB = t
			all := newWeek(d)
			morning := rapid.Custom(func(t *rapid.T) error { return newMachine(all, bug.seed(d)).run(t) })
			for seed := range mornings {
				err := morning.Example(seed)
				if err != nil && !errors.Is(err, errInvariant) {
					t.Fatal(err)
				}
				if err != nil && strings.HasPrefix(err.Error(), bug.finds) {
					t.Logf("found in morning %d: %v", seed, err)
					return
				}
			}
			t.Errorf("%s noticed nothing", bug.finds)
		})
	}
}

// storedTwice forgets what it has had.
func storedTwice(d *department) server {
	s, had := honest(d), map[string]bool{}
	push := s.push
	s.push = func(p *pen, ops []client.Op) ([]tablet.Result, error) {
		sent := slices.Clone(ops)
		for i, op := range ops {
			if had[op.OpID] && strings.HasPrefix(op.Payload, "{") && op.Signature != "AAAA" {
				id := uuid.NewString()
				sent[i] = p.Seal(id, strings.Replace(op.Payload, op.OpID, id, 1))
			}
			had[op.OpID] = true
		}
		return push(p, sent)
	}
	return s
}

func answeredTooSoon(d *department) server {
	s := honest(d)
	push := s.push
	n := 0
	s.push = func(p *pen, ops []client.Op) ([]tablet.Result, error) {
		if n++; n%3 == 0 {
			return taken(ops), nil
		}
		return push(p, ops)
	}
	return s
}

func taken(ops []client.Op) []tablet.Result {
	results := make([]tablet.Result, len(ops))
	for i, op := range ops {
		results[i] = tablet.Result{OpID: op.OpID, Outcome: tablet.IsAccepted}
	}
	return results
}

func allOrNothing(d *department) server {
	s := honest(d)
	push := s.push
	s.push = func(p *pen, ops []client.Op) ([]tablet.Result, error) {
		for _, op := range ops {
			if o, err := operation.Read(op.Payload); err != nil || o.Lacks() != nil {
				return nil, errors.New("the batch is invalid")
			}
		}
		return push(p, ops)
	}
	return s
}

func believesAnything(d *department) server {
	s := honest(d)
	s.portal = taken
	return s
}

func pageTooShort(d *department) server {
	s := honest(d)
	s.pull = func(r *reader, limit int) bool {
		before := len(r.seen)
		done := r.pull(limit)
		if len(r.seen) > before {
			r.seen = r.seen[:len(r.seen)-1]
		}
		return done
	}
	return s
}

func pageTwice(d *department) server {
	s := honest(d)
	s.pull = func(r *reader, limit int) bool {
		before := len(r.seen)
		done := r.pull(limit)
		if before > 0 && len(r.seen) > before {
			r.seen = slices.Insert(r.seen, before, r.seen[before-1])
		}
		return done
	}
	return s
}

func secondDropped(d *department) server {
	s, had := honest(d), map[string]string{}
	push := s.push
	s.push = func(p *pen, ops []client.Op) ([]tablet.Result, error) {
		return dropping(p, ops, push, func(op client.Op) bool {
			first, known := had[op.OpID]
			if !known {
				had[op.OpID] = op.Payload
			}
			return known && first != op.Payload
		}, tablet.IsSetAside)
	}
	return s
}

func clockSkipped(d *department) server {
	s := honest(d)
	push := s.push
	s.push = func(p *pen, ops []client.Op) ([]tablet.Result, error) {
		return dropping(p, ops, push, func(op client.Op) bool {
			o, err := operation.Read(op.Payload)
			return err == nil && o.FinishedAt != nil && d.clock.Now().Sub(*o.FinishedAt).Abs().Hours() > 24*365
		}, tablet.IsAccepted)
	}
	return s
}

// dropping answers some operations without storing them.
func dropping(p *pen, ops []client.Op, push func(*pen, []client.Op) ([]tablet.Result, error), drop func(client.Op) bool, outcome string) ([]tablet.Result, error) {
	var kept []client.Op
	dropped := map[int]bool{}
	for i, op := range ops {
		if drop(op) {
			dropped[i] = true
			continue
		}
		kept = append(kept, op)
	}
	stored, err := push(p, kept)
	if err != nil {
		return nil, err
	}
	results := taken(ops)
	for i := range results {
		if dropped[i] {
			results[i].Outcome = outcome
			continue
		}
		results[i], stored = stored[0], stored[1:]
	}
	return results, nil
}

func asksNobody(d *department) server {
	return withJudge(d, func(def *checklist.Definition, given judge.Given) judge.Result {
		r := judge.Check(def, given)
		for i := range r.Items {
			r.Items[i].Consequence = ""
		}
		return r
	})
}

func allSetAside(d *department) server {
	return withJudge(d, func(def *checklist.Definition, given judge.Given) judge.Result {
		if given.Readings["castors"].Value == false {
			panic("judge broke")
		}
		return judge.Check(def, given)
	})
}

func withJudge(d *department, j func(*checklist.Definition, judge.Given) judge.Result) server {
	other := *d
	other.service = tablet.New(tablet.Options{
		DB: d.db, Contacts: device.NewContacts(d.db), CursorKey: cursorKey, Logger: silent, Judge: j,
	})
	return honest(&other)
}

func outboxEmptied(d *department) server {
	s := honest(d)
	s.lost = true
	return s
}

func signsForThem(d *department) server {
	return lending(d, func(tx *store.Tx, o *operation.Operation) (err error) {
		if o.Type == operation.Countersigned {
			_, err = check.Countersign(tx, o.Target, o.Decision, o.Note)
		}
		return err
	})
}

func answersForThem(d *department) server {
	return lending(d, func(tx *store.Tx, o *operation.Operation) (err error) {
		if o.Type == operation.Acknowledged {
			_, err = escalation.Acknowledge(tx, o.Escalation, o.VersionSeen)
		}
		return err
	})
}

// lending does what was pushed once more, with Rosa's power.
func lending(d *department, do func(*store.Tx, *operation.Operation) error) server {
	s := honest(d)
	push := s.push
	s.push = func(p *pen, ops []client.Op) ([]tablet.Result, error) {
		results, err := push(p, ops)
		for _, op := range ops {
			if o, unread := operation.Read(op.Payload); unread == nil {
				_ = d.db.Write(context.Background(), d.as("rosa"), func(tx *store.Tx) error { return do(tx, o) })
			}
		}
		return results, err
	}
	return s
}
