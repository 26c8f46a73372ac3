package check

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/operation"
)

// Incoming is one operation on its way in: what the tablet sent, and what is known of it before it is stored.
type Incoming struct {
	Op        *operation.Operation
	Text      string // exactly as sent
	SHA       string // hex of its SHA-256
	Signature string
	Device    device.Device  // the tablet that signed it
	Skew      *time.Duration // how far the tablet's clock was ahead when it sent this; nil when it did not say
	SignedIn  *time.Time     // when the performer last had a session on that tablet before it was done
	Vouched   *time.Time     // when the supervisor they name last had one
	Near      device.Near    // what stands beside it in its tablet's own order
	Release   *Release       // set when it was set aside before
	Opened    []Opened       // of a second check or a voiding, what the check that it is about opened

	judged *judged
}

// Release says that an operation was set aside at first and is now accepted.
type Release struct {
	Position   int64     `json:"-"`        // of the entry that kept it
	Standing   string    `json:"standing"` // under which it was kept
	ReceivedAt time.Time `json:"receivedAt"`
}

// Judging is how checks are judged: by which days, and by which judge.
type Judging struct {
	Zone  *time.Location // the department's
	Judge func(*checklist.Definition, judge.Given) judge.Result
}

// judged is an operation judged, with what it was judged by.
type judged struct {
	definition *checklist.Definition
	equipment  equipment.Equipment
	readings   map[string]judge.Reading
	lastSeen   map[string]string
	result     judge.Result
}

func (in *Incoming) received(now time.Time) time.Time {
	if in.Release != nil {
		return in.Release.ReceivedAt
	}
	return now
}
