package escalation

import (
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/store"
)

// The kinds of entry by which a ladder climbs.
var (
	RungOpened     = logbook.Define("escalation.rung-opened", applyRungOpened)
	Reminded       = logbook.Define("escalation.reminded", applyReminded)
	alertTurn      = map[bool]string{false: notify.Alert, true: notify.Repeat}
	ladderKey      = []string{"escalation"}
	ladderColumns  = []string{"policy", "began_at", "from_rung", "opened", "rung", "round", "due_at", "empty", "nobody", "answered_at", "acted", "warned", "over", "version", "next_at"}
	rungRowColumns = []string{"escalation", "position", "place", "rung", "round", "due_at", "opened_at", "missed", "empty", "fallback", "told", "people", "repaired"}
)

// ladderRow is the ladder that an escalation is on: its policy as it was when it began, the highest rung that is open, and
// when somebody should look at it next.
type ladderRow struct {
	Escalation string `gorm:"primaryKey"`
	Policy     store.JSON[ladder.Policy]
	BeganAt    store.Instant
	FromRung   int
	Opened     bool // a rung is
	Rung       int
	Round      int
	DueAt      store.Instant
	Empty      bool
	Nobody     bool // nobody at all could be called
	AnsweredAt *store.Instant
	Acted      bool
	Warned     bool
	Over       bool
	Version    int64 // of the escalation, as its timer goes by
	NextAt     *store.Instant
}

func (ladderRow) TableName() string { return "ladder" }

type rungRow struct {
	Escalation string `gorm:"primaryKey"`
	Position   int64  `gorm:"primaryKey"`
	Place      int    `gorm:"primaryKey"`
	Rung       int
	Round      int
	DueAt      store.Instant
	OpenedAt   store.Instant
	Missed     int
	Empty      bool
	Fallback   bool
	Told       bool // not a rung: who is told whatever anybody answers
	People     store.JSON[people]
	Repaired   bool // the audit had it opened: nothing was on its way
}

func (rungRow) TableName() string { return "rung" }

type people struct {
	Called []Called `json:"called"`
	Passed []Passed `json:"passed"`
}

// standing is what the ladder goes by.
func (l ladderRow) standing() ladder.Standing {
	s := ladder.Standing{
		Policy: l.Policy.V, Began: l.BeganAt.Time(), From: l.FromRung, Acted: l.Acted, Warned: l.Warned, Over: l.Over,
	}
	if l.Opened {
		s.Opened = []ladder.Opened{{Rung: l.Rung, Loop: l.Round, Due: l.DueAt.Time(), Empty: l.Empty}}
	}
	if l.AnsweredAt != nil {
		s.Answered = l.AnsweredAt.Time()
	}
	return s
}

// climbed is what was decided when rungs were opened.
type climbed struct {
	Ladder   *beginning `json:"ladder,omitempty"` // it begins, or begins anew
	Steps    []step     `json:"steps"`
	Told     *people    `json:"told,omitempty"` // whatever anybody answers
	Repaired bool       `json:"repaired,omitempty"`
	Words    string     `json:"words"`
}

// beginning is the ladder that climbs from now.
type beginning struct {
	Policy ladder.Policy `json:"policy"`
	From   int           `json:"from"`
}

// step is one rung that was opened.
type step struct {
	Rung     int       `json:"rung"`
	Round    int       `json:"round"`
	Due      time.Time `json:"due"`
	Missed   int       `json:"missed,omitempty"`
	Empty    bool      `json:"empty,omitempty"`
	Fallback bool      `json:"fallback,omitempty"`
	people
}

func applyRungOpened(tx *store.Tx, e logbook.Entry, b *logbook.Act[none, climbed]) error {
	l, err := ladderOf(tx, e.Subject)
	if err != nil {
		return err
	}
	if n := b.Found.Ladder; n != nil {
		l = ladderRow{Escalation: e.Subject, Policy: store.Of(n.Policy), BeganAt: store.At(e.At), FromRung: n.From, Rung: n.From, DueAt: store.At(e.At)}
	}
	for i, s := range b.Found.Steps {
		l.Opened, l.Rung, l.Round, l.DueAt, l.Empty, l.Nobody = true, s.Rung, s.Round, store.At(s.Due), s.Empty, s.Empty
		err := tx.Insert("rung", rungRowColumns, e.Subject, e.Position, i, s.Rung, s.Round, s.Due.UnixMilli(), e.At.UnixMilli(), s.Missed, s.Empty,
			s.Fallback, false, store.Of(s.people), b.Found.Repaired && i == 0)
		if err != nil {
			return err
		}
	}
	if told := b.Found.Told; told != nil {
		err := tx.Insert("rung", rungRowColumns, e.Subject, e.Position, len(b.Found.Steps), 0, 0, e.At.UnixMilli(), e.At.UnixMilli(), 0, false, false, true, store.Of(*told), false)
		if err != nil {
			return err
		}
	}
	if err := tx.Model(&row{}).Where("id = ?", e.Subject).Update("rung", l.Rung).Error; err != nil {
		return err
	}
	if err := pace(tx, e, l); err != nil {
		return err
	}
	return line(tx, e, "called", b.Found.Words)
}

// line adds one to the timeline.
func line(tx *store.Tx, e logbook.Entry, kind, words string) error {
	err := tx.Insert("escalation_event", eventColumns, e.Subject, e.Position, kind, int64(store.At(e.At)), e.Actor, "", "", "", "",
		store.Of[[]string](nil), "", 0, words)
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "escalation", e.Subject, e.Area)
}

func applyReminded(tx *store.Tx, e logbook.Entry, b *logbook.Act[none, said]) error {
	l, err := ladderOf(tx, e.Subject)
	if err != nil {
		return err
	}
	l.Warned = true
	if err := pace(tx, e, l); err != nil {
		return err
	}
	return line(tx, e, "reminded", b.Found.Words)
}

type said struct {
	Words string `json:"words"`
}

type none struct{}

// ladderOf finds the ladder of an escalation; one that has none, from before there were any, has an empty one.
func ladderOf(tx *store.Tx, id string) (ladderRow, error) {
	var l ladderRow
	err := tx.Where("escalation = ?", id).Take(&l).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return ladderRow{}, nil
	}
	if err != nil {
		return ladderRow{}, fmt.Errorf("escalation: ladder: %w", err)
	}
	return l, nil
}

// paced holds the ladder against the escalation as it is now.
func paced(tx *store.Tx, e logbook.Entry) error {
	l, err := ladderOf(tx, e.Subject)
	if err != nil || l.Escalation == "" {
		return err
	}
	return pace(tx, e, l)
}

// pace works out from state and time when somebody should look next. Whoever takes it on, or over, or hears that it failed
// again, has their time to act from then.
func pace(tx *store.Tx, e logbook.Entry, l ladderRow) error {
	var r row
	if err := tx.Where("id = ?", e.Subject).Take(&r).Error; err != nil {
		return fmt.Errorf("escalation: pace: %w", err)
	}
	now := store.At(e.At)
	switch {
	case r.State != IsAcknowledged:
		l.AnsweredAt, l.Warned = nil, false
	case l.AnsweredAt == nil || l.Version != r.Version:
		l.AnsweredAt, l.Warned = &now, false
	}
	l.Over, l.Acted, l.Version = r.State == IsClosed, r.State == IsActioned || r.State == IsAwaiting, r.Version
	l.Nobody = l.Nobody && r.State == IsOpen
	l.NextAt = nil
	if at := ladder.Due(l.standing()); !at.IsZero() {
		next := store.At(at)
		l.NextAt = &next
	}
	return tx.Upsert("ladder", ladderKey, ladderColumns, e.Subject, l.Policy, int64(l.BeganAt), l.FromRung, l.Opened, l.Rung, l.Round, int64(l.DueAt), l.Empty,
		l.Nobody, l.AnsweredAt, l.Acted, l.Warned, l.Over, l.Version, l.NextAt)
}
