package config

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
)

// Ways is how messages reach people, as it was written.
type Ways struct {
	SMTPURL       string `name:"smtp-url" env:"RUNUP_SMTP_URL" help:"Mail server, smtp://host:port (STARTTLS, except on this machine) or smtps://…, user and password in it."`
	SMTPFrom      string `name:"smtp-from" env:"RUNUP_SMTP_FROM" help:"Sender's address of mails; the mail server's user, or runup at the base URL's host, when empty."`
	Proxy         string `name:"proxy" env:"RUNUP_PROXY" help:"http://host:port that outbound HTTP goes through."`
	NotifyURL     string `name:"notify-url" env:"RUNUP_NOTIFY_URL" default:"https://api.notifications.service.gov.uk" help:"GOV.UK Notify."`
	NotifyKey     string `name:"notify-key" env:"RUNUP_NOTIFY_KEY" help:"API key of GOV.UK Notify; text messages go out when it is set."`
	NotifySMS     string `name:"notify-sms-template" env:"RUNUP_NOTIFY_SMS_TEMPLATE" help:"Id of the text message template, whose text is ((message))."`
	NotifyMail    string `name:"notify-email-template" env:"RUNUP_NOTIFY_EMAIL_TEMPLATE" help:"Id of the mail template, ((subject)) and ((message)); mails go by GOV.UK Notify when it is set and no mail server is."`
	NotifyReceipt string `name:"notify-receipt-token" env:"RUNUP_NOTIFY_RECEIPT_TOKEN" help:"Bearer token that GOV.UK Notify gives with its receipts."`
	WebhookURL    string `name:"webhook-url" env:"RUNUP_WEBHOOK_URL" help:"https://… that is told of each message to a team, signed."`
	WebhookSecret string `name:"webhook-secret" env:"RUNUP_WEBHOOK_SECRET" help:"Key of the webhook's signature."`
	WebhookAllow  string `name:"webhook-allow" env:"RUNUP_WEBHOOK_ALLOW" help:"Private networks that the webhook may be in: 10.1.2.3/32,…"`
}

// Channels is how messages reach people, checked.
type Channels struct {
	SMTP     *url.URL // nil: no mail server
	SMTPFrom string
	Proxy    *url.URL // nil: none
	Notify   Notify
	Webhook  Webhook
}

// Notify is GOV.UK Notify; without a key it is not used.
type Notify struct {
	URL                *url.URL
	Key                string
	SMSTemplate        string
	MailTemplate       string
	ReceiptBearerToken string
}

// Webhook is where messages to teams are posted besides; nil URL: nowhere.
type Webhook struct {
	URL    *url.URL
	Secret string
	Allow  []netip.Prefix
}

func (w Ways) check(m *mistakes, base *url.URL) Channels {
	c := Channels{SMTP: m.smtp(w.SMTPURL), Proxy: m.outbound("--proxy", w.Proxy)}
	c.SMTPFrom = m.sender(w.SMTPFrom, c.SMTP, base)
	c.Notify = w.notify(m)
	c.Webhook = Webhook{URL: m.outbound("--webhook-url", w.WebhookURL), Secret: w.WebhookSecret, Allow: m.networks("--webhook-allow", w.WebhookAllow)}
	if c.Webhook.URL != nil && c.Webhook.Secret == "" {
		m.add("--webhook-url needs --webhook-secret: who reads it must be able to tell that it is from here")
	}
	return c
}

func (w Ways) notify(m *mistakes) Notify {
	n := Notify{Key: w.NotifyKey, SMSTemplate: w.NotifySMS, MailTemplate: w.NotifyMail, ReceiptBearerToken: w.NotifyReceipt}
	if n.Key == "" {
		if n.SMSTemplate != "" || n.MailTemplate != "" || n.ReceiptBearerToken != "" {
			m.add("--notify-sms-template, --notify-email-template and --notify-receipt-token need --notify-key")
		}
		return n
	}
	if n.URL = m.outbound("--notify-url", w.NotifyURL); w.NotifyURL == "" {
		m.add("--notify-url must name GOV.UK Notify")
	}
	if n.SMSTemplate == "" && n.MailTemplate == "" {
		m.add("--notify-key needs --notify-sms-template or --notify-email-template")
	}
	return n
}

// smtp never repeats what was written: a password may stand in it.
func (m *mistakes) smtp(text string) *url.URL {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		m.add("--smtp-url must look like smtp://host:port or smtps://user:password@host:port")
		return nil
	}
	return u
}

func (m *mistakes) outbound(flag, text string) *url.URL {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		m.add("%s must look like https://host:port", flag)
		return nil
	}
	return u
}

// sender finds an address that mails can come from.
func (m *mistakes) sender(text string, server, base *url.URL) string {
	switch {
	case text != "":
	case server != nil && strings.Contains(server.User.Username(), "@"):
		text = server.User.Username()
	case base != nil:
		text = "runup@" + base.Hostname()
	default:
		text = "runup@localhost"
	}
	if _, err := mail.ParseAddress(text); err != nil {
		m.add("--smtp-from %q is no address", text)
	}
	return text
}

// String tells the ways without their secrets.
func (c Channels) String() string {
	var list []string
	for _, way := range []struct {
		name string
		url  *url.URL
	}{{"smtp", c.SMTP}, {"proxy", c.Proxy}, {"notify", c.Notify.URL}, {"webhook", c.Webhook.URL}} {
		if way.url != nil {
			list = append(list, way.name+"="+way.url.Scheme+"://"+way.url.Host)
		}
	}
	return strings.Join(list, " ")
}

// GoString keeps %#v from telling more than String does.
func (c Channels) GoString() string { return c.String() }
