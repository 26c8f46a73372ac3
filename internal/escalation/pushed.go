package escalation

import (
	"fmt"
	"time"

	"runup/internal/check"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Sent is an acknowledgement that was made on a tablet.
type Sent struct {
	Op        *operation.Operation
	Text      string // exactly as sent
	Signature string
	Device    string
	At        time.Time  // when it was made, by the best evidence
	SignedIn  *time.Time // when the person last had a session on that tablet before then
	Flags     []string
	Release   *check.Release
}

// Pushed stores an acknowledgement that arrived from a tablet. It counts when its person could have made it at the server;
// otherwise it stands in the timeline, and the escalation waits on.
func Pushed(tx *store.Tx, s Sent) (position int64, err error) {
	r, err := visible(tx, s.Op.Escalation)
	if problem.Is(err, "not-found") {
		return 0, problem.New("unknown-escalation", "There is no such escalation here.")
	}
	if err != nil {
		return 0, err
	}
	why, err := s.inTheWay(tx, r)
	if err != nil {
		return 0, err
	}
	body := &answer{Payload: s.Text, Signature: s.Signature, Device: s.Device, Found: foundAnswer{
		Seen: s.Op.VersionSeen, Why: why, Flags: s.Flags, Release: s.Release,
	}}
	if s.Release != nil {
		body.Releases = s.Release.Position
	}
	kind := Noted
	if why == "" {
		kind, body.Found.Version, body.Found.State = Acknowledged, r.Version+1, r.taken()
	}
	by, err := check.As(tx, s.Op.PerformedBy, s.Device)
	if err != nil {
		return 0, err
	}
	e, err := kind.Append(by, r.Area, r.ID, body)
	if err != nil {
		return 0, fmt.Errorf("escalation: pushed: %w", err)
	}
	return e.Position, settled(tx, r.ID, r.standing())
}

// inTheWay says in words why an answer does not count; "" when it does.
func (s Sent) inTheWay(tx *store.Tx, r row) (string, error) {
	if s.Op.Unverified() {
		return "nobody proved who they were", nil
	}
	p, err := staff.ByID(tx, s.Op.PerformedBy)
	if problem.Is(err, "not-found") {
		return "the person is not known here", nil
	}
	if err != nil {
		return "", fmt.Errorf("escalation: pushed: %w", err)
	}
	switch {
	case !p.Active || !staff.Allows(proven(p), staff.Acknowledge) || !p.RegisteredAt(s.At):
		return "only registered staff acknowledge", nil
	case !p.Actor().Sees(r.Area):
		return "the area is not theirs", nil
	case s.SignedIn == nil || s.At.Sub(*s.SignedIn) > check.SessionVouches:
		return "no session on that tablet in the 12 hours before", nil
	}
	if !r.waitsFor(p.ID) {
		return "it was " + r.State + " already", nil
	}
	err = r.acknowledgeable(tx, p.ID, s.Op.VersionSeen)
	if _, refused := problem.Of(err); refused {
		return fmt.Sprintf("they had seen version %d of %d", s.Op.VersionSeen, r.Version), nil
	}
	return "", err
}

// proven is the person as if they had answered by PIN at the server.
func proven(p staff.Person) store.Actor {
	a := p.Actor()
	a.Proven = store.ProvenPIN
	return a
}

// PushedBefore answers the position and flags of an acknowledgement that was stored before.
func PushedBefore(tx *store.Tx, op string) (int64, []string, error) {
	var rows []eventRow
	err := tx.Where("op = ? AND kind IN ?", op, []string{"acknowledged", "noted"}).Find(&rows).Error
	if err != nil || len(rows) != 1 {
		return 0, nil, fmt.Errorf("escalation: pushed before: %d found: %w", len(rows), err)
	}
	return rows[0].Position, rows[0].Flags.V, nil
}
