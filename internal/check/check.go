// Package check keeps the checks that were done: it judges what a tablet sent, finds out what else must be said about it,
// and serves it.
//
// A check is never refused for what is wrong with it. Whoever did it, with whatever clock, on whatever version of the
// checklist: it is kept, judged by the version it was made with, and carries flags that say what a reader must know.
package check

import (
	"encoding/json"
	"time"

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
	ReceivedAt          time.Time
	Verdict             judge.Verdict
	TabletVerdict       string // "" when it claimed none
	Readings            json.RawMessage
	Items               []judge.Item
	Flags               []string
	StoppedEarly        json.RawMessage // nil when it was not
	Note                string
	Blobs               []string // evidence that its readings name
	Revisions           []Revision
}

// Revision is one state of a check; they count from 1.
type Revision struct {
	Revision int
	Position int64
	Kind     string
	At       time.Time
	By       string
	Reason   string
	Verdict  judge.Verdict
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
)
