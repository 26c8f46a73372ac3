package sample

import (
	"context"
	"fmt"
	"log/slog"

	"runup/internal/checklist"
	"runup/internal/engine"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/staff"
	"runup/internal/store"
)

// settled leaves the past as a department leaves a quarter: somebody has taken on what is urgent, the ladders of what is not
// stand where they would, and nobody is called today for what was only told.
func settled(ctx context.Context, db *store.DB, people []staff.Person) error {
	if err := takenOn(ctx, db, people); err != nil {
		return err
	}
	if err := engine.New(db, slog.New(slog.DiscardHandler), false).Once(ctx); err != nil {
		return err
	}
	return db.Work(ctx, func(tx *store.Tx) error { return notify.CancelAll(tx, "told before this server began") })
}

// takenOn: EBME has been called about what is urgent and nobody has closed yet.
func takenOn(ctx context.Context, db *store.DB, people []staff.Person) error {
	rosa, ok := named(people, "rosa.radiographer")
	if !ok {
		return fmt.Errorf("nobody takes on what is open")
	}
	return db.Write(ctx, actorOf(rosa), func(tx *store.Tx) error {
		open, err := escalation.List(tx, escalation.Filter{State: escalation.IsOpen}, "", 500)
		for _, e := range open {
			if e.Severity != checklist.PutRight && e.Severity != checklist.BeforeUse {
				continue
			}
			if _, err := escalation.Act(tx, e.ID, escalation.Action{Kind: escalation.EngineerCalled, Who: "EBME", Note: "they come this week"}); err != nil {
				return err
			}
		}
		return err
	})
}
