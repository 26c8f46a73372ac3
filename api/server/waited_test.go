package server_test

import (
	"math"
	"regexp"
	"strconv"
	"testing"
	"time"

	"runup/internal/tablet/client"
)

// figure reads one line of the metrics.
func figure(t *testing.T, name string) float64 {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindSubmatch(call(t, "", "GET", "/metrics", "").body)
	if found == nil {
		t.Fatalf("no %s in the metrics", name)
	}
	n, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Test93_HowLongChecksWereUnderWayEqualsARecount from the checks as they are served: one that was done two hours ago, and one
// just now. Pushed again, they came once.
func Test93_HowLongChecksWereUnderWayEqualsARecount(t *testing.T) {
	const name = "runup_event_to_accept_seconds"
	hoist, tablet := hoistOfItsOwn(t), enrolled(t)
	count, sum, hour := figure(t, name+"_count"), figure(t, name+"_sum"), figure(t, name+`_bucket{le="3600"}`)
	var ops []client.Op
	for _, ago := range []time.Duration{2 * time.Hour, time.Second} {
		ops = append(ops, hoistCheck(t, tablet, hoist, true, time.Now().Add(-ago)))
	}
	recounted := 0.0
	for range 2 {
		answer, err := tablet.Push(t.Context(), ops...)
		if err != nil {
			t.Fatal(err)
		}
		recounted = 0
		for _, r := range answer.Results {
			var c struct{ FinishedAt, ReceivedAt time.Time }
			call(t, token(t, "rosa.radiographer"), "GET", "/v1/checks/"+r.CheckID, "").into(t, 200, &c)
			recounted += c.ReceivedAt.Sub(c.FinishedAt).Seconds()
		}
	}
	if n := figure(t, name+"_count") - count; n != 2 {
		t.Errorf("%v came", n)
	}
	if took := figure(t, name+"_sum") - sum; math.Abs(took-recounted) > 0.01 || took < 7200 {
		t.Errorf("%v s, recounted %v s", took, recounted)
	}
	if n := figure(t, name+`_bucket{le="3600"}`) - hour; n != 1 {
		t.Errorf("%v came within the hour", n)
	}
	if age, due := figure(t, "runup_engine_heartbeat_age_seconds"), figure(t, "runup_engine_oldest_due_seconds"); !(age >= 0) || !(due >= 0) {
		t.Errorf("the engine's heartbeat %v, its oldest %v", age, due)
	}
}
