// Package webhook posts messages to one address of the organisation's choosing, signed. What reads it there is a machine:
// whatever it answers, nobody counts as reached.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"runup/internal/notify"
)

// Options is where and how it is posted.
type Options struct {
	URL    *url.URL
	Secret string
	Allow  []netip.Prefix // networks of the organisation's own that it may be in
	Proxy  *url.URL
	Now    func() time.Time
}

// Sender is the channel.
type Sender struct {
	Options
	http *http.Client
}

// New makes the channel. It follows no redirect, and connects to no address of this machine or of a private network unless
// that was allowed: the address is looked at when the connection is made, whatever the name said before.
func New(o Options) *Sender {
	s := &Sender{Options: o}
	dialer := &net.Dialer{Timeout: notify.SendTime, Control: s.guard}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = dialer.DialContext
	if transport.Proxy = nil; o.Proxy != nil {
		transport.Proxy, transport.DialContext = http.ProxyURL(o.Proxy), new(net.Dialer).DialContext // the proxy's to refuse
	}
	s.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

// Name is the channel's.
func (s *Sender) Name() string { return notify.Webhook }

// Confirms says that an answer means nothing.
func (s *Sender) Confirms() notify.Confirms { return notify.Nothing }

// payload is what is posted.
type payload struct {
	ID       string         `json:"id"` // the same in every attempt
	Purpose  string         `json:"purpose"`
	Severity string         `json:"severity,omitempty"`
	Text     string         `json:"text"`
	About    []notify.Facts `json:"about"`
	At       time.Time      `json:"at"`
}

// Send posts one message.
func (s *Sender) Send(ctx context.Context, m notify.Message) notify.Result {
	text, err := json.Marshal(payload{ID: m.ID, Purpose: m.Purpose, Severity: m.Severity, Text: m.Text, About: m.Facts, At: m.At})
	if err != nil {
		return notify.Result{Class: notify.Permanent, Code: "unsendable", Said: err.Error()}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL.String(), bytes.NewReader(text))
	if err != nil {
		return notify.Result{Class: notify.Fault, Code: "settings", Said: "the address cannot be used"}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Runup-Delivery", m.ID)
	request.Header.Set("Runup-Signature", s.sign(text))
	answer, err := s.http.Do(request)
	if err != nil {
		return broken(err)
	}
	answer.Body.Close()
	return classOf(answer)
}

// sign covers the time and the text, so that neither can be changed nor an old one be sent again unnoticed.
func (s *Sender) sign(text []byte) string {
	at := strconv.FormatInt(s.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(s.Secret))
	mac.Write([]byte(at + "."))
	mac.Write(text)
	return "t=" + at + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

func classOf(answer *http.Response) notify.Result {
	r := notify.Result{Class: notify.Accepted, Code: strconv.Itoa(answer.StatusCode)}
	switch {
	case answer.StatusCode < 300:
	case answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500:
		r.Class = notify.Temporary
	default:
		r.Class = notify.Fault // a redirect, or a refusal: somebody has to look at the setting
	}
	return r
}

var errPrivate = errors.New("the address is not one that may be posted to; --webhook-allow names those of one's own")

func broken(err error) notify.Result {
	r := notify.Result{Class: notify.Temporary, Code: "no-connection", Said: err.Error()}
	if errors.Is(err, errPrivate) {
		r.Class, r.Code = notify.Fault, "private-address"
	}
	return r
}

// guard sees the address that a connection is really made to.
func (s *Sender) guard(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	ip := at.Addr().Unmap()
	for _, network := range s.Allow {
		if network.Contains(ip) {
			return nil
		}
	}
	if !public(ip) {
		return errPrivate
	}
	return nil
}

// Networks that are nobody's on the open internet and that the predicates of the library do not name. Source: IANA special-purpose
// address registries.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

func public(ip netip.Addr) bool {
	for _, network := range special {
		if network.Contains(ip) {
			return false
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast()
}
