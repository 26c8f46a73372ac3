// Package notifytest is the other side of the channels, for tests: servers that do what real ones do, on a bad day too.
package notifytest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// What a mail server does with a mail.
const (
	Take     = ""
	Later    = "later"          // 451 to the recipient
	Never    = "never"          // 550 to the recipient
	Hang     = "hang"           // nothing comes back
	Drop     = "drop"           // the text is read, kept, and the connection cut before the answer
	Hold     = "hold"           // the text is read and kept, and the answer does not come
	NoSender = "no sender"      // 550 to the sender
	Refuse   = "refuse to talk" // the connection is cut at once
)

// Mail is what a server took.
type Mail struct {
	From, To  string
	Subject   string
	MessageID string
	Text      string
	At        time.Time
}

// SMTP is a mail server.
type SMTP struct {
	URL *url.URL

	mu       sync.Mutex
	does     func(to string) string
	mails    []Mail
	tries    int
	password string
	came     chan struct{}
	end      chan struct{}
}

// StartSMTP starts a mail server on this machine.
func StartSMTP(t testing.TB) *SMTP { return StartSMTPWith(t, nil, "") }

// StartSMTPWith starts one that offers STARTTLS and asks for a password.
func StartSMTPWith(t testing.TB, secure *tls.Config, password string) *SMTP {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &SMTP{
		URL: &url.URL{Scheme: "smtp", Host: listener.Addr().String()}, password: password, came: make(chan struct{}, 1000), end: make(chan struct{}),
		does: func(string) string { return Take },
	}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return s.session(c) }))
	server.Domain, server.TLSConfig, server.AllowInsecureAuth = "localhost", secure, secure == nil
	server.ErrorLog = quiet{}
	go server.Serve(listener) //nolint:errcheck // it ends when it is closed
	t.Cleanup(func() {
		close(s.end)
		server.Close()
	})
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// Does sets what happens to mails from now.
func (s *SMTP) Does(what string) { s.DoesTo(func(string) string { return what }) }

// DoesTo sets it by recipient.
func (s *SMTP) DoesTo(what func(to string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.does = what
}

// Mails answers what was taken so far.
func (s *SMTP) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Tries answers how many mails were begun.
func (s *SMTP) Tries() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

// Wait waits until n mails were taken.
func (s *SMTP) Wait(t testing.TB, n int) []Mail {
	t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		if mails := s.Mails(); len(mails) >= n {
			return mails
		}
		select {
		case <-s.came:
		case <-limit.C:
			t.Fatalf("%d mails came, not %d", len(s.Mails()), n)
		}
	}
}

func (s *SMTP) doesTo(to string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.does(to)
}

type session struct {
	server *SMTP
	conn   *smtp.Conn
	mail   Mail
	known  bool
}

func (s *SMTP) session(c *smtp.Conn) (smtp.Session, error) {
	if s.doesTo("") == Refuse {
		c.Conn().Close()
		return nil, errors.New("refused")
	}
	return &session{server: s, conn: c, known: s.password == ""}, nil
}

func (s *session) Reset()        { s.mail = Mail{} }
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string {
	if s.server.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		if password != s.server.password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.server.mu.Lock()
	s.server.tries++
	s.server.mu.Unlock()
	if s.server.doesTo("") == NoSender {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "sender refused"}
	}
	s.mail.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = to
	switch s.server.doesTo(to) {
	case Later:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "come back later"}
	case Never:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	case Hang:
		<-s.server.end
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.mail.read(text); err != nil {
		return err
	}
	s.mail.At = time.Now()
	s.server.mu.Lock()
	s.server.mails = append(s.server.mails, s.mail)
	s.server.mu.Unlock()
	select {
	case s.server.came <- struct{}{}:
	default: // whoever waits has enough to look at
	}
	switch s.server.doesTo(s.mail.To) {
	case Drop:
		s.conn.Conn().Close()
	case Hold:
		<-s.server.end
	}
	return nil
}

func (m *Mail) read(text []byte) error {
	letter, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject")); err != nil {
		return err
	}
	m.MessageID = letter.Header.Get("Message-ID")
	body := io.Reader(letter.Body)
	if strings.EqualFold(letter.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	decoded, err := io.ReadAll(body)
	m.Text = strings.ReplaceAll(string(decoded), "\r\n", "\n")
	return err
}
