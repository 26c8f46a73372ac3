package server

import (
	"time"

	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/notify/email"
)

// workers makes what carries messages to people, by the channels that were configured.
func (s *Server) workers(zone *time.Location) (*notify.Service, error) {
	channels, err := s.channels()
	if err != nil {
		return nil, err
	}
	o := notify.Options{DB: s.db, Channels: channels, Log: s.log, Zone: zone, Needed: escalation.NeedsTelling}
	if s.config.BaseURL != nil {
		o.Address = s.config.BaseURL.String()
	}
	return notify.New(o), nil
}

func (s *Server) channels() (list []notify.Channel, err error) {
	c := s.config.Channels
	if c.SMTP != nil {
		mails, err := email.New(c.SMTP, c.SMTPFrom)
		if err != nil {
			return nil, err
		}
		list = append(list, mails)
	}
	return list, nil
}
