package figures_test

import (
	"fmt"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/figures"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// BenchmarkCount is one scrape beside 10,000 escalations that are open, and beside it the plain count of those rows.
func BenchmarkCount(b *testing.B) {
	clock := storetest.NewClock()
	db := storetest.OpenAt(b, store.Config{Folder: b.TempDir(), Now: clock.Now})
	opens(b, db, 10_000)
	read := func(name string, fn func(tx *store.Tx) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := db.Read(b.Context(), store.ServerActor(), fn); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	read("everything counted", func(tx *store.Tx) error { _, err := figures.Count(tx, time.UTC); return err })
	read("times by equipment", func(tx *store.Tx) error {
		_, err := figures.ByTime(tx, time.UTC, figures.ByEquipment, nil, nil)
		return err
	})
	read("beside: a plain count", func(tx *store.Tx) error {
		var n int64
		return tx.Raw("SELECT count(*) FROM escalation WHERE state <> 'closed'").Scan(&n).Error
	})
	read("beside: their timelines, counted", func(tx *store.Tx) error {
		var n int64
		return tx.Raw("SELECT count(*) FROM escalation_event WHERE at > 0").Scan(&n).Error
	})
}

func opens(b *testing.B, db *store.DB, n int) {
	b.Helper()
	var causes []escalation.Cause
	for i := range n {
		causes = append(causes, escalation.Cause{Kind: escalation.SetAside, Device: fmt.Sprint("tablet", i), Severity: checklist.Advice, At: storetest.Start})
	}
	err := db.Write(b.Context(), store.ServerActor(), func(tx *store.Tx) error { _, err := escalation.Open(tx, causes); return err })
	if err != nil {
		b.Fatal(err)
	}
}
