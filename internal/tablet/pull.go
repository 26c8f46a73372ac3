package tablet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
)

// checksReachBack is how far back a tablet's first snapshot carries checks.
const checksReachBack = 35 * 24 * time.Hour

// Page is what changed after a cursor, as it is now.
type Page struct {
	From, To int64
	UpToDate bool
	Epoch    string
	Cursor   string // for the next page
	Changes  []Change
}

// Change is one thing that changed, at its newest position.
type Change struct {
	Position int64
	Kind     string
	ID       string
	Thing    any // the domain's own type of that kind
}

// Pull answers a page of what the caller is owed after a cursor; without one, from the beginning. present is called with the
// page inside the same snapshot, for whoever needs to load more.
func (s *Service) Pull(ctx context.Context, by auth.Principal, token string, limit int, present func(*store.Tx, *Page) error) error {
	var from cursor
	if token != "" {
		var err error
		if from, err = openCursor(s.cursorKey, token); err != nil {
			return err
		}
	}
	var now time.Time
	err := s.db.Read(ctx, by.Actor, func(tx *store.Tx) error {
		now = tx.Now
		sc, err := scopeOf(tx, by)
		if err != nil {
			return err
		}
		p, err := s.page(tx, sc, from, token == "", limit)
		if err != nil {
			return err
		}
		return present(tx, p)
	})
	if c := (*contradiction)(nil); errors.As(err, &c) {
		return s.contradicted(ctx, by.Actor, c)
	}
	if err == nil && by.Kind == auth.Tablet {
		s.heard(ctx, by.Device.ID, now, device.Report{})
	}
	return err
}

// heard notes that a tablet spoke. What it came for does not fail when that cannot be noted.
func (s *Service) heard(ctx context.Context, id string, now time.Time, r device.Report) {
	if err := s.contacts.Saw(ctx, id, now, r); err != nil {
		s.logger.WarnContext(ctx, "contact not noted", slog.Any("error", err))
	}
}

func (s *Service) page(tx *store.Tx, sc scope, from cursor, first bool, limit int) (*Page, error) {
	head, err := logbook.Now(tx)
	if err != nil {
		return nil, err
	}
	if err := stopped(tx, head.Epoch); err != nil {
		return nil, err
	}
	if first {
		from, err = beginning(tx, sc, head.Epoch)
	} else {
		err = fits(tx, sc, from, head)
	}
	if err != nil {
		return nil, err
	}
	moved, to, last, err := owed(tx, sc, from, limit)
	if err != nil {
		return nil, err
	}
	p := &Page{From: from.position, To: to, UpToDate: last, Epoch: head.Epoch}
	if p.Changes, err = load(tx, moved); err != nil {
		return nil, err
	}
	p.Changes = sc.current(p.Changes, tx.Now)
	next := cursor{epoch: head.Epoch, position: to, floor: from.floor, scope: from.scope}
	if next.root, err = rootAt(tx, to); err != nil {
		return nil, err
	}
	p.Cursor = next.seal(s.cursorKey)
	return p, nil
}

// beginning is the cursor of a caller who has nothing yet.
func beginning(tx *store.Tx, sc scope, epoch string) (cursor, error) {
	c := cursor{epoch: epoch, scope: sc.hash()}
	if sc.tablet == "" {
		return c, nil
	}
	floor, err := check.Before(tx, tx.Now.Add(-checksReachBack))
	c.floor = floor
	return c, err
}

// fits holds a cursor against the logbook it is presented to.
func fits(tx *store.Tx, sc scope, c cursor, head logbook.Head) error {
	switch {
	case c.epoch != head.Epoch:
		return problem.New("epoch-changed", "The logbook has begun a new epoch since.")
	case c.scope != sc.hash():
		return problem.New("scope-changed", "What you may see has changed since.")
	case c.position > head.Position:
		return &contradiction{cursor: c, head: head.Position}
	}
	root, err := rootAt(tx, c.position)
	if err != nil {
		return fmt.Errorf("tablet: pull: %w", err)
	}
	if root != c.root {
		return &contradiction{cursor: c, head: head.Position}
	}
	return nil
}

// owed answers what moved after a cursor. Below the floor checks are left out, and occurrences, which are planned three weeks
// ahead and so are over; the page goes on above it.
func owed(tx *store.Tx, sc scope, from cursor, limit int) (moved []logbook.Moved, to int64, last bool, err error) {
	if from.position < from.floor {
		below := logbook.Slice{After: from.position, Limit: limit, Kinds: sc.without("check", "occurrence"), Areas: sc.areas}
		moved, to, last, err = logbook.Since(tx, below)
		if err != nil || !last && to <= from.floor {
			return sc.own(moved), to, false, err
		}
		for len(moved) > 0 && moved[len(moved)-1].Position > from.floor {
			moved = moved[:len(moved)-1]
		}
		if from.position, limit = from.floor, limit-len(moved); limit < 1 {
			return sc.own(moved), from.floor, false, nil
		}
	}
	above, to, last, err := logbook.Since(tx, logbook.Slice{After: from.position, Limit: limit, Kinds: sc.kinds, Areas: sc.areas})
	return sc.own(append(moved, above...)), to, last, err
}

// own leaves out other tablets: to a tablet, only itself is served.
func (s scope) own(moved []logbook.Moved) []logbook.Moved {
	if s.tablet == "" {
		return moved
	}
	kept := moved[:0]
	for _, m := range moved {
		if m.Kind != "device" || m.ID == s.tablet {
			kept = append(kept, m)
		}
	}
	return kept
}

// overFor is how long after its end an occurrence is still carried to tablets.
const overFor = 24 * time.Hour

// current leaves out, to a tablet, occurrences that are long over. It holds at every page and not only in a snapshot, so that
// a tablet that catches up holds what a new one does, once both have dropped what has aged.
func (s scope) current(changes []Change, now time.Time) []Change {
	if s.tablet == "" {
		return changes
	}
	return slices.DeleteFunc(changes, func(c Change) bool {
		o, ok := c.Thing.(occurrence.Occurrence)
		return ok && now.Sub(o.ClosesAt) > overFor
	})
}
