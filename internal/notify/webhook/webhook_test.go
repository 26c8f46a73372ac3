package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"runup/internal/notify"
	"runup/internal/notify/webhook"
)

var (
	at     = time.Date(2026, 11, 23, 6, 45, 0, 0, time.UTC)
	letter = notify.Message{ID: "0193-a", Purpose: notify.Alert, Severity: "do-not-use", Text: "DO NOT USE: Linac 1\n", Facts: []notify.Facts{{Ref: "E-2222"}}, At: at}
)

func sender(address string, allow ...string) *webhook.Sender {
	u, _ := url.Parse(address)
	o := webhook.Options{URL: u, Secret: "s3cret", Now: func() time.Time { return at }}
	for _, network := range allow {
		o.Allow = append(o.Allow, netip.MustParsePrefix(network))
	}
	return webhook.New(o)
}

func TestWhatIsPostedIsSigned(t *testing.T) {
	var body, signature string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		body, signature = string(text), r.Header.Get("Runup-Signature")
	}))
	defer server.Close()
	got := sender(server.URL, "127.0.0.0/8").Send(t.Context(), letter)
	mac := hmac.New(sha256.New, []byte("s3cret"))
	mac.Write([]byte("1795416300." + body))
	if want := "t=1795416300,v1=" + hex.EncodeToString(mac.Sum(nil)); got.Class != notify.Accepted || signature != want || !strings.Contains(body, `"ref":"E-2222"`) {
		t.Errorf("%+v, signed %q, want %q\n%s", got, signature, want, body)
	}
}

// TestAPrivateAddressIsNotPostedTo: not this machine, not its neighbours, not by any way of writing the address, not by a name
// that leads there, and not by a redirect.
func TestAPrivateAddressIsNotPostedTo(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]",
		"[fd00::1]", "[64:ff9b::7f00:1]", "224.0.0.1", "[::]",
	} {
		if got := sender("http://"+host+port).Send(t.Context(), letter); got.Class != notify.Fault || got.Code != "private-address" {
			t.Errorf("%s: %+v", host, got)
		}
	}
	leads := httptest.NewServer(http.RedirectHandler(server.URL, http.StatusTemporaryRedirect))
	defer leads.Close()
	if got := sender(leads.URL, "127.0.0.0/8").Send(t.Context(), letter); got.Class != notify.Fault || got.Code != "307" {
		t.Errorf("a redirect: %+v", got)
	}
	if reached {
		t.Error("something was posted")
	}
}
