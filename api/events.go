package api

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	pace      = 100 * time.Millisecond // between two events: a busy morning is one hint, not a thousand
	recheck   = time.Second            // how soon a stream ends for somebody who was shut out
	heartbeat = 15 * time.Second       // a comment, so that proxies and dead connections show
	sendTime  = 10 * time.Second       // how long one event may take to leave
)

// SyncEvents streams hints that the logbook moved. They carry no record: whoever hears one pulls.
func (s *service) SyncEvents(ctx context.Context, _ SyncEventsRequestObject) (SyncEventsResponseObject, error) {
	return events{service: s, ctx: ctx}, nil
}

// events is one open stream.
type events struct {
	service *service
	ctx     context.Context
}

// VisitSyncEventsResponse writes the first event at once, and the others as they come.
func (e events) VisitSyncEventsResponse(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := newStream(w)
	ticker := time.NewTicker(recheck)
	defer ticker.Stop()
	last, quietFor := int64(-1), time.Duration(0)
	told, _ := e.service.claims.now()
	for {
		changed := e.service.DB.Changed()
		begun, claims := e.service.claims.now()
		if head := e.service.DB.Head().Position; head != last {
			last, quietFor = head, 0
			if err := out.send(fmt.Sprintf("event: head\nid: %d\ndata: {\"head\":%d}\n\n", head, head)); err != nil {
				return nil // the caller is gone, which is how streams end
			}
		}
		if begun != told {
			told, quietFor = begun, 0
			if err := out.send("event: claims\ndata: {}\n\n"); err != nil {
				return nil
			}
		}
		select {
		case <-e.ctx.Done():
			return nil
		case <-changed:
			if !rest(e.ctx, pace) {
				return nil
			}
		case <-claims:
			if !rest(e.ctx, pace) {
				return nil
			}
		case <-ticker.C:
			e.service.hearClaims(e.ctx)
			if quietFor += recheck; quietFor >= heartbeat {
				quietFor = 0
				if err := out.send(": still here\n\n"); err != nil {
					return nil
				}
			}
			if e.service.stillWelcome(e.ctx, "syncEvents") != nil {
				return nil
			}
		}
	}
}

// rest waits a little, and answers false when the stream is over.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// stream writes without the server's own deadlines, which are made for short answers: each piece has its own.
type stream struct {
	http.ResponseWriter
	control *http.ResponseController
}

func newStream(w http.ResponseWriter) stream {
	s := stream{ResponseWriter: w, control: http.NewResponseController(w)}
	_ = s.control.SetReadDeadline(time.Time{}) // a test's recorder has no deadlines
	s.extend()
	return s
}

func (s stream) extend() {
	_ = s.control.SetWriteDeadline(time.Now().Add(sendTime)) //nolint:forbidigo // the wall clock is what the network goes by
}

func (s stream) send(text string) error {
	s.extend()
	if _, err := s.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
