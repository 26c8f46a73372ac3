package check

import (
	"cmp"
	"encoding/json"
	"fmt"

	"runup/internal/judge"
	"runup/internal/store"
)

// row is a check as stored. What is searched for is a column; the rest is three texts, of which readings is as it was sent.
type row struct {
	Position   int64 `gorm:"primaryKey"`
	ID         string
	Checklist  string
	Hash       string
	Equipment  string
	Area       string
	By         string `gorm:"column:performed_by"`
	Device     string
	DoneAt     store.Instant
	ReceivedAt store.Instant
	Verdict    string
	Told       string
	Found      string
	Readings   string
}

func (row) TableName() string { return "checks" } // CHECK is a word of SQL

// columns are what an entry writes, in the order of its values.
var columns = []string{
	"position", "id", "checklist", "hash", "equipment", "area", "performed_by", "device", "done_at", "received_at", "verdict", "told", "found", "readings",
}

// alertColumns are of a reading that was sent ahead of its check.
var alertColumns = []string{"op", "position", "check_id", "found"}

func (r row) check() (Check, error) {
	var said told
	var found Found
	if err := json.Unmarshal([]byte(r.Told), &said); err != nil {
		return Check{}, fmt.Errorf("check: %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Found), &found); err != nil {
		return Check{}, fmt.Errorf("check: %s: %w", r.ID, err)
	}
	c := Check{
		ID: r.ID, Position: r.Position, Checklist: r.Checklist, Hash: r.Hash, Equipment: r.Equipment, Area: r.Area,
		Occurrence: cmp.Or(found.Occurrence, said.Occurrence), PerformedBy: r.By, PerformedByName: said.Name, Auth: said.Auth,
		Capacity: found.Capacity, ResponsibleOperator: found.Responsible, SupervisedBy: found.Supervisor, Device: r.Device,
		StartedAt: said.StartedAt, FinishedAt: said.FinishedAt, ReceivedAt: r.ReceivedAt.Time(),
		Verdict: judge.Verdict(r.Verdict), TabletVerdict: said.TabletVerdict, Readings: json.RawMessage(r.Readings),
		Items: found.Items, Flags: found.Flags, StoppedEarly: said.StoppedEarly, Note: said.Note, Blobs: found.Blobs,
	}
	c.Revisions = []Revision{{
		Revision: 1, Position: r.Position, Kind: "completed", At: c.ReceivedAt, By: c.PerformedBy, Verdict: c.Verdict,
	}}
	return c, nil
}
