package escalation

import (
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/store"
)

// found reports whether nobody brought the cause: the server looked, and found it.
func (c Cause) found() bool { return c.About != "" }

// Matter is what there is about a thing already.
type Matter struct {
	ID       string
	About    string
	State    string
	Severity string
	Reason   string // why it was closed
	OpenedAt time.Time
}

// Stands reports whether nothing more need be opened about the thing: there is a matter, and it is open or a person has
// settled it. One that a late record closed by itself stands only as long as that record counts.
func (m Matter) Stands() bool { return m.State != IsClosed || m.Reason != LateRecord }

// About answers the newest matter of a kind about each of these things, by thing.
func About(tx *store.Tx, kind string, things ...string) (map[string]Matter, error) {
	by := make(map[string]Matter, len(things))
	if len(things) == 0 {
		return by, nil
	}
	var rows []row
	if err := tx.Where("kind = ? AND about IN ?", kind, things).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: about: %w", err)
	}
	for _, r := range rows {
		m := Matter{ID: r.ID, About: r.About, State: r.State, Severity: r.Severity, OpenedAt: r.OpenedAt.Time()}
		if c := r.Work.V.Closed; c != nil && r.State == IsClosed {
			m.Reason = c.Reason
		}
		by[r.About] = m
	}
	return by, nil
}

// Belated is a record that was made in time and came after it had been missed.
type Belated struct {
	Check      string
	DoneAt     time.Time
	ReceivedAt time.Time
}

// CloseBelated closes what was opened because no record had come. It is the only closing that is nobody's act, and it needs
// a record that was made in time. What somebody has acted on is theirs to close. It reports whether it closed it.
//
// Requirement: escalation.md 4.3 T18.
func CloseBelated(tx *store.Tx, id string, b Belated) (bool, error) {
	m, err := take(tx, id)
	if err != nil {
		return false, err
	}
	if m.Kind != Missed || m.State != IsOpen && m.State != IsAcknowledged {
		return false, nil
	}
	if tx.Actor.Staff != "" || b.Check == "" {
		return false, problem.New("guard", "Only the server closes by a late record, and only by one.")
	}
	lag := b.ReceivedAt.Sub(b.DoneAt).Round(time.Second)
	m.check = b.Check
	m.words = "A record that was made in time came " + lagWords(lag) + " after it was made. Closed it: " + LateRecord + "."
	m.now.State, m.now.Work.HandedTo, m.now.Work.Asked = IsClosed, "", nil
	m.now.Work.Closed = &Conclusion{Reason: LateRecord, Recheck: b.Check, LagSeconds: int64(lag / time.Second)}
	body := act(Closing{Reason: LateRecord, Recheck: b.Check}, m.stood("", 0))
	if _, err := Closed.Append(tx, m.Area, m.ID, body); err != nil {
		return false, fmt.Errorf("escalation: belated: %w", err)
	}
	return true, settled(tx, m.ID, m.was)
}

// lagWords say how long something took, as one would.
func lagWords(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case h >= 48:
		return fmt.Sprintf("%d days and %d h", h/24, h%24)
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	}
	return fmt.Sprintf("%d min", m)
}
