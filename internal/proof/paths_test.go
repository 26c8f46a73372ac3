package proof

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func TestProofsFromRowsEqualTlogs(t *testing.T) {
	f := newForest(t, 256*256+700)
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		size := 1 + random.Int64N(int64(len(f.leaves)))
		if random.IntN(2) == 0 {
			size = 1 + random.Int64N(2000)
		}
		checkProofs(t, f, size, random.Int64N(size))
	}
}

func TestProofsFromRowsOfEverySmallTree(t *testing.T) {
	f := newForest(t, 40)
	for size := int64(1); size <= 40; size++ {
		for index := range size {
			checkProofs(t, f, size, index)
		}
	}
}

func checkProofs(t *testing.T, f *forest, size, index int64) {
	t.Helper()
	root, err := Root(f.rows(), size)
	if want, _ := tlog.TreeHash(size, f.tlog()); err != nil || root != want {
		t.Fatalf("root of %d: %v %v", size, root, err)
	}
	in, err := Inclusion(f.rows(), size, index)
	if want, _ := tlog.ProveRecord(size, index, f.tlog()); err != nil || !equal(in, want) {
		t.Fatalf("inclusion of %d in %d differs from tlog's: %v", index, size, err)
	}
	if err := CheckInclusion(in, size, root, index, f.leaves[index]); err != nil {
		t.Fatalf("inclusion of %d in %d: %v", index, size, err)
	}
	from := index + 1
	old, _ := Root(f.rows(), from)
	con, err := Consistency(f.rows(), from, size)
	if want, _ := tlog.ProveTree(size, from, f.tlog()); err != nil || !equal(con, want) {
		t.Fatalf("consistency of %d with %d differs from tlog's: %v", from, size, err)
	}
	if err := CheckConsistency(con, from, old, size, root); err != nil {
		t.Fatalf("consistency of %d with %d: %v", from, size, err)
	}
}

func TestHashesAreReadInAnyOrder(t *testing.T) {
	f := newForest(t, 1000)
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		indexes := make([]int64, 20)
		for i := range indexes {
			indexes[i] = random.Int64N(int64(len(f.stored)))
		}
		got, err := f.rows().ReadHashes(indexes)
		if want, _ := f.tlog().ReadHashes(indexes); err != nil || !equal(got, want) {
			t.Fatalf("%v: other hashes than stored: %v", indexes, err)
		}
	}
}

func equal(a, b []Hash) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestProofCostsAFewReads(t *testing.T) {
	f := newForest(t, 256*256+700)
	most := 0
	for index := int64(0); index < 66000; index += 97 {
		f.reads = 0
		if _, err := Inclusion(f.rows(), 66000, index); err != nil {
			t.Fatal(err)
		}
		most = max(most, f.reads)
	}
	if most > 5 {
		t.Errorf("one proof cost %d reads", most)
	}
}

func TestProofOfSomethingElseIsRefused(t *testing.T) {
	f := newForest(t, 1000)
	root, old := f.frontier.Root(), naiveRoot(f.leaves[:600])
	in, _ := Inclusion(f.rows(), 1000, 321)
	con, _ := Consistency(f.rows(), 600, 1000)
	for name, err := range map[string]error{
		"another leaf":         CheckInclusion(in, 1000, root, 321, f.leaves[322]),
		"another place":        CheckInclusion(in, 1000, root, 322, f.leaves[321]),
		"another root":         CheckInclusion(in, 1000, old, 321, f.leaves[321]),
		"a hash short":         CheckInclusion(in[1:], 1000, root, 321, f.leaves[321]),
		"another earlier root": CheckConsistency(con, 600, root, 1000, root),
		"another later root":   CheckConsistency(con, 600, old, 1000, old),
		"a hash short too":     CheckConsistency(con[1:], 600, old, 1000, root),
	} {
		if err != ErrProof {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSizesOutOfRangeAreRefused(t *testing.T) {
	r := newForest(t, 10).rows()
	for _, pair := range [][2]int64{{10, 10}, {10, -1}, {0, 0}, {-1, 0}, {1 << 62, 3}} {
		if _, err := Inclusion(r, pair[0], pair[1]); err != ErrRange {
			t.Errorf("inclusion of %d in %d: %v", pair[1], pair[0], err)
		}
		if err := CheckInclusion(nil, pair[0], Hash{}, pair[1], Hash{}); err != ErrRange {
			t.Errorf("check of inclusion of %d in %d: %v", pair[1], pair[0], err)
		}
	}
	for _, pair := range [][2]int64{{0, 5}, {-1, 5}, {6, 5}, {1, 1 << 62}} {
		if _, err := Consistency(r, pair[0], pair[1]); err != ErrRange {
			t.Errorf("consistency of %d with %d: %v", pair[0], pair[1], err)
		}
		if err := CheckConsistency(nil, pair[0], Hash{}, pair[1], Hash{}); err != ErrRange {
			t.Errorf("check of consistency of %d with %d: %v", pair[0], pair[1], err)
		}
	}
	if _, err := Root(r, -1); err != ErrRange {
		t.Errorf("root of -1: %v", err)
	}
}

func TestMissingRowsAreAnErrorNotAProof(t *testing.T) {
	short := newForest(t, 1000).rows()
	whole := short.LeafHashes
	short.LeafHashes = func(from, to int64) ([]Hash, error) {
		got, err := whole(from, to)
		return got[:len(got)-1], err
	}
	if _, err := Inclusion(short, 1000, 3); err == nil {
		t.Error("a proof was made although a leaf's row is missing")
	}
}

func BenchmarkInclusion(b *testing.B) {
	f := newForest(b, 66000)
	rows := f.rows()
	for b.Loop() {
		if _, err := Inclusion(rows, 66000, 12345); err != nil {
			b.Fatal(err)
		}
	}
}
