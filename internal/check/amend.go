package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/stock"
	"runup/internal/store"
)

// judgeFlags are the flags that judging raises, and that judging anew takes back.
var judgeFlags = []string{judge.FlagIncomplete, judge.FlagPutRight, judge.FlagUnusable}

// Amend takes changed readings of a check. The check is judged anew by its own version; what fails now and did not before is
// answered for whoever escalates it. Nothing that is open is closed by it: an amendment to the better waits for a registered
// operator's word before the check opens the gate.
func (j Judging) Amend(tx *store.Tx, in *Incoming) (Accepted, error) {
	t, err := aim(tx, in.Op.Target)
	if err != nil {
		return Accepted{}, err
	}
	d, q, err := t.known(tx)
	if err != nil {
		return Accepted{}, err
	}
	f := t.next(in.When(tx.Now))
	f.Flags = in.Flags(tx)
	if f.Why, err = because(t.amendable(in, f.At)); err != nil {
		return Accepted{}, err
	}
	it, err := t.amendment(in, f.Revision)
	if err != nil {
		return Accepted{}, err
	}
	f.Parallel = slices.ContainsFunc(t.later, func(r revisionRow) bool {
		return r.Kind == amendedKind && r.Counts && r.Revision > in.Op.BaseRevision
	})
	anew, err := j.anew(tx, t, d, q, it)
	if err != nil {
		return Accepted{}, err
	}
	f.Verdict, f.Items = anew.verdict, touchedBy(it, anew.items)
	f.Blobs, f.Seen = blobs(anew.changed), nil
	if f.Why == "" {
		s := t.amended(d, anew)
		f.Standing, f.Verdict, f.Seen = &s, s.Verdict, seen(d, anew.changed, nil)
		f.Stock = stock.Find(d, judge.ReadReadings(anew.readings), anew.items)
	}
	a, err := in.append(tx, Amended, t, f)
	if err != nil {
		return Accepted{}, err
	}
	if a.Failures, err = t.newly(tx, q, anew.items, f.At); err != nil {
		return Accepted{}, err
	}
	if err := j.call(tx, d, a); err != nil {
		return Accepted{}, err
	}
	return a, in.tellLate(tx, a)
}

// amendable says what is in the way of an amendment's counting.
func (t *target) amendable(in *Incoming, at time.Time) error {
	switch {
	case in.Op.Unverified():
		return problem.New("forbidden", "Nobody proved who they were.")
	case t.now.has(FlagVoided):
		return problem.New("conflict", "It was marked as entered in error.")
	case strings.TrimSpace(in.Op.Reason) == "":
		return problem.New("invalid", "It gives no reason.")
	}
	return t.own(in.Op.PerformedBy, at)
}

// amendment is what an operation changes.
func (t *target) amendment(in *Incoming, revision int64) (amendment, error) {
	readings, err := members(in.Op.Readings)
	return amendment{
		op: in.Op.OpID, revision: revision, base: in.Op.BaseRevision, device: in.Device.ID, seq: in.Op.Seq, readings: readings,
	}, err
}

func members(readings json.RawMessage) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(readings, &all); err != nil {
		return nil, fmt.Errorf("check: readings: %w", err)
	}
	return all, nil
}

// amendments are those that count, before the one that comes.
func (t *target) amendments() ([]amendment, error) {
	var list []amendment
	for _, r := range t.later {
		if r.Kind != amendedKind || !r.Counts {
			continue
		}
		s := r.Said.V
		readings, err := members(s.Readings)
		if err != nil {
			return nil, err
		}
		list = append(list, amendment{op: r.Op, revision: r.Revision, base: s.Base, device: s.Device, seq: s.Seq, readings: readings})
	}
	return list, nil
}

// again is a check judged anew.
type again struct {
	verdict   judge.Verdict
	items     []judge.Item
	flags     []string
	readings  json.RawMessage
	changed   map[string]judge.Reading // what the amendment that comes has changed
	blobs     []string
	contested bool
}

// anew judges a check with all its amendments and the one that comes, in every way it can be read.
func (j Judging) anew(tx *store.Tx, t *target, d *checklist.Definition, q equipment.Equipment, it amendment) (again, error) {
	first, err := members(json.RawMessage(t.Readings))
	if err != nil {
		return again{}, err
	}
	list, err := t.amendments()
	if err != nil {
		return again{}, err
	}
	list = append(list, it)
	touched := map[string]bool{}
	for _, a := range list {
		for key := range a.readings {
			touched[key] = true
		}
	}
	ways, contested := merged(first, list)
	out := again{contested: contested}
	for _, way := range ways {
		one, err := j.way(tx, t, d, q, way, touched)
		if err != nil {
			return again{}, err
		}
		out.join(one)
	}
	out.verdict = judge.Overall(out.items, t.stoppedEarly())
	changed, err := json.Marshal(it.readings)
	if err != nil {
		return again{}, fmt.Errorf("check: amend: %w", err)
	}
	out.changed = judge.ReadReadings(changed)
	return out, nil
}

// way judges one way of reading a check. What nobody touched stays as it was judged: since then the department's references
// may have moved, and a seal would be held against itself.
func (j Judging) way(tx *store.Tx, t *target, d *checklist.Definition, q equipment.Equipment, way map[string]json.RawMessage, touched map[string]bool) (again, error) {
	text, err := json.Marshal(way)
	if err != nil {
		return again{}, fmt.Errorf("check: amend: %w", err)
	}
	given := j.given(q, t.DoneAt.Time())
	given.Readings, given.StoppedEarly = judge.ReadReadings(text), t.stoppedEarly()
	if err := refer(tx, d, q, &given); err != nil {
		return again{}, err
	}
	t.asThen(&given)
	r := j.Judge(d, given)
	before := byID(t.found.Items)
	items := slices.Clone(r.Items)
	for i, item := range items {
		was, there := before[item.ID]
		delete(before, item.ID)
		if of := d.Item(item.Item()); there && !touched[item.ID] && (of == nil || of.Kind != checklist.Computed) {
			items[i] = was
		}
	}
	for _, was := range t.found.Items { // at a point that is there no longer
		if _, left := before[was.ID]; left {
			items = append(items, was)
		}
	}
	return again{
		verdict: judge.Overall(items, t.stoppedEarly()), items: items, flags: r.Flags, readings: text, blobs: blobs(given.Readings),
	}, nil
}

// join adds another way of reading the check: item by item the worse, and the readings of the way that comes to worse.
func (a *again) join(b again) {
	if a.items == nil {
		contested := a.contested
		*a = b
		a.contested = contested
		return
	}
	if b.verdict.Worse(a.verdict) {
		a.verdict, a.readings = b.verdict, b.readings
	}
	other := byID(b.items)
	for i, item := range a.items {
		if o, there := other[item.ID]; there {
			a.items[i] = judge.WorseOf(item, o)
		}
	}
	a.flags, a.blobs = sorted(a.flags, b.flags), sorted(a.blobs, b.blobs)
}

// amended is what the check stands at with an amendment that counts.
func (t *target) amended(d *checklist.Definition, anew again) Standing {
	s := t.now
	s.Items, s.Readings, s.Blobs, s.Verdict = anew.items, anew.readings, anew.blobs, anew.verdict
	if s.Second != nil && s.Second.Verdict.Worse(s.Verdict) {
		s.Verdict = s.Second.Verdict
	}
	s.flag(append(anew.flags, FlagAmended), append(judgeFlags, FlagContested)...)
	if anew.contested || s.Second != nil && differ(anew.items, s.Second.Items) {
		s.flag([]string{FlagContested})
	}
	better := t.now.Verdict.Worse(s.Verdict) && t.now.Verdict.Worse(judge.NotEvaluated)
	if better || wantsCountersignature(d, t.found.Capacity) {
		s.flag([]string{FlagAwaiting})
	}
	s.Confirmed, s.ReviewedBy, s.ReviewedAt = "", "", nil
	return s
}

// newly answers what fails now and did not, or not as badly, before.
func (t *target) newly(tx *store.Tx, q equipment.Equipment, items []judge.Item, at time.Time) ([]Failure, error) {
	before := byID(t.now.Items)
	var worse []judge.Item
	for _, item := range items {
		if item.WorseThan(before[item.ID]) {
			worse = append(worse, item)
		}
	}
	return failures(tx, q, t.Checklist, worse, at)
}

func byID(items []judge.Item) map[string]judge.Item {
	all := make(map[string]judge.Item, len(items))
	for _, item := range items {
		all[item.ID] = item
	}
	return all
}

// touchedBy answers what an amendment's own readings came to.
func touchedBy(a amendment, items []judge.Item) []judge.Item {
	own := maps.Clone(a.readings)
	return slices.DeleteFunc(slices.Clone(items), func(i judge.Item) bool { _, touched := own[i.ID]; return !touched })
}

// differ reports whether two people's readings of one check came to different things.
func differ(a, b []judge.Item) bool {
	other := byID(b)
	return slices.ContainsFunc(a, func(i judge.Item) bool { o, both := other[i.ID]; return both && o.Verdict != i.Verdict })
}
