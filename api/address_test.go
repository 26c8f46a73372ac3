package api

import (
	"context"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
)

func TestForwardingHeadersAreBelievedFromNamedProxiesOnly(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		named           []netip.Prefix
		peer, xff, want string
	}{
		{nil, "192.0.2.7:5000", "198.51.100.1", "192.0.2.7"},
		{nil, "127.0.0.1:5000", "198.51.100.1", "127.0.0.1"},
		{proxies, "10.1.2.3:5000", "198.51.100.1", "198.51.100.1"},
		{proxies, "10.1.2.3:5000", "203.0.113.9, 198.51.100.1, 10.1.9.9", "198.51.100.1"}, // what a caller put in front is not believed
		{proxies, "10.2.0.1:5000", "198.51.100.1", "10.2.0.1"},
		{proxies, "127.0.0.1:5000", "198.51.100.1", "127.0.0.1"}, // this machine was not named
		{proxies, "[fd00::5]:5000", "198.51.100.1", "198.51.100.1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.xff)
		if got := extractor(c.named)(r); got != c.want {
			t.Errorf("%v from %s with %q: %s, want %s", c.named, c.peer, c.xff, got, c.want)
		}
	}
}

func TestWhoMayReadMetrics(t *testing.T) {
	s := &service{metricsAllow: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	for peer, want := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true, "10.1.2.3:1": true, "[::ffff:10.1.2.3]:1": true,
		"10.2.0.1:1": false, "192.0.2.1:1": false, "[2001:db8::1]:1": false, "nonsense": false, "": false,
	} {
		if got := s.mayScrape(peer); got != want {
			t.Errorf("%q: %t", peer, got)
		}
	}
}

// TestALinkGoesWherePeopleFindTheServer: as it was set up, whatever the caller's own way to it was.
func TestALinkGoesWherePeopleFindTheServer(t *testing.T) {
	set, err := url.Parse("https://runup.example.test/")
	if err != nil {
		t.Fatal(err)
	}
	asked := context.WithValue(t.Context(), callerKey{}, caller{host: "10.0.0.7:8080"})
	for want, s := range map[string]*service{
		"https://runup.example.test/#enrol=AB": {Deps: Deps{Address: set}}, "http://10.0.0.7:8080/#enrol=AB": {}, "https://10.0.0.7:8080/#enrol=AB": {tls: true},
	} {
		if got := EnrolmentLink(s.addressFor(asked), "AB"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
