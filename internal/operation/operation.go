// Package operation reads what a tablet signed: the exact text of one operation.
//
// A tablet may have been offline for a week, run an old version or have a clock that is years off; what somebody recorded
// on it is evidence all the same. So reading is strict about the JSON itself, because two readers must never see two
// different records in one text, and lenient about everything that the server can do without: a member of the wrong sort
// counts as missing and is judged as that, and the text itself is always kept as it came.
package operation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The types of operation that this version takes. Whatever else is sent is kept, and set aside.
const (
	Completed    = "check.completed"
	Alerted      = "check.alerted"
	Acknowledged = "escalation.acknowledged"
	Reported     = "report.filed"
)

// The kinds of report.
const (
	Unsafe      = "unsafe"
	Fault       = "fault"
	NearMiss    = "near-miss"
	Incident    = "incident"
	Environment = "environment"
	Stock       = "stock"
)

// ReportKinds is every kind of report.
var ReportKinds = []string{Unsafe, Fault, NearMiss, Incident, Environment, Stock}

// Operation is one payload. What a member's wrong sort or absence leaves open is the zero value.
type Operation struct {
	OpID            string
	Type            string
	Schema          int64
	DeviceID        string
	Seq             *int64 // deviceSeq
	Prev            string // "" when it names none
	PerformedBy     string // "" when nobody proved who they were
	PerformedByName string
	SupervisedBy    string
	Auth            string
	Zone            string
	Clock           bool // a clock reading came with it
	At              *time.Time

	Checklist    string // id
	Hash         string // of the checklist's version
	Equipment    string
	Occurrence   string
	StartedAt    *time.Time
	FinishedAt   *time.Time
	Readings     json.RawMessage // a JSON object; nil when there was none
	StoppedEarly json.RawMessage // nil when it was not
	Verdict      string          // what the tablet judged
	Note         string

	Check   string // check.alerted: the id its finished check will have
	Item    string
	Reading json.RawMessage

	Escalation  string // escalation.acknowledged
	VersionSeen int64

	Kind      string // report.filed: what sort of report
	Area      string
	Text      string
	Blobs     []string // digests of its evidence
	Codes     []string // of the department's list of event codes
	System    string   // the local incident system that has it too
	Reference string   // under which it stands there
}

// Done is when it happened, as far as the tablet says.
func (o *Operation) Done() *time.Time {
	if o.Type == Completed {
		return o.FinishedAt
	}
	return o.At
}

// Unverified reports whether nobody proved who they were, in a way that counts.
func (o *Operation) Unverified() bool {
	return o.PerformedBy == "" || o.Auth != "pin" && o.Auth != "password" && o.Auth != "sso"
}

// Mistake says why a text is not such an operation.
type Mistake struct {
	Pointer string // JSON pointer into the payload
	Detail  string
	Known   bool // false: it may be an operation, of a type or schema that this version does not know
}

func (m *Mistake) Error() string { return fmt.Sprintf("operation: %s: %s", m.Pointer, m.Detail) }

// Lacks reports what the operation lacks to be one of its type; nil when it lacks nothing.
func (o *Operation) Lacks() *Mistake {
	switch {
	case !validID(o.OpID):
		return &Mistake{"/opId", "must be a UUID", true}
	case o.Type == "":
		return &Mistake{"/type", "must say what it is", true}
	case o.Schema != 1:
		return &Mistake{"/schema", fmt.Sprintf("schema %d of %s is not known here", o.Schema, o.Type), false}
	}
	switch o.Type {
	case Completed:
		return o.checkCompleted()
	case Alerted:
		return o.checkAlerted()
	case Acknowledged:
		if !Plain(o.Escalation) {
			return &Mistake{"/escalation", "must be the id of an escalation", true}
		}
		return nil
	case Reported:
		return o.reportFiled()
	}
	return &Mistake{"/type", fmt.Sprintf("%.60q is not known here", o.Type), false}
}

func (o *Operation) reportFiled() *Mistake {
	switch {
	case !slices.Contains(ReportKinds, o.Kind):
		return &Mistake{"/kind", "must be one of " + strings.Join(ReportKinds, ", "), true}
	case strings.TrimSpace(o.Text) == "":
		return &Mistake{"/text", "must say what is the matter", true}
	case o.Equipment != "" && !Plain(o.Equipment):
		return &Mistake{"/equipment", "must be the id of a piece of equipment", true}
	}
	return nil
}

func (o *Operation) checkCompleted() *Mistake {
	if m := o.checkWhat(); m != nil {
		return m
	}
	if o.Readings == nil {
		return &Mistake{"/readings", "must be an object, with one member an item", true}
	}
	return nil
}

func (o *Operation) checkAlerted() *Mistake {
	if m := o.checkWhat(); m != nil {
		return m
	}
	switch {
	case !validID(o.Check):
		return &Mistake{"/check", "must be the id that the finished check will have", true}
	case !Plain(o.Item):
		return &Mistake{"/item", "must be an item's id, or point/item", true}
	case o.Reading == nil:
		return &Mistake{"/reading", "must be the reading that failed", true}
	}
	return nil
}

func (o *Operation) checkWhat() *Mistake {
	switch {
	case !Plain(o.Checklist) || !Plain(o.Hash):
		return &Mistake{"/checklist", "must name the checklist's id and hash", true}
	case !Plain(o.Equipment):
		return &Mistake{"/equipment", "must name the equipment", true}
	}
	return nil
}
