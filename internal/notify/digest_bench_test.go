package notify_test

import (
	"fmt"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// BenchmarkDigest queues what is read once a day, a thousand to a commit, until a day's message holds so many. What one costs
// must not grow with the message: compare the lines.
func BenchmarkDigest(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d := desk{TB: b, db: storetest.OpenAt(b, store.Config{Folder: b.TempDir(), Now: time.Now})}
				b.StartTimer()
				for from := 0; from < n; from += 1000 {
					d.queue(forTheDay(from, from+1000)...)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N*n)*1e6, "µs/item")
		})
	}
}

// forTheDay are matters that Rosa reads of tomorrow.
func forTheDay(from, to int) (all []notify.Telling) {
	for i := from; i < to; i++ {
		t := telling(fmt.Sprintf("E-%d", i), checklist.Information, byMail("rosa")...)
		t.Purpose, t.Held = notify.Digest, time.Date(2100, 1, 1, 7, 0, 0, 0, time.UTC)
		all = append(all, t)
	}
	return all
}
