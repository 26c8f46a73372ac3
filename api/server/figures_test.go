package server_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestFiguresOverHTTP(t *testing.T) {
	ana := token(t, "ana.auditor")
	var times struct {
		Items []struct {
			Severity    string
			Equipment   *string
			Opened      int
			Acknowledge struct {
				N                         int
				MedianSeconds, P90Seconds *float64
			}
		}
	}
	call(t, ana, "GET", "/v1/figures/times?limit=500", "").into(t, http.StatusOK, &times)
	if len(times.Items) == 0 || times.Items[0].Equipment != nil || times.Items[0].Opened == 0 {
		t.Errorf("times: %+v", times.Items)
	}
	for _, i := range times.Items {
		if (i.Acknowledge.N == 0) != (i.Acknowledge.MedianSeconds == nil) {
			t.Errorf("%+v", i)
		}
	}
	for _, by := range []string{"equipment", "kind", "site"} {
		var told struct {
			Items []map[string]any
			Next  *string
		}
		call(t, ana, "GET", "/v1/figures/times?limit=2&by="+by, "").into(t, http.StatusOK, &told)
		if len(told.Items) != 2 || told.Items[0][by] != nil || told.Items[1][by] == nil || told.Items[1]["clinicalHours"] == nil || told.Next == nil {
			t.Errorf("by %s: %+v", by, told)
		}
	}
	if got := call(t, ana, "GET", "/v1/figures/times?by=person", ""); got.status != http.StatusUnprocessableEntity {
		t.Errorf("by whom: %v", got)
	}
	var months struct {
		Items []struct {
			Month string
			Times []struct{ Opened int }
			Calls struct{ Interrupts int }
		}
	}
	call(t, ana, "GET", "/v1/figures/months", "").into(t, http.StatusOK, &months)
	if n := len(months.Items); n != 12 || len(months.Items[n-1].Times)+len(months.Items[n-2].Times) == 0 {
		t.Errorf("months: %+v", months.Items)
	}
	if got := call(t, ana, "GET", "/v1/figures/months?from=1900-01-01", ""); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a century of months: %v", got)
	}
	var trend struct {
		Items []struct {
			DoneAt, Verdict string
			Value           *float64
			Limits          *struct{ Baseline, ToleranceLow, ToleranceHigh *float64 }
		}
		Next *string
	}
	call(t, ana, "GET", "/v1/figures/trends?equipment=linac-1&checklist=run-up-linac&item=output-6mv&limit=20", "").into(t, http.StatusOK, &trend)
	if len(trend.Items) != 20 || trend.Next == nil {
		t.Fatalf("%d points of ninety days, next %v", len(trend.Items), trend.Next)
	}
	for i, p := range trend.Items {
		if p.Value == nil || p.Limits == nil || p.Limits.Baseline == nil || i > 0 && p.DoneAt < trend.Items[i-1].DoneAt {
			t.Errorf("%+v", p)
		}
	}
	var calls struct {
		Items    []struct{ Day string }
		Climbing struct{ RungsOpened int64 }
	}
	call(t, ana, "GET", "/v1/figures/interrupts?from=2026-01-01&limit=500", "").into(t, http.StatusOK, &calls)
	if got := call(t, ana, "GET", "/v1/figures/trends?equipment=linac-1", ""); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a trend of nothing: %v", got)
	}
	if got := call(t, ana, "GET", "/v1/figures/times?from=yesterday", ""); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a period that is none: %v", got)
	}
	got := call(t, "", "GET", "/metrics", "")
	for _, want := range []string{
		"runup_escalations_opened_total{kind=", "runup_escalations_open_unacked{severity=", "runup_escalation_time_to_ack_seconds_bucket{clinical_hours=", "runup_ladder_loops_total ", "runup_ack_expired_total ",
		"runup_advice_closed ", "runup_advice_closed_without_change ", "runup_coverage_gap_hours_next_72h ", "runup_rungs_opened_total{rung=", "runup_overdue_closed_by_late_sync_total ", "runup_rung_empty_total ",
	} {
		if !strings.Contains(string(got.body), want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
}
