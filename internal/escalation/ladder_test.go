package escalation_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/engine"
	"runup/internal/notify"
	"runup/internal/store"
)

// engine climbs in the department, by its clock.
func (d *department) engine() *engine.Engine {
	return engine.New(d.DB, d.log(), false)
}

func (d *department) log() *slog.Logger { return slog.New(slog.NewTextHandler(d.Output(), nil)) }

// round is one round of an engine, with its audit and its beat.
func (d *department) round(e *engine.Engine) {
	d.Helper()
	_, err := e.Pass(d.Context())
	d.must(err)
}

// climbs lets time pass in steps, with the engine going round after each.
func (d *department) climbs(e *engine.Engine, total, step time.Duration) {
	d.Helper()
	for passed := time.Duration(0); passed < total; passed += step {
		d.wait(step)
		d.must(e.Once(d.Context()))
	}
}

// called answers who was called at which rung, by user name, in order.
func (d *department) called(id string) (list []string) {
	d.Helper()
	for _, c := range d.escalation(id).Called {
		if !c.Tell {
			list = append(list, d.username(c.ID))
		}
	}
	return list
}

func (d *department) username(id string) (name string) {
	d.Helper()
	for _, p := range d.People {
		if d.As(p.Username).Staff == id {
			return p.Username
		}
	}
	return id
}

func (d *department) messages(id, purpose string) (list []notify.Sending) {
	d.Helper()
	d.Read(func(tx *store.Tx) error {
		all, err := notify.Outbox(tx, notify.Filter{Escalation: id, Channel: notify.Email}, "", 1000)
		for _, m := range all {
			if m.Purpose == purpose {
				list = append(list, m)
			}
		}
		return err
	})
	return list
}

func TestConformance1_WhatOpensAnEscalationQueuesItsFirstMessages(t *testing.T) {
	each(t, func(d *department) {
		before := d.DB.Head().Position
		raised := d.fails(hoist, no)
		e := d.escalation(raised.ID)
		if len(e.Called) == 0 || e.NextRung == nil || !e.NextRung.Equal(e.OpenedAt.Add(2*time.Minute)) || e.Nobody {
			d.Errorf("called %v, next %v", e.Called, e.NextRung)
		}
		if n := len(d.messages(e.ID, notify.Alert)); n == 0 {
			d.Error("no message is queued")
		}
		if !slices.Contains(raised.Told, "radiographer") || raised.Attempted {
			d.Errorf("the tablet hears %+v", raised)
		}
		for _, kind := range []string{"check.completed", "escalation.opened", "equipment.status", "escalation.rung-opened"} {
			var n int
			d.Read(func(tx *store.Tx) error {
				return tx.Raw("SELECT count(*) FROM entry WHERE position > ? AND header LIKE ?", before, `%"kind":"`+kind+`"%`).Scan(&n).Error
			})
			if n != 1 {
				d.Errorf("%d entries are a %s", n, kind)
			}
		}
	})
}

func TestConformance31_AnUnansweredDoNotUseClimbsEveryRungAtItsTime(t *testing.T) {
	d := open(t)
	id := d.fails(hoist, no).ID
	opened := d.escalation(id).OpenedAt
	d.climbs(d.engine(), 31*time.Minute, time.Second)
	at := map[time.Duration]bool{}
	for _, h := range d.escalation(id).Timeline {
		if h.Kind == "called" {
			at[h.At.Sub(opened)] = true
		}
	}
	for _, want := range []time.Duration{0, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute} {
		if !at[want] {
			t.Errorf("nobody was called after %s; they were after %v", want, at)
		}
	}
	if len(at) != 6 {
		t.Errorf("called after %v", at)
	}
}

func TestConformance32_TheLastRungComesRoundForTwoDays(t *testing.T) {
	d := open(t)
	id := d.fails(hoist, no).ID
	d.climbs(d.engine(), 48*time.Hour, 10*time.Minute)
	n := 0
	for _, h := range d.escalation(id).Timeline {
		if h.Kind == "called" && strings.Contains(h.Words, "time ") {
			n++
		}
	}
	if n < 280 {
		t.Errorf("the last rung came round %d times in 48 hours", n)
	}
}
