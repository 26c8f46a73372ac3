package proof

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"
)

// sampleRun is a logbook of n entries as the database holds it.
func sampleRun(n int) []Entry {
	start := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	run := make([]Entry, n)
	for i := range run {
		salt, body := binary.BigEndian.AppendUint64(make([]byte, 24), uint64(i)), fmt.Appendf(nil, `{"act":{"n":%d}}`, i)
		h := Header{Epoch: "e1", Position: int64(i + 1), At: start.Add(time.Duration(i) * time.Second), Kind: "check.completed",
			Actor: "sam", Device: "tablet", Area: "linacs", Subject: fmt.Sprint("check-", i), Body: BodyHash(salt, body)}
		run[i] = entryOf(h, salt, body)
	}
	return run
}

func entryOf(h Header, salt, body []byte) Entry {
	text := h.Text()
	leaf := LeafHash(text)
	return Entry{Header: text, Leaf: &leaf, Salt: salt, Body: body}
}

func each(run []Entry) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range run {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func frontierOf(run []Entry) Frontier {
	var f Frontier
	for _, e := range run {
		f.Append(LeafHash(e.Header))
	}
	return f
}

func rootOf(run []Entry) Hash {
	f := frontierOf(run)
	return f.Root()
}

// expected is all that the server knows of a run: size, roots of two checkpoints, stored nodes.
func expected(run []Entry) Expected {
	stored := map[[2]int64]Hash{}
	var f Frontier
	for _, e := range run {
		for _, n := range f.Append(LeafHash(e.Header)) {
			stored[[2]int64{int64(n.Level), n.N}] = n.Hash
		}
	}
	half := len(run) / 2
	return Expected{
		Size:  int64(len(run)),
		Roots: map[int64]Hash{int64(half): rootOf(run[:half]), int64(len(run)): f.Root()},
		Node:  func(n Node) (Hash, error) { return stored[[2]int64{int64(n.Level), n.N}], nil },
	}
}

func wantBad(t *testing.T, what string, run []Entry, want Expected, first, last int64) {
	t.Helper()
	_, err := Verify(each(run), want)
	var bad *Bad
	if !errors.As(err, &bad) || bad.First != first || bad.Last != last {
		t.Errorf("%s: got %v, want entries %d to %d", what, err, first, last)
	}
}

func TestWholeRunHolds(t *testing.T) {
	for _, n := range []int{0, 1, 2, 255, 256, 257, 700} {
		run := sampleRun(n)
		got, err := Verify(each(run), expected(run))
		if err != nil || got.Frontier.Root() != rootOf(run) || got.Frontier.Size() != int64(n) || got.Withheld != nil {
			t.Errorf("%d entries: %+v, %v", n, got.Frontier.Size(), err)
		}
	}
}

func TestAnyByteFlippedNamesTheEntry(t *testing.T) {
	run := sampleRun(9)
	want := expected(run)
	for i, e := range run {
		for _, part := range [][]byte{e.Header, e.Leaf[:], e.Salt, e.Body} {
			for at := range part {
				for _, bits := range []byte{0x01, 0x20, 0x80} {
					part[at] ^= bits
					wantBad(t, fmt.Sprintf("byte %d of %q", at, part), run, want, int64(i+1), int64(i+1))
					part[at] ^= bits
				}
			}
		}
	}
}

func TestDroppedSwappedAndInsertedEntriesAreNamed(t *testing.T) {
	run := sampleRun(300)
	want := expected(run)
	for i := range run {
		at := int64(i + 1)
		wantBad(t, fmt.Sprint("dropped ", at), slices.Delete(slices.Clone(run), i, i+1), want, at, at)
		wantBad(t, fmt.Sprint("doubled ", at), slices.Insert(slices.Clone(run), i, run[i]), want, at+1, at+1)
		if i+1 < len(run) {
			swapped := slices.Clone(run)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			wantBad(t, fmt.Sprint("swapped ", at), swapped, want, at, at)
		}
	}
}

func TestEndCutOffIsNamed(t *testing.T) {
	run := sampleRun(300)
	want := expected(run)
	wantBad(t, "cut, size known", run[:280], want, 281, 281)
	want.Size = 0
	wantBad(t, "cut, checkpoint known", run[:280], want, 281, 281)
	wantBad(t, "nothing left", nil, want, 1, 1)
}

func TestEntryBehindTheEndIsNamed(t *testing.T) {
	run := sampleRun(300)
	wantBad(t, "one appended in passing", run, expected(run[:299]), 300, 300)
}

// rewritten is one entry changed with everything that the database holds of it made to fit.
func rewritten(run []Entry, i int) []Entry {
	run = slices.Clone(run)
	h, _ := ParseHeader(run[i].Header)
	body := []byte(`{"act":"another"}`)
	h.Body = BodyHash(run[i].Salt, body)
	run[i] = entryOf(h, run[i].Salt, body)
	return run
}

func TestCleverRewritingIsSeenByStoredNodesAndCheckpoints(t *testing.T) {
	run := sampleRun(700)
	want := expected(run)
	wantBad(t, "in a complete tile", rewritten(run, 99), want, 1, 256)
	wantBad(t, "in the second tile", rewritten(run, 299), want, 1, 350)
	wantBad(t, "after the earlier checkpoint", rewritten(run, 399), want, 351, 512)
	wantBad(t, "in the last tile", rewritten(run, 650), want, 351, 700)
	want.Node = nil
	wantBad(t, "nodes rewritten too", rewritten(run, 99), want, 1, 350)
	wantBad(t, "nodes rewritten too, later", rewritten(run, 399), want, 351, 700)
	want.Roots = nil
	if _, err := Verify(each(rewritten(run, 99)), want); err != nil {
		t.Errorf("without nodes or a checkpoint there is nothing that could tell, yet: %v", err)
	}
}

func TestClockGoingBackIsNamed(t *testing.T) {
	run := sampleRun(20)
	h, _ := ParseHeader(run[10].Header)
	h.At = h.At.Add(-time.Minute)
	run[10] = entryOf(h, run[10].Salt, run[10].Body)
	wantBad(t, "an earlier time", run, expected(run), 11, 11)
	h.Epoch = "e2"
	run[10] = entryOf(h, run[10].Salt, run[10].Body)
	if _, err := Verify(each(run[:11]), Expected{}); err != nil {
		t.Errorf("a new epoch may begin earlier: %v", err)
	}
}

func TestRedactedBodiesAreCountedNotForgiven(t *testing.T) {
	run := sampleRun(20)
	run[4].Salt, run[4].Body = nil, nil
	run[7].Salt, run[7].Body = nil, nil
	got, err := Verify(each(run), expected(run))
	if err != nil || !slices.Equal(got.Withheld, []int64{5, 8}) {
		t.Errorf("withheld %v, %v", got.Withheld, err)
	}
	salt := run[9].Salt
	run[9].Salt = nil
	wantBad(t, "salt gone, body left", run, expected(run), 10, 10)
	run[9].Salt, run[9].Body = salt, nil
	wantBad(t, "body gone, salt left", run, expected(run), 10, 10)
}

func TestRunFromTheMiddleGoesOnFromItsFrontier(t *testing.T) {
	run := sampleRun(700)
	want := expected(run)
	want.Start = frontierOf(run[:300])
	got, err := Verify(each(run[300:]), want)
	if err != nil || got.Frontier.Root() != rootOf(run) {
		t.Fatalf("from 301: %v", err)
	}
	altered := bytes.Clone(run[400].Header)
	altered[30] ^= 1
	whole := run[400].Header
	run[400].Header = altered
	wantBad(t, "altered behind a start", run[300:], want, 401, 401)
	run[400].Header = whole
	want.Start = frontierOf(rewritten(run, 99)[:300])
	want.Node = nil
	wantBad(t, "another start", run[300:], want, 301, 350)
	want.Roots[300] = rootOf(run[:300])
	wantBad(t, "another start, its root known", run[300:], want, 1, 300)
}

func TestFailureToReadIsNotCalledAlteration(t *testing.T) {
	broken := errors.New("disk")
	reading := func(yield func(Entry, error) bool) { yield(Entry{}, broken) }
	if _, err := Verify(reading, Expected{Size: 3}); err != broken {
		t.Errorf("got %v", err)
	}
	want := Expected{Node: func(Node) (Hash, error) { return Hash{}, broken }}
	if _, err := Verify(each(sampleRun(256)), want); err != broken {
		t.Errorf("got %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	run := sampleRun(1000)
	want := expected(run)
	for b.Loop() {
		if _, err := Verify(each(run), want); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(run))/b.Elapsed().Seconds(), "entries/s")
}
