package report

import (
	"encoding/json"
	"fmt"
	"time"

	"runup/internal/device"
	"runup/internal/evidence"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/store"
)

// The kinds of entry that make and change reports.
var (
	Reported   = logbook.Define(operation.Reported, applyReported)
	Referenced = logbook.Define("report.referenced", applyReferenced)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{Reported, Referenced} }

// filed is the body of a report: said at the server, or made on a tablet and sent.
type filed struct {
	Act *Said `json:"act,omitempty"`

	Payload   string `json:"payload,omitempty"`
	Signature string `json:"signature,omitempty"`
	Device    string `json:"device,omitempty"`
	Releases  int64  `json:"releases,omitempty"`

	Found Found `json:"found"`
}

// Found is what the server found out about a report when it came.
type Found struct {
	At       time.Time `json:"at"` // when it was seen, by the best evidence
	Area     string    `json:"area,omitempty"`
	Auth     string    `json:"auth,omitempty"` // how who filed it by the API had signed in
	Flags    []string  `json:"flags"`
	Taxonomy string    `json:"taxonomy,omitempty"` // the version of the event codes in force, where it names any
	Release  *Release  `json:"release,omitempty"`
}

func (f Filing) body(found Found) *filed {
	if f.Pushed == nil {
		return &filed{Act: &f.Said, Found: found}
	}
	b := &filed{Payload: f.Pushed.Text, Signature: f.Pushed.Signature, Device: f.Pushed.Device, Found: found}
	if f.Pushed.Release != nil {
		b.Releases = f.Pushed.Release.Position
	}
	return b
}

// told is the part of a row that nobody searches.
type told struct {
	Name  string   `json:"performedByName,omitempty"`
	Auth  string   `json:"auth,omitempty"`
	Text  string   `json:"text"`
	Blobs []string `json:"blobs,omitempty"`
	Codes []string `json:"codes,omitempty"`
}

func applyReported(tx *store.Tx, e logbook.Entry, b *filed) error {
	r, err := b.read(tx, e)
	if err != nil {
		return fmt.Errorf("report: filed: %w", err)
	}
	text, err := json.Marshal(r.told)
	if err != nil {
		return fmt.Errorf("report: filed: %w", err)
	}
	incident, err := noted(r.said.System, r.said.Reference, r.by, r.received)
	if err != nil {
		return err
	}
	err = tx.Insert("report", columns, e.Position, e.Subject, r.said.Kind, r.said.Equipment, e.Area, r.by, e.Device, int64(store.At(b.Found.At)),
		int64(store.At(r.received)), IsOpen, "", "", string(text), store.Of(b.Found), incident)
	if err != nil {
		return err
	}
	if err := evidence.Name(tx, "report", e.Subject, e.Area, r.told.Blobs); err != nil {
		return err
	}
	return logbook.Move(tx, e, "report", e.Subject, e.Area)
}

// reading is what a body says: what was filed, by whom, and when it came.
type reading struct {
	said     Said
	told     told
	by       string
	received time.Time
}

// read takes a body apart, and notes the tablet's operation where it was one.
func (b *filed) read(tx *store.Tx, e logbook.Entry) (reading, error) {
	if b.Act != nil {
		t := told{Auth: b.Found.Auth, Text: b.Act.Text, Blobs: b.Act.Blobs, Codes: b.Act.Codes}
		return reading{said: *b.Act, told: t, by: e.Actor, received: e.At}, nil
	}
	op, err := operation.Read(b.Payload)
	if err != nil {
		return reading{}, err
	}
	r := reading{said: FromOperation(op), by: op.PerformedBy, received: e.At}
	r.told = told{Name: op.PerformedByName, Auth: op.Auth, Text: op.Text, Blobs: op.Blobs, Codes: op.Codes}
	if b.Found.Release != nil {
		r.received = b.Found.Release.ReceivedAt
	}
	return r, record(tx, e, op, operation.SHA(b.Payload), b.Found.Release)
}

// record notes that the tablet's operation was accepted, at once or after it had been set aside.
func record(tx *store.Tx, e logbook.Entry, op *operation.Operation, sha string, released *Release) error {
	if released != nil {
		return device.MoveOperation(tx, e, op.OpID, sha, released.Standing, "accepted")
	}
	return device.RecordOperation(tx, e, device.Operation{
		OpID: op.OpID, SHA: sha, Standing: device.Own, Device: e.Device, Seq: op.Seq, Prev: op.Prev, Type: op.Type, Outcome: "accepted",
	})
}

func noted(system, reference, by string, at time.Time) (string, error) {
	if reference == "" {
		return "", nil
	}
	text, err := json.Marshal(IncidentNote{System: system, Reference: reference, By: by, At: at})
	return string(text), err
}

// reference is what a local incident system calls a report.
type reference struct {
	System    string `json:"system"`
	Reference string `json:"reference"`
}

type none struct{}

func applyReferenced(tx *store.Tx, e logbook.Entry, b *logbook.Act[reference, none]) error {
	text, err := noted(b.Act.System, b.Act.Reference, e.Actor, e.At)
	if err != nil {
		return err
	}
	return change(tx, e, e.Subject, map[string]any{"incident": text})
}

// Opened ties a report to the escalation that it opened. Only the applies of escalation call it.
func Opened(tx *store.Tx, e logbook.Entry, id, escalation, ref string) error {
	return change(tx, e, id, map[string]any{"escalation": escalation, "ref": ref})
}

// Follow lets a report go with its escalation: closed when that is, open again when that is. Only the applies of escalation
// call it.
func Follow(tx *store.Tx, e logbook.Entry, id string, closed bool) error {
	state := IsOpen
	if closed {
		state = IsClosed
	}
	var r row
	if err := tx.Where("id = ?", id).Take(&r).Error; err != nil {
		return fmt.Errorf("report: follow: %w", err)
	}
	if r.State == state {
		return nil
	}
	return change(tx, e, id, map[string]any{"state": state})
}

func change(tx *store.Tx, e logbook.Entry, id string, to map[string]any) error {
	res := tx.Model(&row{}).Where("id = ?", id).Updates(to)
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("report: entry %d changes %q, which is not there", e.Position, id)
	}
	if res.Error != nil {
		return fmt.Errorf("report: change: %w", res.Error)
	}
	return logbook.Move(tx, e, "report", id, e.Area)
}
