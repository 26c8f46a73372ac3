package check

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/stock"
)

// Found is everything the server found out about a check when it accepted it. With the tablet's own text beside it, it is
// all that the views are made from.
type Found struct {
	At          time.Time     `json:"at"` // when it was done, by the best evidence
	Release     *Release      `json:"release,omitempty"`
	SkewMs      *int64        `json:"skewMs,omitempty"`
	Verdict     judge.Verdict `json:"verdict"`
	Items       []judge.Item  `json:"items"`
	Flags       []string      `json:"flags"`
	Capacity    string        `json:"capacity,omitempty"`
	Responsible string        `json:"responsibleOperator,omitempty"`
	Supervisor  string        `json:"supervisedBy,omitempty"`
	Blobs       []string      `json:"blobs,omitempty"`
	Seen        []Seen        `json:"seen,omitempty"`
	Stock       []stock.Found `json:"stock,omitempty"`
	Occurrence  string        `json:"occurrence,omitempty"`  // the one it counts for
	WantsSecond bool          `json:"wantsSecond,omitempty"` // its checklist asks for a second check
	Current     *Current      `json:"current,omitempty"`
}

// Seen is what was read of an item that the next check compares with.
type Seen struct {
	Item  string `json:"item"`
	Value string `json:"value"`
	Last  string `json:"last,omitempty"` // what was seen before, that it was held against
}

// sent is the body of an accepted operation. What the apply needs of the payload is read from its text once, and kept
// while the entry is first written.
type sent struct {
	logbook.Sent[Found]

	op  *operation.Operation
	sha string
	// found is the text of Found, for entry and view alike.
	found []byte
}

func (in *Incoming) body(f Found) (*sent, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("check: found: %w", err)
	}
	b := &sent{op: in.Op, sha: in.SHA, found: text}
	b.Sent = logbook.Sent[Found]{Payload: in.Text, Signature: in.Signature, Device: in.Device.ID, Found: f}
	if in.Release != nil {
		b.Releases = in.Release.Position
	}
	return b, nil
}

// AppendJSON writes the body with the payload quoted and what was found as it was written already.
func (b *sent) AppendJSON(dst []byte) ([]byte, error) {
	dst = append(dst, `{"payload":`...)
	dst, err := jsontext.AppendQuote(dst, b.Payload)
	if err != nil {
		return nil, fmt.Errorf("check: payload: %w", err)
	}
	dst = append(dst, `,"signature":`...)
	if dst, err = jsontext.AppendQuote(dst, b.Signature); err != nil {
		return nil, fmt.Errorf("check: signature: %w", err)
	}
	dst = append(dst, `,"device":`...)
	dst, _ = jsontext.AppendQuote(dst, b.Device) // an id of ours
	if b.Releases != 0 {
		dst = strconv.AppendInt(append(dst, `,"releases":`...), b.Releases, 10)
	}
	dst = append(append(dst, `,"found":`...), b.found...)
	return append(dst, '}'), nil
}

// settle makes a body that was read back from the log as it was when it was written.
func (b *sent) settle() (err error) {
	if b.op != nil {
		return nil
	}
	if b.op, err = operation.Read(b.Payload); err != nil {
		return err
	}
	b.sha = operation.SHA(b.Payload)
	b.found, err = json.Marshal(b.Found)
	return err
}
