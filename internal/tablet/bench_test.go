package tablet_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// BenchmarkPush pushes passing checks of 15 items in batches of 50 from many tablets at once; one op is one operation.
func BenchmarkPush(b *testing.B) {
	for _, tablets := range []int{1, 64} {
		for _, verified := range []bool{true, false} {
			b.Run(fmt.Sprintf("tablets=%d/verified=%v", tablets, verified), func(b *testing.B) { benchmarkPush(b, tablets, verified) })
		}
	}
}

func benchmarkPush(b *testing.B, tablets int, verified bool) {
	clock := storetest.NewClock()
	d := found(b, storetest.OpenAt(b, store.Config{Folder: b.TempDir(), Now: clock.Now}), clock)
	if !verified {
		tablet.Unverified(d.service)
	}
	d.publish(longCheck())
	d.entitle("sam", "long-check", "authorised")
	readings := map[string]any{}
	for i := range 15 {
		readings[fmt.Sprintf("item-%d", i)] = map[string]any{"value": true}
	}
	pens := make([]*pen, tablets)
	for i := range pens {
		pens[i] = d.enrol(fmt.Sprint("tablet ", i))
	}
	const size = 50
	batches := make([][]tablet.Batch, tablets)
	for n := 0; n < b.N; n += size {
		p := pens[n/size%tablets]
		ops := make([]client.Op, size)
		for i := range ops {
			ops[i] = p.Completed(d.done("long-check", "hoist-1", readings))
		}
		batches[n/size%tablets] = append(batches[n/size%tablets], batch(clock.Now(), ops))
	}
	b.ReportAllocs()
	b.ResetTimer()
	used := processorTime(b)
	var wg sync.WaitGroup
	var refused atomic.Int64
	for i, p := range pens {
		wg.Go(func() {
			for _, one := range batches[i] {
				results, err := d.service.Push(context.Background(), p.by, one)
				if err != nil || results[0].Outcome != tablet.IsAccepted || len(results[0].Flags) > 0 {
					refused.Add(1)
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64((processorTime(b)-used).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
	if refused.Load() > 0 {
		b.Errorf("%d batches were not as they should be", refused.Load())
	}
}

// processorTime is what the process has used; it says more than the clock on a machine that does other things too.
func processorTime(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func longCheck() string {
	text := `id: long-check
title: Fifteen questions
version: "1"
purpose: To be measured.
equipmentKinds: [hoist]
performedBy: {roles: [support-worker], countersign: never}
record: safety-pass
sections:
  - title: All
    items:
`
	for i := range 15 {
		text += fmt.Sprintf("      - {id: item-%d, kind: confirm, prompt: Question %d., onFail: put-right}\n", i, i)
	}
	return text
}
