package logbook

import (
	"encoding/json"
	"fmt"

	"runup/internal/store"
)

// Kind is one kind of entry together with the apply that writes its views. B is the entry's body: everything that was
// decided. The apply sees nothing else than the entry, its body and view rows: no clock, no network, no configuration;
// so the views can be made again from the log at any time.
type Kind[B any] struct {
	name  string
	apply func(tx *store.Tx, e Entry, body *B) error
}

// Define makes a kind of entry. Names are "noun.done".
func Define[B any](name string, apply func(tx *store.Tx, e Entry, body *B) error) Kind[B] {
	return Kind[B]{name: name, apply: apply}
}

// Applier is a kind as rebuild sees it.
type Applier interface {
	Name() string
	// Replay applies a stored body again.
	Replay(tx *store.Tx, e Entry, body []byte) error
}

// Name answers the kind's name, as it stands in entry headers.
func (k Kind[B]) Name() string { return k.name }

// Append writes the next entry, by the transaction's actor at the transaction's instant, and applies it at once.
// What an entry is about is an area ("" when no area owns it) and a subject, the id of the thing.
func (k Kind[B]) Append(tx *store.Tx, area, subject string, body *B) (Entry, error) {
	text, err := encode(body)
	if err != nil {
		return Entry{}, fmt.Errorf("logbook: %s: %w", k.name, err)
	}
	book, ok := tx.Log().(*Book)
	if !ok {
		return Entry{}, fmt.Errorf("logbook: %s: entries are appended in a Write", k.name)
	}
	e, err := book.append(tx, k.name, area, subject, text)
	if err != nil {
		return Entry{}, fmt.Errorf("logbook: %s: %w", k.name, err)
	}
	return e, tx.Applying(func() error { return k.apply(tx, e, body) })
}

// Replay applies a stored body again.
func (k Kind[B]) Replay(tx *store.Tx, e Entry, body []byte) error {
	var b B
	if err := json.Unmarshal(body, &b); err != nil {
		return fmt.Errorf("logbook: %s at %d: %w", k.name, e.Position, err)
	}
	return tx.Applying(func() error { return k.apply(tx, e, &b) })
}

// Act is the body of what the server or a person at it did.
type Act[A, F any] struct {
	Act   A `json:"act"`
	Found F `json:"found,omitzero"`
}

// Sent is the body of a tablet's operation: the exact text it signed, and what the server found.
type Sent[F any] struct {
	Payload   string `json:"payload"`
	Signature string `json:"signature"`
	Device    string `json:"device"`
	Releases  int64  `json:"releases,omitempty"` // the position where it was first kept, when it was set aside before
	Found     F      `json:"found"`
}

// appender is a body that writes its own JSON, for the hot path.
type appender interface{ AppendJSON([]byte) ([]byte, error) }

func encode(body any) (string, error) {
	if a, ok := body.(appender); ok {
		b, err := a.AppendJSON(nil)
		return string(b), err
	}
	b, err := json.Marshal(body)
	return string(b), err
}
