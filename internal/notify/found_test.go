package notify_test

import (
	"strings"
	"testing"

	"runup/internal/notify"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// TestWhatIsDoneForEveryMessageDoesNotReadAllThereEverWere: the outbox keeps every message, and these are in the commit that opens
// a rung or that notes a success. SQLite tells how it would go about each.
func TestWhatIsDoneForEveryMessageDoesNotReadAllThereEverWere(t *testing.T) {
	db := storetest.Open(t)
	for statement, index := range notify.Frequent {
		var steps []struct{ Detail string }
		err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			return tx.Raw("EXPLAIN QUERY PLAN "+statement, 1, 1, 1).Scan(&steps).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(steps) != 1 || !strings.HasPrefix(steps[0].Detail, "SEARCH delivery USING INDEX "+index+" (") || !strings.Contains(steps[0].Detail, "_at>?)") {
			t.Errorf("%s\n%+v", statement, steps)
		}
	}
}
