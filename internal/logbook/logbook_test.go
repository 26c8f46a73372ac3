package logbook_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"runup/internal/logbook"
	"runup/internal/proof"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// things is an entry that moves several things of the feed at once.
type things struct {
	IDs  []string `json:"ids"`
	Area string   `json:"area"`
}

var thingsMoved = logbook.Define("things.moved", func(tx *store.Tx, e logbook.Entry, b *things) error {
	for _, id := range b.IDs {
		if err := logbook.Move(tx, e, "thing", id, b.Area); err != nil {
			return err
		}
	}
	return nil
})

func moving(area string, ids ...string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := thingsMoved.Append(tx, area, ids[0], &things{IDs: ids, Area: area})
		return err
	}
}

func write(t testing.TB, db *store.DB, fns ...func(*store.Tx) error) {
	t.Helper()
	if err := errors.Join(db.WriteEach(context.Background(), store.ServerActor(), fns)...); err != nil {
		t.Fatal(err)
	}
}

func reading(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Read(context.Background(), store.ServerActor(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestS18_PositionsAreContiguousAndEveryEntryVerifies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range 12 { // groups of different size, some with a refused write in the middle
			var fns []func(*store.Tx) error
			for j := range i * 5 {
				fns = append(fns, moving("", fmt.Sprintf("%d-%d", i, j)))
			}
			refused := func(tx *store.Tx) error { return errors.Join(moving("", "x")(tx), errors.New("refused")) }
			db.WriteEach(t.Context(), store.ServerActor(), slices.Insert(fns, len(fns)/2, refused))
		}
		reading(t, db, func(tx *store.Tx) error {
			head, err := logbook.Now(tx)
			if err != nil || head.Position != 330 {
				t.Fatalf("head %+v, %v; want 330 entries", head, err)
			}
			verified, err := proof.Verify(func(yield func(proof.Entry, error) bool) {
				for r, err := range logbook.All(tx) {
					if !yield(proof.Entry{Header: []byte(r.Header), Leaf: &r.Leaf, Salt: r.Salt, Body: []byte(*r.Body)}, err) {
						return
					}
				}
			}, proof.Expected{Size: head.Position, Roots: map[int64]proof.Hash{head.Position: head.Root}})
			if err != nil {
				t.Errorf("verify: %v", err)
			}
			if verified.Frontier.Root() != head.Root {
				t.Error("the root of the entries is not the head's")
			}
			return nil
		})
	})
}

func TestEveryEntryIsProvenInEveryLaterTree(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var fns []func(*store.Tx) error
		for i := range 600 { // past two complete tiles
			fns = append(fns, moving("", fmt.Sprint(i)))
		}
		write(t, db, fns...)
		reading(t, db, func(tx *store.Tx) error {
			for _, size := range []int64{1, 255, 256, 257, 511, 512, 513, 600} {
				for _, position := range []int64{1, size/2 + 1, size} {
					p, err := logbook.Include(tx, position, size)
					if err != nil {
						t.Fatal(err)
					}
					if err := proof.CheckInclusion(p.Hashes, p.Size, p.Root, position-1, p.Leaf); err != nil {
						t.Errorf("entry %d in the tree of %d: %v", position, size, err)
					}
				}
				later, err := logbook.Consist(tx, size, 600)
				if err != nil {
					t.Fatal(err)
				}
				from, _ := logbook.RootAt(tx, size)
				to, _ := logbook.RootAt(tx, 600)
				if err := proof.CheckConsistency(later, size, from, 600, to); err != nil {
					t.Errorf("the tree of 600 after the tree of %d: %v", size, err)
				}
			}
			for _, bad := range [][2]int64{{0, 600}, {601, 600}, {1, 601}, {1, -1}} {
				if _, err := logbook.Include(tx, bad[0], bad[1]); err == nil {
					t.Errorf("a proof of entry %d in a tree of %d was answered", bad[0], bad[1])
				}
			}
			return nil
		})
	})
}

func TestAnEntryLeftOutOfItsGroupLeavesNoGap(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var positions []int64
		keep := func(tx *store.Tx) error {
			e, err := thingsMoved.Append(tx, "", "a", &things{IDs: []string{"a"}})
			positions = append(positions, e.Position)
			return err
		}
		db.WriteEach(t.Context(), store.ServerActor(), []func(*store.Tx) error{
			keep, func(tx *store.Tx) error {
				return errors.Join(moving("", "b")(tx), moving("", "c")(tx), errors.New("refused"))
			}, keep,
		})
		if !slices.Equal(positions, []int64{1, 2}) {
			t.Errorf("positions %v, want 1 and 2", positions)
		}
	})
}

// follow pages through the feed as a reader does.
func follow(t *testing.T, db *store.DB, s logbook.Slice) (seen []string) {
	t.Helper()
	reading(t, db, func(tx *store.Tx) error {
		for {
			page, upTo, last, err := logbook.Since(tx, s)
			if err != nil {
				t.Fatal(err)
			}
			for i, m := range page {
				if m.Position <= s.After || m.Position > upTo {
					t.Errorf("a page from %d to %d holds position %d", s.After, upTo, m.Position)
				}
				if i > 0 && m.Position < page[i-1].Position {
					t.Error("a page is out of order")
				}
				seen = append(seen, m.ID)
			}
			if last {
				return nil
			}
			s.After = upTo
		}
	})
	return seen
}

func TestS19_AnyPageSizeGivesTheSameSequence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, moving("", "a"), moving("", "b", "c", "d", "e", "f"), moving("", "g"), moving("", "b", "h"), moving("", "i"))
		want := []string{"a", "c", "d", "e", "f", "g", "b", "h", "i"}
		for limit := 1; limit <= 12; limit++ {
			if got := follow(t, db, logbook.Slice{Limit: limit, Kinds: []string{"thing"}}); !slices.Equal(got, want) {
				t.Errorf("pages of %d: %v, want %v", limit, got, want)
			}
		}
	})
}

func TestAReaderSeesItsAreasAndWhatBelongsToNone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, moving("east", "a"), moving("west", "b"), moving("", "c"), moving("east", "d"))
		kinds := []string{"thing"}
		for _, c := range []struct {
			areas []string
			want  []string
		}{{nil, []string{"a", "b", "c", "d"}}, {[]string{"east"}, []string{"a", "c", "d"}}, {[]string{}, []string{"c"}}} {
			if got := follow(t, db, logbook.Slice{Limit: 2, Kinds: kinds, Areas: c.areas}); !slices.Equal(got, c.want) {
				t.Errorf("areas %v: saw %v, want %v", c.areas, got, c.want)
			}
		}
		if got := follow(t, db, logbook.Slice{Limit: 2, Kinds: []string{"other"}}); len(got) != 0 {
			t.Errorf("another kind: saw %v", got)
		}
	})
}

func TestAHeadThatDoesNotFitItsTreeStopsWriting(t *testing.T) {
	c := store.Config{Folder: t.TempDir(), Now: storetest.NewClock().Now}
	db := storetest.OpenAt(t, c)
	write(t, db, moving("", "a"))
	db.Close()
	damage(t, c.Folder, "UPDATE head SET root = zeroblob(32)")
	c.Log, c.Logger = logbook.New(), quiet()
	if _, err := store.Open(t.Context(), c); err == nil {
		t.Error("a logbook whose head was altered was opened for writing")
	}
}

func TestTheLogCannotBeEditedInPassing(t *testing.T) {
	c := store.Config{Folder: t.TempDir(), Now: storetest.NewClock().Now}
	db := storetest.OpenAt(t, c)
	write(t, db, moving("", "a"))
	db.Close()
	for _, edit := range []string{"DELETE FROM entry", "UPDATE entry SET header = '{}'", "UPDATE entry SET leaf = zeroblob(32)"} {
		if err := try(t, c.Folder, edit); err == nil {
			t.Errorf("%s went through", edit)
		}
	}
}

func TestVerifyNamesWhatWasAltered(t *testing.T) {
	for name, edit := range map[string]string{
		"a body":        "UPDATE entry SET body = '{\"ids\":[\"z\"]}' WHERE position = 3",
		"a salt":        "UPDATE entry SET salt = zeroblob(32) WHERE position = 3",
		"a leaf":        "DROP TRIGGER entry_as_written; UPDATE entry SET leaf = x'00' WHERE position = 3",
		"a header":      "DROP TRIGGER entry_as_written; UPDATE entry SET header = replace(header, 'things', 'thinks') WHERE position = 3",
		"a lost entry":  "DROP TRIGGER entry_stays; DELETE FROM entry WHERE position = 3",
		"a lost tile":   "DROP TRIGGER tile_stays; DELETE FROM tile",
		"a tile":        "DROP TRIGGER tile_as_written; UPDATE tile SET hash = zeroblob(32)",
		"two swapped":   "DROP TRIGGER entry_as_written; UPDATE entry SET position = 9999 WHERE position = 3; UPDATE entry SET position = 3 WHERE position = 4; UPDATE entry SET position = 4 WHERE position = 9999",
		"the lost tail": "DROP TRIGGER entry_stays; DELETE FROM entry WHERE position = 300",
	} {
		t.Run(name, func(t *testing.T) {
			c := store.Config{Folder: t.TempDir(), Now: storetest.NewClock().Now}
			db := storetest.OpenAt(t, c)
			for i := range 300 {
				write(t, db, moving("", fmt.Sprint(i)))
			}
			reading(t, db, func(tx *store.Tx) error { _, err := logbook.Verify(tx); return err })
			db.Close()
			damage(t, c.Folder, edit)
			err := storetest.OpenAt(t, c).Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error { _, err := logbook.Verify(tx); return err })
			var bad *proof.Bad
			if !errors.As(err, &bad) {
				t.Fatalf("got %v, want the bad entries named", err)
			}
			if name != "the lost tail" && bad.First > 4 {
				t.Errorf("named entries %d to %d", bad.First, bad.Last)
			}
		})
	}
}
