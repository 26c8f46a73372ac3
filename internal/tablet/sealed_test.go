package tablet_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"runup/internal/baseline"
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
