package notify

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"runup/internal/problem"
	"runup/internal/store"
)

const (
	askEvery = 30 * time.Second // after a receipt that has not come
	askUntil = 72 * time.Hour   // then the provider itself has given up
)

// Receipt is what a provider says of a message after it took it.
type Receipt struct {
	Delivery string // our id
	Class    Class  // Received, Permanent or Temporary
	Code     string
}

// Receive takes a receipt in. What is final stays: a receipt that comes again, or too late, changes nothing.
func (s *Service) Receive(ctx context.Context, r Receipt) error {
	return s.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		var rows []deliveryRow
		if err := tx.Where("id = ?", r.Delivery).Find(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 || s.channels[rows[0].Channel] == nil || s.channels[rows[0].Channel].Confirms() != Receipts {
			return problem.New("not-found", "There is no such message.")
		}
		return s.received(tx, rows[0], r)
	})
}

func (s *Service) received(tx *store.Tx, d deliveryRow, r Receipt) error {
	if d.State == Delivered || d.State == Failed || d.State == Cancelled {
		return nil
	}
	switch r.Class {
	case Received:
		err := tx.Model(&deliveryRow{}).Where("id = ?", d.ID).
			Updates(map[string]any{"state": Delivered, "delivered_at": store.At(tx.Now), "next_at": never}).Error
		if err != nil {
			return err
		}
		if d.SentAt != nil {
			s.figures.receipt(d.Channel, tx.Now.Sub(d.SentAt.Time()).Seconds())
		}
		return s.reached(tx, d, Result{Class: Received, ProviderRef: d.ProviderRef})
	case Permanent:
		return s.failed(tx, d, r.Code)
	case Temporary: // the telephone is off, perhaps: both another way and this one again
		if err := s.again(tx, d, Result{Code: r.Code}); err != nil {
			return err
		}
		return open(tx, d)
	}
	return nil
}

// chase sees to messages whose receipt is due: in time the recipient counts as not reached, and the provider is asked.
func (s *Service) chase(ctx context.Context, under *sync.WaitGroup) error {
	var rows []deliveryRow
	err := s.db.Work(ctx, func(tx *store.Tx) (err error) {
		rows, err = s.overdue(tx)
		return err
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	under.Go(func() {
		for _, d := range rows {
			s.ask(context.WithoutCancel(ctx), d)
		}
	})
	return nil
}

func (s *Service) overdue(tx *store.Tx) (all []deliveryRow, err error) {
	for _, name := range s.names {
		var rows []deliveryRow
		err := tx.Raw("UPDATE delivery SET next_at = ? WHERE state = 'sent' AND channel = ? AND next_at <= ? RETURNING *",
			store.At(tx.Now.Add(askEvery)), name, store.At(tx.Now)).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, d := range rows {
			if err := waited(tx, d); err != nil {
				return nil, err
			}
		}
		all = append(all, rows...)
	}
	return all, nil
}

// waited opens the next way when a receipt has been due for too long, and gives up on it in the end.
func waited(tx *store.Tx, d deliveryRow) error {
	since := tx.Now.Sub(d.SentAt.Time())
	if since >= askUntil {
		if err := tx.Model(&deliveryRow{}).Where("id = ?", d.ID).Update("next_at", never).Error; err != nil {
			return err
		}
	}
	if since >= receiptTime {
		return open(tx, d)
	}
	return nil
}

func (s *Service) ask(ctx context.Context, d deliveryRow) {
	finder, ok := s.channels[d.Channel].(Finder)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, SendTime)
	defer cancel()
	r, found, err := finder.Find(ctx, d.ID)
	if err == nil && found && r.Class != Accepted {
		err = s.Receive(ctx, Receipt{Delivery: d.ID, Class: r.Class, Code: r.Code})
	}
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "a receipt could not be asked for", slog.String("delivery", d.ID), slog.String("error", err.Error()))
	}
}
