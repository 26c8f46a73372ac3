package tablet

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/store"
)

// heldLong is how long an operation waits for another record before it is shown to people: the record should have come by then,
// and may lie on a tablet that nobody carries into the network.
const heldLong = 5 * 24 * time.Hour

// hold keeps an operation whose target has not come. What it claims is told at once, since nobody knows when the target will.
func (s *Service) hold(tx *store.Tx, a *arrival, why *problem.Error) error {
	about, err := s.about(tx, a)
	if err != nil {
		return err
	}
	id := uuid.Must(uuid.NewV7()).String()
	f := a.found(device.Own, why)
	f.Target, f.SkewMs = a.op.Target, a.in.SkewMs()
	e, err := HeldKind.Append(tx, about.Area, id, &logbook.Sent[foundAside]{
		Payload: a.payload(), Signature: a.sent.Signature, Device: tx.Actor.Device, Found: f,
	})
	if err != nil {
		return fmt.Errorf("tablet: hold: %w", err)
	}
	replay := false
	a.result = Result{OpID: a.sent.OpID, Outcome: IsHeld, Replay: &replay, Position: e.Position, WaitingFor: []string{a.op.Target}}
	return s.warn(tx, a, about, "waits for the check that it is about")
}

func applyHeld(tx *store.Tx, e logbook.Entry, b *logbook.Sent[foundAside]) error {
	if err := tx.Insert("held", heldColumns, e.Position, b.Found.Target); err != nil {
		return err
	}
	return keepAs(tx, e, b, Held, IsHeld)
}

// heldRow is an operation that waits.
type heldRow struct {
	Position int64 `gorm:"primaryKey"`
	Target   string
}

func (heldRow) TableName() string { return "held" }

// follow brings in what waited for an operation that was just accepted, in the order in which it came. Nothing waits for most:
// what is waited for is remembered.
func (s *Service) follow(tx *store.Tx, target string) error {
	waited, err := store.Memo(tx, "held", "targets", func() (map[string]bool, error) {
		var targets []string
		err := tx.Raw("SELECT DISTINCT target FROM held").Scan(&targets).Error
		all := make(map[string]bool, len(targets))
		for _, t := range targets {
			all[t] = true
		}
		return all, err
	})
	if err != nil {
		return fmt.Errorf("tablet: follow: %w", err)
	}
	if !waited[target] {
		return nil
	}
	var rows []heldRow
	if err := tx.Where("target = ?", target).Order("position").Find(&rows).Error; err != nil {
		return fmt.Errorf("tablet: follow: %w", err)
	}
	for _, r := range rows {
		if err := s.bringIn(tx, r.Position); err != nil {
			return err
		}
	}
	return nil
}

// released says what became of an operation that waited.
type released struct {
	Position int64 `json:"position"` // of the entry that kept it
}

type foundReleased struct {
	OpID    string          `json:"opId"`
	SHA     string          `json:"sha256"`
	Outcome string          `json:"outcome"`
	Code    string          `json:"code,omitempty"` // it was set aside after all
	Detail  string          `json:"detail,omitempty"`
	Errors  []problem.Field `json:"errors,omitempty"`
}

// bringIn accepts one operation that waited, as if it had come now. What cannot be accepted is set aside; it never takes down
// the record that it waited for.
func (s *Service) bringIn(tx *store.Tx, position int64) error {
	var r row
	if err := tx.Where("position = ?", position).Take(&r).Error; err != nil {
		return fmt.Errorf("tablet: bring in: %w", err)
	}
	a, err := s.asItCame(tx, r)
	if err != nil {
		return err
	}
	f := foundReleased{OpID: r.Op, SHA: a.sha, Outcome: IsAccepted}
	if _, err := s.acceptSafely(tx, a); err != nil {
		why, ok := problem.Of(err)
		if !ok || why.Kind() != problem.Invalid {
			return fmt.Errorf("tablet: bring in: %w", err)
		}
		s.logger.Warn("what waited is set aside", slog.String("op", r.Op), slog.String("code", why.Code))
		f.Outcome, f.Code, f.Detail, f.Errors = IsSetAside, why.Code, why.Detail, why.Fields
	}
	if _, err := Released.Append(tx, r.Area, r.ID, &logbook.Act[released, foundReleased]{Act: released{Position: position}, Found: f}); err != nil {
		return fmt.Errorf("tablet: bring in: %w", err)
	}
	return nil
}

// asItCame is an operation that waited, as it arrived.
func (s *Service) asItCame(tx *store.Tx, r row) (*arrival, error) {
	var k kept
	if err := json.Unmarshal([]byte(r.Kept), &k); err != nil {
		return nil, fmt.Errorf("tablet: held %s: %w", r.ID, err)
	}
	d, err := device.ByID(tx, r.Device)
	if err != nil {
		return nil, err
	}
	op, err := operation.Read(k.Payload)
	if err != nil {
		return nil, fmt.Errorf("tablet: held %s: %w", r.ID, err)
	}
	a := &arrival{sent: Op{OpID: r.Op, Payload: k.Payload, Signature: k.Signature}, sha: operation.SHA(k.Payload), signed: true, op: op}
	a.in = &check.Incoming{
		Op: op, Text: k.Payload, SHA: a.sha, Signature: k.Signature, Device: d,
		Release: &check.Release{Position: r.Position, Standing: device.Own, ReceivedAt: r.ReceivedAt.Time()},
	}
	if k.SkewMs != nil {
		skew := time.Duration(*k.SkewMs) * time.Millisecond
		a.in.Skew = &skew
	}
	on := sessions{device: d.ID, of: map[string]auth.Spans{}}
	return a, on.note(tx, a)
}

func applyReleased(tx *store.Tx, e logbook.Entry, b *logbook.Act[released, foundReleased]) error {
	position, f := b.Act.Position, b.Found
	if err := tx.Exec("DELETE FROM held WHERE position = ?", position).Error; err != nil {
		return err
	}
	var r row
	if err := tx.Where("position = ?", position).Take(&r).Error; err != nil {
		return err
	}
	to := map[string]any{"state": WasAccepted, "resolved_at": store.At(e.At)}
	if f.Outcome == IsSetAside {
		var k kept
		if err := json.Unmarshal([]byte(r.Kept), &k); err != nil {
			return fmt.Errorf("tablet: released %s: %w", r.ID, err)
		}
		k.Code, k.Detail, k.Errors = f.Code, f.Detail, f.Errors
		text, err := json.Marshal(k)
		if err != nil {
			return fmt.Errorf("tablet: released %s: %w", r.ID, err)
		}
		to = map[string]any{"state": Waiting, "kept": string(text)}
		if err := device.MoveOperation(tx, e, f.OpID, f.SHA, device.Own, IsSetAside); err != nil {
			return err
		}
	}
	return tx.Model(&row{}).Where("position = ?", position).Updates(to).Error
}

// Sealed is what nobody may read yet: checks that wait for a second person's, second checks that wait for their first, and what
// either opened.
type Sealed struct {
	checks  map[string]bool
	entries map[int64]bool
}

// SealedNow finds what is sealed at this moment.
func SealedNow(tx *store.Tx) (Sealed, error) {
	checks, err := check.Sealed(tx)
	if err != nil {
		return Sealed{}, err
	}
	var positions []int64
	err = tx.Raw(`SELECT held.position FROM held JOIN operation ON operation.position = held.position WHERE operation.type = ?`,
		operation.Seconded).Scan(&positions).Error
	if err != nil {
		return Sealed{}, fmt.Errorf("tablet: sealed: %w", err)
	}
	telling, err := escalation.Telling(tx, checks)
	if err != nil {
		return Sealed{}, err
	}
	s := Sealed{checks: checks, entries: map[int64]bool{}}
	for _, p := range append(positions, telling...) {
		s.entries[p] = true
	}
	return s, nil
}

// Has reports whether an entry's body is sealed.
func (s Sealed) Has(e logbook.Entry) bool {
	return s.entries[e.Position] || s.checks[e.Subject] && strings.HasPrefix(e.Kind, "check.")
}
