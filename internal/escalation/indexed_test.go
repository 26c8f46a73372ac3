package escalation_test

import (
	"strings"
	"testing"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// TestWhatACheckOpenedIsFoundByTheCheck: every second check and every voiding asks for it inside the one writer's turn, and the
// timelines of years would be read through each time.
func TestWhatACheckOpenedIsFoundByTheCheck(t *testing.T) {
	readsNoWholeTable(t, escalation.CitingQuery, "a check")
}

// TestWhatIsOpenIsFoundAmongWhatWasClosed: the audit asks every half minute, each desk at every change.
func TestWhatIsOpenIsFoundAmongWhatWasClosed(t *testing.T) {
	readsNoWholeTable(t, escalation.StillQuery, escalation.IsOpen, checklist.Information)
	readsNoWholeTable(t, "SELECT * FROM escalation WHERE state = ? ORDER BY id DESC LIMIT 500", escalation.IsOpen)
}

func readsNoWholeTable(t *testing.T, query string, given ...any) {
	t.Helper()
	db := storetest.Open(t)
	var steps []struct{ Detail string }
	err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		return tx.Raw("EXPLAIN QUERY PLAN "+query, given...).Scan(&steps).Error
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
