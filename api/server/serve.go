package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// How long a caller may take. Streams set deadlines of their own.
const (
	headerTime = 5 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 2 * time.Minute
	farewell   = 20 * time.Second // for requests that are under way when the server is told to stop
	mostHeader = 16 << 10
)

// Listen takes the address that the configuration names.
func (s *Server) Listen() (net.Listener, error) {
	l, err := net.Listen("tcp", s.config.Addr)
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return l, nil
}

// Serve answers until the context ends, then lets what is under way finish.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	base, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	h := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: mostHeader, BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), // what strangers do to a socket is no news
	}
	s.engine.Begin(base)
	var loops sync.WaitGroup
	loops.Go(func() { s.db.Follow(base) })
	loops.Go(func() { s.sweep(base) })
	loops.Go(func() { s.planner.Run(base) })
	loops.Go(func() { s.lapse(base) })
	loops.Go(func() { s.notify.Run(base) })
	loops.Go(func() { s.tryChannels(base) })
	loops.Go(func() { s.engine.Run(base) })
	loops.Go(func() { s.heartbeat(base) })
	loops.Go(func() { s.lookout.Run(base) })
	failed := make(chan error, 1)
	go func() { failed <- s.accept(h, l) }()
	s.log.LogAttrs(ctx, slog.LevelInfo, "serving", slog.String("address", l.Addr().String()), slog.Bool("tls", s.config.TLSCert != ""))
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		s.log.LogAttrs(ctx, slog.LevelInfo, "stopping")
		s.endStreams() // first, or they would keep the server from stopping
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
		defer cancel()
		err = errors.Join(h.Shutdown(patience), h.Close())
	}
	end()
	loops.Wait()
	return err
}

func (s *Server) accept(h *http.Server, l net.Listener) error {
	var err error
	if s.config.TLSCert != "" {
		err = h.ServeTLS(l, s.config.TLSCert, s.config.TLSKey)
	} else {
		err = h.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// sweep forgets, once an hour, sessions and counters that are long over.
func (s *Server) sweep(ctx context.Context) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
			if err := s.auth.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "sweep failed", slog.String("error", err.Error()))
			}
		}
	}
}
