package escalation

import (
	"fmt"
	"time"

	"runup/internal/checklist"
	"runup/internal/store"
)

// Course is how long the steps of one escalation took, as far as they were taken.
type Course struct {
	ID, Kind, Severity, Equipment string // the severity is the worst that it ever had
	State                         string
	OpenedAt                      time.Time
	AcknowledgedAt                *time.Time // somebody took it on, or acted without saying so
	ActedAt                       *time.Time // somebody did something about it
	ReleasedAt                    *time.Time // its closing returned the equipment to use
	ClosedAt                      *time.Time
	Reason                        string // why it was closed
	LateRecord                    bool   // a late record closed it by itself
}

// doings are the actions by which something was done about a matter; a note and another severity are none.
var doings = []string{
	TookOutOfUse, RestrictedUse, FaultLogged, EngineerCalled, ToEngineer, FromEngineer, Adjusted, PutRight, VerballyAllowed,
}

// Courses answers how the escalations went that were opened in a period and that the actor sees, the oldest first.
func Courses(tx *store.Tx, from, to *time.Time) ([]Course, error) {
	q := tx.InScope().Order("id")
	if from != nil {
		q = q.Where("opened_at >= ?", store.At(*from))
	}
	if to != nil {
		q = q.Where("opened_at < ?", store.At(*to))
	}
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: courses: %w", err)
	}
	first, err := firsts(tx)
	if err != nil {
		return nil, err
	}
	list := make([]Course, len(rows))
	for i, r := range rows {
		list[i] = r.course(first[r.ID])
	}
	return list, nil
}

// answers are when an escalation was first taken on and first acted on.
type answers struct{ acknowledged, acted *time.Time }

func firsts(tx *store.Tx) (map[string]answers, error) {
	var events []struct {
		Escalation string
		Kind       string
		At         store.Instant
	}
	kinds := append([]string{"acknowledged"}, doings...)
	err := tx.Raw("SELECT escalation, kind, min(at) AS at FROM escalation_event WHERE kind IN ? GROUP BY escalation, kind", kinds).Scan(&events).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: courses: %w", err)
	}
	by := map[string]answers{}
	for _, v := range events {
		a, at := by[v.Escalation], v.At.Time()
		if v.Kind != "acknowledged" {
			a.acted = earlier(a.acted, at)
		}
		a.acknowledged = earlier(a.acknowledged, at)
		by[v.Escalation] = a
	}
	return by, nil
}

func earlier(a *time.Time, b time.Time) *time.Time {
	if a != nil && a.Before(b) {
		return a
	}
	return &b
}

func (r row) course(a answers) Course {
	c := Course{
		ID: r.ID, Kind: r.Kind, Severity: checklist.Worse(r.Severity, r.Work.V.Worst), Equipment: r.Equipment, State: r.State,
		OpenedAt: r.OpenedAt.Time(), AcknowledgedAt: a.acknowledged, ActedAt: a.acted, ClosedAt: r.ClosedAt.TimePtr(),
	}
	done := r.Work.V.Closed
	if done == nil || r.State != IsClosed {
		return c
	}
	c.Reason, c.LateRecord = done.Reason, done.Reason == LateRecord && done.By == ""
	if done.Returned {
		c.ReleasedAt = c.ClosedAt
	}
	return c
}

// Climbing is how ladders were climbed.
type Climbing struct {
	Opened    int64 // rungs
	Empty     int64 // of which nobody was behind
	Fallbacks int64 // of which the fallback list was called
	Repairs   int64 // the engine found an escalation of which nothing was on its way
}

// Climbed counts the rungs that were opened in a period.
func Climbed(tx *store.Tx, from, to *time.Time) (c Climbing, err error) {
	q := tx.Model(&rungRow{}).Where("told = ?", false)
	n := tx.Model(&eventRow{}).Where("kind = ? AND words LIKE ?", "called", repairWords+"%")
	if from != nil {
		q, n = q.Where("opened_at >= ?", store.At(*from)), n.Where("at >= ?", store.At(*from))
	}
	if to != nil {
		q, n = q.Where("opened_at < ?", store.At(*to)), n.Where("at < ?", store.At(*to))
	}
	err = q.Select(`count(*) AS opened, coalesce(sum(CASE WHEN empty THEN 1 ELSE 0 END), 0) AS empty,
		coalesce(sum(CASE WHEN fallback THEN 1 ELSE 0 END), 0) AS fallbacks`).Scan(&c).Error
	if err == nil {
		err = n.Count(&c.Repairs).Error
	}
	if err != nil {
		return Climbing{}, fmt.Errorf("escalation: climbed: %w", err)
	}
	return c, nil
}
