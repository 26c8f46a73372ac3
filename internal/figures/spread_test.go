package figures

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runup/internal/notify"
)

func TestSpread_ATimeThatWasReallyTaken(t *testing.T) {
	minutes := func(list ...int) (all []time.Duration) {
		for _, m := range list {
			all = append(all, time.Duration(m)*time.Minute)
		}
		return all
	}
	for _, c := range []struct {
		took        []time.Duration
		median, p90 time.Duration
	}{
		{minutes(7), 7 * time.Minute, 7 * time.Minute},
		{minutes(9, 1), time.Minute, 9 * time.Minute},
		{minutes(3, 1, 2), 2 * time.Minute, 3 * time.Minute},
		{minutes(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 5 * time.Minute, 9 * time.Minute},
		{minutes(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 6 * time.Minute, 10 * time.Minute},
	} {
		if got := spread(c.took); got.Median != c.median || got.P90 != c.p90 || got.N != len(c.took) {
			t.Errorf("%v: %+v", c.took, got)
		}
	}
	if got := spread(nil); got != (Spread{}) {
		t.Errorf("of nothing: %+v", got)
	}
}

// On the night when clocks go back an hour is there twice; it is one night all the same.
func TestShifts_AddUpAndNameNobody(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	got := shifts([]notify.Interrupt{
		{At: at("2026-10-24T22:59:00Z"), Person: "a"}, // 23:59
		{At: at("2026-10-25T00:30:00Z"), Person: "a"}, // 01:30 of summer
		{At: at("2026-10-25T01:30:00Z"), Person: "b"}, // 01:30 of winter
		{At: at("2026-10-25T01:40:00Z"), Person: "b"},
		{At: at("2026-10-25T08:00:00Z"), Person: "b"},
	}, zone)
	want := []Shift{
		{Day: "2026-10-24", From: 16, To: 24, Interrupts: 1, People: 1, Most: 1},
		{Day: "2026-10-25", From: 0, To: 8, Interrupts: 3, People: 2, Most: 2},
		{Day: "2026-10-25", From: 8, To: 16, Interrupts: 1, People: 1, Most: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
