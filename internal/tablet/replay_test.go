package tablet_test

import (
	"context"
	"strings"
	"testing"

	"runup/internal/proof"
	"runup/internal/rebuild"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// Everything that a tablet can bring about, made again from the logbook, is the same row by row.
func TestTheViewsAreMadeAgainFromTheLog(t *testing.T) {
	each(t, func(d *department) {
		d.busyDay(4)
		r := d.push(d.pen, d.pen.Alerted(laterCheck, d.hoist(nil), "brakes", no), d.pen.Completed(d.done("button-check", "buttons-1", map[string]any{"p-2/sounds": no})))
		d.acknowledge("rosa", r[1].Escalations[0].ID, 1)
		d.signIn("rosa", d.pen)
		for _, version := range []int64{7, 1} { // noted, then counted
			d.push(d.pen, d.pen.Acknowledged(d.people["rosa"].ID, r[0].Escalations[0].ID, version, d.clock.Now()))
		}
		unsigned := func(op client.Op) client.Op { op.Signature = "AAAA"; return op }
		early := d.pen.Completed(d.hoist(map[string]any{"castors": no}))
		early.Payload = strings.Replace(early.Payload, `"note":""`, "\"note\":\"<&>\u2028\"", 1)
		aside := d.push(d.pen, unsigned(early), unsigned(d.pen.Alerted(laterCheck, d.hoist(nil), "slings", no)), d.pen.Seal(laterCheck, "{\x00"),
			unsigned(d.pen.Acknowledged(d.people["rosa"].ID, r[0].Escalations[0].ID, 1, d.clock.Now())))
		for i, decision := range []string{tablet.Accept, tablet.Accept, tablet.Discard, tablet.Accept} {
			_, err := d.resolve("rosa", aside[i].QuarantineID, decision)
			d.must(err)
		}
		contradict(d)
		if _, err := rebuild.Check(context.Background(), d.db, rebuild.Kinds()); err != nil {
			d.Error(err)
		}
	})
}

func contradict(d *department) {
	d.Helper()
	reader := d.reader(d.person("rosa")).catchUp(500)
	c, err := proof.OpenCursor(cursorKey, reader.cursor)
	d.must(err)
	c.Position++
	if err := d.service.Pull(context.Background(), reader.by, proof.Seal(cursorKey, c), 1, func(*store.Tx, *tablet.Page) error { return nil }); err == nil {
		d.Error("served")
	}
}
