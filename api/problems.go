package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	. "runup/api/wire"
	"runup/internal/problem"
)

// statuses is what each kind of problem becomes on the wire.
var statuses = map[problem.Kind]int{
	problem.Unreadable: 400, problem.Unauthenticated: 401, problem.Forbidden: 403, problem.NotFound: 404,
	problem.Method: 405, problem.Conflict: 409, problem.TooLarge: 413, problem.Media: 415, problem.Invalid: 422,
	problem.TooMany: 429, problem.Unavailable: 503, problem.Internal: 500,
}

// codes is what Echo's own refusals are called.
var codes = map[int]string{
	400: "unreadable", 401: "not-signed-in", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
	413: "too-large", 415: "unsupported-media", 429: "too-many", 503: "unavailable",
}

// fail is the one place where an error becomes an answer, and where a failure is logged.
func (s *service) fail(err error, c echo.Context) {
	p := problemOf(err)
	if p.Kind() == problem.Internal || p.Kind() == problem.Unavailable {
		s.log.LogAttrs(c.Request().Context(), level(err), "request failed",
			slog.String("request_id", requestID(c)), slog.String("operation", operationID(c)), slog.String("error", err.Error()))
	}
	if c.Response().Committed {
		noteOf(c).aborted = true // half of an answer went out: the connection is cut, so nobody takes it for whole
		return
	}
	if err := writeProblem(c, p); err != nil {
		noteOf(c).aborted = true
	}
}

// level is lower for what is only a caller who left.
func level(err error) slog.Level {
	if errors.Is(err, context.Canceled) {
		return slog.LevelInfo
	}
	return slog.LevelError
}

// problemOf finds the problem in an error; what holds none is ours to mend, and its text stays here.
func problemOf(err error) *problem.Error {
	var framework *echo.HTTPError
	var large *http.MaxBytesError
	if p, ok := problem.Of(err); ok {
		return p
	}
	switch {
	case errors.As(err, &large):
		return problem.Newf("too-large", "The body is larger than %d bytes.", large.Limit)
	case errors.As(err, &framework) && codes[framework.Code] != "":
		return problem.New(codes[framework.Code], problem.Describe(codes[framework.Code]).Title+".")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return problem.New("unavailable", "The server did not get to it in time.").After(time.Second)
	}
	return problem.New("internal", "Something went wrong on the server.")
}

func writeProblem(c echo.Context, p *problem.Error) error {
	body := presentProblem(p, requestID(c))
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if wait := retryAfter(p); wait != "" {
		c.Response().Header().Set("Retry-After", wait)
	}
	if body.Status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
	}
	return c.Blob(body.Status, "application/problem+json", text)
}

// retryAfter is whole seconds, never fewer than asked for; 429 and 503 always say something.
func retryAfter(p *problem.Error) string {
	wait := p.RetryAfter
	if kind := p.Kind(); wait <= 0 && (kind == problem.TooMany || kind == problem.Unavailable) {
		wait = time.Second
	}
	if wait <= 0 {
		return ""
	}
	return strconv.Itoa(int(math.Ceil(wait.Seconds())))
}

func presentProblem(p *problem.Error, instance string) Problem {
	description := problem.Describe(p.Code)
	out := Problem{
		Type: "/problems/" + description.Code, Title: description.Title, Status: statuses[description.Kind],
		Detail: p.Detail, Code: description.Code, Fix: p.Fix, Instance: instance,
	}
	if out.Fix == "" {
		out.Fix = description.Fix
	}
	for _, f := range p.Fields {
		out.Errors = append(out.Errors, Place{Pointer: f.Pointer, Detail: f.Detail})
	}
	return out
}
