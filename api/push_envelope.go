package api

import (
	"github.com/go-json-experiment/json"

	"runup/api/contract"
	"runup/internal/problem"
	"runup/internal/tablet"
)

// envelope is the body of a push. Its operations' payloads are texts and are not looked into here.
type envelope struct {
	BatchID string      `json:"batchId"`
	Device  standing    `json:"device,omitzero"`
	Ops     []tablet.Op `json:"ops"`
}

type standing struct {
	Now         string  `json:"now,omitzero"`
	MonotonicMs float64 `json:"monotonicMs,omitzero"`
	App         string  `json:"app,omitzero"`
	Outbox      *int64  `json:"outbox,omitzero"`
}

// readEnvelope decodes a push. What is right takes one pass over the bytes; only what is wrong, or looks so, is held
// against the contract's schema, which is slower and names every wrong place.
func readEnvelope(text []byte, o *contract.Operation) (envelope, error) {
	var e envelope
	err := json.Unmarshal(text, &e, json.RejectUnknownMembers(true))
	if err == nil && e.plausible() {
		return e, nil
	}
	value, wrong := o.Body(text)
	if wrong != nil {
		return envelope{}, wrong
	}
	if err != nil {
		return envelope{}, problem.New("invalid", "The envelope is not one of a push.").Because(err)
	}
	return e, keepable(value)
}

// plausible tells that nothing in a decoded envelope could be against the schema.
func (e *envelope) plausible() bool {
	if !short(e.BatchID) || e.Ops == nil || len(e.Device.Now) > 100 || len(e.Device.App) > 100 ||
		!contract.Plain(e.Device.Now) || !contract.Plain(e.Device.App) || (e.Device.Outbox != nil && (*e.Device.Outbox < 0 || *e.Device.Outbox > 1<<53-1)) {
		return false
	}
	for i := range e.Ops {
		op := &e.Ops[i]
		if !short(op.OpID) || op.Payload == "" || op.Signature == "" || len(op.Signature) > 1000 || !contract.Plain(op.Signature) {
			return false
		}
	}
	return true
}

func short(text string) bool { return text != "" && len(text) <= 100 && contract.Plain(text) }

// keepable is contract.Keepable without the payloads: one that no database could keep is set aside by itself, it does
// not hold up the others.
func keepable(value any) error {
	body, _ := value.(map[string]any)
	ops, _ := body["ops"].([]any)
	for _, op := range ops {
		if op, ok := op.(map[string]any); ok {
			op["payload"] = ""
		}
	}
	return contract.Keepable(value)
}
