package occurrence

import (
	"encoding/json"
	"fmt"
	"time"

	"runup/internal/judge"
	"runup/internal/store"
)

type row struct {
	ID         string `gorm:"primaryKey"`
	Checklist  string
	Equipment  string
	Area       string
	Day        string
	Origin     string
	Why        string
	Source     string
	OpensAt    store.Instant
	DueAt      store.Instant
	MissedAt   store.Instant
	ClosesAt   store.Instant
	Gating     bool
	Standing   string // a state that people made, "" while none has
	Verdict    string
	DoneAt     *store.Instant
	ReceivedAt *store.Instant
	Late       bool
	Exemption  string
	Resolution string
	Position   int64 // of the entry that planned it
}

func (row) TableName() string { return "occurrence" }

type checkRow struct {
	Occurrence string `gorm:"primaryKey"`
	Check      string `gorm:"column:check_id;primaryKey"`
	Position   int64  // of the entry that brought it
	Verdict    string
	Gate       bool
	Complete   bool
	Void       bool
	DoneAt     store.Instant
	ReceivedAt store.Instant
	By         string `gorm:"column:by_staff"`
}

func (checkRow) TableName() string { return "occurrence_check" }

type exemptionRow struct {
	Position  int64 `gorm:"primaryKey"`
	Equipment string
	Checklist string // "" is every checklist of the equipment
	UntilAt   store.Instant
	Words     store.JSON[Exemption]
}

func (exemptionRow) TableName() string { return "exemption" }

// What entries write, in the order of the values.
var (
	byID    = []string{"id"}
	columns = []string{
		"checklist", "equipment", "area", "day", "origin", "why", "source", "opens_at", "due_at", "missed_at", "closes_at", "gating",
		"standing", "verdict", "done_at", "received_at", "late", "exemption", "resolution", "position",
	}
	checkKey         = []string{"occurrence", "check_id"}
	checkColumns     = []string{"position", "verdict", "gate", "complete", "void", "done_at", "received_at", "by_staff"}
	exemptionColumns = []string{"position", "equipment", "checklist", "until_at", "words"}
)

func (r row) occurrence(now time.Time, checks []checkRow) (Occurrence, error) {
	o := Occurrence{
		ID: r.ID, Checklist: r.Checklist, Equipment: r.Equipment, Area: r.Area, Day: r.Day, Origin: r.Origin, Why: r.Why, Source: r.Source,
		OpensAt: r.OpensAt.Time(), DueAt: r.DueAt.Time(), MissedAt: r.MissedAt.Time(), ClosesAt: r.ClosesAt.Time(), Gating: r.Gating,
		State: r.state(now), Verdict: judge.Verdict(r.Verdict), DoneAt: r.DoneAt.TimePtr(), ReceivedAt: r.ReceivedAt.TimePtr(), Late: r.Late,
	}
	for _, c := range checks {
		o.Results = append(o.Results, Result{
			Check: c.Check, Verdict: judge.Verdict(c.Verdict), Gate: c.Gate, Complete: c.Complete, Void: c.Void,
			DoneAt: c.DoneAt.Time(), ReceivedAt: c.ReceivedAt.Time(), By: c.By,
		})
	}
	var err error
	if o.Exemption, err = read[Exemption](r.Exemption); err == nil {
		o.Resolution, err = read[Resolution](r.Resolution)
	}
	if err != nil {
		return Occurrence{}, fmt.Errorf("occurrence: %s: %w", r.ID, err)
	}
	return o, nil
}

// state derives from the time what nobody has decided.
func (r row) state(now time.Time) State {
	at := store.At(now)
	switch {
	case r.Standing != "":
		return State(r.Standing)
	case at < r.OpensAt:
		return Upcoming
	case at < r.DueAt:
		return Due
	case at < r.MissedAt:
		return Overdue
	}
	return Missed
}

// read reads a column that holds an object or nothing.
func read[T any](text string) (*T, error) {
	if text == "" {
		return nil, nil
	}
	v := new(T)
	return v, json.Unmarshal([]byte(text), v)
}

func written[T any](v *T) string {
	if v == nil {
		return ""
	}
	text, _ := json.Marshal(v) // texts and times of ours
	return string(text)
}
