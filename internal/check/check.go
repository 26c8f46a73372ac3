// Package check keeps the checks that were done: it judges what a tablet sent, finds out what else must be said about it,
// and serves it.
//
// A check is never refused for what is wrong with it. Whoever did it, with whatever clock, on whatever version of the
// checklist: it is kept, judged by the version it was made with, and carries flags that say what a reader must know.
package check

import (
	"encoding/json"
	"time"

	"runup/internal/evidence"
	"runup/internal/judge"
)

// Check is one occasion of doing a checklist, as served.
type Check struct {
	ID                  string
	Position            int64 // of the entry that accepted it
	Checklist           string
	Hash                string // of the checklist's version
	Equipment           string
	Area                string
	Occurrence          string // the one it counts for, else the one it names; "" when it was not planned
	PerformedBy         string // "" when nobody proved who they were
	PerformedByName     string
	Auth                string
	Capacity            string // as what the performer was authorised then; "" when they were not
	ResponsibleOperator string
	SupervisedBy        string // the supervising registrant
	Device              string
	StartedAt           *time.Time // the tablet's claim, nil when it made none that can be read
	FinishedAt          *time.Time
	DoneAt              time.Time // by the best evidence
	ReceivedAt          time.Time
	Verdict             judge.Verdict
	TabletVerdict       string // "" when it claimed none
	Readings            json.RawMessage
	Items               []judge.Item
	Flags               []string
	StoppedEarly        json.RawMessage // nil when it was not
	Note                string
	Blobs               []string         // evidence that its readings name
	Photos              []evidence.Named // the same, with that of its revisions, and what has come
	Current             *Current         // nil when it was made with the version that was in force
	Second              *Second          // nil when there was none, or neither side's readings are shown yet
	ReviewedBy          string           // the physicist who reviewed it as it stands
	ReviewedAt          *time.Time
	Revisions           []Revision
}

// Revision is one thing that was done to a check, or what somebody said about it; they count from 1. One that does not count
// is kept all the same, and says why.
type Revision struct {
	Revision int
	Position int64
	Kind     string
	At       time.Time // when it came
	By       string
	Reason   string
	Verdict  judge.Verdict // that the check came to with it; of a second check, its own
	Counts   bool
	Why      string // it does not count
	Decision string // of a countersignature
	Note     string
	Base     int64           // of an amendment: the revision that it was made on
	Parallel bool            // it was made without having seen what came before it
	Readings json.RawMessage // that it brought; nil when it brought none, or they are not shown yet
}

// Current is what a check comes to by the version that was in force when it was accepted, where it was made with an older one.
type Current struct {
	Hash    string        `json:"hash"`
	Verdict judge.Verdict `json:"verdict"`
}

// Second is the same check made by another person, without having seen the first.
type Second struct {
	Revision      int64           `json:"revision"`
	PerformedBy   string          `json:"performedBy"`
	DoneAt        time.Time       `json:"doneAt"`
	Hash          string          `json:"hash"`
	Verdict       judge.Verdict   `json:"verdict"`
	TabletVerdict string          `json:"tabletVerdict,omitempty"`
	Readings      json.RawMessage `json:"readings"`
	Items         []judge.Item    `json:"items"`
	Note          string          `json:"note,omitempty"`
}

// The flags of a check, beside those of package judge.
const (
	FlagLate         = "late"
	FlagClock        = "clock-suspect"
	FlagUnauthorised = "unauthorised"
	FlagLapsed       = "lapsed"
	FlagUnverified   = "unverified"
	FlagAwaiting     = "awaiting-countersignature"
	FlagSuperseded   = "superseded-version"
	FlagDiffers      = "verdict-differs"
	FlagStale        = "stale-sign-in"
	FlagGap          = "device-gap"
	FlagNHSNumber    = "nhs-number"
	FlagSecond       = "awaiting-second-check"
	FlagAmended      = "amended"
	FlagContested    = "contested"
	FlagRejected     = "countersignature-rejected"
	FlagVoided       = "voided"
	FlagNotCounted   = "not-counted" // of an operation that is kept among the revisions and changes nothing
)
