package escalation_test

import (
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

var castors = ward{"hoist-pre-use", "hoist-1", "sam.scsw", "castors"}

// nextUse is when the hoist is next needed.
func (d *department) nextUse(id string) (at time.Time) {
	d.Helper()
	d.Read(func(tx *store.Tx) error {
		list, err := occurrence.List(tx, occurrence.Filter{Equipment: id, State: occurrence.Upcoming}, nil, 1)
		if err == nil {
			at = list[0].DueAt
		}
		return err
	})
	return at
}

// morning is a hoist out of use at half past three, the castors found wrong, and a department in which the text messages of the
// first two hours are counted from then.
// Sofia carries the department's own telephone, which rings at any hour and is counted apart.
func (d *department) morning(held bool) (workers *notify.Service, texts, shared, mails func() int) {
	d.Helper()
	d.at(3, 30)
	d.wait(24 * time.Hour) // the day after the department began
	if held {
		d.must(d.sets("rosa.radiographer", "hoist-1", equipment.OutOfService))
	}
	workers, mail, text := d.posts()
	own := map[string]bool{}
	d.Read(func(tx *store.Tx) error {
		people, err := staff.All(tx)
		for _, p := range people {
			contacts, err := staff.ContactsOf(tx, []string{p.ID})
			if err != nil {
				return err
			}
			for _, c := range contacts[p.ID] {
				own[c.Address] = own[c.Address] || c.Private
			}
		}
		return err
	})
	count := func(private bool) func() int {
		return func() (n int) {
			for _, m := range text.Sent() {
				if own[m.To] == private {
					n++
				}
			}
			return n
		}
	}
	return workers, count(true), count(false), func() int { return len(mail.Sent()) }
}

// passes a time, minute by minute, with rungs opening and messages going out.
func (d *department) lets(workers *notify.Service, until time.Time) {
	d.Helper()
	engine := d.engine()
	d.must(workers.Once(d.Context()))
	for d.Clock.Now().Before(until) {
		d.wait(time.Minute)
		d.must(engine.Once(d.Context()))
		d.must(workers.Once(d.Context()))
	}
}

// TestR9_NobodyIsWokenForWhatIsHeldAndNotNeededYet: the hoist is out of use already, and nobody needs it before its check is
// due. Mail goes at once; personal telephones ring an hour and a half before, and not sooner.
func TestR9_NobodyIsWokenForWhatIsHeldAndNotNeededYet(t *testing.T) {
	each(t, func(d *department) {
		workers, texts, shared, mails := d.morning(true)
		rings := d.nextUse("hoist-1").Add(-90 * time.Minute)
		if r := d.fails(castors, no); r.Severity != checklist.BeforeUse || !rings.After(d.Clock.Now().Add(time.Hour)) {
			d.Fatalf("%+v, rings at %s", r, rings)
		}
		d.lets(workers, rings.Add(-time.Minute))
		if texts() != 0 || mails() == 0 || shared() == 0 {
			d.Errorf("a minute before %s: %d text messages, %d to the department's telephone, %d mails", rings, texts(), shared(), mails())
		}
		d.lets(workers, rings)
		if n := texts(); n < 2 || n > 2*len(d.People) {
			d.Errorf("at %s telephones ring %d times", rings, n)
		}
		n := texts()
		d.Read(func(tx *store.Tx) error {
			var most int64
			err := tx.Raw(`SELECT max(n) FROM (SELECT count(*) AS n FROM delivery WHERE channel = 'sms' AND attempts > 0 AND recipient <> ?
				GROUP BY recipient, purpose) AS each_one`, d.who("sofia.superintendent")).Scan(&most).Error
			if most != 1 {
				d.Errorf("of %d text messages one person gets %d of a kind", n, most)
			}
			return err
		})
	})
}

// What is in use may harm somebody, and a do-not-use is never silent: neither waits.
func TestR9_WhatIsInUseOrNotToBeUsedDoesNotWait(t *testing.T) {
	for name, c := range map[string]struct {
		held  bool
		w     ward
		after time.Duration
	}{"in use": {false, castors, time.Hour}, "do not use": {true, hoist, 10 * time.Minute}} {
		d := open(t)
		workers, texts, _, _ := d.morning(c.held)
		d.fails(c.w, no)
		d.lets(workers, d.Clock.Now().Add(c.after))
		if texts() == 0 {
			t.Errorf("%s: nobody's telephone has rung after %s", name, c.after)
		}
	}
}

// TestR9_UrgentNowRingsAtOnce: Sam, who stands before it, says that it cannot wait. What was waiting rings now, and so does what
// the ladder opens later.
func TestR9_UrgentNowRingsAtOnce(t *testing.T) {
	each(t, func(d *department) {
		workers, texts, _, _ := d.morning(true)
		id := d.fails(castors, no).ID
		d.lets(workers, d.Clock.Now().Add(62*time.Minute))
		if texts() != 0 {
			d.Errorf("%d text messages before he said so", texts())
		}
		version := d.escalation(id).Version
		if e := d.act("sam.scsw", id, escalation.UrgentNow); e.Version != version || e.Timeline[len(e.Timeline)-1].Words != "Said that it cannot wait: personal telephones are called now." {
			d.Errorf("%+v", e)
		}
		d.must(workers.Once(d.Context()))
		first := texts()
		if first == 0 {
			d.Error("nobody's telephone rings")
		}
		d.lets(workers, d.Clock.Now().Add(70*time.Minute))
		if texts() == first {
			d.Error("the next rungs are silent again")
		}
		if _, err := d.tryAct("amir.ap", id, escalation.Action{Kind: escalation.UrgentNow}); !problem.Is(err, "guard") {
			d.Errorf("said twice: %v", err)
		}
	})
}
