package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestPagesAndHeaders(t *testing.T) {
	for path, media := range map[string]string{
		"/": "text/html", "/manifest.webmanifest": "application/manifest+json", "/icon.svg": "image/svg+xml", "/icon-192.png": "image/png",
		"/sw.js": "text/javascript", "/docs": "text/html", "/docs/docs.js": "text/javascript", "/openapi.json": "application/json",
		"/openapi.yaml": "application/yaml", "/problems": "text/html", "/problems/invalid": "text/html", "/healthz": "application/json",
	} {
		got := call(t, "", "GET", path, "")
		if got.status != 200 || !strings.HasPrefix(got.header.Get("Content-Type"), media) {
			t.Errorf("%s: answered %d %s", path, got.status, got.header.Get("Content-Type"))
		}
		holdHeaders(t, path, got)
	}
	holdHeaders(t, "a problem", call(t, "", "GET", "/v1/me", ""))
	holdHeaders(t, "a missing file", call(t, "", "GET", "/missing.js", ""))
}

func holdHeaders(t *testing.T, what string, got answer) {
	t.Helper()
	for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Request-Id"} {
		if got.header.Get(name) == "" {
			t.Errorf("%s: no %s", what, name)
		}
	}
	csp := got.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src '") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(strings.ReplaceAll(csp, "'wasm-unsafe-eval'", ""), "unsafe") || strings.Contains(csp, "*") {
		t.Errorf("%s: CSP %q", what, csp)
	}
	for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if got.header.Get(name) != "" {
			t.Errorf("%s: %s is said", what, name)
		}
	}
}

func TestTheManifestCanBeInstalled(t *testing.T) {
	var m struct {
		Name, Display string
		StartURL      string `json:"start_url"`
		Icons         []struct{ Src, Sizes string }
	}
	if err := json.Unmarshal(call(t, "", "GET", "/manifest.webmanifest", "").body, &m); err != nil {
		t.Fatal(err)
	}
	if m.Name == "" || m.Display != "standalone" || m.StartURL != "/" {
		t.Errorf("got %+v", m)
	}
	for _, icon := range m.Icons {
		if got := call(t, "", "GET", icon.Src, ""); got.status != 200 || len(got.body) == 0 {
			t.Errorf("%s: answered %d", icon.Src, got.status)
		}
	}
}

func TestAPageIsNotSentTwice(t *testing.T) {
	first := call(t, "", "GET", "/", "")
	if first.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("Cache-Control %q", first.header.Get("Cache-Control"))
	}
	request, _ := http.NewRequest("GET", base(t)+"/", nil)
	request.Header.Set("If-None-Match", first.header.Get("ETag"))
	if got := send(t, request); got.status != 304 || len(got.body) != 0 {
		t.Errorf("the second time: %v", got)
	}
}

func TestAppRoutesAreThePageAndMissingFilesAreNot(t *testing.T) {
	for path, status := range map[string]int{"/checks/today": 200, "/assets/app-1234.js": 404, "/favicon.ico": 404, "/../etc/passwd": 200, "/v1/nothing": 404} {
		request, _ := http.NewRequest("GET", base(t)+path, nil)
		request.Header.Set("Accept", "text/html")
		if got := send(t, request); got.status != status {
			t.Errorf("%s: answered %d, want %d", path, got.status, status)
		}
	}
}

func TestMetrics(t *testing.T) {
	call(t, token(t, "sam.scsw"), "GET", "/v1/areas/linacs", "").into(t, 200, nil)
	got := call(t, "", "GET", "/metrics", "")
	text := string(got.body)
	for _, want := range []string{`route="/v1/areas/:areaId"`, "runup_logbook_head ", `class="2xx"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
	if strings.Contains(text, "linacs") {
		t.Error("the metrics hold what callers asked for")
	}
	request, _ := http.NewRequest("GET", base(t)+"/metrics", nil)
	request.Header.Set("X-Forwarded-For", "127.0.0.1")
	if got := send(t, request); got.status != 403 {
		t.Errorf("through a proxy: %d", got.status)
	}
}

// TestTheLogHoldsNoSecret reads everything that all tests of this package made the server say.
func TestTheLogHoldsNoSecret(t *testing.T) {
	who := token(t, "sam.scsw")
	call(t, "", "POST", "/v1/sessions", `{"username":"sam.scsw","password":"canary-password"}`)
	call(t, who, "PUT", "/v1/areas/linacs", `{"name":"canary-body","site":"S"}`)
	call(t, who, "GET", "/v1/checks?performedBy=canary-query", "")
	said := shared.log.String()
	for _, secret := range []string{"canary", "runup-demo", "482615", who} {
		if strings.Contains(said, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, want := range []string{`"operation":"signIn"`, `"status":401`, `"duration_ms"`, `"bytes"`, `"request_id"`} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not hold %s", want)
		}
	}
	for line := range strings.Lines(said) {
		if strings.Contains(line, "healthz") && strings.Contains(line, `"status":200`) {
			t.Errorf("a health check that went well is logged: %s", line)
		}
	}
}

// TestTheAppIsSentPackedOnce: text and programs come packed to who takes that, pictures as they are, and each under a tag of its own.
func TestTheAppIsSentPackedOnce(t *testing.T) {
	fetch := func(path, takes, has string) answer {
		t.Helper()
		request, _ := http.NewRequest("GET", base(t)+path, nil)
		request.Header.Set("Accept-Encoding", takes)
		if has != "" {
			request.Header.Set("If-None-Match", has)
		}
		return send(t, request)
	}
	page := call(t, "", "GET", "/", "")
	found := regexp.MustCompile(`/assets/[\w.-]+`).FindAllString(string(page.body), -1)
	if len(found) == 0 {
		t.Fatal("the page names no assets")
	}
	for _, path := range append(found, "/sw.js") {
		plain, packed := fetch(path, "identity", ""), fetch(path, "br, gzip;q=0.8", "")
		if plain.header.Get("Content-Encoding") != "" || packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(plain.body) {
			t.Errorf("%s: %d bytes plain, %d packed as %q", path, len(plain.body), len(packed.body), packed.header.Get("Content-Encoding"))
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(packed.body))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(text, plain.body) {
			t.Errorf("%s: unpacked it is another file (%v)", path, err)
		}
		if plain.header.Get("ETag") == packed.header.Get("ETag") || packed.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: tags %s and %s, Vary %q", path, plain.header.Get("ETag"), packed.header.Get("ETag"), packed.header.Get("Vary"))
		}
		if again := fetch(path, "gzip", packed.header.Get("ETag")); again.status != 304 || again.header.Get("Content-Encoding") != "" {
			t.Errorf("%s, asked again: %v", path, again)
		}
		want := "no-cache"
		if strings.HasPrefix(path, "/assets/") {
			want = "public, max-age=31536000, immutable"
		}
		if got := packed.header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
	for path, takes := range map[string]string{"/icon-192.png": "gzip", "/sw.js": "gzip;q=0"} {
		if got := fetch(path, takes, ""); got.header.Get("Content-Encoding") != "" {
			t.Errorf("%s is packed for %q", path, takes)
		}
	}
}

// TestTheAppMayDoWhatItNeedsAndNoMore: its own files, the label reader's WebAssembly, photos from memory, the camera.
func TestTheAppMayDoWhatItNeedsAndNoMore(t *testing.T) {
	got := call(t, "", "GET", "/", "")
	csp := got.header.Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' blob: data:", "connect-src 'self'",
		"manifest-src 'self'", "worker-src 'self'", "media-src 'self' blob:", "frame-ancestors 'none'", "base-uri 'none'",
	} {
		if !strings.Contains(csp+";", want+";") {
			t.Errorf("the policy lacks %s: %s", want, csp)
		}
	}
	if got := got.header.Get("Permissions-Policy"); !strings.Contains(got, "camera=(self)") || !strings.Contains(got, "geolocation=()") {
		t.Errorf("Permissions-Policy %q", got)
	}
	if strings.Contains(call(t, "", "GET", "/v1/me", "").header.Get("Content-Security-Policy"), "wasm") {
		t.Error("data may run programs")
	}
}

// TestAnEnrolmentCodeSaysWhatItsQRCodeHolds: the address that the caller found, and the code where no server sees it.
func TestAnEnrolmentCodeSaysWhatItsQRCodeHolds(t *testing.T) {
	var made struct{ Code, Link string }
	call(t, token(t, "ada.admin"), "POST", "/v1/enrolment-codes", "{}").into(t, 201, &made)
	if want := base(t) + "/#enrol=" + made.Code; made.Link != want {
		t.Errorf("got %s, want %s", made.Link, want)
	}
}
