package tablet

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/store"
)

// The states of what was set aside.
const (
	Waiting      = "open"
	Held         = "held" // it waits for another record, and nobody need do anything yet
	WasAccepted  = "accepted"
	WasDiscarded = "discarded"
)

type row struct {
	Position   int64 `gorm:"primaryKey"`
	ID         string
	Op         string
	Device     string
	Area       string
	ReceivedAt store.Instant
	State      string
	Kept       string
	ResolvedBy string
	ResolvedAt *store.Instant
	Reason     string
}

func (row) TableName() string { return "quarantine" }

// What entries write, in the order of the values.
var (
	columns              = []string{"position", "id", "op", "device", "area", "received_at", "state", "kept", "resolved_by", "resolved_at", "reason"}
	heldColumns          = []string{"position", "target"}
	contradictionColumns = []string{"epoch", "position", "head", "device", "staff", "at"}
)

// SetAside is an operation that could not be accepted when it came.
type SetAside struct {
	ID         string
	Position   int64
	OpID       string
	Device     string
	Area       string
	ReceivedAt time.Time
	State      string
	Payload    string // the exact text that was sent
	Signature  string
	Problem    *Problem
	ResolvedBy string
	ResolvedAt *time.Time
	Reason     string
	WaitingFor string // the record that one held waits for
}

func (r row) setAside() (SetAside, error) {
	var k kept
	if err := json.Unmarshal([]byte(r.Kept), &k); err != nil {
		return SetAside{}, fmt.Errorf("tablet: set aside %s: %w", r.ID, err)
	}
	why := problem.New(k.Code, k.Detail).With(k.Errors...)
	q := SetAside{
		ID: r.ID, Position: r.Position, OpID: r.Op, Device: r.Device, Area: r.Area, ReceivedAt: r.ReceivedAt.Time(), State: r.State,
		Payload: k.Payload, Signature: k.Signature, Problem: present(why, instance(r.ID)),
		ResolvedBy: r.ResolvedBy, ResolvedAt: r.ResolvedAt.TimePtr(), Reason: r.Reason,
		WaitingFor: k.Target,
	}
	if r.State == Held && k.Type == operation.Seconded {
		q.Payload, q.Signature = "", "" // nobody reads a second check before both are in
	}
	return q, nil
}

func instance(id string) string { return "/v1/quarantine/" + id }

func (q SetAside) result(opID string) Result {
	return Result{OpID: opID, Outcome: IsSetAside, Position: q.Position, QuarantineID: q.ID, Problem: q.Problem}
}

func byPosition(tx *store.Tx, position int64) (SetAside, error) {
	return one(tx.Where("position = ?", position))
}

func one(q *gorm.DB) (SetAside, error) {
	var r row
	err := q.Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return SetAside{}, problem.New("not-found", "There is no such operation under Set aside.")
	}
	if err != nil {
		return SetAside{}, fmt.Errorf("tablet: set aside: %w", err)
	}
	return r.setAside()
}
