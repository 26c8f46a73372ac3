package escalation

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"runup/internal/check"
	"runup/internal/ladder"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// Filter narrows a list; an empty member asks for nothing.
type Filter struct {
	State     string
	Severity  string
	Equipment string
	Area      string
}

// ByID finds an escalation of an area that the actor sees.
func ByID(tx *store.Tx, id string) (Escalation, error) {
	found, err := ByIDs(tx, []string{id})
	if err != nil {
		return Escalation{}, err
	}
	e, ok := found[id]
	if !ok {
		return Escalation{}, notThere()
	}
	return e, nil
}

func notThere() error { return problem.New("not-found", "There is no such escalation.") }

// ByIDs finds many at once, those that the actor sees.
func ByIDs(tx *store.Tx, ids []string) (map[string]Escalation, error) {
	list, err := find(tx, tx.InScope().Where("id IN ?", ids))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Escalation, len(list))
	for _, e := range list {
		found[e.ID] = e
	}
	return found, nil
}

// List answers escalations that the actor sees, the newest first, beginning before the one with an id; "" is the newest.
func List(tx *store.Tx, f Filter, before string, limit int) ([]Escalation, error) {
	q := tx.InScope().Order("id DESC").Limit(limit) // ids are made in order of time
	if before != "" {
		q = q.Where("id < ?", before)
	}
	for _, is := range []struct{ column, value string }{
		{"state", f.State}, {"severity", f.Severity}, {"equipment", f.Equipment}, {"area", f.Area},
	} {
		if is.value != "" {
			q = q.Where(is.column+" = ?", is.value)
		}
	}
	return find(tx, q)
}

// RaisedBy answers, as they stand now, the escalations that an operation opened or joined, in the order it did.
func RaisedBy(tx *store.Tx, op string) ([]Raised, error) {
	var rows []row
	err := tx.Raw(`SELECT escalation.* FROM escalation_event JOIN escalation ON escalation.id = escalation_event.escalation
		WHERE escalation_event.op = ? ORDER BY escalation_event.position`, op).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: raised: %w", err)
	}
	raised := make([]Raised, len(rows))
	for i, r := range rows {
		if raised[i], err = withTold(tx, r.raised()); err != nil {
			return nil, fmt.Errorf("escalation: raised: %w", err)
		}
	}
	return raised, nil
}

// withTold says whom an escalation's messages go to, and whether one of them has been on its way.
func withTold(tx *store.Tx, r Raised) (Raised, error) {
	r.Told = []string{}
	called, err := callings(tx, []string{r.ID})
	for _, c := range called[r.ID] {
		if as := c.title(); !slices.Contains(r.Told, as) {
			r.Told = append(r.Told, as)
		}
	}
	if err == nil {
		r.Attempted, err = notify.Attempted(tx, r.ID)
	}
	return r, err
}

// title names the duty or role for which somebody was called.
func (c Called) title() string {
	_, id, found := strings.Cut(c.As, "/")
	if !found || strings.HasPrefix(c.As, ladder.Person+"/") {
		return c.Why
	}
	return id
}

// callings answers who was called of each, in order.
func callings(tx *store.Tx, ids []string) (map[string][]Calling, error) {
	var rows []rungRow
	if err := tx.Where("escalation IN ?", ids).Order("position, place").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: rungs: %w", err)
	}
	all := map[string][]Calling{}
	for _, r := range rows {
		for _, p := range r.People.V.Called {
			all[r.Escalation] = append(all[r.Escalation], Calling{Called: p, Rung: r.Rung, Tell: r.Told, At: r.OpenedAt.Time()})
		}
	}
	return all, nil
}

// withLadders completes escalations with where their ladders stand.
func withLadders(tx *store.Tx, list []Escalation, ids []string) error {
	var rows []ladderRow
	if err := tx.Where("escalation IN ?", ids).Find(&rows).Error; err != nil {
		return fmt.Errorf("escalation: ladders: %w", err)
	}
	of := make(map[string]ladderRow, len(rows))
	for _, l := range rows {
		of[l.Escalation] = l
	}
	called, err := callings(tx, ids)
	if err != nil {
		return err
	}
	tried, err := notify.AllAttempted(tx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		e := &list[i]
		l := of[e.ID]
		e.Called, e.Nobody, e.Attempted = listed(called[e.ID]), l.Nobody, tried[e.ID]
		if e.State == IsOpen {
			e.NextRung = l.NextAt.TimePtr()
		}
	}
	return nil
}

func find(tx *store.Tx, q *gorm.DB) ([]Escalation, error) {
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: read: %w", err)
	}
	if len(rows) == 0 {
		return []Escalation{}, nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var events []eventRow
	if err := tx.Where("escalation IN ?", ids).Order("position").Find(&events).Error; err != nil {
		return nil, fmt.Errorf("escalation: timeline: %w", err)
	}
	sealed, err := check.Sealed(tx)
	if err != nil {
		return nil, err
	}
	of := map[string][]eventRow{}
	for _, v := range events {
		if sealed[v.CheckID] {
			v = v.untold()
		}
		of[v.Escalation] = append(of[v.Escalation], v)
	}
	list := make([]Escalation, len(rows))
	for i, r := range rows {
		list[i] = r.escalation(of[r.ID])
	}
	if err := withLadders(tx, list, ids); err != nil {
		return nil, err
	}
	return list, whoWasTold(tx, list, ids)
}
