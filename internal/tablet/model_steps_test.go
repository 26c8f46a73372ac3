package tablet_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"runup/internal/operation"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// What people do in the model: checks, what they say about a check wherever that is, reports, answers to escalations. Some of
// them may, some may not.

var (
	modelItems = []string{"brakes", "castors", "slings"}
	acts       = []string{operation.Amended, operation.Countersigned, operation.Seconded, operation.Voided}
)

func (m *machine) finish(f *finished) {
	m.made = append(m.made, f)
	f.pen.outbox = append(f.pen.outbox, f)
}

func (m *machine) tablet(t *rapid.T) *mtablet { return rapid.SampledFrom(m.tablets).Draw(t, "tablet") }

// hoist is the one beside the tablet, or at times another.
func (m *machine) hoist(t *rapid.T, beside *mtablet) string {
	return rapid.SampledFrom([]*mtablet{beside, m.tablets[0], m.tablets[1]}).Draw(t, "hoist").hoist
}

// draw is a check of a hoist, made by one of those who make them, by a clock that may be minutes or years off.
func (m *machine) draw(t *rapid.T, hoist string) client.Check {
	readings := map[string]any{}
	for _, item := range modelItems {
		readings[item] = map[string]any{"value": rapid.IntRange(0, 3).Draw(t, item) > 0}
	}
	const years = 60 * 24 * 9000
	c := m.done("hoist-check", hoist, readings)
	c.PerformedBy = m.people[rapid.SampledFrom([]string{"tara", "sam"}).Draw(t, "performer")].ID
	c.FinishedAt = c.FinishedAt.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, -90, years, -years}).Draw(t, "clock")) * time.Minute)
	c.Verdict = rapid.SampledFrom([]string{"pass", "fail"}).Draw(t, "claim")
	return c
}

func failing(c client.Check) (items []string) {
	for _, item := range modelItems {
		if !c.Readings[item].(map[string]any)["value"].(bool) {
			items = append(items, item)
		}
	}
	return items
}

// seal makes a good check, and does not put it into an outbox.
func (m *machine) seal(t *rapid.T, tab *mtablet) (*finished, client.Check) {
	c := m.draw(t, m.hoist(t, tab))
	op := tab.pen.Completed(c)
	f := &finished{
		op: op, kind: operation.Completed, pen: tab, hoist: c.Equipment, by: c.PerformedBy, at: c.FinishedAt, sane: m.sane(c), check: op.OpID,
		says: says{fails: failing(c)}, expect: tablet.IsAccepted,
	}
	m.sealed = append(m.sealed, f)
	return f, c
}

func (m *machine) sane(c client.Check) bool {
	return m.clock.Now().Sub(c.FinishedAt).Abs() < 7*24*time.Hour
}

// doCheck finishes a check, after an alert for its first failing item where there is one.
func (m *machine) doCheck(t *rapid.T) {
	tab := m.tablet(t)
	f, c := m.seal(t, tab)
	if len(f.fails) > 0 && rapid.Bool().Draw(t, "alert") {
		a := *f
		a.op = tab.pen.Alerted(f.op.OpID, c, f.fails[0], c.Readings[f.fails[0]])
		a.kind, a.fails = operation.Alerted, f.fails[:1]
		m.finish(&a)
	}
	m.finish(f)
}

// target is a check that somebody finished, mostly the last one, one that comes late, or one whose tablet is lost.
func (m *machine) target(t *rapid.T) *finished {
	switch where := rapid.IntRange(0, 7).Draw(t, "where"); {
	case where == 6:
		f, _ := m.seal(t, m.tablet(t))
		m.late = append(m.late, f)
	case where == 7:
		m.seal(t, m.tablet(t))
	case len(m.sealed) == 0:
		m.doCheck(t)
	case where > 3:
		return rapid.SampledFrom(m.sealed).Draw(t, "target")
	}
	return m.sealed[len(m.sealed)-1]
}

// bring finds a check again that was to come late.
func (m *machine) bring(*rapid.T) {
	if len(m.late) > 0 {
		m.finish(m.late[0])
		m.late = m.late[1:]
	}
}

// somebody is who acts: those who make checks, a registered operator, and nobody who proved who they were.
func (m *machine) somebody(t *rapid.T) string {
	return m.people[rapid.SampledFrom([]string{"rosa", "sam", "rosa", "tara", "nobody"}).Draw(t, "who")].ID
}

// act says something about a check, on any tablet.
func (m *machine) act(t *rapid.T) {
	about, tab := m.target(t), m.tablet(t)
	f := &finished{pen: tab, hoist: about.hoist, at: m.clock.Now(), sane: true, about: about, check: about.check, expect: tablet.IsAccepted}
	f.kind = rapid.SampledFrom(acts).Draw(t, "act")
	f.by = rapid.SampledFrom([]string{m.whose(f), m.somebody(t)}).Draw(t, "by")
	a := client.Act{Target: about.op.OpID, PerformedBy: f.by, At: f.at}
	switch f.kind {
	case operation.Amended:
		m.amends(t, f, a)
	case operation.Voided:
		f.op = tab.pen.Voided(a, "the other hoist")
	case operation.Countersigned:
		f.decision = rapid.SampledFrom([]string{operation.Confirm, operation.Reject}).Draw(t, "decision")
		f.op = tab.pen.Countersigned(a, f.decision, "seen")
	case operation.Seconded:
		m.seconds(t, f)
	}
	m.finish(f)
}

// whose an act mostly is: the performer's, or a registered operator's.
func (m *machine) whose(f *finished) string {
	if f.kind == operation.Amended || f.kind == operation.Voided {
		return f.about.by
	}
	return m.people["rosa"].ID
}

// amends changes one reading, with what is stored of the check by now before their eyes, or nothing but the check itself.
func (m *machine) amends(t *rapid.T, f *finished, a client.Act) {
	f.item, f.base = rapid.SampledFrom(modelItems[:2]).Draw(t, "item"), 1
	good := rapid.Bool().Draw(t, "good")
	if !good {
		f.fails = []string{f.item}
	}
	if n := len(m.look().check(f.check).Revisions); n > 0 && rapid.Bool().Draw(t, "read") {
		f.base = int64(n)
	}
	f.op = f.pen.pen.Amended(a, f.base, map[string]any{f.item: map[string]any{"value": good}}, "looked again")
}

func (m *machine) seconds(t *rapid.T, f *finished) {
	c := m.draw(t, f.hoist)
	c.PerformedBy = f.by
	f.at, f.sane, f.fails = c.FinishedAt, m.sane(c), failing(c)
	f.op = f.pen.pen.Seconded(f.about.op.OpID, c)
}

// report files what is unsafe, or anything else.
func (m *machine) report(t *rapid.T) {
	tab := m.tablet(t)
	f := &finished{kind: operation.Reported, pen: tab, hoist: m.hoist(t, tab), by: m.somebody(t), at: m.clock.Now(), sane: true, expect: tablet.IsAccepted}
	f.sort = rapid.SampledFrom(operation.ReportKinds).Draw(t, "sort")
	f.op = tab.pen.Reported(client.Report{Kind: f.sort, Equipment: f.hoist, Text: "It creaks.", FiledBy: f.by, At: f.at})
	m.finish(f)
}

// acknowledge answers an escalation of this morning's, or one that nobody here has heard of.
func (m *machine) acknowledge(t *rapid.T) {
	tab := m.tablet(t)
	f := &finished{kind: operation.Acknowledged, pen: tab, by: m.somebody(t), at: m.clock.Now(), sane: true, expect: tablet.IsSetAside}
	f.escalation, f.version = "0193e0a2-0000-7000-8000-0000000000ff", 1
	if open := m.look().escalations; len(open) > 0 && rapid.IntRange(0, 4).Draw(t, "known") > 0 {
		e := rapid.SampledFrom(open).Draw(t, "escalation")
		f.escalation, f.version, f.expect = e.ID, e.Version+rapid.SampledFrom([]int64{0, 0, 1}).Draw(t, "version"), tablet.IsAccepted
	}
	f.op = tab.pen.Acknowledged(f.by, f.escalation, f.version, f.at)
	m.finish(f)
}

// editAfterwards gives an id that was used already to other bytes.
func (m *machine) editAfterwards(t *rapid.T) {
	tab := m.tablet(t)
	var own []*finished
	for _, f := range m.made {
		if f.pen == tab && f.kind == operation.Completed {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		return
	}
	f := rapid.SampledFrom(own).Draw(t, "edited")
	text := strings.Replace(f.op.Payload, `"note":""`, fmt.Sprintf(`"note":"edit %d"`, len(m.made)), 1)
	seq := m.seq(f) // sealed after it, so it is taken after it
	text = strings.Replace(text, fmt.Sprintf(`"deviceSeq":%d`, seq), fmt.Sprintf(`"deviceSeq":%d`, seq+1), 1)
	m.finish(&finished{op: tab.pen.Seal(f.op.OpID, text), kind: "edited", pen: tab, check: f.op.OpID, expect: tablet.IsSetAside})
}

// seq is the place of an operation in its tablet's own order.
func (m *machine) seq(f *finished) int64 {
	o, err := operation.Read(f.op.Payload)
	m.must(err)
	return *o.Seq
}

// spoil finishes an operation that cannot be accepted.
func (m *machine) spoil(t *rapid.T) {
	tab := m.tablet(t)
	op := tab.pen.Completed(m.draw(t, m.hoist(t, tab)))
	switch rapid.IntRange(0, 2).Draw(t, "how") {
	case 0:
		op.Signature = "AAAA"
	case 1:
		op = tab.pen.Seal(op.OpID, op.Payload[:len(op.Payload)-1])
	case 2:
		op = tab.pen.Make("check.dreamt", map[string]any{})
	}
	m.finish(&finished{op: op, kind: "spoiled", pen: tab, expect: tablet.IsSetAside})
}

// jump lets time pass, at times until the shift and the sessions are over.
func (m *machine) jump(t *rapid.T) {
	m.clock.Move(time.Duration(rapid.SampledFrom([]int{1, 40, 90, 13 * 60}).Draw(t, "minutes")) * time.Minute)
}

// told is what a tablet was answered.
func (m *machine) told(tab *mtablet) []*finished {
	return slices.DeleteFunc(slices.Clone(m.made), func(f *finished) bool { return f.pen != tab || !f.acked })
}
