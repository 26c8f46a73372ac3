package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"runup/api/server"
	"runup/api/simulate"
	"runup/internal/config"
)

// open opens a sample department in a folder of its own.
func open(folder string, log io.Writer, change func(*config.Flags)) (*server.Server, error) {
	flags := config.Flags{Place: config.Place{Data: filepath.Join(folder, "data")}, Addr: "localhost:0", Demo: true}
	if change != nil {
		change(&flags)
	}
	checked, err := flags.Check()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		return nil, err
	}
	return server.New(context.Background(), server.Options{
		Config: checked, Contract: text, Log: slog.New(slog.NewJSONHandler(log, nil)), Now: time.Now,
	})
}

// shared is the department that most tests use, over a real socket: they read, or change things of their own.
var shared struct {
	once   sync.Once
	folder string
	server *server.Server
	http   *httptest.Server
	log    locked
	err    error

	mu     sync.Mutex
	tokens map[string]string
}

func TestMain(m *testing.M) {
	if what := os.Getenv(childVariable); what != "" {
		serveAsChild(what)
		return
	}
	code := m.Run()
	if shared.http != nil {
		shared.http.Close()
		shared.server.Close()
	}
	os.RemoveAll(shared.folder)
	os.Exit(code)
}

// locked is a log that tests may read while the server writes.
type locked struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

const receiptToken = "receipts-of-the-shared-department"

// takesReceipts has the shared department know GOV.UK Notify, which it never gets to ask: no workers run there.
func takesReceipts(f *config.Flags) {
	f.NotifyURL, f.NotifyKey = "http://127.0.0.1:1", "k-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"
	f.NotifySMS, f.NotifyReceipt = "00000000-0000-4000-8000-000000000003", receiptToken
}

// base is the shared department's address.
func base(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() {
		if shared.folder, shared.err = os.MkdirTemp("", "runup-server-"); shared.err != nil {
			return
		}
		if shared.server, shared.err = open(shared.folder, &shared.log, takesReceipts); shared.err == nil {
			shared.http = httptest.NewServer(shared.server.Handler())
			shared.tokens = map[string]string{}
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.http.URL
}

// token signs somebody in, once for all tests; "" is nobody.
func token(t testing.TB, username string) string {
	t.Helper()
	url := base(t)
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if username == "" || shared.tokens[username] != "" {
		return shared.tokens[username]
	}
	shared.tokens[username] = signIn(t, url, username)
	return shared.tokens[username]
}

func signIn(t testing.TB, url, username string) string {
	t.Helper()
	var session struct{ AccessToken string }
	body := map[string]string{"username": username, "password": "runup-demo"}
	if err := simulate.NewClient(url).Call(t.Context(), http.MethodPost, "/v1/sessions", body, &session); err != nil {
		t.Fatalf("%s signs in: %v", username, err)
	}
	return session.AccessToken
}

// enrolled is a new tablet of the shared department.
func enrolled(t testing.TB) *simulate.Tablet {
	t.Helper()
	made := call(t, token(t, "ada.admin"), "POST", "/v1/enrolment-codes", "{}")
	var code struct{ Code string }
	made.into(t, 201, &code)
	tablet, err := simulate.Enrol(t.Context(), base(t), code.Code, t.Name())
	if err != nil {
		t.Fatal(err)
	}
	return tablet
}

// answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, a.body) }

func (a answer) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.body, &p)
	return p.Code
}

func (a answer) pointers() string {
	var p struct{ Errors []struct{ Pointer string } }
	_ = json.Unmarshal(a.body, &p)
	var list []string
	for _, e := range p.Errors {
		list = append(list, e.Pointer)
	}
	return strings.Join(list, " ")
}

func (a answer) into(t testing.TB, status int, value any) {
	t.Helper()
	if a.status != status {
		t.Fatalf("answered %v, want %d", a, status)
	}
	if value != nil {
		if err := json.Unmarshal(a.body, value); err != nil {
			t.Fatalf("%v in %s", err, a.body)
		}
	}
}

// call makes one request of the shared department, and holds the answer against the contract.
func call(t testing.TB, token, method, path, body string) answer {
	t.Helper()
	return callAt(t, base(t), token, method, path, body)
}

func callAt(t testing.TB, url, token, method, path, body string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return send(t, request)
}

func send(t testing.TB, request *http.Request) answer {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", request.Method, request.URL, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", request.Method, request.URL, err)
	}
	got := answer{response.StatusCode, response.Header, text}
	holds(t, request.Method, request.URL.Path, got)
	return got
}

// serveHandler serves a server of a test's own.
func serveHandler(t testing.TB, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}
