// Package govuk sends text messages and mails by GOV.UK Notify, and asks it what became of them.
//
// Each request carries a token of its own, good for half a minute. The delivery's id goes along as the reference, by which a
// message whose fate is not known is looked up before it would be sent again. Source: GOV.UK Notify, REST API documentation.
package govuk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"runup/internal/notify"
)

// Options is what GOV.UK Notify is reached with.
type Options struct {
	URL          *url.URL
	Key          string
	SMSTemplate  string
	MailTemplate string
	Proxy        *url.URL
	Now          func() time.Time
}

// client speaks to the service.
type client struct {
	base            string
	service, secret string // the two ends of the key
	http            *http.Client
	now             func() time.Time
}

// Sender is one channel by GOV.UK Notify: text messages, or mails.
type Sender struct {
	*client
	name     string // of the channel
	path     string
	template string
	needs    []string // ((gaps)) that the template must have
	fill     func(m notify.Message) map[string]any
	good     atomic.Bool // the template was looked at
}

const uuidLength = 36

// New makes the channels that there are templates for.
func New(o Options) ([]*Sender, error) {
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	var list []*Sender
	if o.SMSTemplate != "" {
		list = append(list, &Sender{client: c, name: notify.SMS, path: "sms", template: o.SMSTemplate, needs: []string{"message"}, fill: asText})
	}
	if o.MailTemplate != "" {
		list = append(list, &Sender{client: c, name: notify.Email, path: "email", template: o.MailTemplate, needs: []string{"subject", "message"}, fill: asMail})
	}
	return list, nil
}

func newClient(o Options) (*client, error) {
	// name-<service>-<secret>, each of the last two a UUID
	if len(o.Key) < 2*uuidLength+1 {
		return nil, errors.New("govuk: the key is not one of GOV.UK Notify")
	}
	c := &client{
		base: strings.TrimSuffix(o.URL.String(), "/"), secret: o.Key[len(o.Key)-uuidLength:],
		service: o.Key[len(o.Key)-2*uuidLength-1 : len(o.Key)-uuidLength-1], now: o.Now,
	}
	for _, part := range []string{c.service, c.secret} {
		if uuid.Validate(part) != nil {
			return nil, errors.New("govuk: the key is not one of GOV.UK Notify")
		}
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = http.ProxyURL(o.Proxy)
	c.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c, nil
}

// Name is the channel's.
func (s *Sender) Name() string { return s.name }

// Confirms says that a receipt comes.
func (s *Sender) Confirms() notify.Confirms { return notify.Receipts }

func asText(m notify.Message) map[string]any {
	return map[string]any{"phone_number": m.To, "personalisation": map[string]string{"message": m.Short}}
}

func asMail(m notify.Message) map[string]any {
	return map[string]any{"email_address": m.To, "personalisation": map[string]string{"subject": m.Subject, "message": m.Text}}
}

// Send hands one message over. Before the first, the template is looked at: without its ((gaps)) people would get a text
// that says nothing.
func (s *Sender) Send(ctx context.Context, m notify.Message) notify.Result {
	if !s.good.Load() {
		if r := s.Check(ctx); r.Class != notify.Accepted {
			return r
		}
	}
	body := s.fill(m)
	body["template_id"], body["reference"] = s.template, m.ID
	var made struct{ ID string }
	if r := s.call(ctx, http.MethodPost, "/v2/notifications/"+s.path, body, &made); r.Class != notify.Accepted {
		return r
	}
	return notify.Result{Class: notify.Accepted, ProviderRef: made.ID, Code: "201"}
}

// Check looks whether the template is there and takes what is put in.
func (s *Sender) Check(ctx context.Context) notify.Result {
	var template struct{ Subject, Body string }
	r := s.call(ctx, http.MethodGet, "/v2/template/"+url.PathEscape(s.template), nil, &template)
	if r.Class == notify.Unknown {
		r.Class = notify.Temporary // nothing was sent yet
	}
	if r.Class == notify.Permanent {
		r.Class = notify.Fault
	}
	if r.Class != notify.Accepted {
		return r
	}
	for _, name := range s.needs {
		if !strings.Contains(template.Subject+template.Body, "(("+name+"))") {
			return notify.Result{Class: notify.Fault, Code: "template", Said: "the template has no ((" + name + "))"}
		}
	}
	s.good.Store(true)
	return r
}

// Find asks what became of a message by our id. The newest of that reference counts.
func (s *Sender) Find(ctx context.Context, id string) (notify.Result, bool, error) {
	var found struct {
		Notifications []struct{ ID, Status, Reference string }
	}
	r := s.call(ctx, http.MethodGet, "/v2/notifications?reference="+url.QueryEscape(id), nil, &found)
	if r.Class != notify.Accepted {
		return notify.Result{}, false, fmt.Errorf("govuk: look-up: %s %s", r.Code, r.Said)
	}
	if len(found.Notifications) == 0 {
		return notify.Result{}, false, nil
	}
	n := found.Notifications[0]
	return notify.Result{Class: ClassOf(n.Status), ProviderRef: n.ID, Code: n.Status}, true, nil
}

// call makes one request. The key and what was sent never get into an error.
func (c *client) call(ctx context.Context, method, path string, body, into any) notify.Result {
	text, err := json.Marshal(body)
	if err != nil {
		return notify.Result{Class: notify.Permanent, Code: "unsendable", Said: err.Error()}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return notify.Result{Class: notify.Fault, Code: "settings", Said: err.Error()}
	}
	token, err := c.token()
	if err != nil {
		return notify.Result{Class: notify.Fault, Code: "key", Said: "the key cannot sign"}
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(request)
	if err != nil {
		return broken(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return broken(err)
	}
	if answer.StatusCode >= 300 {
		return refused(answer, said)
	}
	if err := json.Unmarshal(said, into); err != nil {
		return notify.Result{Class: notify.Unknown, Code: "unreadable", Said: err.Error()}
	}
	return notify.Result{Class: notify.Accepted, Code: fmt.Sprint(answer.StatusCode)}
}

// token signs a new token: it is taken for thirty seconds.
func (c *client) token() (string, error) {
	claims := jwt.MapClaims{"iss": c.service, "iat": c.now().Unix()}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(c.secret))
}
