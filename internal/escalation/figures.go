package escalation

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/store"
)

// Course is how long the steps of one escalation took, as far as they were taken.
type Course struct {
	ID, Kind, Equipment, Area string
	Severity                  string // the worst that it ever had
	State                     string
	OpenedAt                  time.Time
	AcknowledgedAt            *time.Time // somebody took it on, or acted without saying so
	ActedAt                   *time.Time // somebody did something about it
	ReleasedAt                *time.Time // its closing returned the equipment to use
	ClosedAt                  *time.Time
	Reason                    string // why it was closed
	LateRecord                bool   // a late record closed it by itself
	Advice, Vain              bool   // an advice that a person closed; with nothing done about it
}

// doings are the actions by which something was done about a matter; a note and another severity are none.
var doings = []string{
	TookOutOfUse, RestrictedUse, FaultLogged, EngineerCalled, ToEngineer, FromEngineer, Adjusted, PutRight, VerballyAllowed,
}

// changing are the reasons that say that something was changed about what was found.
var changing = []string{RepairedRechecked, AdjustedRechecked, AcceptedRestriction, WasPutRight, Gone}

// counts notes what is counted of an escalation: when it was first taken on and first acted on, and how it is closed.
func (r row) counts(to map[string]any, s standing, e logbook.Entry, kind string) {
	at, acts := store.At(e.At), slices.Contains(doings, kind)
	if r.AcknowledgedAt == nil && (acts || kind == "acknowledged") {
		to["acknowledged_at"] = at
	}
	if r.ActedAt == nil && acts {
		to["acted_at"] = at
	}
	c := Conclusion{}
	if s.State == IsClosed && s.Work.Closed != nil {
		c = *s.Work.Closed
	}
	to["worst"], to["reason"], to["closed_by"], to["returned"] = checklist.Worse(s.Severity, s.Work.Worst), c.Reason, c.By, c.Returned
}

// courseRow is what a course is made of. The work of each is left where it is: taking it apart cost ten times the rest.
type courseRow struct {
	ID, Kind, Equipment, Area, Worst, State, Reason, ClosedBy string
	OpenedAt                                                  store.Instant
	AcknowledgedAt, ActedAt, ClosedAt                         *store.Instant
	Returned                                                  bool
}

func (courseRow) TableName() string { return "escalation" }

// Courses answers how the escalations went that were opened in a period and that the actor sees, the oldest first.
func Courses(tx *store.Tx, from, to *time.Time) ([]Course, error) {
	return courses(within(tx.InScope(), "opened_at", from, to))
}

// Answered is Courses of everything that anybody has taken on: what still waits has no times to add up.
func Answered(tx *store.Tx) ([]Course, error) {
	return courses(tx.InScope().Where("acknowledged_at IS NOT NULL OR returned"))
}

func courses(q *gorm.DB) ([]Course, error) {
	var rows []courseRow
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: courses: %w", err)
	}
	list := make([]Course, len(rows))
	for i, r := range rows {
		list[i] = r.course()
	}
	return list, nil
}

// Tally is how many escalations stand alike.
type Tally struct {
	Kind       string
	Severity   string // that they have
	State      string
	Reason     string // why they were closed
	LateRecord bool   // a late record closed them by itself
	Vain       bool   // an advice that a person closed with nothing done about it: they were called for nothing
	Advice     bool   // an advice that a person closed
	N          int
	Oldest     time.Time
}

// Tallies counts the escalations that the actor sees.
func Tallies(tx *store.Tx) ([]Tally, error) {
	var rows []struct {
		Kind, Severity, Worst, State, Reason string
		Unaided, Acted                       bool
		N                                    int
		Oldest                               store.Instant
	}
	const alike = "kind, severity, worst, state, reason, closed_by = '', acted_at IS NOT NULL"
	err := tx.InScope().Model(&row{}).Select(alike + " AS acted, closed_by = '' AS unaided, count(*) AS n, min(opened_at) AS oldest").Group(alike).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: tallies: %w", err)
	}
	list := make([]Tally, len(rows))
	for i, r := range rows {
		t := Tally{Kind: r.Kind, Severity: r.Severity, State: r.State, Reason: r.Reason, LateRecord: r.Reason == LateRecord && r.Unaided, N: r.N, Oldest: r.Oldest.Time()}
		t.Advice, t.Vain = vain(r.Worst, r.State, r.Reason, t.LateRecord, r.Acted)
		list[i] = t
	}
	return list, nil
}

// vain reports whether something is an advice that a person closed, and whether with nothing done about it.
func vain(worst, state, reason string, late, acted bool) (advice, vain bool) {
	advice = worst == checklist.Advice && state == IsClosed && !late
	return advice, advice && !acted && !slices.Contains(changing, reason)
}

// within narrows a query to a period.
func within(q *gorm.DB, column string, from, to *time.Time) *gorm.DB {
	if from != nil {
		q = q.Where(column+" >= ?", store.At(*from))
	}
	if to != nil {
		q = q.Where(column+" < ?", store.At(*to))
	}
	return q
}

func (r courseRow) course() Course {
	c := Course{
		ID: r.ID, Kind: r.Kind, Severity: r.Worst, Equipment: r.Equipment, Area: r.Area, State: r.State, OpenedAt: r.OpenedAt.Time(),
		AcknowledgedAt: r.AcknowledgedAt.TimePtr(), ActedAt: r.ActedAt.TimePtr(), ClosedAt: r.ClosedAt.TimePtr(),
		Reason: r.Reason, LateRecord: r.Reason == LateRecord && r.ClosedBy == "",
	}
	c.Advice, c.Vain = vain(r.Worst, r.State, r.Reason, c.LateRecord, r.ActedAt != nil)
	if r.Returned {
		c.ReleasedAt = c.ClosedAt
	}
	return c
}

// Climbing is how ladders were climbed.
type Climbing struct {
	Opened    int64         // rungs
	ByRung    map[int]int64 // of which this one; the fallback list is none
	Empty     int64         // of which nobody was behind
	Fallbacks int64         // of which the fallback list was called
	Loops     int64         // of which the last rung came round again: a whole ladder was not answered
	Repairs   int64         // of which the engine had nothing on its way
	Expired   int64         // somebody took one on and did nothing about it in time
}

// Climbed counts the rungs that were opened in a period, of the escalations that the actor sees.
func Climbed(tx *store.Tx, from, to *time.Time) (Climbing, error) {
	c := Climbing{ByRung: map[int]int64{}}
	var rungs []struct {
		Rung                            int
		Fallback                        bool
		Opened, Empties, Loops, Repairs int64
	}
	q := within(scoped(tx, tx.Model(&rungRow{})), "opened_at", from, to).Where("told = ?", false)
	err := q.Select(`rung, fallback, count(*) AS opened, sum(CASE WHEN empty THEN 1 ELSE 0 END) AS empties,
		sum(CASE WHEN round > 0 THEN 1 ELSE 0 END) AS loops, sum(CASE WHEN repaired THEN 1 ELSE 0 END) AS repairs`).Group("rung, fallback").Scan(&rungs).Error
	if err == nil {
		err = within(scoped(tx, tx.Model(&eventRow{})), "at", from, to).Where("kind = 'expired'").Count(&c.Expired).Error
	}
	if err != nil {
		return Climbing{}, fmt.Errorf("escalation: climbed: %w", err)
	}
	for _, r := range rungs {
		c.Opened, c.Empty, c.Loops, c.Repairs = c.Opened+r.Opened, c.Empty+r.Empties, c.Loops+r.Loops, c.Repairs+r.Repairs
		if r.Fallback {
			c.Fallbacks += r.Opened
			continue
		}
		c.ByRung[r.Rung] += r.Opened
	}
	return c, nil
}

// scoped narrows rungs and timelines to the escalations that the actor sees.
func scoped(tx *store.Tx, q *gorm.DB) *gorm.DB {
	if tx.Actor.Everywhere() {
		return q
	}
	return q.Where("escalation IN (?)", tx.InScope().Model(&row{}).Select("id"))
}
