package escalation_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/engine"
	"runup/internal/escalation"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// BenchmarkRound is one round of the engine in which ten rungs are due, by themselves and beside 10,000 escalations that are
// open and wait for later.
func BenchmarkRound(b *testing.B) {
	for _, waiting := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("10 due of %d", waiting+10), func(b *testing.B) {
			clock := storetest.NewClock()
			db := storetest.OpenAt(b, store.Config{Folder: b.TempDir(), Now: clock.Now})
			opens(b, db, "waits", checklist.Advice, waiting)
			opens(b, db, "due", checklist.DoNotUse, 10)
			engine := engine.New(db, slog.New(slog.DiscardHandler), false)
			for b.Loop() {
				clock.Move(10 * time.Minute)
				before := db.Head().Position
				if err := engine.Once(b.Context()); err != nil {
					b.Fatal(err)
				}
				if n := db.Head().Position - before; n != 10 {
					b.Fatalf("%d entries", n)
				}
			}
		})
	}
}

// opens opens many at once. Those of which nothing is to be due while it is measured wait for years.
func opens(b *testing.B, db *store.DB, name, severity string, n int) {
	b.Helper()
	var causes []escalation.Cause
	for i := range n {
		causes = append(causes, escalation.Cause{Kind: escalation.SetAside, Device: fmt.Sprint(name, i), Severity: severity, At: storetest.Start})
	}
	err := db.Write(b.Context(), store.ServerActor(), func(tx *store.Tx) error {
		if _, err := escalation.Open(tx, causes); err != nil || severity == checklist.DoNotUse {
			return err
		}
		return tx.Applying(func() error { return tx.Exec("UPDATE ladder SET next_at = next_at + 1000000000000").Error })
	})
	if err != nil {
		b.Fatal(err)
	}
}
