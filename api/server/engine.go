package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"runup/internal/engine"
	"runup/internal/escalation"
	"runup/internal/store"
)

// ladders makes the engine, and has a demonstration's ladders climb as it was told.
func (s *Server) ladders(ctx context.Context, zone *time.Location) error {
	s.engine = engine.New(s.db, s.log, true)
	if s.config.SelfTestTo != "" {
		s.engine.Tests(s.config.SelfTestTo, zone)
	}
	if !s.config.Demo {
		return nil
	}
	return s.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error { return escalation.Pace(tx, s.config.FastLadder) })
}

const (
	heartbeatEvery = time.Minute
	heartbeatFirst = time.Second // while nothing is known yet: a monitor need not wonder for a minute about a server that began anew
	heartbeatTime  = 10 * time.Second
)

// heartbeat calls a monitor outside, for as long as people would be called. No call means that nobody would be told.
func (s *Server) heartbeat(ctx context.Context) {
	if s.config.Heartbeat == nil {
		return
	}
	s.beats(ctx, &http.Client{Timeout: heartbeatTime, Transport: &http.Transport{Proxy: http.ProxyURL(s.config.Channels.Proxy)}})
}

func (s *Server) beats(ctx context.Context, client *http.Client) {
	for {
		known, err := s.beat(ctx, client)
		if err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "the monitor outside was not called", slog.String("error", err.Error()))
		}
		pause := heartbeatEvery
		if !known {
			pause = heartbeatFirst
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// beat calls the monitor if people would be called now. It answers false before the engine has looked for the first time.
func (s *Server) beat(ctx context.Context, client *http.Client) (known bool, err error) {
	b, err := s.engine.Health(ctx)
	switch {
	case b.AuditAt.IsZero():
		return false, nil
	case err != nil:
		return true, err
	case !b.Well():
		return true, fmt.Errorf("server: the engine is not well: %v", b.Stalled)
	}
	return true, s.call(ctx, client)
}

func (s *Server) call(ctx context.Context, client *http.Client) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.config.Heartbeat.String(), nil)
	if err != nil {
		return fmt.Errorf("server: heartbeat: %w", err)
	}
	answer, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("server: heartbeat: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	if answer.StatusCode >= 300 {
		return fmt.Errorf("server: the monitor answered %d", answer.StatusCode)
	}
	return nil
}
