package proof

import (
	"fmt"
	"iter"
	"time"
)

// Entry is one entry as it is stored or exported.
type Entry struct {
	Header []byte
	Leaf   *Hash  // the leaf hash stored with it; nil when none is given
	Salt   []byte // nil, like Body, where the entry was redacted or may not be shown
	Body   []byte
}

// Expected is what a run of entries is held against. The more of it is known, the closer the culprit is named.
type Expected struct {
	Start Frontier                 // the tree before the first entry given; zero: the run begins at position 1
	Size  int64                    // the size to be reached; 0: wherever the run ends
	Roots map[int64]Hash           // roots by size, from checkpoints one trusts; those before Start are not looked at
	Node  func(Node) (Hash, error) // the stored hash of a node that was computed anew; nil: none are stored
}

// reach is the size at which nothing expected is left out.
func (e Expected) reach() int64 {
	size := e.Size
	for known := range e.Roots {
		size = max(size, known)
	}
	return size
}

// Result is what a run that holds amounts to.
type Result struct {
	Frontier Frontier
	Withheld []int64 // positions without a body; whoever asked holds them against the redactions and the scope
}

// Bad names what does not hold: the entry, or the run First to Last that must contain it, where only a hash over many
// entries disagrees.
type Bad struct {
	First, Last int64
	Why         string
}

func (b *Bad) Error() string {
	if b.First == b.Last {
		return fmt.Sprintf("entry %d: %s", b.First, b.Why)
	}
	return fmt.Sprintf("entries %d to %d: %s", b.First, b.Last, b.Why)
}

// Verify recomputes a run of entries in order: each header's text, place, time, leaf and body, then every stored node
// and every known root on the way. The error is a *Bad that names the first bad entry, or what reading them failed with.
func Verify(entries iter.Seq2[Entry, error], want Expected) (Result, error) {
	v := verifier{want: want, tree: want.Start}
	if err := v.root(); err != nil {
		return Result{}, err
	}
	v.good = want.Start.Size()
	for e, err := range entries {
		if err == nil {
			err = v.entry(e)
		}
		if err != nil {
			return Result{}, err
		}
	}
	if v.tree.Size() < want.reach() {
		return Result{}, v.bad(v.tree.Size()+1, "missing")
	}
	return Result{Frontier: v.tree, Withheld: v.withheld}, nil
}

// verifier is a run half way.
type verifier struct {
	want     Expected
	tree     Frontier
	good     int64 // everything up to this position is pinned by a root that agreed
	epoch    string
	at       time.Time
	withheld []int64
}

func (v *verifier) bad(position int64, why string, args ...any) error {
	return &Bad{First: position, Last: position, Why: fmt.Sprintf(why, args...)}
}

func (v *verifier) entry(e Entry) error {
	position := v.tree.Size() + 1
	if v.want.Size > 0 && position > v.want.Size {
		return v.bad(position, "one more than the logbook had")
	}
	h, err := ParseHeader(e.Header)
	if err != nil {
		return v.bad(position, "the header is altered: %v", err)
	}
	if err := v.place(h, position); err != nil {
		return err
	}
	leaf := LeafHash(e.Header)
	if e.Leaf != nil && *e.Leaf != leaf {
		return v.bad(position, "the header is not the one that was hashed")
	}
	if err := v.body(h, e); err != nil {
		return err
	}
	return v.grow(leaf)
}

// place holds a header against its neighbours.
func (v *verifier) place(h Header, position int64) error {
	if h.Position != position {
		return v.bad(position, "entry %d stands in its place", h.Position)
	}
	if h.Epoch == v.epoch && h.At.Before(v.at) {
		return v.bad(position, "earlier than the entry before it")
	}
	v.epoch, v.at = h.Epoch, h.At
	return nil
}

func (v *verifier) body(h Header, e Entry) error {
	if e.Body == nil && e.Salt == nil {
		v.withheld = append(v.withheld, h.Position)
		return nil
	}
	if BodyHash(e.Salt, e.Body) != h.Body {
		return v.bad(h.Position, "the body or its salt is altered")
	}
	return nil
}

// grow adds a leaf and holds what it completed against what is stored and known.
func (v *verifier) grow(leaf Hash) error {
	for _, n := range v.tree.Append(leaf) {
		if v.want.Node == nil {
			break
		}
		stored, err := v.want.Node(n)
		if err != nil {
			return err
		}
		if stored != n.Hash {
			first := max(v.good, n.N<<(n.Level*tileBits)) + 1
			return &Bad{First: first, Last: v.tree.Size(), Why: "they do not make the stored hash over them"}
		}
	}
	return v.root()
}

func (v *verifier) root() error {
	size := v.tree.Size()
	known, ok := v.want.Roots[size]
	if ok && known != v.tree.Root() {
		return &Bad{First: min(v.good+1, size), Last: size, Why: "they do not make the root of the checkpoint at their end"}
	}
	if ok {
		v.good = size
	}
	return nil
}
