package api

import (
	"context"
	"math"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"runup/internal/engine"
)

// pulse tells how the engine of this process is. It does not ask the engine, which may stand still.
type pulse struct{ engine *engine.Engine }

var (
	beatDesc = prometheus.NewDesc("runup_engine_heartbeat_age_seconds", "How long ago this process's engine last went round; infinite before it first does.", nil, nil)
	dueDesc  = prometheus.NewDesc("runup_engine_oldest_due_seconds", "How long the oldest thing has been due that is not done.", nil, nil)
)

// Describe is part of prometheus.Collector.
func (p pulse) Describe(to chan<- *prometheus.Desc) {
	to <- beatDesc
	to <- dueDesc
}

// Collect is part of prometheus.Collector.
func (p pulse) Collect(to chan<- prometheus.Metric) {
	b, err := p.engine.Health(context.Background())
	age := math.Inf(1)
	if !b.At.IsZero() {
		age = time.Since(b.At).Seconds()
	}
	to <- prometheus.MustNewConstMetric(beatDesc, prometheus.GaugeValue, age)
	if err == nil { // else the database cannot be read, and the heartbeat is what there is to go by
		to <- prometheus.MustNewConstMetric(dueDesc, prometheus.GaugeValue, b.Overdue.Seconds())
	}
}
