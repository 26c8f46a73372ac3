package tablet_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

func TestAPassingCheckIsStoredJudgedAndServed(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(nil))
		r := d.push(d.pen, op)[0]
		if r.Outcome != tablet.IsAccepted || *r.Replay || r.CheckID != op.OpID || r.Verdict != judge.Pass || len(r.Flags)+len(r.Escalations)+len(r.MissingBlobs) != 0 {
			d.Errorf("%+v", r)
		}
		if r.Position != d.db.Head().Position {
			d.Errorf("position %d is not the head's %d", r.Position, d.db.Head().Position)
		}
		c := d.check(op.OpID)
		sam := d.people["sam"].ID
		if c.Position != r.Position || c.Capacity != "authorised" || c.ResponsibleOperator != sam || c.PerformedBy != sam || c.Area != "linacs" ||
			c.Device != d.pen.ID() || len(c.Items) != 5 || len(c.Revisions) != 1 || c.Revisions[0].Revision != 1 || !c.ReceivedAt.Equal(d.clock.Now()) {
			d.Errorf("%+v", c)
		}
		if !strings.Contains(op.Payload, string(c.Readings)) {
			d.Errorf("readings %s are not as sent", c.Readings)
		}
	})
}

func TestAFailingCheckEscalatesAndWithdrawsInTheSameTransaction(t *testing.T) {
	each(t, func(d *department) {
		before := d.db.Head().Position
		claim := d.hoist(map[string]any{"brakes": no, "slings": no})
		claim.Verdict = "pass" // whatever the tablet says
		op := d.pen.Completed(claim)
		r := d.push(d.pen, op)[0]
		if r.Verdict != judge.Fail || len(r.Escalations) != 2 || !slices.Equal(r.Flags, []string{"verdict-differs"}) {
			d.Fatalf("%+v", r)
		}
		if e := r.Escalations[0]; e.Severity != checklist.DoNotUse || e.State != "open" || e.Attempted || !strings.HasPrefix(e.Ref, "E-") {
			d.Errorf("%+v", e)
		}
		if e := r.Escalations[1]; e.Severity != checklist.PutRight {
			d.Errorf("%+v", e)
		}
		if s := d.status("hoist-1"); s != equipment.Withdrawn {
			d.Errorf("the hoist is %s", s)
		}
		kinds := d.kinds(before)
		if want := []string{"check.completed", "escalation.opened", "escalation.opened", "equipment.status", "escalation.rung-opened", "escalation.rung-opened"}; !slices.Equal(kinds, want) {
			d.Errorf("entries %v, want %v", kinds, want)
		}
	})
}

func TestS1_S7_TheSameBatchAgainAnswersTheSame(t *testing.T) {
	each(t, func(d *department) {
		bad := d.pen.Completed(d.hoist(map[string]any{"castors": no}))
		bad.Signature = d.pen.Sign("something else")
		ops := []client.Op{
			d.pen.Completed(d.hoist(nil)), d.pen.Completed(d.hoist(map[string]any{"brakes": no, "castors": no, "slings": no})), bad,
			d.pen.Make("report.filed", map[string]any{"kind": "unsafe"}),
			d.pen.Alerted("0193e0a2-0000-7000-8000-000000000001", d.hoist(nil), "castors", no),
			d.pen.Acknowledged(d.people["sam"].ID, "none", 1, d.clock.Now()),
		}
		first := d.push(d.pen, ops...)
		head := d.db.Head()
		again := d.push(d.pen, ops...)
		if d.db.Head() != head {
			d.Error("a replay moved the head")
		}
		for i := range first {
			if *first[i].Replay || !*again[i].Replay {
				d.Errorf("replay %v, then %v", *first[i].Replay, *again[i].Replay)
			}
			first[i].Replay, again[i].Replay = nil, nil
			first[i].Waited = nil // how long it had waited is told once, and to no tablet
		}
		if diff := cmp.Diff(first, again); diff != "" {
			d.Error(diff)
		}
		if n := len(d.checks()); n != 2 {
			d.Errorf("%d checks of two", n)
		}
	})
}

func TestS1_AReplayShowsWhatHasHappenedSince(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		first := d.push(d.pen, op)[0]
		d.acknowledge("rosa", first.Escalations[0].ID, 1)
		again := d.push(d.pen, op)[0]
		if again.Position != first.Position || again.Escalations[0].State != "acknowledged" {
			d.Errorf("%+v", again)
		}
	})
}

func TestS1_TheSameOperationTwiceInOnePush(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(map[string]any{"castors": no}))
		r := d.push(d.pen, op, op)
		if *r[0].Replay || !*r[1].Replay || r[0].Position != r[1].Position || len(d.checks()) != 1 || len(d.escalations()) != 1 {
			d.Errorf("%+v", r)
		}
	})
}

func TestS2_TheSameOperationInConcurrentBatches(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		results := make([]tablet.Result, 16)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() {
				others := []client.Op{op}
				if i%2 == 1 {
					others = append(others, op)
				}
				got, err := d.service.Push(context.Background(), d.pen.by, batch(d.clock.Now(), others))
				if err != nil {
					d.Error(err)
					return
				}
				results[i] = got[0]
			})
		}
		wg.Wait()
		fresh := 0
		for _, r := range results {
			if r.Position != results[0].Position || r.Outcome != tablet.IsAccepted || len(r.Escalations) != 1 {
				d.Errorf("%+v", r)
			}
			if !*r.Replay {
				fresh++
			}
		}
		if n := len(d.checks()); n != 1 || fresh != 1 {
			d.Errorf("%d checks, %d told they were the first", n, fresh)
		}
	})
}

func TestS3_SameIDOtherBytesAreBothKept(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(nil))
		other := d.pen.Seal(op.OpID, strings.Replace(op.Payload, `"note":""`, `"note":"edited"`, 1))
		r := d.push(d.pen, op, other)
		if r[0].Outcome != tablet.IsAccepted || r[1].Outcome != tablet.IsSetAside || r[1].Problem.Code != "id-reuse" {
			d.Fatalf("%+v", r)
		}
		if kept := d.setAside(); len(kept) != 1 || kept[0].Payload != other.Payload || kept[0].ID != r[1].QuarantineID {
			d.Errorf("%+v", kept)
		}
		if c := d.check(op.OpID); c.Note != "" {
			d.Errorf("the first check now says %q", c.Note)
		}
		again := d.push(d.pen, other, op)
		if again[0].Position != r[1].Position || again[1].Position != r[0].Position {
			d.Errorf("each replays its own answer: %+v", again)
		}
	})
}

func TestS4_OneBadOperationLeavesTheOthersAsTheyWouldBeAlone(t *testing.T) {
	each(t, func(d *department) {
		good := func() client.Op {
			return d.pen.Completed(d.hoist(map[string]any{"load": map[string]any{"value": 150}}))
		}
		for name, bad := range d.spoiled() {
			ops := []client.Op{good(), bad, good()}
			r := d.push(d.pen, ops...)
			for _, i := range []int{0, 2} {
				if r[i].Outcome != tablet.IsAccepted || r[i].Verdict != judge.OutOfTolerance || len(r[i].Escalations) != 1 {
					d.Errorf("beside %s: %+v", name, r[i])
				}
			}
			if r[1].Outcome != tablet.IsSetAside || r[1].Problem.Code == "" || r[1].QuarantineID == "" {
				d.Errorf("%s: %+v", name, r[1])
			}
		}
	})
}

func (d *department) pushes(b tablet.Batch) []tablet.Result {
	d.Helper()
	r, err := d.service.Push(context.Background(), d.pen.by, b)
	d.must(err)
	return r
}

// An operation that is not even an id, a payload and a signature is kept as it came, answers the same again, owns no id, and
// what it claims to have found is asked about.
func TestS4_WhatIsNoOperationAtAllHoldsUpNoOther(t *testing.T) {
	each(t, func(d *department) {
		good := func() client.Op { return d.pen.Completed(d.hoist(nil)) }
		fails := d.hoist(map[string]any{"brakes": no})
		fails.Verdict = "fail"
		mine := d.pen.Completed(fails)
		bad := []client.Op{{}, {OpID: "193"}, {OpID: strings.Repeat("x", 5000), Payload: "{}", Signature: strings.Repeat("y", 5000)}, {OpID: "\x00", Payload: "\x00"}, mine}
		missing := []problem.Field{{Pointer: "/signature", Detail: "is missing"}}
		sent := tablet.Batch{Unusable: map[int][]problem.Field{1: missing, 3: missing, 9: missing}}
		for _, op := range bad {
			sent.Ops = append(sent.Ops, tablet.Op(good()), tablet.Op(op))
		}
		first := d.pushes(sent)
		again := d.pushes(sent)
		for i, r := range first {
			if want := []string{tablet.IsAccepted, tablet.IsSetAside}[i%2]; r.Outcome != want || r.OpID != sent.Ops[i].OpID || r.Position == 0 || *r.Replay {
				d.Errorf("%d: %+v", i, r)
			}
			if a := again[i]; a.Position != r.Position || !*a.Replay || a.QuarantineID != r.QuarantineID || a.Outcome != r.Outcome {
				d.Errorf("%d again: %+v", i, a)
			}
		}
		if r := first[9]; r.Problem.Code != "not-an-operation" || r.Problem.Errors[0].Pointer != "/signature" || len(r.Escalations) != 1 {
			d.Errorf("%+v", r)
		}
		if r := d.push(d.pen, mine)[0]; r.Outcome != tablet.IsAccepted || *r.Replay || r.Position == first[9].Position {
			d.Errorf("sent whole, later: %+v", r)
		}
		if r := d.pushes(sent)[9]; r.Outcome != tablet.IsSetAside || r.Position != first[9].Position {
			d.Errorf("and again without its signature: %+v", r)
		}
		large := tablet.Op{OpID: strings.Repeat("x", tablet.BytesPerOp+1), Payload: "{}", Signature: "abc"}
		if r := d.pushes(tablet.Batch{Ops: []tablet.Op{large}})[0]; r.Outcome != tablet.IsRejected || r.Position != 0 {
			d.Errorf("larger than an operation may be: %s at %d", r.Outcome, r.Position)
		}
	})
}

func TestS5_AnyPermutationOfABatchComesToTheSame(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db, clock)
		var want string
		for round := range 6 {
			p := d.enrol("tablet")
			ops := d.morning(p, round)
			rand.New(rand.NewPCG(uint64(round), 1)).Shuffle(len(ops), func(i, j int) {
				if round > 0 {
					ops[i], ops[j] = ops[j], ops[i]
				}
			})
			d.push(p, ops...)
			got := d.summary(round)
			if want == "" {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				d.Errorf("round %d: %s", round, diff)
			}
		}
	})
}

func TestS8_APanicInOneJudgeSetsThatOneAside(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db, clock, func(o *tablet.Options) {
			o.Judge = func(def *checklist.Definition, given judge.Given) judge.Result {
				if r, ok := given.Readings["remark"].Value.(string); ok && r == "break" {
					panic("judge broke")
				}
				if given.Readings["seal"].Value == "break" {
					panic("judge broke inside")
				}
				return judge.Check(def, given)
			}
		})
		brakes := d.hoist(map[string]any{"brakes": no, "remark": map[string]any{"value": "break"}})
		brakes.Verdict = "fail"
		ops := []client.Op{
			d.pen.Completed(d.hoist(nil)), d.pen.Completed(brakes),
			d.pen.Completed(d.done("trolley-check", "trolley-1", map[string]any{"seal": map[string]any{"value": "break"}})),
			d.pen.Completed(d.hoist(nil)),
		}
		r := d.push(d.pen, ops...)
		for i, want := range []string{tablet.IsAccepted, tablet.IsSetAside, tablet.IsSetAside, tablet.IsAccepted} {
			if r[i].Outcome != want || want == tablet.IsSetAside && r[i].Problem.Code != "judge-failed" {
				d.Errorf("%d: %+v", i, r[i])
			}
		}
		if len(r[1].Escalations) != 1 || r[1].Escalations[0].Severity != checklist.BeforeUse {
			d.Errorf("a failure that could not be judged asks nobody: %+v", r[1])
		}
		if again := d.push(d.pen, ops...); again[1].Position != r[1].Position || again[2].Position != r[2].Position {
			d.Errorf("%+v", again)
		}
	})
}

// One of fifty breaks the judge: the others are stored and escalated, and the one is reported.
func TestConformance12_OnePoisonedRecordAmongFifty(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db, clock, func(o *tablet.Options) {
			o.Judge = func(def *checklist.Definition, given judge.Given) judge.Result {
				if given.Readings["remark"].Value == "break" {
					panic("judge broke")
				}
				return judge.Check(def, given)
			}
		})
		var ops []client.Op
		for i := range 50 {
			readings := map[string]any{"brakes": no}
			if i == 24 {
				readings["remark"] = map[string]any{"value": "break"}
			}
			c := d.hoist(readings)
			c.Verdict = "fail"
			ops = append(ops, d.pen.Completed(c))
		}
		for i, r := range d.push(d.pen, ops...) {
			want := map[bool]string{true: tablet.IsSetAside, false: tablet.IsAccepted}[i == 24]
			if r.Outcome != want || len(r.Escalations) != 1 || i == 24 && r.Problem.Code != "judge-failed" {
				d.Errorf("%d: %+v", i, r)
			}
		}
		if n := len(d.checks()); n != 49 {
			d.Errorf("%d checks of 49", n)
		}
		if list := d.escalations(); len(list) != 2 {
			d.Errorf("%d escalations, want the brakes' and the one that asks about what was set aside", len(list))
		}
	})
}

func TestS9_OneResultAnOperationInRequestOrder(t *testing.T) {
	each(t, func(d *department) {
		var ops []client.Op
		for range 20 {
			ops = append(ops, d.pen.Completed(d.hoist(nil)))
		}
		slices.Reverse(ops) // push answers in the order asked for, whatever order it works in
		ops[3].Payload = strings.Repeat("x", tablet.BytesPerOp+1)
		ops[7].OpID = "no id at all\x00"
		for i, r := range d.push(d.pen, ops...) {
			if want := map[int]string{3: tablet.IsRejected, 7: tablet.IsSetAside}[i]; want != "" && r.Outcome != want || want == "" && r.Outcome != tablet.IsAccepted {
				d.Errorf("%d: %+v", i, r)
			}
			if (r.Replay == nil) != (r.Outcome == tablet.IsRejected) {
				d.Errorf("%d: replay %v of %s", i, r.Replay, r.Outcome)
			}
		}
		if n := len(d.checks()); n != 18 {
			d.Errorf("%d checks of 18", n)
		}
	})
}
