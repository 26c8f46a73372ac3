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
		if err := s.beat(ctx, client); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "the monitor outside was not called", slog.String("error", err.Error()))
		}
		timer := time.NewTimer(heartbeatEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

func (s *Server) beat(ctx context.Context, client *http.Client) error {
	b, err := s.engine.Health(ctx)
	switch {
	case err != nil:
		return err
	case !b.Well():
		return fmt.Errorf("server: the engine is not well: %v", b.Stalled)
	case b.AuditAt.IsZero():
		return nil // nothing is known yet
	}
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
