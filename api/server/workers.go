package server

import (
	"context"
	"log/slog"
	"time"

	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/notify/email"
	"runup/internal/notify/govuk"
	"runup/internal/notify/webhook"
)

// workers makes what carries messages to people, by the channels that were configured.
func (s *Server) workers(zone *time.Location, now func() time.Time) (*notify.Service, error) {
	channels, err := s.channels(now)
	if err != nil {
		return nil, err
	}
	o := notify.Options{DB: s.db, Channels: channels, Log: s.log, Zone: zone, Needed: escalation.NeedsTelling, Fit: s.fit}
	if s.config.BaseURL != nil {
		o.Address = s.config.BaseURL.String()
	}
	return notify.New(o), nil
}

// fit asks the engine: a process whose clock is off leaves messages to the others.
func (s *Server) fit(ctx context.Context) (bool, error) { return s.engine.Fit(ctx) }

func (s *Server) channels(now func() time.Time) (list []notify.Channel, err error) {
	c := s.config.Channels
	if c.SMTP != nil {
		mails, err := email.New(c.SMTP, c.SMTPFrom)
		if err != nil {
			return nil, err
		}
		list = append(list, mails)
	}
	if c.Notify.Key != "" {
		more, err := s.govuk(now)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	if c.Webhook.URL != nil {
		list = append(list, webhook.New(webhook.Options{URL: c.Webhook.URL, Secret: c.Webhook.Secret, Allow: c.Webhook.Allow, Proxy: c.Proxy, Now: now}))
	}
	return list, nil
}

// govuk makes the channels by GOV.UK Notify. Mails go by the mail server where there is one.
func (s *Server) govuk(now func() time.Time) (list []notify.Channel, err error) {
	c := s.config.Channels
	o := govuk.Options{URL: c.Notify.URL, Key: c.Notify.Key, SMSTemplate: c.Notify.SMSTemplate, MailTemplate: c.Notify.MailTemplate, Proxy: c.Proxy, Now: now}
	if c.SMTP != nil {
		o.MailTemplate = ""
	}
	senders, err := govuk.New(o)
	for _, sender := range senders {
		list = append(list, sender)
		s.checked = append(s.checked, sender)
	}
	return list, err
}

// tryChannels says at the start what is wrong with a channel's settings. The server starts all the same: a logbook must not
// stand still because texts cannot be sent, and messages take the next way.
func (s *Server) tryChannels(ctx context.Context) {
	for _, sender := range s.checked {
		if r := sender.Check(ctx); r.Class != notify.Accepted {
			s.log.LogAttrs(ctx, slog.LevelError, "a channel cannot be used as it is set", slog.String("channel", sender.Name()), slog.String("code", r.Code), slog.String("said", r.Said))
		}
	}
}
