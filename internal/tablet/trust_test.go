package tablet_test

import (
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

func TestA3_SignedByOneTabletAndSentByAnotherIsSetAside(t *testing.T) {
	each(t, func(d *department) {
		thief := d.enrol("other")
		op := d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		r := d.push(thief, op)[0]
		if r.Outcome != tablet.IsSetAside || r.Problem.Code != "other-device" || d.hasCheck(op.OpID) {
			d.Fatalf("%+v", r)
		}
		resigned := op
		resigned.Signature = thief.Sign(op.Payload)
		if r := d.push(thief, resigned)[0]; r.Problem == nil || r.Problem.Code != "other-device" {
			d.Errorf("signed anew by the sender: %+v", r)
		}
		// It owns nothing: its own tablet's word still counts, as a new entry.
		if own := d.push(d.pen, op)[0]; own.Outcome != tablet.IsAccepted || *own.Replay || own.Position == r.Position || !d.hasCheck(op.OpID) {
			d.Errorf("%+v", own)
		}
	})
}

func TestA4_AnAlteredOperationShowsByItsSignatureOrTheChain(t *testing.T) {
	each(t, func(d *department) {
		first := d.pen.Completed(d.hoist(nil))
		second := d.pen.Completed(d.hoist(nil))
		altered := second
		altered.Payload = replace(second.Payload, `"value":true`, `"value":false`)
		if r := d.push(d.pen, first, altered); r[1].Outcome != tablet.IsSetAside || r[1].Problem.Code != "bad-signature" {
			d.Errorf("altered, signature as it was: %+v", r[1])
		}
		// Somebody who holds the key alters what waits in the outbox: what came before and after does not fit.
		third := d.pen.Completed(d.hoist(nil))
		forged := d.pen.Seal(second.OpID, altered.Payload)
		if r := d.push(d.pen, forged)[0]; r.Outcome != tablet.IsAccepted || len(r.Escalations) == 0 {
			d.Errorf("%+v", r)
		}
		if r := d.push(d.pen, third)[0]; r.Outcome != tablet.IsAccepted || !has(r.Flags, "device-gap") {
			d.Errorf("the chain does not break: %+v", r)
		}
	})
}

func TestARevokedTabletGainsNothingAndLosesNothing(t *testing.T) {
	each(t, func(d *department) {
		before, after := d.pen.Completed(d.hoist(nil)), d.pen.Completed(d.hoist(map[string]any{"brakes": no}))
		first := d.push(d.pen, before)[0]
		d.revoke(d.pen)
		r := d.push(d.pen, before, after)
		if r[0].Outcome != tablet.IsAccepted || !*r[0].Replay || r[0].Position != first.Position {
			d.Errorf("accepted before: %+v", r[0])
		}
		if r[1].Outcome != tablet.IsSetAside || r[1].Problem.Code != "revoked-device" || d.hasCheck(after.OpID) {
			d.Errorf("sent after: %+v", r[1])
		}
		if len(r[1].Escalations) != 1 || r[1].Escalations[0].Severity != checklist.BeforeUse || d.status("hoist-1") != equipment.InService {
			d.Errorf("judged failing, asked nobody or withdrew: %+v", r[1])
		}
		if q, err := d.resolve("rosa", r[1].QuarantineID, tablet.Accept); err != nil || q.State != tablet.WasAccepted {
			d.Errorf("%+v, %v", q, err)
		}
		if d.status("hoist-1") != equipment.Withdrawn || d.push(d.pen, after)[0].Outcome != tablet.IsAccepted {
			d.Error("accepted by a radiographer, it does not count")
		}
	})
}

func TestWhatIsSetAsideAndClaimsAFailureAsksStaffOnceATabletAndMachine(t *testing.T) {
	each(t, func(d *department) {
		unsigned := func(op client.Op) client.Op { op.Signature = "AAAA"; return op }
		claimed := d.hoist(nil)
		claimed.Verdict = "out-of-tolerance"
		failing := d.hoist(map[string]any{"castors": no})
		failing.Verdict = "pass"
		for i, op := range []client.Op{
			unsigned(d.pen.Completed(claimed)), unsigned(d.pen.Completed(failing)),
			unsigned(d.pen.Alerted("0193e0a2-0000-7000-8000-000000000001", d.hoist(nil), "castors", no)),
			d.pen.Make("report.filed", map[string]any{"kind": "unsafe", "equipment": "hoist-1"}),
		} {
			r := d.push(d.pen, op)[0]
			if r.Outcome != tablet.IsSetAside || len(r.Escalations) != 1 || r.Escalations[0].Severity != checklist.BeforeUse {
				d.Errorf("%d: %+v", i, r)
			}
		}
		list := d.escalations()
		if len(list) != 1 || list[0].Kind != escalation.SetAside || list[0].Version != 4 || list[0].Equipment != "hoist-1" || list[0].Area != "linacs" {
			d.Errorf("%+v", list)
		}
		for _, op := range []client.Op{
			unsigned(d.pen.Completed(d.hoist(nil))), d.pen.Make("report.filed", map[string]any{"kind": "stock"}),
			d.pen.Seal("0193e0a2-0000-7000-8000-000000000002", "not JSON, fail"),
		} {
			if r := d.push(d.pen, op)[0]; len(r.Escalations) != 0 {
				d.Errorf("claims nothing: %+v", r)
			}
		}
	})
}

func TestResolvingIsForRegisteredStaffAndOnce(t *testing.T) {
	each(t, func(d *department) {
		bad := d.pen.Completed(d.hoist(nil))
		bad.Signature = "AAAA"
		unreadable := d.pen.Seal("0193e0a2-0000-7000-8000-000000000003", "{")
		r := d.push(d.pen, bad, unreadable)
		refuse := func(name, id, decision, code string) {
			d.Helper()
			if _, err := d.resolve(name, id, decision); !problem.Is(err, code) {
				d.Errorf("%s %s: %v, want %s", name, decision, err, code)
			}
		}
		refuse("sam", r[0].QuarantineID, tablet.Accept, "forbidden")
		refuse("ada", r[0].QuarantineID, tablet.Discard, "forbidden")
		refuse("stan", r[0].QuarantineID, tablet.Accept, "not-found") // another area's
		refuse("rosa", "0193e0a2-0000-7000-8000-000000000009", tablet.Accept, "not-found")
		refuse("rosa", r[0].QuarantineID, "burn", "invalid")
		refuse("rosa", r[1].QuarantineID, tablet.Accept, "guard")
		head, received := d.db.Head().Position, d.clock.Now()
		d.clock.Move(3 * time.Hour)
		q, err := d.resolve("rosa", r[0].QuarantineID, tablet.Accept)
		d.must(err)
		if q.State != tablet.WasAccepted || q.ResolvedBy != d.people["rosa"].ID || q.ResolvedAt == nil || q.Reason != "looked at it" {
			d.Errorf("%+v", q)
		}
		if kinds := d.kinds(head); len(kinds) != 2 || kinds[0] != "operation.resolved" || kinds[1] != "check.completed" {
			d.Errorf("%v", kinds)
		}
		c := d.check(bad.OpID)
		if !c.ReceivedAt.Equal(received) || has(c.Flags, "late") || c.PerformedBy != d.people["sam"].ID || c.Device != d.pen.ID() {
			d.Errorf("%+v", c)
		}
		if again, err := d.resolve("rosa", r[0].QuarantineID, tablet.Accept); err != nil || again.State != tablet.WasAccepted {
			d.Errorf("their own last decision again: %v", err)
		}
		refuse("rosa", r[0].QuarantineID, tablet.Discard, "conflict")
		refuse("rhys", r[0].QuarantineID, tablet.Accept, "conflict")
		if q, err := d.resolve("rosa", r[1].QuarantineID, tablet.Discard); err != nil || q.State != tablet.WasDiscarded || q.Payload != "{" {
			d.Errorf("discarded: %+v, %v", q, err)
		}
		if r := d.push(d.pen, unreadable)[0]; r.Outcome != tablet.IsSetAside || !*r.Replay {
			d.Errorf("discarded, then sent again: %+v", r)
		}
	})
}

func TestAReleasedOperationOwnsItsIDFromThenOn(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(nil))
		bad := op
		bad.Signature = "AAAA"
		r := d.push(d.pen, bad)[0]
		_, err := d.resolve("rosa", r.QuarantineID, tablet.Accept)
		d.must(err)
		if again := d.push(d.pen, op)[0]; again.Outcome != tablet.IsAccepted || !*again.Replay || again.Position != r.Position {
			d.Errorf("the same, validly signed: %+v", again)
		}
		other := d.pen.Seal(op.OpID, replace(op.Payload, `"note":""`, `"note":"x"`))
		if got := d.push(d.pen, other)[0]; got.Outcome != tablet.IsSetAside || got.Problem.Code != "id-reuse" {
			d.Errorf("other bytes: %+v", got)
		}
		if n := len(d.checks()); n != 1 {
			d.Errorf("%d checks", n)
		}
	})
}

func TestWhatItsOwnTabletSentMeanwhileIsNotReleasedAgain(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Completed(d.hoist(nil))
		bad := op
		bad.Signature = "AAAA"
		r := d.push(d.pen, bad)[0]
		d.push(d.pen, op)
		if _, err := d.resolve("rosa", r.QuarantineID, tablet.Accept); !problem.Is(err, "guard") {
			d.Errorf("got %v", err)
		}
		if n := len(d.checks()); n != 1 {
			d.Errorf("%d checks", n)
		}
	})
}

func TestQuarantineIsScopedToAreas(t *testing.T) {
	each(t, func(d *department) {
		bad := d.pen.Completed(d.hoist(nil))
		bad.Signature = "AAAA"
		d.push(d.pen, bad)
		for name, want := range map[string]int{"rhys": 1, "stan": 0, "rosa": 1} {
			d.must(d.db.Read(t.Context(), d.as(name), func(tx *store.Tx) error {
				list, err := tablet.Quarantine(tx, tablet.Waiting, 0, 10)
				if len(list) != want {
					d.Errorf("%s sees %d", name, len(list))
				}
				return err
			}))
		}
	})
}
