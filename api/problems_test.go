package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	. "runup/api/wire"
	"runup/internal/problem"
)

// failing serves one route that answers with an error, through the rings that every request passes.
func failing(t *testing.T, err error) (answer *http.Response, body string, logged string) {
	t.Helper()
	var lines strings.Builder
	s := &service{log: slog.New(slog.NewJSONHandler(&lines, nil)), now: time.Now, metrics: newMetrics(nil, time.UTC, func() int64 { return 0 }, nil, nil)}
	e := echo.New()
	e.HTTPErrorHandler = s.fail
	e.Use(s.observe)
	e.GET("/v1/fails", func(echo.Context) error {
		if err == nil {
			panic("out of ideas")
		}
		return err
	})
	recorder := httptest.NewRecorder()
	e.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/v1/fails", nil))
	return recorder.Result(), recorder.Body.String(), lines.String()
}

func TestEveryErrorBecomesAProblem(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
		retry  string
	}{
		{problem.New("invalid", "x").With(problem.Field{Pointer: "/a", Detail: "b"}), 422, "invalid", ""},
		{fmt.Errorf("wrapped: %w", problem.New("stale-version", "x")), 409, "stale-version", ""},
		{problem.New("too-many", "x").After(90 * time.Second), 429, "too-many", "90"},
		{problem.New("too-many", "x"), 429, "too-many", "1"},
		{problem.New("unavailable", "x").After(1500 * time.Millisecond), 503, "unavailable", "2"},
		{problem.New("made-up", "x"), 500, "internal", ""},
		{echo.ErrNotFound, 404, "not-found", ""},
		{echo.ErrMethodNotAllowed, 405, "method-not-allowed", ""},
		{echo.ErrStatusRequestEntityTooLarge, 413, "too-large", ""},
		{echo.NewHTTPError(418), 500, "internal", ""},
		{fmt.Errorf("queue: %w", context.DeadlineExceeded), 503, "unavailable", "1"},
		{errors.New("disk on fire at /var/secret"), 500, "internal", ""},
		{nil, 500, "internal", ""}, // a panic
	} {
		answer, body, _ := failing(t, c.err)
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Errorf("%v: %v in %s", c.err, err, body)
			continue
		}
		if answer.StatusCode != c.status || p.Status != c.status || p.Code != c.code || p.Type != "/problems/"+c.code || answer.Header.Get("Retry-After") != c.retry {
			t.Errorf("%v: answered %d %+v, Retry-After %q", c.err, answer.StatusCode, p, answer.Header.Get("Retry-After"))
		}
		if answer.Header.Get("Content-Type") != "application/problem+json" || p.Title == "" || p.Detail == "" || p.Fix == "" || p.Instance != answer.Header.Get("X-Request-Id") {
			t.Errorf("%v: incomplete: %s", c.err, body)
		}
		if strings.Contains(body, "secret") || strings.Contains(body, "out of ideas") {
			t.Errorf("%v: tells too much: %s", c.err, body)
		}
	}
}

func TestAFailureIsLoggedOnceAndAProblemNotAtAll(t *testing.T) {
	if _, _, logged := failing(t, errors.New("disk on fire")); strings.Count(logged, "disk on fire") != 1 {
		t.Errorf("logged %s", logged)
	}
	if _, _, logged := failing(t, problem.New("invalid", "typed by somebody")); strings.Contains(logged, "typed by somebody") {
		t.Errorf("logged %s", logged)
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	answer, _, _ := failing(t, echo.ErrNotFound)
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	csp := answer.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("CSP %q", csp)
	}
}

func TestEveryKindHasAStatusAndEveryCodeAPage(t *testing.T) {
	e := echo.New()
	s := &service{log: slog.New(slog.DiscardHandler), now: time.Now, metrics: newMetrics(nil, time.UTC, func() int64 { return 0 }, nil, nil)}
	e.HTTPErrorHandler = s.fail
	pages, err := newPages([]byte("openapi: 3.1.0\n"))
	if err != nil {
		t.Fatal(err)
	}
	pages.register(e)
	get := func(path string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		e.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		return recorder
	}
	all := get("/problems").Body.String()
	for _, d := range problem.All() {
		if statuses[d.Kind] == 0 || d.Title == "" || d.Fix == "" {
			t.Errorf("%s: kind %s has no status, or the code no words", d.Code, d.Kind)
		}
		if page := get("/problems/" + d.Code); page.Code != 200 || !strings.Contains(page.Body.String(), d.Code) {
			t.Errorf("%s: page answers %d", d.Code, page.Code)
		}
		if !strings.Contains(all, `id="`+d.Code+`"`) {
			t.Errorf("%s is not among all problems", d.Code)
		}
	}
	if page := get("/problems/no-such-code"); page.Code != 404 {
		t.Errorf("an unknown code answers %d", page.Code)
	}
	for _, path := range []string{"/docs", "/docs/page.css", "/docs/docs.js", "/openapi.json", "/openapi.yaml"} {
		if page := get(path); page.Code != 200 || page.Body.Len() == 0 {
			t.Errorf("%s answers %d", path, page.Code)
		}
	}
}

// TestPagesAskNoOtherHost looks for addresses in everything that a browser is given. The names of XML's vocabularies look
// like addresses and are none.
func TestPagesAskNoOtherHost(t *testing.T) {
	seen := 0
	for _, folder := range []string{"page", "../web/dist"} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			seen++
			asksNoOtherHost(t, path, strings.ReplaceAll(string(text), "http://www.w3.org/", ""))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 8 {
		t.Errorf("only %d files were looked at", seen)
	}
}

func asksNoOtherHost(t *testing.T, path, text string) {
	for _, sign := range []string{"https://", "http://", "src=\"//", "url(//", "@import"} {
		if strings.Contains(text, sign) {
			t.Errorf("%s names another host (%s)", path, sign)
		}
	}
	if strings.HasSuffix(path, ".html") && (strings.Contains(text, "<style") || strings.Contains(text, "style=") || strings.Contains(text, "<script>")) {
		t.Errorf("%s has inline styles or scripts, which the CSP forbids", path)
	}
}
