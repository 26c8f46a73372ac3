package api

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"runup/internal/problem"
)

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func posted(body io.Reader, encoding string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.Header.Set("Content-Encoding", encoding)
	return r
}

func TestReadBody(t *testing.T) {
	text := strings.Repeat("a", 1000)
	for _, c := range []struct {
		name     string
		body     []byte
		encoding string
		code     string
	}{
		{"plain", []byte(text), "", ""},
		{"gzipped", gzipped(t, []byte(text)), "gzip", ""},
		{"to the byte", bytes.Repeat([]byte("a"), 2000), "", ""},
		{"a byte too many", bytes.Repeat([]byte("a"), 2001), "", "too-large"},
		{"a byte too many once unpacked", gzipped(t, bytes.Repeat([]byte("a"), 2001)), "gzip", "too-large"},
		{"not gzip", []byte(text), "gzip", "unreadable"},
		{"gzip broken off", gzipped(t, []byte(text))[:20], "gzip", "unreadable"},
		{"another encoding", []byte(text), "br", "unsupported-media"},
		{"encoded twice", []byte(text), "gzip, gzip", "unsupported-media"},
	} {
		for _, known := range []bool{true, false} {
			r := posted(bytes.NewReader(c.body), c.encoding)
			if !known {
				r.ContentLength = -1 // chunked
			}
			_, err := readBody(r, 2000)
			if p, _ := problem.Of(err); (c.code == "") != (err == nil) || (p != nil && p.Code != c.code) {
				t.Errorf("%s (length known %t): got %v, want %q", c.name, known, err, c.code)
			}
		}
	}
}

// TestS11_AZipBombIsTooLargeAndCostsNoMemory unpacks a gigabyte of zeros, in the server's fashion.
func TestS11_AZipBombIsTooLargeAndCostsNoMemory(t *testing.T) {
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	zeros := make([]byte, 1<<20)
	for range 200 {
		_, _ = w.Write(zeros)
	}
	_ = w.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readBody(posted(bytes.NewReader(packed.Bytes()), "gzip"), pushLimit)
	runtime.ReadMemStats(&after)
	if !problem.Is(err, "too-large") {
		t.Errorf("got %v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("took %d MiB", used>>20)
	}
}
