package device

import (
	"context"
	"fmt"
	"sync"
	"time"

	"runup/internal/store"
)

// How often what is heard of a tablet is written down: always when its outbox ran empty, soon when something changed,
// seldom otherwise.
const (
	contactSoon   = 5 * time.Second
	contactSeldom = time.Minute
	contactsKept  = 10_000 // tablets remembered here; the rest are written each time
)

// Report is what a tablet says of itself. It is evidence, never an order.
type Report struct {
	Now    *time.Time // its clock
	Outbox *int64     // what it had not sent
	Kept   int64      // of that, what came with the same push and is kept here
	Oldest *time.Time // when the oldest of it was made, by its clock
	App    string     // "" says nothing
}

// unsentSince is since when, by the server's clock, something has waited on the tablet that did not come with this push. How old
// it is the tablet's clock tells, right or not.
func (r Report) unsentSince(at time.Time) *store.Instant {
	if r.Outbox == nil || *r.Outbox <= r.Kept || r.Oldest == nil {
		return nil
	}
	clock := at
	if r.Now != nil {
		clock = *r.Now
	}
	age := clock.Sub(*r.Oldest)
	if age < 0 || age > oldestBelieved {
		return nil
	}
	since := store.At(at.Add(-age))
	return &since
}

// oldestBelieved is how old something may be said to be: no tablet has lain in a drawer for longer and speaks again.
const oldestBelieved = 400 * 24 * time.Hour

// Contacts writes down what is heard of tablets, now and then.
type Contacts struct {
	db   *store.DB
	mu   sync.Mutex
	last map[string]heard
}

type heard struct {
	at     time.Time
	outbox int64 // -1 when it never said
	app    string
	unsent bool // something has waited there
}

// NewContacts begins with nothing heard.
func NewContacts(db *store.DB) *Contacts { return &Contacts{db: db, last: map[string]heard{}} }

// Saw notes that a tablet spoke at this instant.
func (c *Contacts) Saw(ctx context.Context, deviceID string, at time.Time, r Report) error {
	if !c.worthWriting(deviceID, at, r) {
		return nil
	}
	err := c.db.Work(ctx, func(tx *store.Tx) error {
		var rows []contactRow
		if err := tx.Where("device = ?", deviceID).Find(&rows).Error; err != nil {
			return err
		}
		row := contactRow{Device: deviceID}
		if len(rows) == 1 {
			row = rows[0]
		}
		row.hear(at, r)
		return row.keep(tx)
	})
	if err != nil {
		c.forget(deviceID)
		return fmt.Errorf("device: contact: %w", err)
	}
	return nil
}

// hear takes over what was said and keeps what was not.
func (r *contactRow) hear(at time.Time, said Report) {
	r.SeenAt = store.AtPtr(&at)
	if said.Outbox != nil {
		r.Outbox, r.UnsentSince = said.Outbox, said.unsentSince(at)
	}
	if said.App != "" {
		r.App = said.App
	}
	if said.Now != nil {
		skew := said.Now.Sub(at).Milliseconds()
		r.SkewMs = &skew
	}
}

func (c *Contacts) worthWriting(id string, at time.Time, r Report) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, known := c.last[id]
	now := heard{at: at, outbox: was.outbox, app: was.app, unsent: was.unsent}
	if !known {
		now.outbox = -1
	}
	if r.Outbox != nil {
		now.outbox, now.unsent = *r.Outbox, r.unsentSince(at) != nil
	}
	if r.App != "" {
		now.app = r.App
	}
	changed := now.outbox != was.outbox || now.app != was.app
	since := at.Sub(was.at)
	worth := !known || since >= contactSeldom || since < 0 || changed && (since >= contactSoon || now.outbox == 0) || now.unsent != was.unsent
	if worth && (known || len(c.last) < contactsKept) {
		c.last[id] = now
	}
	return worth
}

func (c *Contacts) forget(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.last, id)
}
