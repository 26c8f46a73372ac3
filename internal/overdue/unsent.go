package overdue

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/store"
)

// How long something may wait on a tablet before somebody is told, and before staff are.
//
// Requirement: web.md rule 4: warn at one hour, alarm at four.
const (
	unsentNotice = time.Hour
	unsentAdvice = 4 * time.Hour
)

// unsent looks for tablets that speak, or spoke, and cannot send what they have. It is a notice at first and the same matter
// becomes an advice: those records may be failures that nobody has heard of.
func (l *Lookout) unsent(tx *store.Tx, _ time.Time) ([]func(*store.Tx) error, error) {
	all, err := device.All(tx)
	if err != nil {
		return nil, err
	}
	contacts, err := device.ContactsOf(tx)
	if err != nil {
		return nil, err
	}
	var fns []func(*store.Tx) error
	for _, d := range all {
		c := contacts[d.ID]
		if d.Revoked() || c.UnsentSince == nil || tx.Now.Sub(*c.UnsentSince) < unsentNotice {
			continue
		}
		cause := l.waits(d, c, tx.Now)
		if news, err := tellsMore(tx, cause); err != nil || !news {
			if err != nil {
				return nil, err
			}
			continue
		}
		fns = append(fns, func(tx *store.Tx) error {
			if news, err := tellsMore(tx, cause); err != nil || !news {
				return err
			}
			_, err := escalation.Open(tx, []escalation.Cause{cause})
			return err
		})
	}
	return fns, nil
}

func (l *Lookout) waits(d device.Device, c device.Contact, now time.Time) escalation.Cause {
	severity := checklist.Information
	if now.Sub(*c.UnsentSince) >= unsentAdvice {
		severity = checklist.Advice
	}
	return escalation.Cause{
		Kind: escalation.Silent, Device: d.ID, Area: areaOf(d), About: "unsent/" + d.ID, Severity: severity, At: *c.UnsentSince,
		Why: fmt.Sprintf("The tablet %s has had records since %s that it could not send. Bring it where it has a connection, and leave its app open until it says that all is sent.",
			d.Name, l.when(*c.UnsentSince)),
	}
}

// tellsMore reports whether a cause is news: nothing is open about it, or something milder; and nobody has settled it since it
// began.
func tellsMore(tx *store.Tx, c escalation.Cause) (bool, error) {
	known, err := escalation.About(tx, c.Kind, c.About)
	m, there := known[c.About]
	switch {
	case err != nil || !there:
		return !there, err
	case m.State == escalation.IsClosed:
		return c.At.After(m.OpenedAt), nil
	}
	return m.Severity == checklist.Information && c.Severity == checklist.Advice, nil
}
