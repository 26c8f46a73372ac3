package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func pushes(t *testing.T, token string, body io.Reader, encoding string) answer {
	t.Helper()
	request, err := http.NewRequest("POST", base(t)+"/v1/sync/push", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	if encoding != "" {
		request.Header.Set("Content-Encoding", encoding)
	}
	return send(t, request)
}

func TestS13_HostileBodiesAreProblems(t *testing.T) {
	tablet := enrolled(t).Token
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range 100 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = w.Close()
	for _, c := range []struct {
		name     string
		body     string
		encoding string
		status   int
	}{
		{"20 MB", strings.Repeat("a", 20<<20), "", 413},
		{"a zip bomb", bomb.String(), "gzip", 413},
		{"100,000 lists deep", `{"batchId":"b","ops":` + strings.Repeat("[", 100_000), "", 400},
		{"100,000 objects deep", strings.Repeat(`{"a":`, 100_000), "", 400},
		{"gzip that is none", "hello", "gzip", 400},
		{"another encoding", "hello", "br", 415},
		{"101 operations", `{"batchId":"b","ops":[` + strings.Repeat(`{"opId":"a","payload":"{}","signature":"a"},`, 100) + `{"opId":"a","payload":"{}","signature":"a"}]}`, "", 413},
		{"a number like a mountain", `{"batchId":"b","device":{"monotonicMs":1e999999999},"ops":[]}`, "", 400},
		{"every member twice", `{"batchId":"b","batchId":"b","ops":[]}`, "", 400},
		{"nothing", "", "", 400},
	} {
		before := head(t)
		if got := pushes(t, tablet, strings.NewReader(c.body), c.encoding); got.status != c.status || got.header.Get("Sync-Protocol") != "1" {
			t.Errorf("%s: %.300v, want %d", c.name, got, c.status)
		}
		if after := head(t); after != before {
			t.Errorf("%s: something was stored", c.name)
		}
	}
	who := token(t, "ada.admin")
	for name, body := range map[string]string{"20 MB": `{"name":"` + strings.Repeat("a", 20<<20) + `"`, "deep": strings.Repeat(`[`, 100_000)} {
		if got := call(t, who, "PUT", "/v1/areas/linacs", body); got.status != 413 && got.status != 400 {
			t.Errorf("%s: %.300v", name, got)
		}
	}
}

func head(t *testing.T) int64 {
	t.Helper()
	var hello struct{ Head int64 }
	call(t, "", "GET", "/v1/sync/hello", "").into(t, 200, &hello)
	return hello.Head
}

func TestOtherMediaTypes(t *testing.T) {
	for media, status := range map[string]int{
		"application/json": 200, "application/json; charset=UTF-8": 200, "": 200,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "application/json; charset=latin1": 415, "nonsense//": 415,
	} {
		request, _ := http.NewRequest("PUT", base(t)+"/v1/areas/media-types", strings.NewReader(`{"name":"A","site":"S"}`))
		request.Header.Set("Authorization", "Bearer "+token(t, "ada.admin"))
		if media != "" {
			request.Header.Set("Content-Type", media)
		}
		if got := send(t, request); got.status != status {
			t.Errorf("%q: %v, want %d", media, got, status)
		}
	}
}

// TestASlowCallerIsCutOff holds a connection open with half a header: others are served meanwhile, and it ends.
func TestASlowCallerIsCutOff(t *testing.T) {
	t.Parallel()
	_, address := serving(t, nil)
	slow, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := slow.Write([]byte("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if answer, err := http.Get("http://" + address + "/healthz"); err != nil || answer.StatusCode != 200 {
		t.Errorf("somebody else meanwhile: %v %v", answer, err)
	}
	_ = slow.SetReadDeadline(time.Now().Add(15 * time.Second))
	if _, err := io.ReadAll(slow); err != nil {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("cut off after %v only", took)
	}
}

func TestHeadersHaveAnEnd(t *testing.T) {
	_, address := serving(t, nil)
	request, _ := http.NewRequest("GET", "http://"+address+"/healthz", nil)
	request.Header.Set("X-Long", strings.Repeat("a", 64<<10))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %d", answer.StatusCode)
	}
}
