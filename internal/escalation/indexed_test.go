package escalation_test

import (
	"strings"
	"testing"

	"runup/internal/escalation"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// TestWhatACheckOpenedIsFoundByTheCheck: every second check and every voiding asks for it inside the one writer's turn, and the
// timelines of years would be read through each time.
func TestWhatACheckOpenedIsFoundByTheCheck(t *testing.T) {
	db := storetest.Open(t)
	var steps []struct{ Detail string }
	err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		return tx.Raw("EXPLAIN QUERY PLAN "+escalation.CitingQuery, "a check").Scan(&steps).Error
	})
	if err != nil || len(steps) == 0 {
		t.Fatalf("%v, %v", steps, err)
	}
	for _, s := range steps {
		if strings.HasPrefix(s.Detail, "SCAN") {
			t.Errorf("it reads a whole table: %v", steps)
		}
	}
}
