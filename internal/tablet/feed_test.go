package tablet_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/proof"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// reader pulls pages and holds them against each other as a careful client does.
type reader struct {
	d      *department
	by     auth.Principal
	cursor string
	to     int64
	things map[string]any // as they are now
	seen   []string       // kind and id, in the order they came
	err    error
}

func (d *department) reader(by auth.Principal) *reader {
	return &reader{d: d, by: by, things: map[string]any{}}
}

func (r *reader) pull(limit int) (upToDate bool) {
	r.err = r.d.service.Pull(context.Background(), r.by, r.cursor, limit, func(_ *store.Tx, p *tablet.Page) error {
		if p.From != r.to || p.To < p.From {
			return fmt.Errorf("page from %d to %d after one to %d", p.From, p.To, r.to)
		}
		last := p.From
		for _, c := range p.Changes {
			if c.Position < last || c.Position <= p.From || c.Position > p.To {
				return fmt.Errorf("%s %s at %d in a page from %d to %d, after %d", c.Kind, c.ID, c.Position, p.From, p.To, last)
			}
			last = c.Position
			r.things[c.Kind+" "+c.ID] = c.Thing
			r.seen = append(r.seen, c.Kind+" "+c.ID)
		}
		r.cursor, r.to, upToDate = p.Cursor, p.To, p.UpToDate
		return nil
	})
	return upToDate || r.err != nil
}

func (r *reader) catchUp(limit int) *reader {
	r.d.Helper()
	for !r.pull(limit) {
	}
	r.d.must(r.err)
	return r
}

// shown is what a reader holds, as text that can be compared: domain values hold keys and definitions that cannot.
func (r *reader) shown() map[string]string {
	all := map[string]string{}
	for k, thing := range r.things {
		if d, ok := thing.(device.Device); ok {
			d.Key = nil
			thing = d
		}
		all[k] = fmt.Sprintf("%+v", thing)
	}
	return all
}

func TestS19_PagesJoinAndAnyLimitGivesTheSame(t *testing.T) {
	each(t, func(d *department) {
		d.busyDay(30)
		want := d.reader(d.person("rosa")).catchUp(5000)
		if want.to != d.db.Head().Position || len(want.seen) != len(want.things) {
			d.Errorf("to %d of %d, %d things in %d changes", want.to, d.db.Head().Position, len(want.things), len(want.seen))
		}
		for _, limit := range []int{1, 2, 3, 7, 50} {
			got := d.reader(d.person("rosa")).catchUp(limit)
			if diff := cmp.Diff(want.seen, got.seen); diff != "" {
				d.Errorf("limit %d: %s", limit, diff)
			}
		}
	})
}

func TestS21_ASnapshotAndItsChangesAreTheChangesFromTheBeginning(t *testing.T) {
	each(t, func(d *department) {
		for _, by := range []auth.Principal{d.person("rosa"), d.person("rhys"), d.pen.by} {
			early := d.reader(by).catchUp(3)
			d.busyDay(10)
			late := d.reader(by).catchUp(500)
			early.catchUp(4)
			if diff := cmp.Diff(early.shown(), late.shown()); diff != "" {
				d.Errorf("%s: %s", by.Kind, diff)
			}
		}
	})
}

func TestAPageCarriesWhatGetAnswersAndOnlyToWhoMaySeeIt(t *testing.T) {
	each(t, func(d *department) {
		spare := d.enrol("stores only", "stores")
		d.busyDay(6)
		for name, c := range map[string]struct {
			by            auth.Principal
			sees, doesNot []string
		}{
			"a tablet": {d.pen.by, []string{"device " + d.pen.ID(), "equipment hoist-1", "equipment hoist-2", "checklist hoist-check", "area linacs", "staff " + d.people["sam"].ID, "baseline trolley-1/trolley-check/seal"},
				[]string{"device " + spare.ID()}},
			"a tablet of one area": {spare.by, []string{"device " + spare.ID(), "equipment hoist-2", "area stores"},
				[]string{"device " + d.pen.ID(), "equipment hoist-1", "area linacs", "baseline trolley-1/trolley-check/seal"}},
			"a person of one area": {d.person("rhys"), []string{"device " + spare.ID(), "equipment hoist-1"}, []string{"equipment hoist-2", "area stores"}},
		} {
			r := d.reader(c.by).catchUp(100)
			for _, k := range c.sees {
				if r.things[k] == nil {
					d.Errorf("%s does not see %s", name, k)
				}
			}
			for _, k := range c.doesNot {
				if r.things[k] != nil {
					d.Errorf("%s sees %s", name, k)
				}
			}
			for k, thing := range r.things {
				if c, ok := thing.(check.Check); ok && !r.by.Actor.Sees(c.Area) {
					d.Errorf("%s sees %s of %s", name, k, c.Area)
				}
			}
		}
		id := d.checks()[0].ID
		got := d.reader(d.pen.by).catchUp(100).things["check "+id]
		if diff := cmp.Diff(d.check(id), got); diff != "" {
			d.Error(diff)
		}
	})
}

func TestATabletsSnapshotReachesBackFiveWeeksAndItsCursorForEver(t *testing.T) {
	each(t, func(d *department) {
		keeper := d.reader(d.pen.by).catchUp(50)
		old := d.pen.Completed(d.hoist(nil))
		d.push(d.pen, old)
		d.clock.Move(36 * 24 * time.Hour)
		recent := d.pen.Completed(d.hoist(nil))
		d.push(d.pen, recent)
		d.addHoist("hoist-7")
		for limit := 1; limit < 40; limit += 3 {
			fresh := d.reader(d.pen.by).catchUp(limit)
			if fresh.things["check "+old.OpID] != nil || fresh.things["check "+recent.OpID] == nil || fresh.things["equipment hoist-1"] == nil ||
				fresh.things["equipment hoist-7"] == nil || len(fresh.seen) != len(fresh.things) {
				d.Errorf("limit %d: a fresh tablet sees %v", limit, fresh.seen)
			}
		}
		if keeper.catchUp(50); keeper.things["check "+old.OpID] == nil {
			d.Error("a date took from a cursor what it was owed")
		}
		if person := d.reader(d.person("rosa")).catchUp(50); person.things["check "+old.OpID] == nil {
			d.Error("a person does not see an old check")
		}
	})
}

func TestACursorOfAnotherScopeEpochOrMakerIsRefused(t *testing.T) {
	each(t, func(d *department) {
		r := d.reader(d.person("rosa")).catchUp(50)
		refuse := func(by auth.Principal, cursor, code string) {
			d.Helper()
			err := d.service.Pull(t.Context(), by, cursor, 10, func(*store.Tx, *tablet.Page) error { d.Errorf("%s: served", code); return nil })
			if !problem.Is(err, code) {
				d.Errorf("got %v, want %s", err, code)
			}
		}
		refuse(d.person("rhys"), r.cursor, "scope-changed")
		refuse(d.pen.by, r.cursor, "scope-changed")
		refuse(d.person("rosa"), "nonsense", "unknown-cursor")
		forged := []byte(r.cursor)
		forged[20] ^= 1
		refuse(d.person("rosa"), string(forged), "unknown-cursor")
		refuse(d.person("rosa"), proof.Seal(cursorKey, proof.Cursor{Epoch: "another", Scope: scopeIn(d, r.cursor)}), "epoch-changed")
	})
}

func scopeIn(d *department, cursor string) [16]byte {
	c, err := proof.OpenCursor(cursorKey, cursor)
	d.must(err)
	return c.Scope
}

func TestS24_AGenuineCursorThatTheTreeContradictsStopsPulls(t *testing.T) {
	for name, spoil := range map[string]func(*proof.Cursor){
		"ahead of the head":          func(c *proof.Cursor) { c.Position += 5 },
		"another root at that place": func(c *proof.Cursor) { c.Root[0] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(d *department) {
				r := d.reader(d.person("rosa")).catchUp(50)
				c, err := proof.OpenCursor(cursorKey, r.cursor)
				d.must(err)
				spoil(&c)
				head := d.db.Head().Position
				for _, token := range []string{proof.Seal(cursorKey, c), proof.Seal(cursorKey, c), r.cursor, ""} {
					err := d.service.Pull(t.Context(), r.by, token, 10, func(*store.Tx, *tablet.Page) error { d.Error("served"); return nil })
					if !problem.Is(err, "epoch-changed") {
						d.Errorf("got %v", err)
					}
				}
				if kinds := d.kinds(head); len(kinds) < 2 || kinds[0] != "logbook.contradicted" || kinds[1] != "escalation.opened" || slices.Contains(kinds[1:], "logbook.contradicted") || slices.Contains(kinds[2:], "escalation.opened") {
					d.Errorf("recorded as %v", kinds)
				}
				if got := d.push(d.pen, d.pen.Completed(d.hoist(nil)))[0]; got.Outcome != tablet.IsAccepted {
					d.Errorf("pushes do not go on: %+v", got)
				}
			})
		})
	}
}

var errRolledBack = errors.New("rolled back")

func TestS17_S18_EveryReaderSeesEveryCommittedCheckOnceInOneOrder(t *testing.T) {
	each(t, func(d *department) {
		const writers, pushes, readers = 6, 12, 4
		var done atomic.Bool
		var writing, reading sync.WaitGroup
		for w := range writers {
			p := d.enrol(fmt.Sprint("tablet ", w))
			writing.Go(func() {
				random := rand.New(rand.NewPCG(uint64(w), 7))
				for range pushes {
					ops := []client.Op{}
					for range 1 + random.IntN(4) {
						ops = append(ops, p.Completed(d.hoist(nil)))
					}
					if random.IntN(3) == 0 {
						ops[0].Signature = "AAAA"
					}
					if _, err := d.service.Push(context.Background(), p.by, batch(d.clock.Now(), ops)); err != nil {
						d.Error(err)
					}
					if err := d.rolledBack(random.IntN(2) == 0); !errors.Is(err, errRolledBack) {
						d.Error(err)
					}
				}
			})
		}
		followers := make([]*reader, readers)
		for i := range followers {
			followers[i] = d.reader(d.person("rosa"))
			reading.Go(func() {
				random := rand.New(rand.NewPCG(uint64(i), 8))
				for finished := false; !finished && followers[i].err == nil; {
					finished = done.Load()
					for !followers[i].pull(1 + random.IntN(9)) {
					}
				}
			})
		}
		writing.Wait()
		done.Store(true)
		reading.Wait()
		var want []string
		for _, c := range d.checks() {
			want = append(want, "check "+c.ID)
		}
		for i, f := range followers {
			d.must(f.err)
			var got []string
			for _, k := range f.seen {
				if strings.HasPrefix(k, "check ") {
					got = append(got, k)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				d.Errorf("reader %d: %s", i, diff)
			}
		}
		d.read(func(tx *store.Tx) error { _, err := logbook.Verify(tx); return err }) // S18: contiguous, and every leaf in its place
	})
}

// rolledBack appends an entry, moves things of the feed and fails, or panics.
func (d *department) rolledBack(loud bool) error {
	err := d.db.Write(context.Background(), d.as("ada"), func(tx *store.Tx) error {
		if _, _, err := equipment.Put(tx, equipment.Equipment{ID: "ghost", Name: "Ghost", Kind: "hoist", Area: "linacs"}); err != nil {
			return err
		}
		if loud {
			panic("rolled back")
		}
		return errRolledBack
	})
	if loud && err != nil {
		return errRolledBack
	}
	return err
}

func TestS20_AReaderPausedInAWritersOpenTransactionMissesNothing(t *testing.T) {
	each(t, func(d *department) {
		r := d.reader(d.person("rosa")).catchUp(50)
		open, release := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			err := d.db.Write(context.Background(), d.as("ada"), func(tx *store.Tx) error {
				_, _, err := equipment.Put(tx, equipment.Equipment{ID: "hoist-8", Name: "New", Kind: "hoist", Area: "linacs"})
				close(open)
				<-release
				return err
			})
			if err != nil {
				d.Error(err)
			}
		})
		<-open
		at := r.to
		if r.catchUp(50); r.to != at || r.things["equipment hoist-8"] != nil {
			d.Error("a reader saw what was not committed")
		}
		op := d.pen.Completed(d.hoist(nil))
		wg.Go(func() { d.push(d.pen, op) }) // waits behind the open one
		close(release)
		wg.Wait()
		if r.catchUp(1); r.things["equipment hoist-8"] == nil || r.things["check "+op.OpID] == nil {
			d.Errorf("missed: %v", r.seen)
		}
	})
}

func TestS27_AReaderWhoLosesHintsReachesTheHead(t *testing.T) {
	each(t, func(d *department) {
		r := d.reader(d.person("rosa"))
		stop := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			random := rand.New(rand.NewPCG(1, 9))
			for {
				hint := d.db.Changed() // taken first, so that nothing between it and the pull is lost
				if !r.pull(3) && r.err == nil {
					continue
				}
				if random.IntN(2) == 0 {
					hint = d.db.Changed() // the connection was cut here: a hint in between is gone
				}
				select {
				case <-hint:
				case <-stop:
					return
				}
			}
		})
		for range 20 {
			d.push(d.pen, d.pen.Completed(d.hoist(nil)))
		}
		close(stop)
		wg.Wait()
		if r.catchUp(50); r.to != d.db.Head().Position {
			d.Errorf("at %d of %d", r.to, d.db.Head().Position)
		}
	})
}

// busyDay makes things of every kind change.
func (d *department) busyDay(n int) {
	d.Helper()
	for i := range n {
		d.clock.Move(time.Minute)
		readings := map[string]any{"brakes": yes, "castors": yes, "slings": yes}
		if i%3 == 0 {
			readings["castors"] = no
		}
		seal := d.done("trolley-check", "trolley-1", map[string]any{"seal": map[string]any{"value": fmt.Sprint("A-", i/2)}})
		d.push(d.pen, d.pen.Completed(d.done("hoist-check", fmt.Sprint("hoist-", 1+i%2), readings)), d.pen.Completed(seal))
	}
}

func TestATabletThatOnlyPullsIsHeardOf(t *testing.T) {
	each(t, func(d *department) {
		quiet := d.enrol("Corridor")
		d.reader(quiet.by).catchUp(50)
		var c device.Contact
		err := d.db.Read(d.Context(), store.ServerActor(), func(tx *store.Tx) (err error) {
			c, err = device.ContactOf(tx, quiet.ID())
			return err
		})
		if err != nil || c.LastSeenAt == nil || !c.LastSeenAt.Equal(d.clock.Now()) {
			d.Errorf("last seen %v, %v; it pulled at %v", c.LastSeenAt, err, d.clock.Now())
		}
	})
}
