package api

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"runup/internal/figures"
	"runup/internal/store"
)

// tallyFor is how long one counting serves, so that no number of scrapes makes the database count all the time.
const tallyFor = 10 * time.Second

// tally tells what is in the tables about escalations.
type tally struct {
	db   *store.DB
	zone *time.Location

	mu   sync.Mutex
	at   time.Time
	last figures.Counts
}

var (
	openedDesc   = prometheus.NewDesc("runup_escalations_opened_total", "Escalations opened, by kind.", []string{"kind"}, nil)
	closedDesc   = prometheus.NewDesc("runup_escalations_closed", "Escalations that are closed, by reason.", []string{"reason"}, nil)
	unackedDesc  = prometheus.NewDesc("runup_escalations_open_unacked", "Escalations that nobody has taken on, by severity.", []string{"severity"}, nil)
	oldestDesc   = prometheus.NewDesc("runup_escalations_oldest_unacked_seconds", "How long the one waits that waits longest, by severity.", []string{"severity"}, nil)
	ackDesc      = prometheus.NewDesc("runup_escalation_time_to_ack_seconds", "From opening to somebody taking it on, by severity and whether it was in clinical hours.", []string{"severity", "clinical_hours"}, nil)
	actDesc      = prometheus.NewDesc("runup_escalation_time_to_action_seconds", "From opening to somebody doing something about it, by severity and whether it was in clinical hours.", []string{"severity", "clinical_hours"}, nil)
	releaseDesc  = prometheus.NewDesc("runup_escalation_time_to_release_seconds", "From opening to the equipment's return to use, by severity and whether it was in clinical hours.", []string{"severity", "clinical_hours"}, nil)
	belatedDesc  = prometheus.NewDesc("runup_overdue_closed_by_late_sync_total", "Missed checks that a record made in time closed when it came.", nil, nil)
	rungsDesc    = prometheus.NewDesc("runup_rungs_opened_total", "Rungs of ladders that were opened, by rung; the fallback list stands for itself.", []string{"rung"}, nil)
	emptyDesc    = prometheus.NewDesc("runup_rung_empty_total", "Rungs that nobody was behind.", nil, nil)
	fallbackDesc = prometheus.NewDesc("runup_fallback_used_total", "Rungs that called the fallback list.", nil, nil)
	repairsDesc  = prometheus.NewDesc("runup_audit_repairs_total", "Escalations of which nothing was on its way, mended by the audit.", nil, nil)
	loopsDesc    = prometheus.NewDesc("runup_ladder_loops_total", "Rungs that came round again: nobody had answered a whole ladder.", nil, nil)
	expiredDesc  = prometheus.NewDesc("runup_ack_expired_total", "Escalations that somebody took on and did nothing about in time.", nil, nil)
	adviceDesc   = prometheus.NewDesc("runup_advice_closed", "Advices that a person closed.", nil, nil)
	vainDesc     = prometheus.NewDesc("runup_advice_closed_without_change", "Advices that a person closed with nothing done about them.", nil, nil)
	coverDesc    = prometheus.NewDesc("runup_coverage_gap_hours_next_72h", "Hours in the next 72 that a duty is not covered, each duty counted.", nil, nil)
	tallyDescs   = []*prometheus.Desc{openedDesc, closedDesc, unackedDesc, oldestDesc, ackDesc, actDesc, releaseDesc, belatedDesc, rungsDesc, emptyDesc, fallbackDesc, repairsDesc, loopsDesc, expiredDesc, adviceDesc, vainDesc, coverDesc}
)

var yes = map[bool]string{false: "no", true: "yes"}

// Describe is part of prometheus.Collector.
func (t *tally) Describe(to chan<- *prometheus.Desc) {
	for _, d := range tallyDescs {
		to <- d
	}
}

// Collect is part of prometheus.Collector.
func (t *tally) Collect(to chan<- prometheus.Metric) {
	c, err := t.count()
	if err != nil {
		to <- prometheus.NewInvalidMetric(openedDesc, err)
		return
	}
	count := func(d *prometheus.Desc, n float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, n, labels...)
	}
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	for kind, n := range c.Opened {
		count(openedDesc, float64(n), kind)
	}
	for reason, n := range c.Closed {
		gauge(closedDesc, float64(n), reason)
	}
	for severity, n := range c.Unacked {
		gauge(unackedDesc, float64(n), severity)
		gauge(oldestDesc, c.Oldest[severity].Seconds(), severity)
	}
	for d, by := range map[*prometheus.Desc]map[figures.Sort]*figures.Durations{ackDesc: c.ToAck, actDesc: c.ToAct, releaseDesc: c.ToRelease} {
		for of, took := range by {
			to <- prometheus.MustNewConstHistogram(d, took.Count, took.Seconds, took.AtMost, of.Severity, yes[of.InHours])
		}
	}
	count(belatedDesc, float64(c.Belated))
	for rung, n := range c.Climbing.ByRung {
		count(rungsDesc, float64(n), strconv.Itoa(rung))
	}
	count(rungsDesc, float64(c.Climbing.Fallbacks), "fallback")
	count(emptyDesc, float64(c.Climbing.Empty))
	count(fallbackDesc, float64(c.Climbing.Fallbacks))
	count(repairsDesc, float64(c.Climbing.Repairs))
	count(loopsDesc, float64(c.Climbing.Loops))
	count(expiredDesc, float64(c.Climbing.Expired))
	gauge(adviceDesc, float64(c.Advice.Closed))
	gauge(vainDesc, float64(c.Advice.Unchanged))
	gauge(coverDesc, c.Uncovered.Hours())
}

func (t *tally) count() (figures.Counts, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.at.IsZero() && time.Since(t.at) < tallyFor {
		return t.last, nil
	}
	err := t.db.Read(context.Background(), store.ServerActor(), func(tx *store.Tx) (err error) { t.last, err = figures.Count(tx, t.zone); return err })
	if err == nil {
		t.at = time.Now()
	}
	return t.last, err
}
