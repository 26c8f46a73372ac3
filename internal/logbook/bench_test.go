package logbook_test

import (
	"fmt"
	"strings"
	"testing"

	"runup/internal/logbook"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

type text struct {
	Text string `json:"text"`
}

var textKept = logbook.Define("text.kept", func(tx *store.Tx, e logbook.Entry, b *text) error {
	return logbook.Move(tx, e, "thing", e.Subject, "")
})

// BenchmarkAppend50 is the least a push of fifty can cost here: fifty entries of a check's size, one commit.
func BenchmarkAppend50(b *testing.B) {
	db := storetest.Open(b)
	body := &text{Text: strings.Repeat("x", 1700)}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		var fns []func(*store.Tx) error
		for range 50 {
			n++
			id := fmt.Sprintf("0193e0a2-0000-7000-8000-%012d", n)
			fns = append(fns, func(tx *store.Tx) error { _, err := textKept.Append(tx, "", id, body); return err })
		}
		write(b, db, fns...)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
}
