package notify_test

import (
	"strings"
	"testing"

	"runup/internal/notify"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// TestG85_WhatSomebodyHadLatelyIsFoundAmongAllThereEverWere: the outbox keeps every message, and the question is asked, for each
// person, in the commit that opens an escalation. SQLite tells how it would go about it.
func TestG85_WhatSomebodyHadLatelyIsFoundAmongAllThereEverWere(t *testing.T) {
	db := storetest.Open(t)
	for _, question := range notify.Lately {
		var steps []struct{ Detail string }
		err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			return tx.Raw("EXPLAIN QUERY PLAN "+question, "somebody", 1, 1).Scan(&steps).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(steps) != 1 || !strings.Contains(steps[0].Detail, "=? AND created_at>?)") {
			t.Errorf("%s\n%+v", question, steps)
		}
	}
}
