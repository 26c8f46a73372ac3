package occurrence

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// Exempting is what a person says of a check that is not needed.
type Exempting struct {
	Kind   string // downtime, not-in-use or other; "" is other
	Reason string
	Until  *time.Time // exempts also what opens before then; nil is this one alone
	All    bool       // with Until: every checklist of the equipment
}

// Declare records that a check is not needed. Registered staff may for today; a superintendent or physicist for longer, for
// another day than today, and for whatever was not done by somebody else than themselves.
func Declare(tx *store.Tx, zone *time.Location, id string, x Exempting) (Occurrence, error) {
	if x.Kind == "" {
		x.Kind = Other
	}
	if !staff.Allows(tx.Actor, staff.ExemptLonger) {
		if err := staff.May(tx.Actor, staff.ExemptToday); err != nil {
			return Occurrence{}, err
		}
	}
	o, err := ByID(tx, id)
	if err != nil {
		return Occurrence{}, err
	}
	if err := mayDeclare(tx, zone, o, x); err != nil {
		return Occurrence{}, err
	}
	if err := x.check(tx.Now); err != nil {
		return Occurrence{}, err
	}
	if done, err := o.declarable(tx.Actor, x); done || err != nil {
		return o, err
	}
	found := exemptedFound{Equipment: o.Equipment, Checklist: o.Checklist}
	if found.Name, err = nameOf(tx); err != nil {
		return Occurrence{}, err
	}
	if found.Occurrences, err = reached(tx, o, x); err != nil {
		return Occurrence{}, err
	}
	body := &logbook.Act[exempting, exemptedFound]{Act: exempting(x), Found: found}
	if _, err := ExemptedKind.Append(tx, o.Area, o.ID, body); err != nil {
		return Occurrence{}, fmt.Errorf("occurrence: exempt: %w", err)
	}
	return ByID(tx, id)
}

func mayDeclare(tx *store.Tx, zone *time.Location, o Occurrence, x Exempting) error {
	today := schedule.DayOf(tx.Now, zone)
	alone := o.Day == today.String() && (x.Until == nil || !x.Until.After(today.Plus(1).Begins(zone)))
	if alone && staff.Allows(tx.Actor, staff.ExemptToday) {
		return nil
	}
	return staff.May(tx.Actor, staff.ExemptLonger)
}

// longest is for how long something may be exempt before somebody has to say so again.
const longest = 366 * 24 * time.Hour

func (x Exempting) check(now time.Time) error {
	p := problem.New("invalid", "The exemption cannot be recorded like this.")
	if !sensible(x.Reason) {
		p = p.With(problem.Field{Pointer: "/reason", Detail: "must say why, in at most 500 characters"})
	}
	if !slices.Contains([]string{Downtime, NotInUse, Other}, x.Kind) {
		p = p.With(problem.Field{Pointer: "/kind", Detail: "must be downtime, not-in-use or other"})
	}
	if x.Until != nil && (!x.Until.After(now) || x.Until.Sub(now) > longest) {
		p = p.With(problem.Field{Pointer: "/until", Detail: "must be later than now, and within a year"})
	}
	if x.All && x.Until == nil {
		p = p.With(problem.Field{Pointer: "/all", Detail: "goes with until"})
	}
	if len(p.Fields) > 0 {
		return p
	}
	return nil
}

func sensible(reason string) bool {
	return strings.TrimSpace(reason) != "" && utf8.RuneCountInString(reason) <= mostReason
}

// declarable says whether it may still be exempt; done is the actor's own last word, sent again.
func (o Occurrence) declarable(actor store.Actor, x Exempting) (done bool, err error) {
	if was := o.Exemption; o.State == Exempt && was.Kind != Replanned {
		if was.By == actor.Staff && was.Reason == x.Reason && was.Kind == x.Kind && sameTime(was.Until, x.Until) {
			return true, nil
		}
		if x.Until == nil {
			return false, problem.Newf("conflict", "It is exempt already: %s", was.Reason)
		}
		return false, nil
	}
	if slices.ContainsFunc(o.Results, func(r Result) bool { return r.By == actor.Staff }) {
		return false, problem.New("forbidden", "Whoever did a check does not exempt it.").Do("Ask a superintendent or physicist who did not do it.")
	}
	switch o.State {
	case Upcoming, Due, Overdue, Missed, Exempt:
		return false, nil
	}
	return false, problem.Newf("guard", "It was done and is %s: there is nothing to exempt.", o.State).Do("Void the check if it should not count.")
}

func sameTime(a, b *time.Time) bool { return a == b || a != nil && b != nil && a.Equal(*b) }

// reached are the occurrences that an exemption is about: the one named, and with until those that open before then and that
// nobody has missed.
func reached(tx *store.Tx, o Occurrence, x Exempting) ([]string, error) {
	ids := []string{o.ID}
	if x.Until == nil {
		return ids, nil
	}
	q := tx.Model(&row{}).Where("equipment = ? AND opens_at < ? AND missed_at > ? AND standing = '' AND id <> ?",
		o.Equipment, store.At(*x.Until), store.At(tx.Now), o.ID)
	if !x.All {
		q = q.Where("checklist = ?", o.Checklist)
	}
	var more []string
	if err := q.Order("opens_at, id").Pluck("id", &more).Error; err != nil {
		return nil, fmt.Errorf("occurrence: exempt: %w", err)
	}
	return append(ids, more...), nil
}

func nameOf(tx *store.Tx) (string, error) {
	p, err := staff.ByID(tx, tx.Actor.Staff)
	return p.Name, err
}

// Resolve says which check of a contested occurrence counts. Only somebody registered may who did none of them.
func Resolve(tx *store.Tx, id, check, reason string) (Occurrence, error) {
	if err := staff.May(tx.Actor, staff.ResolveContested); err != nil {
		return Occurrence{}, err
	}
	o, err := ByID(tx, id)
	if err != nil {
		return Occurrence{}, err
	}
	if done, err := o.resolvable(tx.Actor, check, reason); done || err != nil {
		return o, err
	}
	name, err := nameOf(tx)
	if err != nil {
		return Occurrence{}, err
	}
	body := &logbook.Act[resolving, resolvedFound]{Act: resolving{Check: check, Reason: reason}, Found: resolvedFound{Name: name}}
	if _, err := ResolvedKind.Append(tx, o.Area, o.ID, body); err != nil {
		return Occurrence{}, fmt.Errorf("occurrence: resolve: %w", err)
	}
	return ByID(tx, id)
}

func (o Occurrence) resolvable(actor store.Actor, check, reason string) (done bool, err error) {
	if slices.ContainsFunc(o.Results, func(r Result) bool { return r.Counts() && r.By == actor.Staff }) {
		return false, problem.New("second-person", "Whoever did one of the checks does not say which of them counts.").
			Do("Ask a registered person who did neither.")
	}
	if was := o.Resolution; o.State != Contested && was != nil && was.By == actor.Staff && was.Check == check && was.Reason == reason {
		return true, nil
	}
	if o.State != Contested {
		return false, problem.Newf("guard", "It is %s: there is nothing to resolve.", o.State)
	}
	p := problem.New("invalid", "It cannot be resolved like this.")
	if !slices.ContainsFunc(o.Results, func(r Result) bool { return r.Counts() && r.Check == check }) {
		p = p.With(problem.Field{Pointer: "/check", Detail: "must be one of the occurrence's checks that count"})
	}
	if !sensible(reason) {
		p = p.With(problem.Field{Pointer: "/reason", Detail: "must say why, in at most 500 characters"})
	}
	if len(p.Fields) > 0 {
		return false, p
	}
	return false, nil
}
