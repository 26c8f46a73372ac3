package check

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"runup/internal/judge"
)

// check is a row as it is served, with its later revisions.
func (r row) check(later []revisionRow) (Check, error) {
	s, err := r.parts()
	if err != nil {
		return Check{}, err
	}
	c := Check{
		ID: r.ID, Position: r.Position, Checklist: r.Checklist, Hash: r.Hash, Equipment: r.Equipment, Area: r.Area,
		Occurrence: cmp.Or(s.found.Occurrence, s.told.Occurrence), PerformedBy: r.By, PerformedByName: s.told.Name, Auth: s.told.Auth,
		Capacity: s.found.Capacity, ResponsibleOperator: s.now.Responsible, SupervisedBy: s.now.Supervisor, Device: r.Device,
		StartedAt: s.told.StartedAt, FinishedAt: s.told.FinishedAt, DoneAt: r.DoneAt.Time(), ReceivedAt: r.ReceivedAt.Time(),
		Verdict: s.now.Verdict, TabletVerdict: s.told.TabletVerdict, Readings: s.now.Readings,
		Items: s.now.Items, Flags: s.now.Flags, StoppedEarly: s.told.StoppedEarly, Note: s.told.Note, Blobs: s.now.Blobs,
		Current: s.now.Current, Second: s.now.Second, ReviewedBy: s.now.ReviewedBy, ReviewedAt: s.now.ReviewedAt,
	}
	c.Revisions = []Revision{{
		Revision: 1, Position: r.Position, Kind: "completed", At: c.ReceivedAt, By: c.PerformedBy, Verdict: s.found.Verdict, Counts: true,
	}}
	for _, l := range later {
		c.Revisions = append(c.Revisions, l.revision())
	}
	if r.Sealed {
		c.seal()
	}
	return c, nil
}

func (r revisionRow) revision() Revision {
	f, s := r.Found.V, r.Said.V
	return Revision{
		Revision: int(r.Revision), Position: r.Position, Kind: r.Kind, At: r.At.Time(), By: r.ByStaff, Reason: s.Reason, Verdict: f.Verdict,
		Counts: r.Counts, Why: f.Why, Decision: s.Decision, Note: s.Note, Base: s.Base, Parallel: f.Parallel, Readings: s.Readings,
	}
}

// seal takes out what would tell a second person what the first one read. Nobody is shown it, so that nobody can pass it on;
// what failed has opened its escalation all the same.
func (c *Check) seal() {
	c.Verdict, c.TabletVerdict, c.Readings, c.Items, c.Note, c.Blobs, c.Current = judge.NotEvaluated, "", json.RawMessage("{}"), []judge.Item{}, "", nil, nil
	if c.StoppedEarly != nil {
		c.StoppedEarly = json.RawMessage(`{"reason":""}`)
	}
	c.Flags = slices.DeleteFunc(slices.Clone(c.Flags), func(f string) bool {
		return f == FlagDiffers || f == judge.FlagPutRight || f == judge.FlagUnusable || f == judge.FlagIncomplete
	})
	for i := range c.Revisions {
		r := &c.Revisions[i]
		r.Verdict, r.Readings = judge.NotEvaluated, nil
		if r.Kind == amendedKind || r.Kind == secondedKind {
			r.Reason, r.Note = "", ""
		}
	}
}

// parts is a row taken apart.
type parts struct {
	told  told
	found Found
	now   Standing
}

func (r row) parts() (p parts, err error) {
	if err := json.Unmarshal([]byte(r.Told), &p.told); err != nil {
		return p, fmt.Errorf("check: %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Found), &p.found); err != nil {
		return p, fmt.Errorf("check: %s: %w", r.ID, err)
	}
	if r.Standing == "" {
		p.now = p.found.standing()
	} else if err := json.Unmarshal([]byte(r.Standing), &p.now); err != nil {
		return p, fmt.Errorf("check: %s: %w", r.ID, err)
	}
	if p.now.Readings == nil {
		p.now.Readings = json.RawMessage(r.Readings)
	}
	return p, nil
}
