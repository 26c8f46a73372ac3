package escalation

import (
	"fmt"

	"github.com/google/uuid"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Open escalates causes: each joins the escalation that is open for the same reason, or opens one. Equipment that may not
// be used is withdrawn before anything else can happen. It answers one escalation a cause, in order.
func Open(tx *store.Tx, causes []Cause) ([]Raised, error) {
	raised := make([]Raised, 0, len(causes))
	for _, c := range causes {
		r, err := one(tx, c)
		if err != nil {
			return nil, fmt.Errorf("escalation: open: %w", err)
		}
		raised = append(raised, r)
	}
	for i, c := range causes {
		if !c.withdraws() {
			continue
		}
		if _, err := equipment.Withdraw(tx, c.Equipment, c.reason(raised[i].Ref), raised[i].ID); err != nil {
			return nil, fmt.Errorf("escalation: withdraw: %w", err)
		}
	}
	return raised, nil
}

func one(tx *store.Tx, c Cause) (Raised, error) {
	now, err := openFor(tx, c)
	if err != nil {
		return Raised{}, err
	}
	if now == nil {
		return begin(tx, c)
	}
	return join(tx, *now, c)
}

// openFor finds the escalation that is open for the same reason.
func openFor(tx *store.Tx, c Cause) (*row, error) {
	var rows []row
	err := tx.Where("kind = ? AND equipment = ? AND checklist = ? AND item = ? AND source = ? AND device = ? AND report = ? AND state <> 'closed'",
		c.Kind, c.Equipment, c.Checklist, c.Item, c.Source, c.Device, c.Report).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func begin(tx *store.Tx, c Cause) (Raised, error) {
	id, ref, err := name(tx)
	if err != nil {
		return Raised{}, err
	}
	body := &logbook.Act[Cause, foundOpened]{Act: c, Found: foundOpened{Ref: ref}}
	if _, err := Opened.Append(tx, c.Area, id, body); err != nil {
		return Raised{}, err
	}
	return Raised{ID: id, Ref: ref, Severity: c.Severity, State: IsOpen}, nil
}

// join adds a cause to an open escalation and counts its version up, so that nobody acknowledges what they have not seen.
func join(tx *store.Tx, r row, c Cause) (Raised, error) {
	found := foundJoined{Severity: checklist.Worse(r.Severity, c.Severity), Version: r.Version + 1}
	if _, err := Joined.Append(tx, r.Area, r.ID, &logbook.Act[Cause, foundJoined]{Act: c, Found: found}); err != nil {
		return Raised{}, err
	}
	return Raised{ID: r.ID, Ref: r.Ref, Severity: found.Severity, State: r.State}, nil
}

// name makes an id and a reference that nothing else has. References are drawn from the id, so they are as random.
func name(tx *store.Tx) (id, ref string, err error) {
	for length := refLength; ; length++ {
		id := uuid.Must(uuid.NewV7())
		ref := refOf(id, length)
		var n int64
		if err := tx.Model(&row{}).Where("ref = ?", ref).Count(&n).Error; err != nil {
			return "", "", err
		}
		if n == 0 {
			return id.String(), ref, nil
		}
		if length > 2*refLength {
			return "", "", problem.New("unavailable", "No reference is free.")
		}
	}
}

const (
	refLength = 4
	// refAlphabet leaves out what is mistaken for something else when read out, and vowels, so that no words come out.
	refAlphabet = "23456789BCDFGHJKMNPQRSTVWXYZ"
)

// refOf writes the last, random bytes of an id.
func refOf(id uuid.UUID, length int) string {
	ref := []byte("E-")
	for i := range length {
		ref = append(ref, refAlphabet[int(id[len(id)-1-i])%len(refAlphabet)])
	}
	return string(ref)
}
