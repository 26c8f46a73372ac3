package report

import (
	"encoding/json"
	"fmt"

	"runup/internal/store"
)

type row struct {
	Position   int64 `gorm:"primaryKey"`
	ID         string
	Kind       string
	Equipment  string
	Area       string
	FiledBy    string
	Device     string
	At         store.Instant
	ReceivedAt store.Instant
	State      string
	Escalation string
	Ref        string
	Told       string
	Found      store.JSON[Found]
	Incident   string // JSON, or nothing
}

func (row) TableName() string { return "report" }

// columns are what an entry writes, in the order of its values.
var columns = []string{
	"position", "id", "kind", "equipment", "area", "filed_by", "device", "at", "received_at", "state", "escalation", "ref", "told", "found", "incident",
}

func (r row) report() (Report, error) {
	var t told
	if err := json.Unmarshal([]byte(r.Told), &t); err != nil {
		return Report{}, fmt.Errorf("report: %s: %w", r.ID, err)
	}
	out := Report{
		ID: r.ID, Position: r.Position, Kind: r.Kind, Equipment: r.Equipment, Area: r.Area, Text: t.Text, Blobs: t.Blobs, Codes: t.Codes,
		Taxonomy: r.Found.V.Taxonomy,
		FiledBy:  r.FiledBy, FiledByName: t.Name, Auth: t.Auth, Device: r.Device, At: r.At.Time(), ReceivedAt: r.ReceivedAt.Time(),
		Flags: r.Found.V.Flags, State: r.State, Escalation: r.Escalation, Ref: r.Ref,
	}
	if r.Incident == "" {
		return out, nil
	}
	out.Incident = &IncidentNote{}
	if err := json.Unmarshal([]byte(r.Incident), out.Incident); err != nil {
		return Report{}, fmt.Errorf("report: %s: %w", r.ID, err)
	}
	return out, nil
}
