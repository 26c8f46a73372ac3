package overdue

import (
	"fmt"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
)

// missed looks for checks of which no record came by the end of their grace.
//
// Requirement: escalation.md 4.6.
func (l *Lookout) missed(tx *store.Tx, since time.Time) ([]func(*store.Tx) error, error) {
	list, err := occurrence.Unmet(tx, since)
	if err != nil {
		return nil, err
	}
	known, err := aboutEach(tx, escalation.Missed, list)
	if err != nil {
		return nil, err
	}
	var fns []func(*store.Tx) error
	for _, o := range list {
		if m, there := known[o.ID]; !there || !m.Stands() {
			fns = append(fns, func(tx *store.Tx) error { return l.miss(tx, o.ID) })
		}
	}
	return fns, nil
}

// inOne is how many things one question asks about.
const inOne = 500

func aboutEach(tx *store.Tx, kind string, list []occurrence.Occurrence) (map[string]escalation.Matter, error) {
	all := map[string]escalation.Matter{}
	for len(list) > 0 {
		n := min(inOne, len(list))
		ids := make([]string, n)
		for i, o := range list[:n] {
			ids[i] = o.ID
		}
		some, err := escalation.About(tx, kind, ids...)
		if err != nil {
			return nil, err
		}
		for id, m := range some {
			all[id] = m
		}
		list = list[n:]
	}
	return all, nil
}

// miss opens what one missed check calls for, if it still does.
func (l *Lookout) miss(tx *store.Tx, id string) error {
	o, err := occurrence.ByID(tx, id)
	if err != nil || o.State != occurrence.Missed {
		return err
	}
	if known, err := escalation.About(tx, escalation.Missed, id); err != nil {
		return err
	} else if m, there := known[id]; there && m.Stands() {
		return nil
	}
	q, err := equipment.ByID(tx, o.Equipment)
	if problem.Is(err, "not-found") {
		return nil
	}
	if err != nil {
		return err
	}
	if !q.Status.InUse() && !q.StatusSince.After(o.MissedAt) {
		return occurrence.Suspend(tx, o, fmt.Sprintf("%s was not in use: %s since %s.", q.Name, q.Status, l.when(q.StatusSince)))
	}
	return l.raise(tx, o, q)
}

func (l *Lookout) raise(tx *store.Tx, o occurrence.Occurrence, q equipment.Equipment) error {
	severity, err := severityOf(tx, o, q)
	if err != nil {
		return err
	}
	silent, err := silentSince(tx, q.Area, o.DueAt)
	if err != nil {
		return err
	}
	title, err := titleOf(tx, o.Checklist)
	if err != nil {
		return err
	}
	causes := []escalation.Cause{{
		Kind: escalation.Missed, Equipment: q.ID, Area: q.Area, Checklist: o.Checklist, About: o.ID, Severity: severity,
		Why: l.noRecord(o, q, title, silent), At: o.MissedAt,
	}}
	for _, s := range silent {
		c, err := l.silent(tx, s, q.Area)
		if err != nil {
			return err
		}
		causes = append(causes, c...)
	}
	_, err = escalation.Open(tx, causes)
	return err
}

// severityOf: without a gating check the equipment waits for somebody's word. Any other is for information, and for advice
// when it is the second in a row.
func severityOf(tx *store.Tx, o occurrence.Occurrence, q equipment.Equipment) (string, error) {
	if o.Gating {
		if !q.MayBeWithdrawn() {
			return checklist.PutRight, nil
		}
		return checklist.BeforeUse, nil
	}
	before, there, err := occurrence.Before(tx, o)
	if there && before.State == occurrence.Missed {
		return checklist.Advice, err
	}
	return checklist.Information, err
}

// noRecord never says that a check was not done: it may be on a tablet that has not sent it.
func (l *Lookout) noRecord(o occurrence.Occurrence, q equipment.Equipment, title string, silent []heard) string {
	text := fmt.Sprintf("No record received for %s, %s, due %s; it may be unsynced.", title, q.Name, l.when(o.DueAt))
	if len(silent) == 0 {
		return text
	}
	names := make([]string, len(silent))
	for i, s := range silent {
		names[i] = s.device.Name + " (" + l.last(s) + ")"
	}
	return text + " Not connected since before it was due: " + strings.Join(names, ", ") + "."
}

// titleOf names a checklist, by its id where it has no text any more.
func titleOf(tx *store.Tx, id string) (string, error) {
	e, err := library.Current(tx, id)
	if problem.Is(err, "not-found") {
		return id, nil
	}
	if err != nil {
		return "", err
	}
	d, err := e.Definition()
	if err != nil {
		return "", err
	}
	return d.Title, nil
}

// when writes a time as people of the department say it.
func (l *Lookout) when(t time.Time) string { return t.In(l.Zone).Format("15:04 on Monday 2 January") }

// heard is a tablet and when it last spoke, nil when it never did.
type heard struct {
	device device.Device
	at     *time.Time
}

// silentSince answers the tablets of an area that have not spoken since before a time. One that was enrolled after it was not
// there to be heard.
func silentSince(tx *store.Tx, area string, t time.Time) ([]heard, error) {
	all, err := device.All(tx)
	if err != nil {
		return nil, err
	}
	contacts, err := device.ContactsOf(tx)
	if err != nil {
		return nil, err
	}
	var list []heard
	for _, d := range all {
		at := contacts[d.ID].LastSeenAt
		if d.Revoked() || !d.Sees(area) || d.EnrolledAt.After(t) || at != nil && !at.Before(t) {
			continue
		}
		list = append(list, heard{device: d, at: at})
	}
	return list, nil
}

func (l *Lookout) last(h heard) string {
	if h.at == nil {
		return "never heard of"
	}
	return "last at " + l.when(*h.at)
}
