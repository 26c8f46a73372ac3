package device_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// kept and moved are the smallest entries that keep and move an operation.
var kept = logbook.Define("test.kept", func(tx *store.Tx, e logbook.Entry, op *device.Operation) error {
	return device.RecordOperation(tx, e, *op)
})

var moved = logbook.Define("test.moved", func(tx *store.Tx, e logbook.Entry, op *device.Operation) error {
	return device.MoveOperation(tx, e, op.OpID, op.SHA, op.Standing, op.Outcome)
})

func keep(t *testing.T, db *store.DB, kind logbook.Kind[device.Operation], op device.Operation) error {
	t.Helper()
	return db.Write(t.Context(), store.Actor{Device: op.Device}, func(tx *store.Tx) error {
		_, err := kind.Append(tx, "", op.OpID, &op)
		return err
	})
}

func read(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), store.ServerActor(), fn); err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

func TestOperations_EachStandingKeepsItsOwnAnswer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		foreign := device.Untrusted("d2", "sig", "other-device")
		ops := []device.Operation{
			{OpID: "a", SHA: "1", Standing: device.Own, Device: "d", Seq: ptr(int64(1)), Type: "check.completed", Outcome: "accepted"},
			{OpID: "a", SHA: "2", Standing: device.Own, Device: "d", Seq: ptr(int64(1)), Type: "check.completed", Outcome: "quarantined"},
			{OpID: "a", SHA: "1", Standing: foreign, Device: "d2", Outcome: "quarantined"},
		}
		for i := range ops {
			if err := keep(t, db, kept, ops[i]); err != nil {
				t.Fatal(err)
			}
			ops[i].Position, ops[i].Latest, ops[i].At = int64(i+1), int64(i+1), storetest.Start
		}
		if err := keep(t, db, kept, ops[0]); err == nil {
			t.Error("the same operation was kept twice")
		}
		ops[2].Outcome, ops[2].Latest = "discarded", 4
		if err := keep(t, db, moved, ops[2]); err != nil {
			t.Fatal(err)
		}
		if err := keep(t, db, moved, device.Operation{OpID: "a", SHA: "3", Standing: device.Own}); err == nil {
			t.Error("moved what is not there")
		}
		read(t, db, func(tx *store.Tx) error {
			all, err := device.FindOperations(tx, "a")
			if diff := cmp.Diff(ops, all); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestUntrusted_DependsOnEachPart(t *testing.T) {
	seen := map[string]bool{device.Own: true}
	for _, parts := range [][3]string{{"a", "b", "c"}, {"ab", "", "c"}, {"", "ab", "c"}, {"a", "bc", ""}, {"a", "b", ""}} {
		s := device.Untrusted(parts[0], parts[1], parts[2])
		if seen[s] {
			t.Errorf("%v has the standing of another", parts)
		}
		seen[s] = true
	}
}

func TestA4_AnAlteredOrLostOperationContradictsItsNeighbours(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(seq int64, prev, sha, standing string) {
			t.Helper()
			op := device.Operation{OpID: fmt.Sprint(seq, sha), SHA: sha, Standing: standing, Device: "d", Seq: &seq, Prev: prev}
			if err := keep(t, db, kept, op); err != nil {
				t.Fatal(err)
			}
		}
		put(1, "", "a", device.Own)
		put(2, "a", "b", device.Own)
		put(5, "d", "e", device.Own)
		put(2, "a", "forged", device.Own) // an id used twice: set aside by itself
		put(4, "c", "bad", device.Untrusted("d", "s", "bad-signature"))
		read(t, db, func(tx *store.Tx) error {
			for _, c := range []struct {
				seq       int64
				prev, sha string
				want      bool
			}{
				{3, "b", "c", false},          // fits before, nothing after
				{3, "x", "c", true},           // names another as the one before
				{3, "", "c", true},            // names none
				{4, "c", "d", false},          // nothing before, fits after; a bad signature proves nothing
				{4, "c", "altered", true},     // the one after names another
				{1, "", "other", true},        // its place is taken
				{6, "e", "f", false},          // the last one
				{9, "z", "y", false},          // a gap is no contradiction
				{0, "", "before", true},       // the one after names none
				{1<<63 - 1, "", "far", false}, //
			} {
				near, err := device.FindNear(tx, "arriving", "d", &c.seq)
				if got := near.Contradict(c.seq, c.prev, c.sha); err != nil || got != c.want {
					t.Errorf("%d %s after %q: %v, %v", c.seq, c.sha, c.prev, got, err)
				}
			}
			near, err := device.FindNear(tx, "arriving", "another", ptr(int64(3)))
			if near.Contradict(3, "x", "c") {
				t.Error("another tablet's order counts")
			}
			return err
		})
	})
}

func TestGaps_AreFactsAfterAnHour(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		put := func(id string, seq *int64, prev string) {
			t.Helper()
			op := device.Operation{OpID: fmt.Sprint(id, clock.Now().UnixMilli(), seq), SHA: fmt.Sprint(clock.Now().UnixMilli()), Standing: device.Own, Device: id, Seq: seq, Prev: prev}
			if err := keep(t, db, kept, op); err != nil {
				t.Fatal(err)
			}
			clock.Move(time.Millisecond)
		}
		put("d", ptr(int64(1042)), "") // where it begins
		put("d", ptr(int64(1043)), "x")
		put("d", nil, "")
		put("e", ptr(int64(3)), "x") // one was before it
		clock.Move(30 * time.Minute)
		since := clock.Now()
		put("d", ptr(int64(1046)), "x")
		put("d", ptr(int64(1046)), "x")
		gaps := func(id string) (list []device.Gap) {
			read(t, db, func(tx *store.Tx) (err error) { list, err = device.Gaps(tx, id); return err })
			return list
		}
		clock.Move(31 * time.Minute)
		if got := gaps("d"); len(got) != 0 {
			t.Errorf("after half an hour: %+v", got)
		}
		if diff := cmp.Diff([]device.Gap{{From: 1, To: 2, Since: storetest.Start.Add(3 * time.Millisecond)}}, gaps("e")); diff != "" {
			t.Error(diff)
		}
		clock.Move(30 * time.Minute)
		if diff := cmp.Diff([]device.Gap{{From: 1044, To: 1045, Since: since}}, gaps("d")); diff != "" {
			t.Error(diff)
		}
		put("d", ptr(int64(1044)), "x")
		put("d", ptr(int64(1045)), "x")
		if got := gaps("d"); len(got) != 0 {
			t.Errorf("after they came: %+v", got)
		}
	})
}
