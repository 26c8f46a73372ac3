package tablet

import (
	"time"

	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/problem"
)

// The outcomes of an operation. All but the last are stored and durable.
const (
	IsAccepted = "accepted"
	IsHeld     = "held" // it waits for another record
	IsSetAside = "quarantined"
	IsRejected = "rejected"
)

// Result is what became of one operation, as the tablet is told.
type Result struct {
	OpID         string              `json:"opId"`
	Outcome      string              `json:"outcome"`
	Replay       *bool               `json:"replay,omitempty"` // nil only when it was rejected
	Position     int64               `json:"position,omitempty"`
	CheckID      string              `json:"checkId,omitempty"`
	ReportID     string              `json:"reportId,omitempty"`
	Verdict      judge.Verdict       `json:"verdict,omitempty"`
	Flags        []string            `json:"flags,omitzero"`
	MissingBlobs []string            `json:"missingBlobs,omitzero"`
	WaitingFor   []string            `json:"waitingFor,omitempty"`
	QuarantineID string              `json:"quarantineId,omitempty"`
	Problem      *Problem            `json:"problem,omitempty"`
	Escalations  []escalation.Raised `json:"escalations,omitzero"`

	Waited *time.Duration `json:"-"` // of a check or an alert that came for the first time: how long ago it was done
}

// Problem says why an operation was not accepted, in the shape of every problem.
type Problem struct {
	Type     string          `json:"type"`
	Title    string          `json:"title"`
	Status   int             `json:"status"`
	Detail   string          `json:"detail"`
	Code     string          `json:"code"`
	Fix      string          `json:"fix"`
	Instance string          `json:"instance"`
	Errors   []problem.Field `json:"errors,omitempty"`
}

func present(p *problem.Error, instance string) *Problem {
	d := problem.Describe(p.Code)
	out := &Problem{
		Type: "/problems/" + d.Code, Title: d.Title, Status: 422, Detail: p.Detail, Code: d.Code, Fix: p.Fix,
		Instance: instance, Errors: p.Fields,
	}
	if d.Kind == problem.TooLarge {
		out.Status = 413
	}
	if out.Fix == "" {
		out.Fix = d.Fix
	}
	return out
}

func accepted(opID string, replay bool, position int64, a check.Accepted) Result {
	r := Result{
		OpID: opID, Outcome: IsAccepted, Replay: &replay, Position: position, Verdict: a.Verdict, Flags: a.Flags,
		CheckID: a.Check, MissingBlobs: a.Blobs, Escalations: []escalation.Raised{},
	}
	if r.Flags == nil {
		r.Flags = []string{}
	}
	if r.MissingBlobs == nil {
		r.MissingBlobs = []string{}
	}
	return r
}

func tooLarge(opID string) Result {
	p := problem.Newf("op-too-large", "One operation may have at most %d bytes.", BytesPerOp)
	return Result{OpID: opID, Outcome: IsRejected, Problem: present(p, opID)}
}
