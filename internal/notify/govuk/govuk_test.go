package govuk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"runup/internal/notify"
	"runup/internal/notify/govuk"
	"runup/internal/notify/notifytest"
)

func texts(t *testing.T, g *notifytest.GovUK, change func(*govuk.Options)) *govuk.Sender {
	t.Helper()
	o := govuk.Options{URL: g.URL, Key: g.Key, SMSTemplate: g.SMS, Now: time.Now}
	if change != nil {
		change(&o)
	}
	list, err := govuk.New(o)
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	return list[0]
}

func message(id string) notify.Message {
	return notify.Message{ID: id, To: "07700900001", Short: "Runup E-2222 DO NOT USE Linac 1. Acknowledge in the app.", Subject: "s", Text: "t"}
}

func TestATextGoesOutUnderOurReference(t *testing.T) {
	g := notifytest.StartGovUK(t)
	s := texts(t, g, nil)
	got := s.Send(t.Context(), message("0193-a"))
	took := g.Messages()
	if got.Class != notify.Accepted || len(took) != 1 || took[0].ID != got.ProviderRef || took[0].Reference != "0193-a" || !strings.Contains(took[0].Text, "E-2222") {
		t.Errorf("%+v, %+v", got, took)
	}
	r, found, err := s.Find(t.Context(), "0193-a")
	if err != nil || !found || r.Class != notify.Accepted || r.ProviderRef != took[0].ID {
		t.Errorf("%+v %v %v", r, found, err)
	}
	if _, found, err := s.Find(t.Context(), "0193-b"); found || err != nil {
		t.Errorf("found what was never sent: %v", err)
	}
}

// TestWhatItAnswersIsToldApart: each refusal of the documentation, and what it means.
func TestWhatItAnswersIsToldApart(t *testing.T) {
	late := func() time.Time { return time.Now().Add(-31 * time.Second) }
	for name, try := range map[string]struct {
		behaves func(*notifytest.Behaviour)
		to      string
		change  func(*govuk.Options)
		class   notify.Class
		code    string
	}{
		"a number that is none": {to: "12", class: notify.Permanent, code: "400 ValidationError"},
		"no such template":      {change: func(o *govuk.Options) { o.SMSTemplate = "nothing" }, class: notify.Fault, code: "404 NoResultFound"},
		"a key withdrawn":       {behaves: func(b *notifytest.Behaviour) { b.Revoked = true }, class: notify.Fault, code: "403 AuthError"},
		"a clock behind":        {change: func(o *govuk.Options) { o.Now = late }, class: notify.Fault, code: "403 AuthError"},
		"too many":              {behaves: func(b *notifytest.Behaviour) { b.Limited = true }, class: notify.Temporary, code: "429 RateLimitError"},
		"an answer lost":        {behaves: func(b *notifytest.Behaviour) { b.Lost = true }, class: notify.Unknown, code: "broken-off"},
		"out of order":          {behaves: func(b *notifytest.Behaviour) { b.Broken = 1 }, class: notify.Temporary, code: "500 Exception"},
		"gap missing":           {behaves: func(b *notifytest.Behaviour) { b.SMSText = "Something happened." }, class: notify.Fault, code: "template"},
		"nobody there":          {change: func(o *govuk.Options) { o.URL, _ = url.Parse("http://127.0.0.1:1") }, class: notify.Temporary, code: "no-connection"},
	} {
		g := notifytest.StartGovUK(t)
		if try.behaves != nil {
			g.Set(try.behaves)
		}
		m := message("0193-a")
		if try.to != "" {
			m.To = try.to
		}
		got := texts(t, g, try.change).Send(t.Context(), m)
		if got.Class != try.class || got.Code != try.code || strings.Contains(got.Said, g.Key[len(g.Key)-36:]) {
			t.Errorf("%s: %+v, want %s %s", name, got, try.class, try.code)
		}
		if name == "too many" && got.RetryAfter != 20*time.Second {
			t.Errorf("%s: wait %v", name, got.RetryAfter)
		}
	}
}

func TestStatusesMeanWhatTheDocumentationSays(t *testing.T) {
	for status, want := range map[string]notify.Class{
		"created": notify.Accepted, "sending": notify.Accepted, "pending": notify.Accepted, "sent": notify.Accepted, "delivered": notify.Received,
		"permanent-failure": notify.Permanent, "temporary-failure": notify.Temporary, "technical-failure": notify.Temporary,
	} {
		if got := govuk.ClassOf(status); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
}

func TestAKeyThatIsNoneIsRefusedWithoutBeingTold(t *testing.T) {
	at, _ := url.Parse("https://api.notifications.service.gov.uk")
	for _, key := range []string{"", "secret", strings.Repeat("secret-", 12)} {
		if _, err := govuk.New(govuk.Options{URL: at, Key: key, SMSTemplate: "x", Now: time.Now}); err == nil || key != "" && strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

// TestOutboundGoesThroughTheProxy: the proxy sees the request, and the service is never asked directly.
func TestOutboundGoesThroughTheProxy(t *testing.T) {
	seen := ""
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.URL.String()
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer proxy.Close()
	g := notifytest.StartGovUK(t)
	at, _ := url.Parse(proxy.URL)
	got := texts(t, g, func(o *govuk.Options) { o.Proxy, o.URL = at, &url.URL{Scheme: "http", Host: "notify.example"} }).Send(t.Context(), message("0193-a"))
	if got.Class != notify.Temporary || !strings.HasPrefix(seen, "http://notify.example/v2/template/") || g.Posts() != 0 {
		t.Errorf("%+v, proxy saw %q", got, seen)
	}
}
