package tablet_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/operation"
)

// The oracle says what comes of what people say about a check, and of their answers to escalations. It is written from design.md,
// "People and powers" and "What a check is made of", and from what the morning did; it asks nothing of the code that it judges.

const (
	shift    = 12 * time.Hour // in which one's own check is one's own to change
	vouching = 12 * time.Hour // in which a session at the server lends a power to a tablet
)

// standing is what a check stands at, after what was said about it so far.
type standing struct {
	of         *finished
	done       time.Time
	amendments []revision // that count
	second     *finished
	voided     bool
	trainee    bool     // made it
	waits      bool     // for a registered operator's word
	part       []string // who had a part in it: none of them makes the second check
}

// revision is something that was said, with its number among all that was, and its place in its tablet's own order.
type revision struct {
	*finished
	number, seq int64
}

// everyActStands is I6: everything that was said about a check is one revision of it, in the order in which it came; it counts
// exactly when whoever said it might, and the check stands at what those that count come to.
func (m *machine) everyActStands(s stored) error {
	for _, of := range m.made {
		if of.kind != operation.Completed || !s.accepted(of) {
			continue
		}
		if err := m.actsStand(s, of, s.check(of.check)); err != nil {
			return fmt.Errorf("I6: check %s: %w: %w", of.check, err, errInvariant)
		}
	}
	return nil
}

func (m *machine) actsStand(s stored, of *finished, c check.Check) error {
	said := m.saidAbout(s, of)
	if len(c.Revisions) != 1+len(said) {
		return fmt.Errorf("%d revisions, and %d things were said about it", len(c.Revisions), len(said))
	}
	now := m.first(of, c)
	for i, f := range said {
		r, counts := c.Revisions[1+i], m.counts(now, f)
		if "check."+r.Kind != f.kind || r.By != f.by || r.Counts != counts {
			return fmt.Errorf("revision %d is %s by %q, counts: %v, and should be %s by %q, %v", r.Revision, r.Kind, r.By, r.Counts, f.kind, f.by, counts)
		}
		m.drawn[f.kind+map[bool]string{true: " counts", false: " does not count"}[counts]]++
		if counts {
			now.takes(revision{f, int64(i) + 2, m.seq(f)})
		}
	}
	return now.holds(c)
}

// saidAbout is what came about a check, in order.
func (m *machine) saidAbout(s stored, of *finished) []*finished {
	said := slices.DeleteFunc(slices.Clone(m.made), func(f *finished) bool { return f.about != of || !s.accepted(f) })
	slices.SortFunc(said, func(a, b *finished) int { return cmp.Compare(s.ops[a.key()].Position, s.ops[b.key()].Position) })
	return said
}

// first is what a check stands at as it came: a trainee's waits for a registered operator's word. A clock that is years off is not
// believed.
func (m *machine) first(of *finished, c check.Check) *standing {
	trainee := of.by == m.people["tara"].ID
	now := &standing{of: of, done: of.at, trainee: trainee, waits: trainee, part: []string{of.by}}
	if !of.sane {
		now.done = c.ReceivedAt
	}
	return now
}

// counts says whether somebody might say something about a check.
func (m *machine) counts(now *standing, f *finished) bool {
	rosa, sam := m.people["rosa"].ID, m.people["sam"].ID
	switch {
	case now.voided:
		return false
	case f.kind == operation.Amended, f.kind == operation.Voided:
		return f.by == now.of.by && f.at.Sub(now.done) <= shift
	case f.kind == operation.Countersigned:
		return f.by == rosa && m.vouched(f) && now.waits
	}
	return (f.by == rosa || f.by == sam) && !slices.Contains(now.part, f.by) && now.second == nil
}

// vouched reports whether people had a session where they said something, not long before.
func (m *machine) vouched(f *finished) bool {
	return f.pen == m.tablets[0] && f.at.Sub(m.began) <= vouching
}

// takes is what becomes of a check by something that counts.
func (now *standing) takes(r revision) {
	switch r.kind {
	case operation.Voided:
		now.voided = true
	case operation.Countersigned:
		now.waits, now.part = r.decision == operation.Reject, append(now.part, r.by)
	case operation.Seconded:
		now.second = r.finished
	case operation.Amended:
		before := now.verdict()
		now.amendments = append(now.amendments, r)
		now.waits = now.waits || before == "fail" && now.verdict() == "pass" || now.trainee
	}
}

// knew reports whether an amendment was made in the knowledge of another, and so stands in its place: who made it had it before
// their eyes, or made the other on the same tablet before, when there was less to read.
func (r revision) knew(other revision) bool {
	read := r.base >= other.number && r.number > other.number
	return read || r.pen == other.pen && r.seq > other.seq && r.base > other.base
}

// stand are the amendments of an item that no later one was made in the knowledge of.
func (now *standing) stand(item string) []revision {
	of := slices.DeleteFunc(slices.Clone(now.amendments), func(r revision) bool { return r.item != item })
	return slices.DeleteFunc(slices.Clone(of), func(r revision) bool {
		return slices.ContainsFunc(of, func(other revision) bool { return other.knew(r) })
	})
}

// fails reports whether an item fails as the first person's readings stand: where amendments contradict each other, the worst governs.
func (now *standing) fails(item string) bool {
	stand := now.stand(item)
	if len(stand) == 0 {
		return slices.Contains(now.of.fails, item)
	}
	return slices.ContainsFunc(stand, func(r revision) bool { return len(r.says.fails) > 0 })
}

// verdict is the worst of what either person found.
func (now *standing) verdict() string {
	if slices.ContainsFunc(modelItems, now.fails) || now.second != nil && len(now.second.fails) > 0 {
		return "fail"
	}
	return "pass"
}

// contested reports whether two say different things of an item, in the same breath or one as the second check.
func (now *standing) contested() bool {
	return slices.ContainsFunc(modelItems, func(item string) bool {
		return len(now.stand(item)) > 1 || now.second != nil && now.fails(item) != slices.Contains(now.second.fails, item)
	})
}

// holds holds a check against it.
func (now *standing) holds(c check.Check) error {
	if string(c.Verdict) != now.verdict() || !c.DoneAt.Equal(now.done) {
		return fmt.Errorf("it is %s, of %s, and should be %s, of %s", c.Verdict, c.DoneAt, now.verdict(), now.done)
	}
	for _, item := range c.Items {
		if slices.Contains(modelItems, item.ID) && (item.Verdict == judge.Fail) != now.fails(item.ID) {
			return fmt.Errorf("%s is %s", item.ID, item.Verdict)
		}
	}
	for flag, want := range map[string]bool{check.FlagVoided: now.voided, check.FlagAwaiting: now.waits, check.FlagContested: now.contested()} {
		if slices.Contains(c.Flags, flag) != want {
			return fmt.Errorf("%s should be %v in %v", flag, want, c.Flags)
		}
	}
	return nil
}

// everyAnswerStands is I7: every answer to an escalation is in its timeline, and makes its person the owner exactly when they
// might, it waited for an answer, and they had it before their eyes as it was.
func (m *machine) everyAnswerStands(s stored) error {
	answers := map[int64]*finished{}
	for _, f := range m.made {
		if f.kind == operation.Acknowledged && s.accepted(f) {
			answers[s.ops[f.key()].Position] = f
		}
	}
	for _, e := range s.escalations {
		if err := m.answersStand(e, answers); err != nil {
			return fmt.Errorf("I7: %s: %w: %w", e.Ref, err, errInvariant)
		}
	}
	if len(answers) > 0 {
		return fmt.Errorf("I7: %d answers stand nowhere: %w", len(answers), errInvariant)
	}
	return nil
}

// answersStand goes through what befell an escalation, and takes the answers that it finds there out of those that came.
func (m *machine) answersStand(e escalation.Escalation, answers map[int64]*finished) error {
	version, owner := int64(0), ""
	for _, h := range happened(e) {
		f := answers[h.Position]
		if f == nil || f.escalation != e.ID { // it opened, or something joined it
			version++
			continue
		}
		delete(answers, h.Position)
		counts := f.by == m.people["rosa"].ID && m.vouched(f) && owner == "" && f.version == version
		m.drawn[f.kind+map[bool]string{true: " counts", false: " does not count"}[counts]]++
		if counts {
			version, owner = version+1, f.by
		}
		if (h.Kind == "acknowledged") != counts {
			return fmt.Errorf("an answer to version %d, at version %d, is %s", f.version, version, h.Kind)
		}
	}
	if e.Owner != owner || e.Version != version {
		return fmt.Errorf("it is %q's, at version %d, and should be %q's, at %d", e.Owner, e.Version, owner, version)
	}
	return nil
}
