package delivery

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/runtime/store"
)

// metrics are all that delivery counts, and what the queues hold when someone looks.
type metrics struct {
	sends    *prometheus.CounterVec
	seconds  prometheus.Histogram
	waves    prometheus.Histogram
	inFlight prometheus.Gauge
	claims   *prometheus.CounterVec
	looks    *prometheus.CounterVec
	pauses   prometheus.Counter
	errors   *prometheus.CounterVec
}

const namespace = "smack"

func newMetrics() *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	}
	return &metrics{
		sends: counter("sends_total", "Requests to send a text, by what came of them.", "outcome"),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "send_seconds", Help: "How long one request to send took.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 15),
		}),
		waves: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "wave_sends", Help: "How many sends a wave had.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 7),
		}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Name: "sends_in_flight", Help: "Requests to send that wait for their answer.",
		}),
		claims: counter("claims_total", "Work taken on, by kind.", "kind"),
		looks:  counter("doubt_looks_total", "Looks for sends in doubt, by what they brought.", "outcome"),
		pauses: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "pauses_total", Help: "How often trouble with the carrier held the room back.",
		}),
		errors: counter("delivery_errors_total", "Failed steps after which delivery backed off, by step.", "step"),
	}
}

func (m *metrics) sent(v store.Verdict) { m.sends.WithLabelValues(string(v)).Inc() }

// register makes the metrics known; limit is the segments a day that are in force.
func (m *metrics) register(r prometheus.Registerer, s *store.Store, limit func() int64) error {
	all := []prometheus.Collector{
		m.sends, m.seconds, m.waves, m.inFlight, m.claims, m.looks, m.pauses, m.errors, newQueues(s, limit),
	}
	for _, c := range all {
		if err := r.Register(c); err != nil {
			return err
		}
	}
	return nil
}
