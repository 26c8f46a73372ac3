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
	Completed     = "check.completed"
	Alerted       = "check.alerted"
	Amended       = "check.amended"
	Voided        = "check.voided"
	Countersigned = "check.countersigned"
	Seconded      = "check.seconded"
	Acknowledged  = "escalation.acknowledged"
	Reported      = "report.filed"
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

	Target       string // what is amended, voided, countersigned or seconded: the id of a check
	BaseRevision int64  // check.amended: the revision that was before their eyes
	Reason       string
	Decision     string // check.countersigned: Confirm or Reject

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

// What a countersignature can say.
const (
	Confirm = "confirm"
	Reject  = "reject"
)

// Done is when it happened, as far as the tablet says. A second check is a check, and says it as one or as an act.
func (o *Operation) Done() *time.Time {
	if o.Type == Completed || o.Type == Seconded && o.At == nil {
		return o.FinishedAt
	}
	return o.At
}

// Revises reports whether it says something about a check that is another operation.
func (o *Operation) Revises() bool {
	switch o.Type {
	case Amended, Voided, Countersigned, Seconded:
		return true
	}
	return false
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
	case Amended, Voided, Countersigned, Seconded:
		return o.checkRevises()
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

func (o *Operation) checkRevises() *Mistake {
	switch {
	case !validID(o.Target) || o.Target == o.OpID:
		return &Mistake{"/target", "must be the id of the check that it is about", true}
	case (o.Type == Amended || o.Type == Seconded) && o.Readings == nil:
		return &Mistake{"/readings", "must be an object, with one member an item", true}
	case o.Type == Seconded && (!Plain(o.Checklist) || !Plain(o.Hash)):
		return &Mistake{"/checklist", "must name the checklist's id and hash", true}
	case o.Type == Countersigned && o.Decision != Confirm && o.Decision != Reject:
		return &Mistake{"/decision", "must be confirm or reject", true}
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
