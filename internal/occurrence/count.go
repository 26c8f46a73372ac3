package occurrence

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/store"
)

// Counted is a check as an occurrence sees it.
type Counted struct {
	Occurrence string
	Check      string
	Verdict    judge.Verdict
	Gate       bool // it may open the gate
	Complete   bool // it was not stopped early
	Void       bool
	DoneAt     time.Time // by the best evidence
	ReceivedAt time.Time // zero is when the entry was made
	By         string    // who did it, "" when nobody proved who they were
}

// Count puts a check, or what has become of it since, to its occurrence's account. The applies of checks call it whenever
// one is accepted and whenever its verdict, its standing or its validity changes. A check of no occurrence counts nowhere.
func Count(tx *store.Tx, e logbook.Entry, c Counted) error {
	if c.Occurrence == "" {
		return nil
	}
	var rows []row
	if err := tx.Where("id = ?", c.Occurrence).Find(&rows).Error; err != nil {
		return fmt.Errorf("occurrence: count: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	checks, err := checksOf(tx, c.Occurrence)
	if err != nil {
		return err
	}
	checks, counted := c.among(checks, e)
	err = tx.Upsert("occurrence_check", checkKey, checkColumns, counted.Occurrence, counted.Check, counted.Position, counted.Verdict, counted.Gate,
		counted.Complete, counted.Void, counted.DoneAt, counted.ReceivedAt, counted.By)
	if err != nil {
		return err
	}
	return settle(tx, e, rows[0], checks)
}

// among puts the check into its place. When it first came, it came.
func (c Counted) among(checks []checkRow, e logbook.Entry) ([]checkRow, checkRow) {
	if c.ReceivedAt.IsZero() {
		c.ReceivedAt = e.At
	}
	now := checkRow{
		Occurrence: c.Occurrence, Check: c.Check, Position: e.Position, Verdict: string(c.Verdict), Gate: c.Gate, Complete: c.Complete,
		Void: c.Void, DoneAt: store.At(c.DoneAt), ReceivedAt: store.At(c.ReceivedAt), By: c.By,
	}
	at := slices.IndexFunc(checks, func(was checkRow) bool { return was.Check == c.Check })
	if at < 0 {
		return append(checks, now), now
	}
	now.Position, now.ReceivedAt = checks[at].Position, checks[at].ReceivedAt
	checks[at] = now
	return checks, now
}

func checksOf(tx *store.Tx, ids ...string) (checks []checkRow, err error) {
	if err = tx.Where("occurrence IN ?", ids).Order("occurrence, position, check_id").Find(&checks).Error; err != nil {
		return nil, fmt.Errorf("occurrence: checks: %w", err)
	}
	return checks, nil
}

// settle works out how an occurrence stands with its checks, and says so.
func settle(tx *store.Tx, e logbook.Entry, r row, checks []checkRow) error {
	resolution, err := read[Resolution](r.Resolution)
	if err != nil {
		return err
	}
	s := stand(checks, resolution)
	if s.standing == "" && r.Exemption != "" {
		s.standing = Exempt
	}
	late := s.done != nil && (*s.done > r.MissedAt || *s.received > r.MissedAt)
	err = tx.Model(&row{}).Where("id = ?", r.ID).Updates(map[string]any{
		"standing": string(s.standing), "verdict": string(s.verdict), "done_at": s.done, "received_at": s.received, "late": late,
	}).Error
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "occurrence", r.ID, r.Area)
}

// stood is how checks leave their occurrence.
type stood struct {
	standing State
	verdict  judge.Verdict
	done     *store.Instant
	received *store.Instant
}

// stand says what the checks of an occurrence come to. Differing verdicts are contested and the worst governs, whoever made
// them: what somebody unknown found may be true.
func stand(checks []checkRow, resolution *Resolution) (s stood) {
	live := counting(checks, resolution)
	if len(live) == 0 {
		return s
	}
	s.verdict = judge.Verdict(live[0].Verdict)
	differ, gates := false, false
	for _, c := range live {
		v := judge.Verdict(c.Verdict)
		differ = differ || v != s.verdict
		gates = gates || c.Gate
		if v.Worse(s.verdict) {
			s.verdict = v
		}
	}
	s.done, s.received = first(live, gates)
	switch {
	case differ:
		s.standing = Contested
	case !gates:
		s.standing = Awaiting
	case len(live) > 1:
		s.standing = Repeated
	default:
		s.standing = Done
	}
	return s
}

// counting are the checks that are complete and not void. Once somebody has resolved which of them counts, it is that one
// and what came after.
func counting(checks []checkRow, resolution *Resolution) (live []checkRow) {
	chosen := false
	for _, c := range checks {
		if c.Void || !c.Complete {
			continue
		}
		live = append(live, c)
		chosen = chosen || resolution != nil && c.Check == resolution.Check
	}
	if !chosen {
		return live
	}
	return slices.DeleteFunc(live, func(c checkRow) bool { return c.Check != resolution.Check && c.Position <= resolution.Position })
}

// first finds when it was first done, by a check that opens the gate where there is one.
func first(live []checkRow, gates bool) (done, received *store.Instant) {
	for i, c := range live {
		if c.Gate == gates && (done == nil || c.DoneAt < *done) {
			done, received = &live[i].DoneAt, &live[i].ReceivedAt
		}
	}
	return done, received
}
