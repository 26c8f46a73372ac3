package api

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"runup/api/contract"
	"runup/internal/problem"
	"runup/internal/tablet"
)

// envelope is the body of a push. Its operations' payloads are texts and are not looked into here.
type envelope struct {
	BatchID string      `json:"batchId"`
	Device  standing    `json:"device,omitzero"`
	Ops     []tablet.Op `json:"ops"`

	unusable map[int][]problem.Field // what of an operation is missing or was no text, by its place
}

type standing struct {
	Now         string  `json:"now,omitzero"`
	MonotonicMs float64 `json:"monotonicMs,omitzero"`
	App         string  `json:"app,omitzero"`
	Outbox      *int64  `json:"outbox,omitzero"`
	Oldest      string  `json:"oldestUnsentAt,omitzero"`
}

// readEnvelope decodes a push. What is right takes one pass over the bytes; only what is wrong, or looks so, is held
// against the contract's schema, which is slower and names every wrong place. That is about the envelope alone: an operation
// of which a member cannot be used goes on as it came, and is set aside by itself.
func readEnvelope(text []byte, o *contract.Operation) (envelope, error) {
	var e envelope
	err := json.Unmarshal(text, &e, json.RejectUnknownMembers(true))
	if err == nil && e.plausible() {
		return e, nil
	}
	value, wrong := o.Body(text)
	if wrong == nil {
		wrong = keepable(value)
	}
	if wrong != nil {
		return envelope{}, wrong
	}
	return readLoosely(text)
}

// readLoosely decodes an envelope of which some operation is not three texts.
func readLoosely(text []byte) (envelope, error) {
	var l struct {
		BatchID string     `json:"batchId"`
		Device  standing   `json:"device,omitzero"`
		Ops     []sketchOp `json:"ops"`
	}
	if err := json.Unmarshal(text, &l, json.RejectUnknownMembers(true)); err != nil {
		return envelope{}, problem.New("invalid", "The envelope is not one of a push.").Because(err)
	}
	e := envelope{BatchID: l.BatchID, Device: l.Device, Ops: make([]tablet.Op, len(l.Ops)), unusable: map[int][]problem.Field{}}
	for i, op := range l.Ops {
		e.Ops[i], e.unusable[i] = op.op()
	}
	return e, nil
}

// sketchOp is an operation whose members may be anything.
type sketchOp struct {
	OpID      jsontext.Value `json:"opId"`
	Payload   jsontext.Value `json:"payload"`
	Signature jsontext.Value `json:"signature"`
}

func (s sketchOp) op() (op tablet.Op, unusable []problem.Field) {
	for _, m := range []struct {
		name string
		from jsontext.Value
		to   *string
	}{{"opId", s.OpID, &op.OpID}, {"payload", s.Payload, &op.Payload}, {"signature", s.Signature, &op.Signature}} {
		switch m.from.Kind() {
		case '"':
			_ = json.Unmarshal(m.from, m.to) // it was read as part of the envelope
		case 0, 'n':
			unusable = append(unusable, problem.Field{Pointer: "/" + m.name, Detail: "is missing"})
		default:
			*m.to = string(m.from)
			unusable = append(unusable, problem.Field{Pointer: "/" + m.name, Detail: "must be a text"})
		}
	}
	return op, unusable
}

// plausible tells that nothing in a decoded envelope could be against the schema, and that every operation is three texts.
func (e *envelope) plausible() bool {
	if !short(e.BatchID) || e.Ops == nil || len(e.Device.Now) > 100 || len(e.Device.App) > 100 || len(e.Device.Oldest) > 100 ||
		!contract.Plain(e.Device.Now) || !contract.Plain(e.Device.App) || !contract.Plain(e.Device.Oldest) || (e.Device.Outbox != nil && (*e.Device.Outbox < 0 || *e.Device.Outbox > 1<<53-1)) {
		return false
	}
	for i := range e.Ops {
		if op := &e.Ops[i]; op.OpID == "" || op.Payload == "" || op.Signature == "" {
			return false // an empty text, or none
		}
	}
	return true
}

func short(text string) bool { return text != "" && len(text) <= 100 && contract.Plain(text) }

// keepable is contract.Keepable without the operations: one that no database could keep is set aside by itself.
func keepable(value any) error {
	if body, ok := value.(map[string]any); ok {
		delete(body, "ops")
	}
	return contract.Keepable(value)
}
