package tablet_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// payloadAt reads the exact text back from the logbook.
func (d *department) payloadAt(position int64) string {
	d.Helper()
	var text string
	d.read(func(tx *store.Tx) error {
		records, err := logbook.Records(tx, position, position)
		if err == nil {
			text = payloadOf(d, *records[0].Body)
		}
		return err
	})
	return text
}

func TestS12_EveryTypeThatTabletsSendIsStored(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.json")
	if err != nil || len(files) < 9 {
		t.Fatalf("the corpus has %d operations, %v", len(files), err)
	}
	taken := map[string]bool{"check-completed": true, "check-completed-unverified": true, "check-alerted": true, "report-filed": true}
	waiting := map[string]bool{"check-amended": true, "check-voided": true, "check-countersigned": true, "check-seconded": true}
	each(t, func(d *department) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			d.must(err)
			id := uuid.Must(uuid.NewV7()).String()
			payload := strings.NewReplacer("OPID", id, "DEVICE", d.pen.ID(), "SAM", d.people["sam"].ID, "HASH", d.hashes["hoist-check"]).Replace(string(text))
			r := d.push(d.pen, d.pen.Seal(id, payload))[0]
			want := tablet.IsSetAside
			switch name := strings.TrimSuffix(filepath.Base(file), ".json"); {
			case taken[name]:
				want = tablet.IsAccepted
			case waiting[name]:
				want = tablet.IsHeld
			}
			if r.Outcome != want || d.payloadAt(r.Position) != payload {
				d.Errorf("%s: %+v", file, r)
			}
		}
	})
}

// FuzzPush is S13 behind the envelope: whatever text a tablet signs is stored exactly or rejected as too large; the request
// never fails, and the same text again answers the same. Fuzz it with -fuzzminimizetime 1x: behind it is a database.
func FuzzPush(f *testing.F) {
	db := storetest.OpenAt(f, configFor(f))
	d := found(f, db, storetest.NewClock(), func(o *tablet.Options) { o.Logger = silent })
	good := d.pen.Completed(d.hoist(map[string]any{"brakes": no})).Payload
	f.Add(good)
	f.Add(strings.Replace(good, `"performedBy":"`, `"performedByName":"\u0000","performedBy":"`, 1))
	for _, op := range d.spoiled() {
		f.Add(op.Payload)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		d.TB = t
		payload = strings.ToValidUTF8(payload, "")
		op := client.Op{OpID: uuid.Must(uuid.NewV7()).String(), Payload: payload, Signature: d.pen.Sign(payload)}
		if o := opIDIn(payload); o != "" {
			op.OpID = o
		}
		first := d.push(d.pen, op)[0]
		if first.Outcome == tablet.IsRejected {
			if len(payload) <= tablet.BytesPerOp {
				t.Errorf("rejected: %+v", first)
			}
			return
		}
		if first.Position == 0 || d.payloadAt(first.Position) != payload {
			t.Errorf("not stored as it came: %+v", first)
		}
		if again := d.push(d.pen, op)[0]; !*again.Replay || again.Position != first.Position || again.Outcome != first.Outcome {
			t.Errorf("%+v after %+v", again, first)
		}
	})
}

// configFor prefers PostgreSQL, which is pickier about text, where there is one.
func configFor(f *testing.F) store.Config {
	if os.Getenv(storetest.PostgresVariable) != "" {
		return store.Config{Postgres: storetest.Postgres(f), Now: storetest.NewClock().Now}
	}
	return store.Config{Folder: f.TempDir(), Now: storetest.NewClock().Now}
}

func TestATabletsContactIsNoted(t *testing.T) {
	each(t, func(d *department) {
		d.clock.Move(time.Minute)
		d.push(d.pen, d.pen.Completed(d.hoist(nil)))
		d.must(d.db.Read(context.Background(), store.ServerActor(), func(tx *store.Tx) error {
			c, err := device.ContactOf(tx, d.pen.ID())
			if c.LastSeenAt == nil || !c.LastSeenAt.Equal(d.clock.Now()) || c.App != "test" || *c.Outbox != 1 || *c.SkewMs != 0 {
				d.Errorf("%+v", c)
			}
			return err
		}))
	})
}
