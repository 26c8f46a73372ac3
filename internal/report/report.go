// Package report keeps what people file beside their checks: something unsafe, a fault, a near miss, an incident, a matter
// of the environment, stock that runs short.
//
// Everybody may report, whoever they are, and a report from a tablet is never refused for what is wrong with it. Each one
// opens an escalation of its own and is closed by it; what it says stays here and is never put into a message.
package report

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/evidence"
	"runup/internal/operation"
)

// The states of a report. It is open as long as its escalation is.
const (
	IsOpen   = "open"
	IsClosed = "closed"
)

// The flags of a report, beside those of every operation.
const (
	FlagNHSNumber   = "nhs-number"
	FlagUnknownArea = "unknown-area"
	FlagUnknownCode = "unknown-code"
)

// Report is one thing that somebody filed.
type Report struct {
	ID          string
	Position    int64
	Kind        string
	Equipment   string // "" when it is about no piece of equipment
	Area        string // "" when no area owns it
	Text        string
	Blobs       []string         // evidence that it names
	Photos      []evidence.Named // the same, and what has come
	Codes       []string
	Taxonomy    string // the version of the event codes that they are of
	FiledBy     string // "" when nobody proved who they were
	FiledByName string
	Auth        string
	Device      string // "" when it was filed by the API
	At          time.Time
	ReceivedAt  time.Time
	Flags       []string
	State       string
	Escalation  string
	Ref         string        // of the escalation, for saying on the phone
	Incident    *IncidentNote // where the local incident system has it
}

// IncidentNote says under which reference a local incident system has a report too, and who noted that.
type IncidentNote struct {
	System    string    `json:"system"`
	Reference string    `json:"reference"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
}

// Opens is what a report calls for.
type Opens struct {
	Severity  string
	Equipment *equipment.Equipment // nil when it is about an area
	Area      string
	// Alarm says that the unit's own screen is alarmed, and that the radiographer in charge decides about withdrawing it:
	// a patient may be on the couch.
	Alarm    bool
	Protects []equipment.Equipment // held until somebody has looked at it
}

// severities is what each kind calls for where nothing else is decided.
var severities = map[string]string{
	operation.Unsafe: checklist.DoNotUse, operation.Fault: checklist.BeforeUse, operation.NearMiss: checklist.Advice,
	operation.Incident: checklist.Advice, operation.Environment: checklist.Advice, operation.Stock: checklist.Information,
}

// severity is what a report of this kind opens. What is never withdrawn is put right where it stands.
func severity(kind string, q *equipment.Equipment) string {
	if kind == operation.Unsafe && q != nil && !q.MayBeWithdrawn() {
		return checklist.PutRight
	}
	return severities[kind]
}
