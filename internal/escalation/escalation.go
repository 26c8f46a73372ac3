// Package escalation keeps what waits for an answer by registered staff.
//
// A failing item opens one escalation in the transaction that stores the check, and it stays open until a person has dealt
// with it: no time closes it, and nothing automatic lowers it or gives equipment back. Whatever fails again for the same
// reason while it is open joins it.
package escalation

import (
	"time"

	"runup/internal/checklist"
)

// The kinds of escalation: what opened it.
const (
	Reading   = "check"       // an item of a check failed or was out of tolerance
	SetAside  = "quarantine"  // an operation that claims a failure could not be accepted
	Reported  = "report"      // somebody filed it
	Missed    = "missed"      // no record of a check came while it was due
	Unsigned  = "countersign" // a check that waits for a countersignature did not get it, or was rejected
	Silent    = "tablet"      // a tablet was not heard of, or some of what it numbered never came
	Uncovered = "coverage"    // nobody is on the rota where somebody must be
	Trouble   = "engine"      // Runup itself does not work as it should
)

// The states of an escalation.
const (
	IsOpen         = "open"
	IsAcknowledged = "acknowledged"
	IsActioned     = "actioned"
	IsAwaiting     = "awaiting-recheck"
	IsClosed       = "closed"
)

// Escalation is one matter, with all that happened to it.
type Escalation struct {
	ID              string
	Ref             string // for saying on the phone
	Kind            string
	Severity        string
	State           string
	Version         int64
	Equipment       string // "" when it is not known here
	Area            string
	Checklist       string
	Item            string // or point/item
	Source          string // the equipment that failed, when this one is what it protects
	Device          string // the tablet whose operations were set aside
	Report          string // that opened it
	About           string // an occurrence, a check, a gap: what it is about beside all these
	OpenedAt        time.Time
	Owner           string // who is dealing with it
	Rung            int
	StateSince      time.Time
	SeveritySince   time.Time
	ClosedAt        *time.Time
	HandedTo        string // a colleague who was asked to take it over and has not yet
	PostMaintenance string // the checklist that must pass after the work
	RecurrenceOf    string // the one that was closed within the last 7 days about the same thing
	LaterPass       string // a check that passed after the failure that opened it, and came before
	Verbal          *Verbal
	Closed          *Conclusion

	Called    []Calling  // who was called and told, in order
	Nobody    bool       // nobody at all could be called
	NextRung  *time.Time // when the next rung opens, unless somebody answers
	Attempted bool       // a message to somebody has been on its way

	Checks   []string // that opened or joined it
	Timeline []Happening
}

// Calling is one person or team that was called at a rung, or told whatever anybody answers.
type Calling struct {
	Called
	Rung int
	Tell bool
	At   time.Time
}

// Happening is one line of the timeline.
type Happening struct {
	Position int64
	At       time.Time
	Kind     string // opened, joined, acknowledged, noted, a kind of action, handed-over, close-asked, closed, reopened, lapsed, expired
	By       string // a person; "" for a tablet or the server
	Check    string
	Note     string // what somebody wrote
	Words    string // what happened, for a reader
}

// Cause is one reason to escalate.
type Cause struct {
	Kind      string `json:"kind"`
	Equipment string `json:"equipment,omitempty"`
	Area      string `json:"-"` // stands in the entry's header
	Checklist string `json:"checklist,omitempty"`
	Item      string `json:"item,omitempty"`
	Source    string `json:"source,omitempty"`
	Device    string `json:"device,omitempty"`
	Severity  string `json:"severity"`
	Verdict   string `json:"verdict,omitempty"`
	Why       string `json:"why,omitempty"`
	By        string `json:"-"`               // who did the check, where somebody did
	Check     string `json:"check,omitempty"` // the check, or the one it will be when it is finished
	Report    string `json:"report,omitempty"`
	About     string `json:"about,omitempty"` // what it is about beside equipment, checklist and item; each opens one of its own
	Alarm     bool   `json:"alarm,omitempty"` // the unit's own screen is alarmed; who is in charge there decides about it
	// PostFailed: it is an item of the checklist that had to pass after the work on what this joins.
	PostFailed bool `json:"postFailed,omitempty"`

	Op     string    `json:"op"` // the operation that brought it; "" when the server found it
	Tablet string    `json:"tablet,omitempty"`
	Seq    *int64    `json:"seq,omitempty"`    // in the tablet's own order
	Steady bool      `json:"steady,omitempty"` // the tablet's clock can be held against another's
	At     time.Time `json:"at"`               // when it happened, by the best evidence
}

// withdraws reports whether the cause takes its equipment out of use.
func (c Cause) withdraws() bool {
	return (c.Kind == Reading || c.Kind == Reported) && c.Severity == checklist.DoNotUse && c.Equipment != "" && !c.Alarm
}

// reason says why equipment is withdrawn, in words of ours: what somebody wrote stays where they wrote it.
func (c Cause) reason(ref string) string {
	if c.Kind == Reported {
		return ref + ": reported unsafe"
	}
	return ref + ": " + c.Checklist + ", " + c.Item
}

// Raised is an escalation as a tablet is told of it.
type Raised struct {
	ID       string `json:"id"`
	Ref      string `json:"ref"`
	Severity string `json:"severity"`
	State    string `json:"state"`
	// Attempted says whether anybody has been tried yet. Until it is true, the tablet tells people to phone.
	Attempted bool `json:"attempted"`
	// Told names who is called or told, by duty or role.
	Told []string `json:"told"`
	// EngineOK says whether people would be called now; who answers the tablet fills it in.
	EngineOK bool `json:"engineOk"`
}
