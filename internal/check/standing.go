package check

import (
	"encoding/json"
	"slices"
	"time"

	"runup/internal/judge"
)

// Standing is what a check stands at: everything of it that a revision can change. The readings as they were first sent, and
// what they came to, stay beside it.
type Standing struct {
	Verdict     judge.Verdict   `json:"verdict"`            // that governs: the worse one where two people differ
	Items       []judge.Item    `json:"items"`              // of the first person's readings
	Readings    json.RawMessage `json:"readings,omitempty"` // nil: as they were first sent
	Flags       []string        `json:"flags"`
	Blobs       []string        `json:"blobs,omitempty"`
	Responsible string          `json:"responsibleOperator,omitempty"`
	Supervisor  string          `json:"supervisedBy,omitempty"`
	Confirmed   string          `json:"confirmedBy,omitempty"` // who countersigned it as it stands
	Current     *Current        `json:"current,omitempty"`
	Second      *Second         `json:"second,omitempty"`
	ReviewedBy  string          `json:"reviewedBy,omitempty"`
	ReviewedAt  *time.Time      `json:"reviewedAt,omitempty"`
}

// standing is what a check stands at when it was accepted.
func (f Found) standing() Standing {
	return Standing{
		Verdict: f.Verdict, Items: f.Items, Flags: f.Flags, Blobs: f.Blobs, Responsible: f.Responsible, Supervisor: f.Supervisor, Current: f.Current,
	}
}

func (s Standing) has(flag string) bool { return slices.Contains(s.Flags, flag) }

// sealed reports whether what was read is shown to nobody yet. What was entered in error waits for no second check: none would
// count any more.
func (s Standing) sealed() bool { return s.has(FlagSecond) && !s.has(FlagVoided) }

// flag adds some flags and takes others out, without touching the list that others may hold.
func (s *Standing) flag(on []string, off ...string) {
	left := slices.DeleteFunc(slices.Clone(s.Flags), func(f string) bool { return slices.Contains(off, f) })
	s.Flags = sorted(left, on)
}

// unproven are the flags of a check that nobody entitled stands behind until a registered operator confirms it.
var unproven = []string{FlagUnauthorised, FlagUnverified, FlagLapsed}

// opensGate reports whether a check may open the gate for clinical use, if it passed. Whatever is in doubt about who did it
// keeps it shut until a registered operator has confirmed it.
func (s Standing) opensGate(stoppedEarly bool) bool {
	if stoppedEarly || s.has(FlagVoided) || s.has(FlagSecond) || s.has(FlagAwaiting) || s.has(FlagRejected) {
		return false
	}
	return s.Confirmed != "" || !slices.ContainsFunc(unproven, s.has)
}

// confirmable reports whether there is anything about a check for a registered operator to confirm.
func (s Standing) confirmable() bool {
	return s.has(FlagAwaiting) || s.has(FlagRejected) || s.Confirmed == "" && slices.ContainsFunc(unproven, s.has)
}

// unconfirmed reports whether it waits for a registered operator's word. What was entered in error waits for nothing.
func (s Standing) unconfirmed() bool { return s.confirmable() && !s.has(FlagVoided) }
