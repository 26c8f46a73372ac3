package tablet_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/staff"
	"runup/internal/stock"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

const sealedPair = `id: trolley-by-two
title: Trolley, by two
version: "1"
purpose: Two people look.
equipmentKinds: [crash-trolley]
performedBy: {roles: [support-worker], countersign: never, secondCheck: true}
record: safety-pass
sections:
  - title: Trolley
    items:
      - {id: seal, kind: compare-to-last, prompt: Number on the seal., onFail: put-right}
      - {id: airways, kind: count, prompt: Airways., atLeast: 4, onFail: put-right}
`

// told is all that tells of a trolley beside its checks: as a pull of anybody would have it, and as the logbook shows it.
func (d *department) told(trolley string) string {
	var all []any
	d.read(func(tx *store.Tx) error {
		last, err := baseline.List(tx, trolley)
		d.must(err)
		lines, err := stock.ToRestock(tx, "", "", 50)
		d.must(err)
		sealed, err := tablet.SealedNow(tx)
		d.must(err)
		head, err := logbook.Now(tx)
		d.must(err)
		records, err := logbook.Records(tx, 1, head.Position)
		for _, r := range records {
			e, err := r.Entry()
			d.must(err)
			if !sealed.Has(e) && (strings.HasPrefix(e.Kind, "escalation.") || strings.HasPrefix(e.Kind, "check.")) {
				all = append(all, *r.Body)
			}
		}
		all = append(all, last, lines)
		return err
	})
	text, err := json.Marshal(append(all, d.escalations()))
	d.must(err)
	return string(text)
}

// TestNothingBesideTheCheckTellsWhatTheFirstPersonFound: neither the number last seen nor what is short, no word of what was
// opened, and no entry of the logbook. Who is called and what becomes of the trolley waits for nobody.
func TestNothingBesideTheCheckTellsWhatTheFirstPersonFound(t *testing.T) {
	each(t, func(d *department) {
		d.publish(sealedPair)
		trolley := d.addTrolley("trolley-9")
		d.entitle("sam", "trolley-by-two", staff.Authorised)
		d.entitle("rosa", "trolley-by-two", staff.Authorised)
		does := func(name, seal string, airways int) client.Check {
			c := d.done("trolley-by-two", trolley, map[string]any{"seal": map[string]any{"value": seal}, "airways": map[string]any{"value": airways}})
			c.PerformedBy, c.Verdict = d.people[name].ID, ""
			return c
		}
		begun := d.pen.Completed(does("sam", "A-1", 4))
		d.push(d.pen, begun, d.pen.Seconded(begun.OpID, does("rosa", "A-1", 4)))
		d.clock.Move(time.Hour)

		first := does("sam", "ZQ-7731", 1)
		op := d.pen.Completed(first)
		alert := d.pen.Alerted(op.OpID, first, "seal", map[string]any{"value": "ZQ-7731"})
		if r := d.push(d.pen, alert)[0]; len(r.Escalations) != 1 || strings.Contains(d.told(trolley), "ZQ-7731") {
			d.Errorf("sent ahead: %+v\n%s", r, d.told(trolley))
		}
		d.push(d.pen, op)
		open := d.escalations()
		if len(open) != 2 || open[0].Severity != "put-right" || open[0].NextRung == nil || open[0].Item == "" {
			d.Errorf("what failed was not acted on: %+v", open)
		}
		for _, tell := range []string{"ZQ-7731", "airways: ", "seal: ", "fail"} {
			if text := d.told(trolley); strings.Contains(text, tell) {
				d.Errorf("%q tells the second person what the first one found: %s", tell, text)
			}
		}
		tab := d.reader(d.person("rosa")).catchUp(100)
		d.push(d.pen, d.pen.Seconded(op.OpID, does("rosa", "A-1", 4)))
		text := d.told(trolley)
		for _, tell := range []string{`"LastSeen":"ZQ-7731"`, "Opened: airways: fail", "Opened: seal: fail"} {
			if !strings.Contains(text, tell) {
				d.Errorf("both are in, and %q is nowhere: %s", tell, text)
			}
		}
		for _, e := range open {
			if got := tab.catchUp(100).shown()["escalation "+e.ID]; !strings.Contains(got, ": fail") {
				d.Errorf("a tablet that has pulled it keeps the hidden words: %s", got)
			}
		}
	})
}

// TestASealedCheckTellsNothingOfWhatItIsMadeOf: each of these would tell a second person what the first one read, or thought of it.
func TestASealedCheckTellsNothingOfWhatItIsMadeOf(t *testing.T) {
	each(t, func(d *department) {
		d.twoPeople()
		stopped := d.pair("sam", map[string]any{
			"brakes": no, "castors": map[string]any{"value": true, "putRight": map[string]any{"found": "tells: hair", "did": "cut"}},
		})
		stopped.More = map[string]any{"stoppedEarly": map[string]any{"reason": "tells: it dropped"}}
		whole := d.pair("sam", map[string]any{"brakes": map[string]any{"value": "tells: nearly"}})
		short, done := d.pen.Completed(stopped), d.pen.Completed(whole)
		d.publish(strings.Replace(pairCheck, `version: "1"`, `version: "2"`, 1)) // so both came to something by another version too
		d.push(d.pen, short, done)
		act := d.act("sam", done.OpID)
		d.push(d.pen, d.pen.Amended(act, 1, map[string]any{"castors": map[string]any{"value": true, "note": "tells: dust"}}, "tells: not the castors"))
		trainees := d.pair("tara", nil)
		trainees.Note = "tells: all well"
		d.push(d.pen, d.pen.Seconded(done.OpID, trainees)) // it does not count
		telling := []string{"verdict-differs", "put-right", "unusable-reading", "incomplete"}
		for name, id := range map[string]string{"stopped early": short.OpID, "amended": done.OpID} {
			c := d.check(id)
			if text := fmt.Sprintf("%+v %s", c, c.StoppedEarly); strings.Contains(text, "tells: ") || c.Current != nil || c.Blobs != nil || c.Second != nil {
				d.Errorf("%s: it tells: %s", name, text)
			}
			if (c.StoppedEarly != nil) != (id == short.OpID) {
				d.Errorf("%s: whether it was stopped is no secret: %s", name, c.StoppedEarly)
			}
			for _, flag := range telling {
				if has(c.Flags, flag) {
					d.Errorf("%s: the flag %s tells", name, flag)
				}
			}
			for _, r := range c.Revisions {
				if r.Verdict != judge.NotEvaluated || r.Readings != nil {
					d.Errorf("%s: revision %d tells: %+v", name, r.Revision, r)
				}
			}
		}
		d.push(d.pen, d.pen.Seconded(short.OpID, d.pair("rosa", nil)), d.pen.Seconded(done.OpID, d.pair("rosa", nil)))
		a, b := d.check(short.OpID), d.check(done.OpID)
		text := fmt.Sprintf("%+v %s %s %s %s %s", b.Revisions, a.Readings, b.Readings, a.StoppedEarly, b.Revisions[1].Readings, b.Revisions[2].Readings)
		for _, tell := range []string{"it dropped", "hair", "nearly", "not the castors", "dust", "all well"} {
			if !strings.Contains(text, "tells: "+tell) {
				d.Errorf("both are in, and %q is nowhere: %s", tell, text)
			}
		}
		shown := slices.Concat(a.Flags, b.Flags)
		for _, flag := range telling {
			if !has(shown, flag) {
				d.Errorf("both are in, and nothing is flagged %s", flag)
			}
		}
		if a.Current == nil || b.Current == nil {
			d.Errorf("both are in, and nothing is said of the version in force: %+v, %+v", a.Current, b.Current)
		}
	})
}

// TestAVoidedCheckHidesNothingAnyMore: no second check would count, so nobody has to be kept from the first one's readings, and
// whoever reads the record through must find them: of the check, of what it opened, and in the logbook.
func TestAVoidedCheckHidesNothingAnyMore(t *testing.T) {
	each(t, func(d *department) {
		d.twoPeople()
		for name, void := range map[string]func(id string){
			"at the server": func(id string) { _, err := d.void("sofia", id, "another hoist"); d.must(err) },
			"on a tablet":   func(id string) { d.push(d.pen, d.pen.Voided(d.act("sam", id), "another hoist")) },
		} {
			first := d.pair("sam", map[string]any{"brakes": no})
			first.Note = "note on " + name
			op := d.pen.Completed(first)
			d.push(d.pen, op)
			d.clock.Move(time.Minute)
			tab := d.reader(d.person("rosa")).catchUp(100)
			d.push(d.pen, d.pen.Voided(d.act("tara", op.OpID), "hers it is not")) // so it does not count
			if c := d.check(op.OpID); c.Note != "" || !strings.Contains(d.told("hoist-1"), "is shown when") {
				d.Errorf("%s: a voiding that does not count shows it: %+v", name, c)
			}
			void(op.OpID)
			c := d.check(op.OpID)
			if c.Note != first.Note || c.Verdict != judge.Fail || len(c.Items) != 2 || c.Revisions[0].Verdict != judge.Fail || c.TabletVerdict != "pass" {
				d.Errorf("%s: it stays hidden: %+v", name, c)
			}
			if text := d.told("hoist-1"); strings.Contains(text, "is shown when") || !strings.Contains(text, "Opened: brakes: fail") || !strings.Contains(text, first.Note) {
				d.Errorf("%s: what is beside it stays hidden: %s", name, text)
			}
			for _, e := range d.escalations() {
				if got := tab.catchUp(100).shown()["escalation "+e.ID]; !strings.Contains(got, "brakes: fail") || strings.Contains(got, "is shown when") {
					d.Errorf("%s: a tablet that has pulled it keeps the hidden words: %s", name, got)
				}
			}
			d.read(func(tx *store.Tx) error {
				list, err := check.List(tx, check.Filter{Verdict: "fail"}, 0, 10)
				if !slices.ContainsFunc(list, func(c check.Check) bool { return c.ID == op.OpID }) {
					d.Errorf("%s: it is found by no verdict", name)
				}
				return err
			})
			late := d.pen.Seconded(op.OpID, d.pair("rosa", nil))
			if r := d.push(d.pen, late)[0]; !has(r.Flags, "not-counted") {
				d.Errorf("%s: a second check of what was entered in error counts: %+v", name, r)
			}
			if c := d.check(op.OpID); c.Revisions[len(c.Revisions)-1].Note != "note of rosa" {
				d.Errorf("%s: and hides what it brought: %+v", name, c.Revisions)
			}
			if _, err := d.review("priya", op.OpID); err != nil {
				d.Errorf("%s: it waits for nothing that a review would need: %v", name, err)
			}
		}
	})
}
