package api

import (
	"github.com/prometheus/client_golang/prometheus"

	"runup/internal/notify"
)

// sendings tells what the workers of this process have done.
type sendings struct{ service *notify.Service }

var (
	attemptsDesc = prometheus.NewDesc("runup_message_attempts_total", "Attempts to send a message, by channel and what came of it.", []string{"channel", "outcome"}, nil)
	failedDesc   = prometheus.NewDesc("runup_messages_failed_total", "Messages that no attempt will bring through, by channel.", []string{"channel"}, nil)
	lateDesc     = prometheus.NewDesc("runup_messages_late_total", "Sendings that ended after their lease, each perhaps a second copy, by channel.", []string{"channel"}, nil)
	lagDesc      = prometheus.NewDesc("runup_message_receipt_seconds", "From handing a message over to its receipt, by channel.", []string{"channel"}, nil)
	firstDesc    = prometheus.NewDesc("runup_commit_to_first_attempt_seconds", "From the commit that queued a message to its first attempt, of what is to go at once, by severity.", []string{"severity"}, nil)
)

// Describe is part of prometheus.Collector.
func (s sendings) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{attemptsDesc, failedDesc, lateDesc, lagDesc, firstDesc} {
		to <- d
	}
}

// Collect is part of prometheus.Collector.
func (s sendings) Collect(to chan<- prometheus.Metric) {
	f := s.service.Figures()
	for of, n := range f.Attempts {
		to <- prometheus.MustNewConstMetric(attemptsDesc, prometheus.CounterValue, float64(n), of.Channel, of.Outcome)
	}
	for channel, n := range f.Failed {
		to <- prometheus.MustNewConstMetric(failedDesc, prometheus.CounterValue, float64(n), channel)
	}
	for channel, n := range f.Late {
		to <- prometheus.MustNewConstMetric(lateDesc, prometheus.CounterValue, float64(n), channel)
	}
	for channel, lag := range f.Lag {
		to <- prometheus.MustNewConstSummary(lagDesc, uint64(lag.Count), lag.Seconds, nil, channel)
	}
	for severity, took := range f.First {
		to <- prometheus.MustNewConstHistogram(firstDesc, took.Count, took.Seconds, took.AtMost, severity)
	}
}
