package library_test

import (
	"testing"
	"time"

	"runup/internal/library"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func TestProgrammes_WhatIsInForceAndProceduresPastTheirReview(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for id, procedure := range map[string]string{"a": "", "b": "procedure: {ref: RT-1}\n", "c": "procedure: {ref: RT-2, reviewBy: 2026-11-23}\n", "d": "procedure: {ref: RT-3, reviewBy: 2026-11-22}\n"} {
			e := propose(t, db, sofia, definition(t, "hoist-pre-use", id, "sections:", procedure+"sections:"))
			must(t, approve(t, db, priya, e, ready))
		}
		propose(t, db, sofia, definition(t, "hoist-pre-use", "not-in-force"))
		var got string
		must(t, db.Read(t.Context(), sam, func(tx *store.Tx) error {
			list, err := library.Programmes(tx, time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC))
			for _, p := range list {
				got += p.Edition.ID + " " + p.Procedure + "; "
			}
			return err
		}))
		if got != "a none; b undated; c current; d past; " {
			t.Error(got)
		}
	})
}
