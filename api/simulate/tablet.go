// Package simulate is a tablet, and the people at it, over HTTP: what an outside client does, no more.
//
// It knows nothing of the server's inside. Stories, the kill test and the benchmarks drive a real server with it.
package simulate

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"runup/internal/tablet/client"
)

// Tablet is an enrolled device with its own key, its chain of operations and its token.
type Tablet struct {
	Client
	*client.Tablet
}

// Enrol makes a key, redeems an enrolment code and signs the first challenge.
func Enrol(ctx context.Context, base, code, name string) (*Tablet, error) {
	t := &Tablet{Client: NewClient(base), Tablet: client.New()}
	var enrolled struct{ DeviceID string }
	body := map[string]any{"code": code, "name": name, "publicKey": json.RawMessage(t.PublicKey())}
	if err := t.Call(ctx, http.MethodPost, "/v1/devices", body, &enrolled); err != nil {
		return nil, fmt.Errorf("enrol: %w", err)
	}
	t.Enrolled(enrolled.DeviceID)
	return t, t.Prove(ctx)
}

// Prove signs a fresh challenge and keeps the token it earns.
func (t *Tablet) Prove(ctx context.Context) error {
	var challenge struct{ Nonce string }
	if err := t.Call(ctx, http.MethodPost, "/v1/devices/"+t.ID()+"/challenge", nil, &challenge); err != nil {
		return fmt.Errorf("challenge: %w", err)
	}
	var token struct{ AccessToken string }
	body := map[string]any{"nonce": challenge.Nonce, "signature": t.Sign(challenge.Nonce)}
	if err := t.Call(ctx, http.MethodPost, "/v1/devices/"+t.ID()+"/token", body, &token); err != nil {
		return fmt.Errorf("token: %w", err)
	}
	t.Token = token.AccessToken
	return nil
}

// Result is what became of one operation.
type Result struct {
	OpID, Outcome, CheckID, Verdict, QuarantineID string
	Replay                                        bool
	Position                                      int64
	Flags, WaitingFor, MissingBlobs               []string
	Escalations                                   []Raised
	Problem                                       *Problem
}

// Raised is an escalation that an operation opened or joined.
type Raised struct {
	ID, Ref, Severity, State string
	Attempted, EngineOK      bool
	Told                     []string
}

// Answer is the answer to a push.
type Answer struct {
	BatchID, Epoch, Checkpoint string
	Head                       int64
	Results                    []Result
}

// Push sends operations in one batch.
func (t *Tablet) Push(ctx context.Context, ops ...client.Op) (Answer, error) {
	body := map[string]any{
		"batchId": uuid.Must(uuid.NewV7()).String(), "ops": ops,
		"device": map[string]any{"now": time.Now().UTC().Format("2006-01-02T15:04:05.000Z07:00"), "monotonicMs": 1, "app": "simulate", "outbox": len(ops)},
	}
	var answer Answer
	err := t.Call(ctx, http.MethodPost, "/v1/sync/push", body, &answer)
	if err == nil && len(answer.Results) != len(ops) {
		err = fmt.Errorf("%d results for %d operations", len(answer.Results), len(ops))
	}
	return answer, err
}
