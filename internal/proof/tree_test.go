package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// naiveRoot is RFC 6962 section 2.1 word for word, as a second opinion on everything here.
func naiveRoot(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	left, right := naiveRoot(leaves[:k]), naiveRoot(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// forest grows a tree as the logbook does, keeping what the database would keep and what tlog would.
type forest struct {
	frontier Frontier
	leaves   []Hash
	nodes    map[int][]Hash
	stored   []Hash // in tlog's own order
	reads    int
}

func (f *forest) grow(t testing.TB, n int) *forest {
	t.Helper()
	for range n {
		leaf := Hash(sha256.Sum256([]byte{byte(len(f.leaves)), byte(len(f.leaves) >> 8), byte(len(f.leaves) >> 16)}))
		f.add(t, leaf)
	}
	return f
}

func (f *forest) add(t testing.TB, leaf Hash) {
	t.Helper()
	hashes, err := tlog.StoredHashesForRecordHash(int64(len(f.leaves)), leaf, f.tlog())
	if err != nil {
		t.Fatal(err)
	}
	f.stored = append(f.stored, hashes...)
	f.leaves = append(f.leaves, leaf)
	for _, n := range f.frontier.Append(leaf) {
		if n.N != int64(len(f.nodes[n.Level])) {
			t.Fatalf("node %d of level %d reported after %d", n.N, n.Level, len(f.nodes[n.Level]))
		}
		f.nodes[n.Level] = append(f.nodes[n.Level], n.Hash)
	}
}

func (f *forest) tlog() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		out := make([]Hash, len(indexes))
		for i, index := range indexes {
			out[i] = f.stored[index]
		}
		return out, nil
	})
}

func (f *forest) rows() Rows {
	return Rows{
		LeafHashes: func(from, to int64) ([]Hash, error) { f.reads++; return f.leaves[from:to:to], nil },
		Nodes:      func(level int, from, to int64) ([]Hash, error) { f.reads++; return f.nodes[level][from:to:to], nil },
	}
}

func newForest(t testing.TB, n int) *forest {
	return (&forest{nodes: map[int][]Hash{}}).grow(t, n)
}

func TestFrontierHasTheRootOfEveryTree(t *testing.T) {
	f := newForest(t, 0)
	for size := range 2000 {
		want, err := tlog.TreeHash(int64(size), f.tlog())
		if err != nil {
			t.Fatal(err)
		}
		if got := f.frontier.Root(); got != want || got != naiveRoot(f.leaves) {
			t.Fatalf("size %d: root %v, tlog says %v, RFC 6962 %v", size, got, want, naiveRoot(f.leaves))
		}
		f.grow(t, 1)
	}
}

func TestFrontierGoesOnFromItsBytes(t *testing.T) {
	f := newForest(t, 0)
	for size := range 700 {
		kept := f.frontier.Bytes()
		again, err := ParseFrontier(int64(size), kept)
		if err != nil || again.Size() != int64(size) || !bytes.Equal(again.Bytes(), kept) {
			t.Fatalf("size %d: not read back: %v", size, err)
		}
		f.grow(t, 1)
		again.Append(f.leaves[size])
		if again.Root() != f.frontier.Root() {
			t.Fatalf("size %d: another root after a restart", size+1)
		}
	}
}

func TestFrontierRefusesBytesOfAnotherSize(t *testing.T) {
	f := newForest(t, 300)
	for _, size := range []int64{-1, 0, 299, 301, maxSize, 1 << 62} {
		if _, err := ParseFrontier(size, append(f.frontier.Bytes(), 0)); err == nil {
			t.Errorf("size %d was read from the bytes of 300 and one more", size)
		}
	}
	if _, err := ParseFrontier(299, f.frontier.Bytes()); err == nil {
		t.Error("the bytes of 300 leaves were read as 299")
	}
}

func TestFrontierCopyGrowsOnItsOwn(t *testing.T) {
	f := newForest(t, 255)
	copied, root := f.frontier, f.frontier.Root()
	f.grow(t, 600)
	if copied.Root() != root || copied.Size() != 255 {
		t.Error("a copy changed when the original grew")
	}
}

func TestAppendReportsEachCompleteTileOnce(t *testing.T) {
	f := newForest(t, 256*256+300)
	if got := len(f.nodes[1]); got != 257 {
		t.Errorf("%d nodes of level 1, want 257", got)
	}
	if len(f.nodes[2]) != 1 || len(f.nodes) != 2 {
		t.Fatalf("nodes of levels above 1: %d, levels %d", len(f.nodes[2]), len(f.nodes))
	}
	for _, n := range []int{0, 1, 100, 255, 256} {
		if f.nodes[1][n] != naiveRoot(f.leaves[n*256:(n+1)*256]) {
			t.Errorf("node %d of level 1 is not the hash over its leaves", n)
		}
	}
	if f.nodes[2][0] != naiveRoot(f.leaves[:65536]) {
		t.Error("the node of level 2 is not the hash over its leaves")
	}
}

// pythonRoot computes the same root with nothing but Python's own library, as an auditor could.
const pythonRoot = `
import hashlib, sys
def node(l, r): return hashlib.sha256(b"\x01" + l + r).digest()
def root(h):
    if len(h) < 2: return h[0] if h else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(h): k *= 2
    return node(root(h[:k]), root(h[k:]))
print(root([hashlib.sha256(b"\x00" + line.encode()).digest() for line in sys.stdin.read().split("\n")]).hex())
`

func TestPythonFindsTheSameRoot(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here; the naive root above is the second opinion")
	}
	var f Frontier
	var lines []string
	for _, e := range sampleRun(777) {
		f.Append(LeafHash(e.Header))
		lines = append(lines, string(e.Header))
	}
	cmd := exec.Command(python, "-c", pythonRoot)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n"))
	out, err := cmd.Output()
	root := f.Root()
	if got := strings.TrimSpace(string(out)); err != nil || got != hex.EncodeToString(root[:]) {
		t.Errorf("python says %s (%v), we say %x", got, err, root)
	}
}

func BenchmarkAppend(b *testing.B) {
	var f Frontier
	leaf := LeafHash([]byte("leaf"))
	for b.Loop() {
		f.Append(leaf)
	}
}
