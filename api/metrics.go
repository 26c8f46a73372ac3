package api

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"runup/internal/engine"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// metrics are what Prometheus reads. Labels come from the contract, never from a caller.
type metrics struct {
	handler  http.Handler
	requests *prometheus.HistogramVec
	pushed   *prometheus.CounterVec
	waited   prometheus.Histogram
}

func newMetrics(db *store.DB, zone *time.Location, head func() int64, messages *notify.Service, on *engine.Engine) metrics {
	m := metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "runup_http_request_seconds", Help: "Time to answer, by method, route and class of status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 30},
		}, []string{"method", "route", "class"}),
		pushed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "runup_sync_operations_total", Help: "Operations pushed, by outcome.",
		}, []string{"outcome"}),
		waited: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "runup_event_to_accept_seconds", Help: "From doing a check, by the best evidence, to accepting it or its first failing reading: how long tablets are without a signal.",
			Buckets: []float64{1, 5, 15, 60, 5 * 60, 15 * 60, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600},
		}),
	}
	gauge := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "runup_logbook_head", Help: "Position of the logbook's last entry.",
	}, func() float64 { return float64(head()) })
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, m.pushed, m.waited, gauge, sendings{messages}, pulse{on}, &tally{db: db, zone: zone}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return m
}

func (s *service) measure(c echo.Context, took time.Duration) {
	route := c.Path()
	if route == "" {
		route = "none"
	}
	class := strconv.Itoa(c.Response().Status/100) + "xx"
	s.metrics.requests.WithLabelValues(method(c), route, class).Observe(took.Seconds())
}

// serveMetrics answers this machine and the networks that were named. Whoever comes through a proxy is refused: the
// proxy's own address would let everybody in.
func (s *service) serveMetrics(c echo.Context) error {
	r := c.Request()
	for _, header := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded"} {
		if r.Header.Get(header) != "" {
			return problem.New("forbidden", "Metrics are not served through a proxy.")
		}
	}
	if !s.mayScrape(r.RemoteAddr) {
		return problem.New("forbidden", "Metrics are served to this machine and to --metrics-allow only.")
	}
	s.metrics.handler.ServeHTTP(c.Response(), r)
	return nil
}

func (s *service) mayScrape(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	address = address.Unmap().WithZone("")
	for _, network := range s.metricsAllow {
		if network.Contains(address) {
			return true
		}
	}
	return address.IsLoopback()
}
