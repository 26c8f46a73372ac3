package check

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/stock"
	"runup/internal/store"
)

// Accepted is what became of an operation.
type Accepted struct {
	Check    string // the check's id; of an alert, the one its finished check will have
	Position int64
	At       time.Time // when it was done, by the best evidence; zero of what is no check
	Verdict  judge.Verdict
	Flags    []string
	Blobs    []string // evidence it names
	Failures []Failure
}

// Failure is one item that failed or was out of tolerance, for whoever escalates it.
type Failure struct {
	Equipment equipment.Equipment
	Checklist string
	Item      judge.Item
	Affects   []equipment.Equipment // what it protects
	At        time.Time
	Late      time.Duration // how long after it was done it came, where that is worth saying
	Passed    *time.Time    // when the same was found well again before this came
}

// Accept stores a completed check. The only problems it answers are that this server does not know what was checked, or
// with what; then nothing was stored.
func (j Judging) Accept(tx *store.Tx, in *Incoming) (Accepted, error) {
	d, q, err := known(tx, in)
	if err != nil {
		return Accepted{}, err
	}
	at, suspect := in.when(tx.Now)
	if in.judged == nil || !sameToJudge(in.judged.equipment, q) {
		if in.judged, err = j.judge(tx, in, d, q, at); err != nil {
			return Accepted{}, err
		}
	}
	p, err := in.performer(tx, d, q, at)
	if err != nil {
		return Accepted{}, err
	}
	f := Found{
		At: at, Release: in.Release, SkewMs: in.SkewMs(), Verdict: in.judged.result.Verdict, Items: in.judged.result.Items,
		Capacity: p.capacity, Responsible: p.responsible, Supervisor: p.supervisor,
		Blobs: blobs(in.judged.readings), Seen: seen(d, in.judged.readings, in.judged.lastSeen),
	}
	f.WantsSecond = d.PerformedBy.SecondCheck
	if f.Occurrence, err = occurrence.Find(tx, in.Op.Occurrence, d.ID, q.ID, at); err != nil {
		return Accepted{}, err
	}
	f.Stock = stock.Find(d, in.judged.readings, in.judged.result.Items)
	if f.Flags, err = in.flags(tx, d, suspect); err != nil {
		return Accepted{}, err
	}
	newer, err := j.current(tx, in, d, q, at, &f)
	if err != nil {
		return Accepted{}, err
	}
	f.Flags = sorted(f.Flags, p.flags, in.judged.result.Flags)
	if f.WantsSecond {
		f.Flags = sorted(f.Flags, []string{FlagSecond})
	}
	if namesPatient(in.Op, d, in.judged.readings) {
		f.Flags = sorted(f.Flags, []string{FlagNHSNumber})
	}
	a, err := in.store(tx, q, f, in.Op.OpID)
	if err != nil {
		return Accepted{}, err
	}
	if err := j.call(tx, d, a); err != nil {
		return Accepted{}, err
	}
	if len(newer) > 0 {
		only, err := failures(tx, q, d.ID, newer, at)
		if err != nil {
			return Accepted{}, err
		}
		a.Failures = append(a.Failures, only...)
	}
	return a, in.tellLate(tx, a)
}

// store appends the entry in the name of who did it.
func (in *Incoming) store(tx *store.Tx, q equipment.Equipment, f Found, check string) (Accepted, error) {
	body, err := in.body(f)
	if err != nil {
		return Accepted{}, err
	}
	kind := Completed
	if in.Op.Type == operation.Alerted {
		kind = Alerted
	}
	by, err := As(tx, in.Op.PerformedBy, in.Device.ID)
	if err != nil {
		return Accepted{}, err
	}
	e, err := kind.Append(by, q.Area, check, body)
	if err != nil {
		return Accepted{}, fmt.Errorf("check: accept: %w", err)
	}
	a := Accepted{Check: check, Position: e.Position, At: f.At, Verdict: f.Verdict, Flags: f.Flags, Blobs: f.Blobs}
	a.Failures, err = failures(tx, q, in.Op.Checklist, (judge.Result{Items: f.Items}).Failing(), f.At)
	return a, err
}

// failures answers failing items as they are escalated.
func failures(tx *store.Tx, q equipment.Equipment, checklistID string, failing []judge.Item, at time.Time) ([]Failure, error) {
	var list []Failure
	for _, item := range failing {
		protects, err := affected(tx, q, item)
		if err != nil {
			return nil, err
		}
		list = append(list, Failure{Equipment: q, Checklist: checklistID, Item: item, Affects: protects, At: at})
	}
	return list, nil
}

// As answers the transaction in the name of who did on a tablet what is now stored. Somebody who is not known here stands
// in the payload only.
func As(tx *store.Tx, person, deviceID string) (*store.Tx, error) {
	by := *tx
	by.Actor.Staff, by.Actor.Device = "", deviceID
	if person == "" {
		return &by, nil
	}
	p, err := staff.ByID(tx, person)
	if problem.Is(err, "not-found") {
		return &by, nil
	}
	if err != nil {
		return nil, fmt.Errorf("check: performer: %w", err)
	}
	by.Actor.Staff = p.ID
	return &by, nil
}

// flags finds what depends neither on the judge nor on the performer.
func (in *Incoming) flags(tx *store.Tx, d *checklist.Definition, suspect bool) ([]string, error) {
	flags := in.ofTime(tx.Now, suspect)
	if in.judged != nil && in.Op.Verdict != "" && in.Op.Verdict != string(in.judged.result.Verdict) {
		flags = append(flags, FlagDiffers)
	}
	current, err := library.Current(tx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("check: current version: %w", err)
	}
	if current.Hash != in.Op.Hash || !current.InForce() {
		flags = append(flags, FlagSuperseded)
	}
	return append(flags, in.ofChain()...), nil
}

func (in *Incoming) ofTime(now time.Time, suspect bool) []string {
	var flags []string
	if suspect {
		flags = append(flags, FlagClock)
	}
	if in.late(now) {
		flags = append(flags, FlagLate)
	}
	return flags
}

// ofChain holds the operation against its neighbours in the tablet's own order. One that was set aside for its signature has
// no place there.
func (in *Incoming) ofChain() []string {
	if in.Op.Seq == nil || in.Release != nil || !in.Near.Contradict(*in.Op.Seq, in.Op.Prev, in.SHA) {
		return nil
	}
	return []string{FlagGap}
}

// SkewMs is how far the tablet's clock was ahead when it sent this, nil when it did not say.
func (in *Incoming) SkewMs() *int64 {
	if in.Skew == nil {
		return nil
	}
	ms := in.Skew.Milliseconds()
	return &ms
}

// sameToJudge reports whether nothing that judging asks of the equipment has changed since it was judged.
func sameToJudge(a, b equipment.Equipment) bool {
	return slices.Equal(a.Features, b.Features) &&
		slices.EqualFunc(a.Points, b.Points, func(x, y equipment.Point) bool { return x.ID == y.ID })
}

func sorted(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	if all = slices.Compact(all); all == nil {
		return []string{}
	}
	return all
}

// affected finds what a failing item's equipment, or its point, protects.
func affected(tx *store.Tx, q equipment.Equipment, item judge.Item) ([]equipment.Equipment, error) {
	ids := slices.Clone(q.Affects)
	for _, p := range q.Points {
		if p.ID == item.Point() {
			ids = append(ids, p.Affects...)
		}
	}
	var list []equipment.Equipment
	for _, id := range sorted(ids) {
		protected, err := equipment.ByID(tx, id)
		if problem.Is(err, "not-found") {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("check: affected: %w", err)
		}
		list = append(list, protected)
	}
	return list, nil
}

// Flags finds what must be said about an operation that is no check.
func (in *Incoming) Flags(tx *store.Tx) []string {
	_, suspect := in.when(tx.Now)
	flags := in.ofTime(tx.Now, suspect)
	if in.Op.Unverified() {
		flags = append(flags, FlagUnverified)
	}
	if operation.HasNHSNumber(in.Op.Reason) || operation.HasNHSNumber(in.Op.Note) {
		flags = append(flags, FlagNHSNumber)
	}
	return sorted(flags, in.ofChain())
}
