package store

import (
	"context"
	"time"
)

// followEvery bounds how much later readers here hear of what another process wrote.
const followEvery = time.Second

// Follow learns until the context ends how far other processes have taken the logbook, so that whoever waits for a change here
// hears of theirs too. Where there can be no other process it does nothing.
func (db *DB) Follow(ctx context.Context) {
	if db.Engine() != "postgres" {
		return
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = db.Ping(ctx) // every group begins with the head; a database that is away says so to whoever needs it
		}
	}
}
