package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"runup/api/contract"
	"runup/internal/store"
)

// note is what one request gathers on its way, for its log line and its metrics.
type note struct {
	id        string
	operation *contract.Operation // nil: no operation of the contract
	actor     store.Actor
	aborted   bool // the connection must be cut: the answer is half out
}

const noteKey = "note"

func noteOf(c echo.Context) *note {
	n, ok := c.Get(noteKey).(*note)
	if !ok {
		n = &note{id: rand.Text()}
		c.Set(noteKey, n)
	}
	return n
}

func requestID(c echo.Context) string { return noteOf(c).id }

func operationID(c echo.Context) string {
	if o := noteOf(c).operation; o != nil {
		return o.ID
	}
	return ""
}

// observe is the outermost ring: request id, headers, panics, the answer to errors, one log line and one measurement.
func (s *service) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.now()
		n := noteOf(c)
		c.Response().Header().Set("X-Request-Id", n.id)
		s.secure(c)
		if err := guarded(next, c); err != nil {
			c.Error(err)
		}
		took := s.now().Sub(start)
		s.measure(c, took)
		s.access(c, took)
		if n.aborted {
			panic(http.ErrAbortHandler) // net/http cuts the connection and says nothing
		}
		return nil
	}
}

// guarded turns a panic into a failure like any other.
func guarded(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return next(c)
}

// quiet paths are asked every few seconds and are of no interest when they answer well.
func quiet(path string) bool { return path == "/healthz" || path == "/readyz" || path == "/metrics" }

func (s *service) access(c echo.Context, took time.Duration) {
	if quiet(c.Path()) && c.Response().Status < 400 {
		return
	}
	n := noteOf(c)
	s.log.LogAttrs(context.WithoutCancel(c.Request().Context()), slog.LevelInfo, "request",
		slog.String("request_id", n.id),
		slog.String("operation", operationID(c)),
		slog.String("method", method(c)),
		slog.String("route", c.Path()),
		slog.Int("status", c.Response().Status),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.Int64("bytes", c.Response().Size),
		slog.String("address", c.RealIP()),
		slog.String("staff_id", n.actor.Staff),
		slog.String("device_id", n.actor.Device))
}

// method is one of the few that exist, so that neither the log nor the metrics take what a caller makes up.
func method(c echo.Context) string {
	switch m := c.Request().Method; m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// secure sets what every answer carries, of whatever kind.
func (s *service) secure(c echo.Context) {
	h := c.Response().Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", policy(c.Request().URL.Path))
	h.Set("X-Frame-Options", "DENY")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()") // labels are scanned and photos taken
	if s.tls {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if path := c.Request().URL.Path; strings.HasPrefix(path, "/v1/") {
		h.Set("Cache-Control", "no-store")
		if strings.HasPrefix(path, "/v1/sync/") {
			h.Set("Sync-Protocol", "1")
		}
	}
}

// policy lets pages use our own files and nothing else; data is no page at all. The reader of labels is WebAssembly, photos are
// shown from memory, and style may not stand in the page.
func policy(path string) string {
	if strings.HasPrefix(path, "/v1/") {
		return "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	}
	return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; " +
		"manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
}
