package tablet_test

import (
	"testing"

	"runup/internal/operation"
)

// A second check is independent: who confirmed or rejected the first one knows what it says, whatever was amended since.
func TestWhoCountersignedACheckDoesNotMakeItsSecond(t *testing.T) {
	each(t, func(d *department) {
		for name, decision := range map[string]string{"confirmed": operation.Confirm, "rejected": operation.Reject} {
			first := d.pen.Completed(d.hoist(map[string]any{"castors": no}))
			better := d.pen.Amended(d.act("sam", first.OpID), 1, map[string]any{"castors": yes}, "mistyped") // waits for a word
			d.signIn("rosa", d.pen)
			d.push(d.pen, first, better, d.pen.Countersigned(d.act("rosa", first.OpID), decision, "seen"))
			d.push(d.pen, d.pen.Amended(d.act("sam", first.OpID), 3, map[string]any{"slings": no}, "looked again"))
			again := d.hoist(nil)
			again.PerformedBy = d.people["rosa"].ID
			r := d.push(d.pen, d.pen.Seconded(first.OpID, again))[0]
			if c := d.check(first.OpID); !has(r.Flags, "not-counted") || c.Second != nil || !c.Revisions[2].Counts {
				d.Errorf("%s: %+v\n%+v", name, r, c)
			}
		}
	})
}
