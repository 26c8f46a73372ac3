package tablet_test

import (
	"testing"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
)

func person(id, role string) store.Actor {
	return store.Actor{Staff: id, Role: role, Proven: store.ProvenPassword, Areas: []string{"*"}}
}

func TestTwoPeopleOpenTheNextEpoch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		priya, sofia, sam := person("priya", staff.Physicist), person("sofia", staff.Superintendent), person("sam", staff.SupportWorker)
		before := db.Head().Epoch
		var proposed tablet.Epoch
		propose := func(tx *store.Tx) (err error) {
			proposed, err = tablet.DeclareEpoch(tx, 0, "restored from tape")
			return err
		}
		declare := func(tx *store.Tx) error { _, err := tablet.DeclareEpoch(tx, proposed.Proposal, "agreed"); return err }
		refuse := func(actor store.Actor, fn func(*store.Tx) error, code string) {
			t.Helper()
			if err := db.Write(t.Context(), actor, fn); !problem.Is(err, code) {
				t.Errorf("got %v, want %s", err, code)
			}
		}
		refuse(sam, propose, "forbidden")
		if err := db.Write(t.Context(), priya, propose); err != nil {
			t.Fatal(err)
		}
		refuse(priya, declare, "second-person")
		refuse(sam, declare, "forbidden")
		if db.Head().Epoch != before {
			t.Fatal("one person opened an epoch")
		}
		if err := db.Write(t.Context(), sofia, declare); err != nil {
			t.Fatal(err)
		}
		refuse(sofia, declare, "conflict") // the proposal was for the epoch that ended
		if head := db.Head(); head.Epoch == before || head.Position != 2 {
			t.Errorf("the head is %+v after epoch %s", head, before)
		}
		if err := db.Read(t.Context(), sofia, func(tx *store.Tx) error { _, err := logbook.Verify(tx); return err }); err != nil {
			t.Errorf("the logbook across the seam: %v", err)
		}
	})
}

func TestAnEpochThatFailsToOpenLeavesTheOldOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before := db.Head().Epoch
		errs := db.WriteEach(t.Context(), person("priya", staff.Physicist), []func(*store.Tx) error{
			func(tx *store.Tx) error {
				_, err := logbook.OpenEpoch(tx, logbook.Declaration{}, 0)
				if err == nil {
					err = problem.New("conflict", "changed my mind")
				}
				return err
			},
			func(tx *store.Tx) error { _, err := tablet.DeclareEpoch(tx, 0, "after it"); return err },
		})
		if errs[0] == nil || errs[1] != nil {
			t.Fatalf("got %v", errs)
		}
		if head := db.Head(); head.Epoch != before || head.Position != 1 {
			t.Errorf("the head is %+v, the epoch was %s", head, before)
		}
	})
}
