package api

import (
	"testing"
	"time"
	_ "time/tzdata"

	"runup/internal/problem"
)

func TestPeriod_DatesAreTheDepartmentsAndIncluded(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	s := &service{Deps: Deps{Zone: london}}
	for _, c := range []struct{ from, to, start, end string }{
		{"2026-11-23", "2026-11-23", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"},
		{"2026-03-29", "2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"},                                // the night that is an hour short
		{"2026-10-25", "2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"},                                // the night that is an hour long
		{"2026-07-01T08:00:00+01:00", "2026-07-01T09:00:00.5Z", "2026-07-01T07:00:00Z", "2026-07-01T09:00:00.501Z"}, // the end's own millisecond too
	} {
		start, end, err := s.period(&c.from, &c.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := start.UTC().Format(time.RFC3339Nano); got != c.start {
			t.Errorf("from %s: %s, want %s", c.from, got, c.start)
		}
		if got := end.UTC().Format(time.RFC3339Nano); got != c.end {
			t.Errorf("to %s: %s, want %s", c.to, got, c.end)
		}
	}
	if start, end, err := s.period(nil, nil); start != nil || end != nil || err != nil {
		t.Errorf("nothing asked: %v %v %v", start, end, err)
	}
	bad, worse := "2026-02-30", "tomorrow"
	_, _, err = s.period(&bad, &worse)
	if p, ok := problem.Of(err); !ok || pointersOf(p) != "query/from query/to" {
		t.Errorf("both wrong: %v", err)
	}
}
