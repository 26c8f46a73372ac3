// Package tablet is the exchange with tablets: what they push is stored, each operation for itself, and what they pull is
// whatever has changed since.
//
// Nothing that can be stored is refused. A tablet that was offline, out of date, misconfigured or shut out holds the only
// copy of somebody's work, so whatever is wrong with an operation becomes its outcome, never an error of the request: it is
// accepted with flags, or set aside for a radiographer to look at. The one thing not kept is what is too large.
package tablet

import (
	"log/slog"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
)

// What one push may hold.
const (
	OpsPerPush   = 100
	BytesPerPush = 1 << 20   // of the body, uncompressed
	BytesPerOp   = 256 << 10 // of one payload
)

// Options is what a Service is made of.
type Options struct {
	DB        *store.DB
	Contacts  *device.Contacts
	CursorKey [32]byte
	Zone      *time.Location // the department's
	Logger    *slog.Logger
	// Judge is judge.Check unless something else is given, and Verify device.Verify: tests break the one, the benchmark
	// leaves the other out to tell what signatures cost.
	Judge  func(*checklist.Definition, judge.Given) judge.Result
	Verify func(k *device.Key, message []byte, signature string) bool
}

// Service takes pushes and answers pulls.
type Service struct {
	db        *store.DB
	contacts  *device.Contacts
	cursorKey [32]byte
	logger    *slog.Logger
	judging   check.Judging
	verify    func(k *device.Key, message []byte, signature string) bool
}

// New makes a service.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, contacts: o.Contacts, cursorKey: o.CursorKey, logger: o.Logger,
		judging: check.Judging{Zone: o.Zone, Judge: o.Judge}, verify: o.Verify,
	}
	if s.verify == nil {
		s.verify = device.Verify
	}
	if s.judging.Judge == nil {
		s.judging.Judge = judge.Check
	}
	if s.judging.Zone == nil {
		s.judging.Zone = time.UTC
	}
	return s
}

// Op is one operation as pushed.
type Op struct {
	OpID      string `json:"opId"`
	Payload   string `json:"payload"`
	Signature string `json:"signature"`
}

// Standing is what a tablet says of itself when it pushes. It is evidence, never an order.
type Standing struct {
	Now    *time.Time // its clock
	Outbox *int64
	Oldest *time.Time // when the oldest of its outbox was made, by its clock
	App    string
}

// Batch is one push.
type Batch struct {
	Standing Standing
	Ops      []Op
	// Unusable names what of an operation is missing or was no text, by its place among them; that stands in it as it was written.
	Unusable map[int][]problem.Field
}
