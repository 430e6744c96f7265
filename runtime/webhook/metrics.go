package webhook

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	texts    *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer, more ...prometheus.Collector) (metrics, error) {
	m := metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "smack_webhook_requests_total",
			Help: "Requests at the public port, by endpoint and result: ok, unavailable, or why they were refused.",
		}, []string{"endpoint", "result"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "smack_webhook_duration_seconds",
			Help:    "Time to answer a request at the public port.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"endpoint"}),
		texts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "smack_texts_received_total",
			Help: "Inbound texts that took effect, by what they were: chat, the name of a command, stranger, duplicate …",
		}, []string{"kind"}),
	}
	for _, c := range append(more, m.requests, m.seconds, m.texts) {
		if err := r.Register(c); err != nil {
			return metrics{}, fmt.Errorf("registering the webhook's metrics: %w", err)
		}
	}
	return m, nil
}
