package escalation

import (
	"slices"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/operation"
)

// work is what was done about an escalation, as far as later acts go by it. Entries carry it whole, so that an apply has
// nothing to decide.
type work struct {
	// Failed: a reading failed, or somebody reported it unsafe. Only a passing re-check says that it is well again.
	Failed    bool      `json:"failed,omitempty"`
	FailedAt  time.Time `json:"failedAt,omitzero"`  // when it last did, by the best evidence
	FailingAt time.Time `json:"failingAt,omitzero"` // when the server last heard of it
	Position  int64     `json:"position,omitempty"` // of the entry by which it did
	Worst     string    `json:"worst,omitempty"`    // the worst severity it ever had

	Restriction string     `json:"restriction,omitempty"`
	Engineer    *Engineer  `json:"engineer,omitempty"` // who has it now
	With        bool       `json:"withEngineer,omitempty"`
	Back        *time.Time `json:"back,omitempty"` // when it was last handed back, or adjusted
	Repairers   []string   `json:"repairers,omitempty"`
	Repaired    bool       `json:"repaired,omitempty"`
	Post        string     `json:"postMaintenance,omitempty"` // the checklist that must pass after the work
	PutRight    *time.Time `json:"putRight,omitempty"`

	Urgent bool `json:"urgent,omitempty"` // somebody said that it cannot wait for the hour at which personal telephones ring

	HandedTo string      `json:"handedTo,omitempty"` // a colleague who has not taken it on yet
	Verbal   *Verbal     `json:"verbal,omitempty"`
	Asked    *Asked      `json:"asked,omitempty"`
	Closed   *Conclusion `json:"closed,omitempty"`

	RecurrenceOf string `json:"recurrenceOf,omitempty"`
	LaterPass    string `json:"laterPass,omitempty"`
}

// Engineer is who repairs: one of the staff, or a visitor by name.
type Engineer struct {
	Staff   string `json:"staff,omitempty"`
	Name    string `json:"name,omitempty"`
	Company string `json:"company,omitempty"`
}

// Verbal is an authorisation by telephone: who was phoned, what they said, until when.
type Verbal struct {
	Staff     string     `json:"staff"`
	By        string     `json:"by"` // who phoned
	Words     string     `json:"words"`
	Until     time.Time  `json:"until"`
	ConfirmBy time.Time  `json:"confirmBy"`
	Confirmed *time.Time `json:"confirmed,omitempty"`
	Over      bool       `json:"over,omitempty"` // it has lapsed, or the matter was settled
}

// Asked is the first person's word that an escalation was raised in error.
type Asked struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Note   string    `json:"note,omitempty"`
	Senior bool      `json:"senior,omitempty"` // they could close such a one otherwise
}

// Conclusion is how an escalation was settled.
type Conclusion struct {
	Reason   string    `json:"reason"`
	By       string    `json:"by"`
	Second   string    `json:"second,omitempty"`
	Recheck  string    `json:"recheck,omitempty"` // the check it rests on
	Returned bool      `json:"returned,omitempty"`
	Incident *Incident `json:"incident,omitempty"`

	LagSeconds int64 `json:"lagSeconds,omitempty"` // how long a late record had been on its way
}

// Incident answers whether an incident report was needed, and under which reference it stands.
type Incident struct {
	Needed    bool   `json:"needed"`
	Reference string `json:"reference,omitempty"`
}

// fails adds one cause.
func (w work) fails(c Cause, severity string, e logbook.Entry) work {
	w.Worst = checklist.Worse(w.Worst, severity)
	w.FailingAt, w.Position = e.At, e.Position
	if at := c.At.Truncate(time.Millisecond); at.After(w.FailedAt) {
		w.FailedAt = at // to the millisecond, as checks are kept
	}
	if c.Verdict == string(judge.Fail) || c.Kind == Reported && c.Why == reportedAs(operation.Unsafe) {
		w.Failed = true
	}
	return w
}

// repairs notes who worked on it, and when.
func (w work) repairs(staff string, at time.Time) work {
	w.Repaired, w.Back = true, &at
	if staff != "" && !slices.Contains(w.Repairers, staff) {
		w.Repairers = append(slices.Clone(w.Repairers), staff)
	}
	return w
}

// shows reports whether a check was done late enough to show that it is well again: after it was handed back, and after it
// failed. Of two that were done in the same instant the one that came later is the later.
func (w work) shows(c check.Recheck) bool {
	if w.Back != nil && !c.DoneAt.After(*w.Back) {
		return false
	}
	return c.DoneAt.After(w.FailedAt) || c.DoneAt.Equal(w.FailedAt) && c.Position > w.Position
}

// after is when a check must have been done to show that it is well again.
func (w work) after() time.Time {
	if w.Back != nil && w.Back.After(w.FailedAt) {
		return *w.Back
	}
	return w.FailedAt
}
