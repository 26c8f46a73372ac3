package check

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

const (
	staleAfter = 72 * time.Hour // how long an offline PIN goes unquestioned
	// SessionVouches is how long a person's session with the server on a tablet vouches for a power they use there offline.
	SessionVouches = 12 * time.Hour
)

// performer is who did it, in which capacity, and who answers for it, as things stood when it was done.
type performer struct {
	capacity    string
	responsible string
	supervisor  string // the supervising registrant
	flags       []string
}

func (in *Incoming) performer(tx *store.Tx, d *checklist.Definition, q equipment.Equipment, at time.Time) (p performer, err error) {
	op := in.Op
	if op.Unverified() {
		p.flags = append(p.flags, FlagUnverified)
	} else if in.stale(at) {
		p.flags = append(p.flags, FlagStale)
	}
	if op.PerformedBy != "" {
		if err := p.authorised(tx, op.PerformedBy, d, q, at); err != nil {
			return p, err
		}
	}
	named, confirmed, err := supervised(tx, in, d.ID, q.ID, at)
	if err != nil {
		return p, err
	}
	if named && p.capacity == staff.Trainee {
		p.responsible = op.SupervisedBy // whether they confirmed it is another question
	}
	if confirmed {
		p.supervisor = op.SupervisedBy
	}
	if err := p.supervising(tx, op, q.Area, at); err != nil {
		return p, err
	}
	if !confirmed && wantsCountersignature(d, p.capacity) {
		p.flags = append(p.flags, FlagAwaiting)
	}
	return p, nil
}

// supervising finds the supervising registrant. Somebody registered answers for themselves; for anybody else it is who confirmed it at
// the machine, or whom the area names.
func (p *performer) supervising(tx *store.Tx, op *operation.Operation, area string, at time.Time) error {
	own, err := registered(tx, op.PerformedBy, at)
	if err != nil {
		return err
	}
	if own && !op.Unverified() {
		p.supervisor = op.PerformedBy
	}
	if p.supervisor != "" || area == "" {
		return nil
	}
	a, err := equipment.AreaByID(tx, area)
	if problem.Is(err, "not-found") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("check: area: %w", err)
	}
	named, err := registered(tx, a.Registrant, at)
	if named {
		p.supervisor = a.Registrant
	}
	return err
}

// registered reports whether a person held a registration at that time. Nobody, and somebody who is not known here, did not.
func registered(tx *store.Tx, person string, at time.Time) (bool, error) {
	if person == "" {
		return false, nil
	}
	p, err := staff.ByID(tx, person)
	if problem.Is(err, "not-found") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("check: registration: %w", err)
	}
	return p.RegisteredAt(at), nil
}

// authorised finds what the performer held. Nobody is authorised for a checklist on equipment that it is not for.
func (p *performer) authorised(tx *store.Tx, person string, d *checklist.Definition, q equipment.Equipment, at time.Time) error {
	held, how, err := staff.Held(tx, person, d.ID, q.ID, at)
	if err != nil {
		return fmt.Errorf("check: performer: %w", err)
	}
	if !slices.Contains(d.EquipmentKinds, q.Kind) {
		how = staff.None
	}
	switch how {
	case staff.Lapsed:
		p.flags = append(p.flags, FlagLapsed)
	case staff.None:
		p.flags = append(p.flags, FlagUnauthorised)
	case staff.IsHeld:
		p.capacity = held.Capacity
		if held.Capacity != staff.Trainee {
			p.responsible = person
		}
	}
	return nil
}

func wantsCountersignature(d *checklist.Definition, capacity string) bool {
	switch d.PerformedBy.Countersign {
	case "always":
		return true
	case "never":
		return false
	}
	return capacity == staff.Trainee
}

// supervised reports whether the check names somebody else as who answers for it, and whether they confirmed it at the
// machine: registered, an operator for the same task, and lately signed in with the server on that tablet, since a name
// alone is nobody's power.
func supervised(tx *store.Tx, in *Incoming, checklistID, equipmentID string, at time.Time) (named, confirmed bool, err error) {
	id := in.Op.SupervisedBy
	if id == "" || id == in.Op.PerformedBy {
		return false, false, nil
	}
	s, err := staff.ByID(tx, id)
	if problem.Is(err, "not-found") {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("check: supervisor: %w", err)
	}
	if in.Vouched == nil || at.Sub(*in.Vouched) > SessionVouches {
		return true, false, nil
	}
	held, how, err := staff.Held(tx, id, checklistID, equipmentID, at)
	if err != nil {
		return true, false, fmt.Errorf("check: supervisor: %w", err)
	}
	return true, s.RegisteredAt(at) && how == staff.IsHeld && held.Capacity == staff.Operator, nil
}

// stale reports whether the performer had not signed in with the server on that tablet for long. Before anybody had, the
// tablet's own enrolment is as good.
func (in *Incoming) stale(at time.Time) bool {
	last := in.Device.EnrolledAt
	if in.SignedIn != nil && in.SignedIn.After(last) {
		last = *in.SignedIn
	}
	return at.Sub(last) > staleAfter
}
