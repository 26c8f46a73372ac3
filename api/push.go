package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"runup/api/contract"
	. "runup/api/wire"
	"runup/internal/problem"
	"runup/internal/tablet"
)

const (
	pushLimit = tablet.BytesPerPush
	protocol  = 1
)

// pushed is the answer to a push. Results are marshalled as the tablet package made them.
type pushed struct {
	BatchID         string          `json:"batchId"`
	Epoch           string          `json:"epoch"`
	Head            int64           `json:"head"`
	ServerTime      Time            `json:"serverTime"`
	BackedUpThrough int64           `json:"backedUpThrough"`
	Checkpoint      string          `json:"checkpoint,omitempty"`
	Results         []tablet.Result `json:"results"`
}

// push takes what a tablet sends. It is the one operation that is written by hand: a morning's work passes through it,
// and a generated one would decode every byte twice.
func (s *service) push(c echo.Context) error {
	ctx := c.Request().Context()
	batch, id, err := s.readPush(c)
	if err != nil {
		return err
	}
	results, err := s.Tablet.Push(ctx, callerOf(ctx).Principal, batch)
	if err != nil {
		return err
	}
	ok := s.Engine.OK()
	for i := range results {
		for j := range results[i].Escalations {
			results[i].Escalations[j].EngineOK = ok
		}
		s.metrics.pushed.WithLabelValues(string(results[i].Outcome)).Inc()
		if waited := results[i].Waited; waited != nil {
			s.metrics.waited.Observe(waited.Seconds())
		}
	}
	head := s.DB.Head()
	text, err := json.Marshal(pushed{
		BatchID: id, Epoch: head.Epoch, Head: head.Position, ServerTime: Time(s.now()), Checkpoint: s.checkpoint(ctx), Results: results,
	})
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/json", text)
}

func (s *service) readPush(c echo.Context) (tablet.Batch, string, error) {
	if err := wants(c.Request(), contract.JSON); err != nil {
		return tablet.Batch{}, "", err
	}
	text, err := readBody(c.Request(), pushLimit)
	if err != nil {
		return tablet.Batch{}, "", err
	}
	e, err := readEnvelope(text, noteOf(c).operation)
	if err != nil {
		return tablet.Batch{}, "", err
	}
	if len(e.Ops) > tablet.OpsPerPush {
		return tablet.Batch{}, "", problem.Newf("too-large", "%d operations in one push; at most %d.", len(e.Ops), tablet.OpsPerPush)
	}
	return tablet.Batch{Standing: e.Device.standing(), Ops: e.Ops, Unusable: e.unusable}, e.BatchID, nil
}

// standing is what the tablet says of itself. A clock that cannot be read is none: it is evidence and never an order.
func (s standing) standing() tablet.Standing {
	out := tablet.Standing{Outbox: s.Outbox, App: s.App}
	if now, err := time.Parse(time.RFC3339Nano, s.Now); err == nil {
		out.Now = &now
	}
	if oldest, err := time.Parse(time.RFC3339Nano, s.Oldest); err == nil {
		out.Oldest = &oldest
	}
	return out
}
