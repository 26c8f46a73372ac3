package engine

import (
	"context"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/schedule"
	"runup/internal/store"
)

// The daily test of the whole way to a person.
//
// Requirement: escalation.md 4.10.6.
const (
	testedAt    = schedule.Clock(7 * 60) // on the department's clock
	arrivesIn   = 30 * time.Minute
	testContact = "self-test"
)

// Tests has the engine send a test message to an address once a day; a number is one for text messages.
func (e *Engine) Tests(address string, zone *time.Location) {
	channel := notify.SMS
	if strings.Contains(address, "@") {
		channel = notify.Email
	}
	e.zone, e.test = zone, []notify.Contact{{Channel: channel, ID: testContact, Address: address}}
}

// selfTest sends the day's test when its hour has come, once whatever process is there, and answers whether the last one is
// overdue.
func (e *Engine) selfTest(ctx context.Context) (overdue bool, err error) {
	if len(e.test) == 0 {
		return false, nil
	}
	due, sent := false, time.Time{}
	look := func(tx *store.Tx) error {
		hour := schedule.DayOf(tx.Now, e.zone).At(testedAt, e.zone)
		last, arrived, err := notify.Tested(tx)
		due = !tx.Now.Before(hour) && last.Before(hour)
		overdue, sent = !last.IsZero() && !arrived && tx.Now.Sub(last) > arrivesIn, last
		return err
	}
	if err := e.db.Read(ctx, store.ServerActor(), look); err != nil {
		return overdue, err
	}
	if overdue {
		if err := e.untested(ctx, sent); err != nil {
			return overdue, err
		}
	}
	if !due {
		return overdue, nil
	}
	return overdue, e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		if err := look(tx); err != nil || !due {
			return err
		}
		return notify.Queue(tx, notify.Telling{
			Purpose: notify.SelfTest, Severity: checklist.Information, Facts: notify.Facts{At: tx.Now},
			To: []notify.Recipient{{Kind: notify.Team, ID: testContact, Contacts: e.test}},
		})
	})
}

// untested calls people once for each daily test that did not arrive.
func (e *Engine) untested(ctx context.Context, sent time.Time) error {
	known := false
	look := func(tx *store.Tx) (err error) {
		known, err = escalation.TroubleSince(tx, escalation.AboutSelfTest, sent)
		return err
	}
	if err := e.db.Read(ctx, store.ServerActor(), look); err != nil || known {
		return err
	}
	return e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		if err := look(tx); err != nil || known {
			return err
		}
		return escalation.OpenTrouble(tx, escalation.AboutSelfTest, "The daily test of messages did not arrive: people may not be called by text message or mail.")
	})
}
