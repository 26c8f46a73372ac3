package store

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"gorm.io/gorm"
)

// group is one commit in the making. It runs on the store's own context: a cancelled statement inside a savepoint would
// roll a whole SQLite transaction back.
type group struct {
	db  *DB
	ctx context.Context
	now time.Time
}

// commit runs all requests of a group in one transaction and answers them after its commit.
func (db *DB) commit(requests []*request) {
	if len(requests) == 0 {
		return
	}
	g := &group{db: db, ctx: context.Background()}
	head, err := g.run(requests)
	if err != nil {
		db.discard(err)
		for _, r := range requests {
			r.all(unavailable(err))
		}
	} else {
		db.commits.Add(1)
		db.moved(head)
	}
	for _, r := range requests {
		close(r.done)
	}
}

// run answers an error only when the group as a whole failed; then nothing of it happened.
func (g *group) run(requests []*request) (Head, error) {
	if err := g.begin(); err != nil {
		return Head{}, err
	}
	for _, r := range requests {
		for i, fn := range r.fns {
			if err := g.one(r, i, fn); err != nil {
				return Head{}, err
			}
		}
	}
	return g.finish()
}

func (g *group) begin() error {
	s := g.db.writer
	if err := g.db.connect(g.ctx); err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	s.mode = grouping
	if err := s.control(g.ctx, s.engine.begin()); err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	tx := g.tx(ServerActor())
	head, err := g.db.log.Begin(tx)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	if head.Head != s.memo.at {
		s.memo.forgetAll()
	}
	s.memo.forgetWorkings()
	g.now = head.At
	return nil
}

// one runs one function in its savepoint. Its error, or panic, is its own; an error of the savepoint is the group's.
func (g *group) one(r *request, i int, fn func(*Tx) error) error {
	s := g.db.writer
	if err := s.control(g.ctx, "SAVEPOINT w"); err != nil {
		return fmt.Errorf("store: savepoint: %w", err)
	}
	mark := g.db.log.Mark()
	s.mode = r.mode
	r.errs[i] = call(fn, g.tx(r.actor))
	failed := s.failed
	s.mode = grouping
	if r.errs[i] == nil && failed {
		r.errs[i] = errEnded
	}
	if r.errs[i] == nil {
		// Fails, and with it the group, when the engine ended the transaction behind the function's back.
		return s.control(g.ctx, "RELEASE w")
	}
	s.memo.forgetAll()
	g.db.log.Rewind(mark)
	if err := s.control(g.ctx, "ROLLBACK TO w"); err != nil {
		return fmt.Errorf("store: rollback: %w", err)
	}
	return s.control(g.ctx, "RELEASE w")
}

func (g *group) finish() (Head, error) {
	s := g.db.writer
	head, err := g.db.log.Seal(g.tx(ServerActor()))
	if err != nil {
		return Head{}, fmt.Errorf("store: seal: %w", err)
	}
	if s.failed {
		return Head{}, errEnded
	}
	if err := s.control(g.ctx, "COMMIT"); err != nil {
		return Head{}, fmt.Errorf("store: commit: %w", err)
	}
	s.mode = idle
	s.memo.at = head
	return head, nil
}

// tx makes the next unit of work. Its instant never goes back within a logbook, whatever the clock does.
func (g *group) tx(actor Actor) *Tx {
	if now := g.db.now().UTC().Truncate(time.Millisecond); now.After(g.now) {
		g.now = now
	}
	s := g.db.writer
	return &Tx{
		DB:  g.db.gorm.Session(&gorm.Session{NewDB: true, Context: g.ctx}),
		Now: g.now, Actor: actor, session: s, memo: s.memo, log: g.db.log,
	}
}

func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

// discard throws the connection away: nobody can say what state it is in. The next group opens a new one.
func (db *DB) discard(why error) {
	db.logger.Error("group failed, connection thrown away", slog.Any("error", why))
	db.log.Rewind(0)
	db.writer.memo.forgetAll()
	db.writer.memo.at = Head{}
	db.writer.close()
	db.writer.mode = idle
}
