package server

import (
	"context"
	"log/slog"
	"time"

	"runup/internal/escalation"
	"runup/internal/overdue"
	"runup/internal/store"
	"runup/internal/tablet"
)

// lapseEvery is how often the server looks whether something that was authorised by telephone has stopped counting.
const lapseEvery = 15 * time.Second

// lapse withdraws again, until the context ends, what was used on somebody's word by telephone that counts no longer.
func (s *Server) lapse(ctx context.Context) {
	tick := time.NewTicker(lapseEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := lapse(ctx, s.db); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "authorisations by telephone were not looked at", slog.String("error", err.Error()))
			}
		}
	}
}

// lapse writes only where there is something to write.
func lapse(ctx context.Context, db *store.DB) error {
	due := false
	err := db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { due, err = escalation.Lapses(tx); return err })
	if err != nil || !due {
		return err
	}
	return db.Write(ctx, store.ServerActor(), escalation.Lapse)
}

// unlooked says to the lookout what the tablets' exchange knows: what was set aside and nobody has looked at.
func unlooked(tx *store.Tx, since, before time.Time) ([]overdue.Aside, error) {
	list, err := tablet.Unlooked(tx, since, before)
	asides := make([]overdue.Aside, len(list))
	for i, q := range list {
		asides[i] = overdue.Aside{ID: q.ID, Device: q.Device, Area: q.Area, ReceivedAt: q.ReceivedAt}
	}
	return asides, err
}
