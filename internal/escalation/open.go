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
	opened := make([]coming, 0, len(causes))
	for _, c := range causes {
		n, err := look(tx, c)
		if err != nil {
			return nil, fmt.Errorf("escalation: open: %w", err)
		}
		r, err := n.enter(tx)
		if err != nil {
			return nil, fmt.Errorf("escalation: open: %w", err)
		}
		raised, opened = append(raised, r), append(opened, n)
	}
	for i, n := range opened {
		if !n.withdraws() {
			continue
		}
		if _, err := equipment.Withdraw(tx, n.Equipment, n.reason(raised[i].Ref), raised[i].ID); err != nil {
			return nil, fmt.Errorf("escalation: withdraw: %w", err)
		}
	}
	for i, n := range opened {
		if err := n.climbs(tx, &raised[i]); err != nil {
			return nil, err
		}
	}
	return raised, sendBack(tx, causes)
}

// coming is a cause with what is known here already.
type coming struct {
	Cause
	as      string // the severity it opens with
	later   string // a check that passed after the failure, and came before it
	again   string // the escalation about the same thing that was closed a short time ago
	current *row   // the one that is open for the same reason
}

// look finds what a cause meets.
func look(tx *store.Tx, c Cause) (coming, error) {
	n := coming{Cause: c, as: c.Severity}
	var err error
	if n.current, err = openFor(tx, c); err != nil {
		return n, err
	}
	if c.Kind == Missed && n.current == nil {
		n.again, _, err = recurs(tx, c, n.as) // the record that had come for it counts no longer
	}
	if c.Kind != Reading || err != nil {
		return n, err
	}
	if n.later, err = passedSince(tx, c); err != nil {
		return n, err
	}
	if n.later != "" && n.as == checklist.DoNotUse {
		n.as = checklist.BeforeUse // nobody has explained the failure; but the thing passed since
	}
	if err := n.runs(tx); err != nil {
		return n, err
	}
	if n.current != nil {
		return n, nil
	}
	n.again, n.as, err = recurs(tx, c, n.as)
	return n, err
}

// withdraws reports whether it takes its equipment out of use.
func (n coming) withdraws() bool { return n.Cause.withdraws() && n.as == checklist.DoNotUse }

func (n coming) enter(tx *store.Tx) (Raised, error) {
	if n.current == nil {
		return n.begin(tx)
	}
	return n.join(tx, *n.current)
}

// climbs begins the ladder of what was opened or got worse, in the same transaction. What somebody deals with already is told
// to them and to who would be next.
func (n coming) climbs(tx *store.Tx, r *Raised) error {
	var err error
	switch {
	case n.current == nil || n.current.Severity != r.Severity:
		err = begin(tx, r.ID, &n.Cause)
	case n.current.State != IsOpen:
		err = again(tx, r.ID)
	}
	if err == nil {
		*r, err = withTold(tx, *r)
	}
	return err
}

// openFor finds the escalation that is open for the same reason.
func openFor(tx *store.Tx, c Cause) (*row, error) {
	rows, err := about(tx, c, "state <> 'closed'")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// about finds escalations for the same reason, the newest first.
func about(tx *store.Tx, c Cause, state string, args ...any) (rows []row, err error) {
	err = tx.Where("kind = ? AND equipment = ? AND checklist = ? AND item = ? AND source = ? AND device = ? AND report = ? AND about = ?",
		c.Kind, c.Equipment, c.Checklist, c.Item, c.Source, c.Device, c.Report, c.About).Where(state, args...).Order("id DESC").Find(&rows).Error
	return rows, err
}

func (n coming) begin(tx *store.Tx) (Raised, error) {
	id, ref, err := name(tx)
	if err != nil {
		return Raised{}, err
	}
	found := foundOpened{Ref: ref, RecurrenceOf: n.again, LaterPass: n.later}
	if n.as != n.Severity {
		found.Severity = n.as
	}
	if _, err := Opened.Append(tx, n.Area, id, &logbook.Act[Cause, foundOpened]{Act: n.Cause, Found: found}); err != nil {
		return Raised{}, err
	}
	return Raised{ID: id, Ref: ref, Severity: n.as, State: IsOpen}, nil
}

// join adds a cause to an open escalation and counts its version up, so that nobody acknowledges what they have not seen.
// What fails again after it was handed back is a re-check that failed: whoever deals with it is not done.
func (n coming) join(tx *store.Tx, r row) (Raised, error) {
	found := foundJoined{Severity: checklist.Worse(r.Severity, n.as), Version: r.Version + 1}
	state := r.State
	if back := r.Work.V.Back; state == IsAwaiting && (back == nil || n.At.After(*back)) {
		state, found.State = IsActioned, IsActioned
	}
	if _, err := Joined.Append(tx, r.Area, r.ID, &logbook.Act[Cause, foundJoined]{Act: n.Cause, Found: found}); err != nil {
		return Raised{}, err
	}
	return Raised{ID: r.ID, Ref: r.Ref, Severity: found.Severity, State: state}, nil
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
