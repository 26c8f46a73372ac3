// Package email sends messages by SMTP: to a relay of the organisation or, with an account, to a mail service.
package email

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"runup/internal/notify"
)

// Sender is where mail is handed over, and in whose name.
type Sender struct {
	host, port     string
	user, password string
	implicit       bool // TLS from the first byte
	plain          bool // a relay on this machine: no TLS is asked of it
	from           string
	trust          *tls.Config // nil: the machine's own
	reach          func(ctx context.Context, network, address string) (net.Conn, error)
}

// New reads smtp://host:port or smtps://host:port, user and password in it. TLS is required of every host but this machine.
func New(at *url.URL, from string) (*Sender, error) {
	s := &Sender{host: at.Hostname(), port: at.Port(), user: at.User.Username(), implicit: at.Scheme == "smtps", from: from}
	s.password, _ = at.User.Password()
	s.reach = new(net.Dialer).DialContext
	s.plain = !s.implicit && loopback(s.host)
	if s.port == "" {
		s.port = map[bool]string{true: "465", false: "587"}[s.implicit]
	}
	if _, err := strconv.ParseUint(s.port, 10, 16); err != nil || s.host == "" {
		return nil, fmt.Errorf("email: %s is no mail server", at.Redacted())
	}
	if err := mail.NewMsg().From(from); err != nil {
		return nil, fmt.Errorf("email: the sender's address %q cannot be used: %w", from, err)
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name is the channel's.
func (s *Sender) Name() string { return notify.Email }

// Confirms says that a mail server's answer is the last that is heard of a mail.
func (s *Sender) Confirms() notify.Confirms { return notify.Acceptance }

// Send hands one mail over. The Message-ID comes from the delivery: a second copy is recognised as one.
func (s *Sender) Send(ctx context.Context, m notify.Message) notify.Result {
	letter, err := s.letter(m)
	if err != nil {
		return notify.Result{Class: notify.Permanent, Code: "bad-address", Said: err.Error()}
	}
	client, err := s.client()
	if err != nil {
		return notify.Result{Class: notify.Fault, Code: "settings", Said: err.Error()}
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return dialling(err)
	}
	defer client.CloseWithSMTPClient(connection) //nolint:errcheck // it is handed over or it is not; a farewell changes nothing
	err = client.SendWithSMTPClient(connection, letter)
	if letter.IsDelivered() {
		return notify.Result{Class: notify.Accepted, ProviderRef: letter.GetMessageID(), Code: "250", Said: letter.ServerResponse()}
	}
	return sending(err)
}

func (s *Sender) letter(m notify.Message) (*mail.Msg, error) {
	letter := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := letter.From(s.from); err != nil {
		return nil, err
	}
	if err := letter.To(m.To); err != nil {
		return nil, err
	}
	letter.SetMessageIDWithValue(m.ID + "@runup")
	letter.SetDateWithValue(m.At)
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	letter.Subject(m.Subject)
	if m.Purpose == notify.Alert && m.Severity == urgent {
		letter.SetImportance(mail.ImportanceUrgent)
	}
	letter.SetBodyString(mail.TypeTextPlain, m.Text)
	return letter, nil
}

const urgent = "do-not-use"

func (s *Sender) client() (*mail.Client, error) {
	number, _ := strconv.Atoi(s.port)
	options := []mail.Option{
		mail.WithPort(number), mail.WithTimeout(notify.SendTime), mail.WithDialContextFunc(s.dial), mail.WithoutNoop(), mail.WithTLSPolicy(mail.TLSMandatory),
		mail.WithTLSConfig(s.tls()),
	}
	if s.plain || s.implicit {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.user != "" {
		options = append(options, mail.WithUsername(s.user), mail.WithPassword(s.password), mail.WithSMTPAuth(s.auth()))
	}
	return mail.NewClient(s.host, options...)
}

// auth is PLAIN, in a channel that nobody else reads: TLS, or this machine.
func (s *Sender) auth() mail.SMTPAuthType {
	if s.plain || s.implicit {
		return mail.SMTPAuthPlainNoEnc
	}
	return mail.SMTPAuthPlain
}

// dial bounds everything on the connection by the sending's own deadline: the client would begin its time anew with each step.
func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	until, ok := ctx.Deadline()
	if !ok {
		until = time.Now().Add(notify.SendTime)
	}
	c, err := s.reach(ctx, network, address)
	if err != nil {
		return nil, err
	}
	bound := bounded{c, until}
	if err := bound.SetDeadline(until); err != nil || !s.implicit {
		return bound, err
	}
	secured := tls.Client(bound, s.tls())
	if err := secured.HandshakeContext(ctx); err != nil {
		bound.Close()
		return nil, err
	}
	return secured, nil
}

func (s *Sender) tls() *tls.Config {
	if s.trust == nil {
		return &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	}
	c := s.trust.Clone()
	c.ServerName = s.host
	return c
}

// bounded keeps a deadline from being moved.
type bounded struct {
	net.Conn
	until time.Time
}

func (b bounded) SetDeadline(time.Time) error { return b.Conn.SetDeadline(b.until) }
