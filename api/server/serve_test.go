package server_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runup/internal/config"
)

// serving runs a server of its own on a real socket, and stops it when the test ends. Without a change it is an empty one.
func serving(t *testing.T, change func(*config.Flags)) (stop func() error, address string) {
	t.Helper()
	s, err := open(t.TempDir(), io.Discard, func(f *config.Flags) {
		if f.Demo = false; change != nil {
			change(f)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		err := <-ended
		s.Close()
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return stop, listener.Addr().String()
}

// listen opens the stream of events, and answers its lines as they come.
func listen(t *testing.T, url, token string) (lines chan string, ended chan error) {
	t.Helper()
	request, _ := http.NewRequestWithContext(t.Context(), "GET", url+"/v1/sync/events", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("events answer %d", answer.StatusCode)
	}
	lines, ended = make(chan string, 100), make(chan error, 1)
	go func() {
		defer answer.Body.Close()
		in := bufio.NewScanner(answer.Body)
		for in.Scan() {
			lines <- in.Text()
		}
		ended <- in.Err()
	}()
	return lines, ended
}

func within[T any](t *testing.T, d time.Duration, c <-chan T, what string) (value T) {
	t.Helper()
	select {
	case value = <-c:
	case <-time.After(d):
		t.Fatalf("%s: not within %v", what, d)
	}
	return value
}

func TestEventsBeginAtOnceAndFollowTheHead(t *testing.T) {
	lines, _ := listen(t, base(t), token(t, "rosa.radiographer"))
	for _, want := range []string{"event: head", "id: ", "data: {\"head\":"} {
		if got := within(t, 5*time.Second, lines, "the first event"); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	within(t, 5*time.Second, lines, "its end")
	call(t, token(t, "ada.admin"), "PUT", "/v1/areas/events", `{"name":"Events `+time.Now().String()+`","site":"S"}`).into(t, 200, nil)
	if got := within(t, 5*time.Second, lines, "the next event"); got != "event: head" {
		t.Errorf("got %q", got)
	}
}

func TestALongPollWaitsForAChange(t *testing.T) {
	who := token(t, "rosa.radiographer")
	var page struct {
		Cursor   string
		UpToDate bool
		Changes  []struct{ Kind, ID string }
	}
	for cursor := ""; !page.UpToDate; cursor = page.Cursor {
		path := "/v1/sync/changes?limit=5000"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		call(t, who, "GET", path, "").into(t, 200, &page)
	}
	start := time.Now()
	call(t, who, "GET", "/v1/sync/changes?wait=1&cursor="+page.Cursor, "").into(t, 200, &page)
	if took := time.Since(start); took < 900*time.Millisecond || len(page.Changes) != 0 || !page.UpToDate {
		t.Errorf("with nothing new: after %v, %+v", took, page)
	}
	go func() {
		time.Sleep(200 * time.Millisecond)
		request, _ := http.NewRequest("PUT", base(t)+"/v1/areas/long-poll", strings.NewReader(`{"name":"Poll `+start.String()+`","site":"S"}`))
		request.Header.Set("Authorization", "Bearer "+token(t, "ada.admin"))
		_, _ = http.DefaultClient.Do(request)
	}()
	start = time.Now()
	call(t, who, "GET", "/v1/sync/changes?wait=20&cursor="+page.Cursor, "").into(t, 200, &page)
	if took := time.Since(start); took > 5*time.Second || len(page.Changes) != 1 || page.Changes[0].ID != "long-poll" {
		t.Errorf("with something new: after %v, %+v", took, page)
	}
}

// cursorOf reads everything there is.
func cursorOf(t *testing.T, url, who string) string {
	t.Helper()
	var page struct {
		Cursor   string
		UpToDate bool
	}
	for cursor := ""; !page.UpToDate; cursor = page.Cursor {
		path := "/v1/sync/changes?limit=5000"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		callAt(t, url, who, "GET", path, "").into(t, 200, &page)
	}
	return page.Cursor
}

// TestStoppingEndsStreamsAndFinishesTheRest stops a server with an open stream and a waiting poll.
func TestStoppingEndsStreamsAndFinishesTheRest(t *testing.T) {
	stop, address := serving(t, func(f *config.Flags) { f.Demo = true })
	url := "http://" + address
	who := signIn(t, url, "rosa.radiographer")
	lines, ended := listen(t, url, who)
	within(t, 5*time.Second, lines, "the first event")
	upToDate := cursorOf(t, url, who)
	polled := make(chan int, 1)
	go func() {
		request, _ := http.NewRequest("GET", url+"/v1/sync/changes?wait=20&limit=5000&cursor="+upToDate, nil)
		request.Header.Set("Authorization", "Bearer "+who)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			polled <- 0
			return
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if err != nil || answer.Body.Close() != nil {
			polled <- 0
			return
		}
		polled <- answer.StatusCode
	}()
	time.Sleep(200 * time.Millisecond)
	start := time.Now()
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if err := within(t, 5*time.Second, ended, "the stream's end"); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
	if status := within(t, 5*time.Second, polled, "the poll's answer"); status != 200 {
		t.Errorf("the poll was answered %d", status)
	}
}

func TestTLSByCertificateFiles(t *testing.T) {
	cert, key := certificate(t)
	_, address := serving(t, func(f *config.Flags) { f.TLSCert, f.TLSKey = cert, key })
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Get("https://" + address + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("answered %d, HSTS %q", answer.StatusCode, answer.Header.Get("Strict-Transport-Security"))
	}
}

func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: encoded}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestTheKeyBelongsToTheRecord opens a record again without its key, and with one that others may read.
func TestTheKeyBelongsToTheRecord(t *testing.T) {
	folder := t.TempDir()
	reopen := func() error {
		s, err := open(folder, io.Discard, func(f *config.Flags) { f.Demo = false })
		if err == nil {
			err = s.Close()
		}
		return err
	}
	if err := reopen(); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(folder, "data.key")
	if err := reopen(); err != nil {
		t.Errorf("a second time: %v", err)
	}
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := reopen(); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key for all to read: %v", err)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if err := reopen(); err == nil || !strings.Contains(err.Error(), "is gone") {
		t.Errorf("a record without its key: %v", err)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a new key was made beside an old record")
	}
}
