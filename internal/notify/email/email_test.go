package email_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"runup/internal/notify"
	"runup/internal/notify/email"
	"runup/internal/notify/notifytest"
)

func sender(t *testing.T, at *url.URL) *email.Sender {
	t.Helper()
	s, err := email.New(at, "runup@department.example")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var message = notify.Message{
	ID: "0193a5c2", To: "rosa@department.example", Subject: "Runup E-2222: DO NOT USE Linac 1", Text: "DO NOT USE: Linac 1\nReference: E-2222\n",
	At: time.Date(2026, 11, 23, 6, 45, 0, 0, time.UTC),
}

func TestAMailIsTakenAsItWasMade(t *testing.T) {
	server := notifytest.StartSMTP(t)
	got := sender(t, server.URL).Send(t.Context(), message)
	if got.Class != notify.Accepted || got.ProviderRef != "<0193a5c2@runup>" {
		t.Errorf("%+v", got)
	}
	m := server.Mails()[0]
	if m.From != "runup@department.example" || m.To != message.To || m.Subject != message.Subject || m.Text != message.Text || m.MessageID != "<0193a5c2@runup>" {
		t.Errorf("%+v", m)
	}
}

// TestWhatAServerAnswersIsToldApart: what may pass later, what never will at this address, what concerns everybody, and what
// nobody knows.
func TestWhatAServerAnswersIsToldApart(t *testing.T) {
	server := notifytest.StartSMTP(t)
	s := sender(t, server.URL)
	for does, want := range map[string]struct {
		class notify.Class
		code  string
	}{
		notifytest.Later:    {notify.Temporary, "451"},
		notifytest.Never:    {notify.Permanent, "550"},
		notifytest.NoSender: {notify.Fault, "550"},
		notifytest.Refuse:   {notify.Temporary, "no-connection"},
		notifytest.Drop:     {notify.Unknown, "broken-off"},
	} {
		server.Does(does)
		if got := s.Send(t.Context(), message); got.Class != want.class || got.Code != want.code {
			t.Errorf("%q: %+v, want %+v", does, got, want)
		}
	}
	nowhere := &url.URL{Scheme: "smtp", Host: "127.0.0.1:1"}
	if got := sender(t, nowhere).Send(t.Context(), message); got.Class != notify.Temporary || got.Code != "no-connection" {
		t.Errorf("no server: %+v", got)
	}
}

func TestAnAddressThatIsNoneIsNotTriedAgain(t *testing.T) {
	server := notifytest.StartSMTP(t)
	for _, to := range []string{"", "rosa", "rosa@x\r\nBcc: all@department.example", "a@b.example, c@d.example"} {
		m := message
		m.To = to
		if got := sender(t, server.URL).Send(t.Context(), m); got.Class != notify.Permanent || got.Code != "bad-address" {
			t.Errorf("%q: %+v", to, got)
		}
	}
	m := message
	m.Subject = "one\r\nBcc: all@department.example"
	sender(t, server.URL).Send(t.Context(), m)
	if n := len(server.Mails()); n != 1 || strings.Contains(server.Mails()[0].Text, "Bcc") {
		t.Errorf("%d mails: %+v", n, server.Mails())
	}
}

// TestB20_AServerThatHangsIsLeftWhenItsTimeIsUp gives it half a second: no step of the protocol begins the time anew.
func TestB20_AServerThatHangsIsLeftWhenItsTimeIsUp(t *testing.T) {
	server := notifytest.StartSMTP(t)
	server.Does(notifytest.Hang)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	start := time.Now()
	got := sender(t, server.URL).Send(ctx, message)
	if took := time.Since(start); got.Class != notify.Temporary || took > 3*time.Second {
		t.Errorf("%+v after %v", got, took)
	}
}

// certificate is what a server shows, and what trusts it.
func certificate(t *testing.T, name string) (server *tls.Config, trust *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	made, _ := x509.ParseCertificate(der)
	trust = x509.NewCertPool()
	trust.AddCert(made)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, trust
}

// TestAServerElsewhereMustSecureTheLine: a name that is not this machine gets neither password nor mail without TLS that
// somebody vouches for.
func TestAServerElsewhereMustSecureTheLine(t *testing.T) {
	settings, trust := certificate(t, "mail.department.example")
	secured, bare := notifytest.StartSMTPWith(t, settings, "s3cret"), notifytest.StartSMTPWith(t, nil, "s3cret")
	elsewhere := func(at *url.URL, password string, roots *x509.CertPool) *email.Sender {
		s := sender(t, &url.URL{Scheme: "smtp", Host: "mail.department.example:25", User: url.UserPassword("runup", password)})
		email.Reach(s, at.Host, roots)
		return s
	}
	open := notifytest.StartSMTP(t)
	anybody := sender(t, &url.URL{Scheme: "smtp", Host: "mail.department.example:25"})
	email.Reach(anybody, open.URL.Host, trust)
	for name, try := range map[string]struct {
		s    *email.Sender
		want notify.Class
		code string
	}{
		"vouched for":    {elsewhere(secured.URL, "s3cret", trust), notify.Accepted, "250"},
		"unknown issuer": {elsewhere(secured.URL, "s3cret", x509.NewCertPool()), notify.Fault, "certificate"},
		"no STARTTLS":    {elsewhere(bare.URL, "s3cret", trust), notify.Fault, "no-tls"},
		"open to all":    {anybody, notify.Fault, "no-tls"},
		"wrong password": {elsewhere(secured.URL, "wrong", trust), notify.Fault, "535"},
	} {
		if got := try.s.Send(t.Context(), message); got.Class != try.want || got.Code != try.code || strings.Contains(got.Said, "s3cret") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if bare.Tries()+open.Tries() != 0 {
		t.Error("something went over the bare line")
	}
}

func TestARelayOnThisMachineIsAskedForNoTLS(t *testing.T) {
	server := notifytest.StartSMTPWith(t, nil, "s3cret")
	at := *server.URL
	at.User = url.UserPassword("runup", "s3cret")
	if got := sender(t, &at).Send(t.Context(), message); got.Class != notify.Accepted {
		t.Errorf("%+v", got)
	}
}
