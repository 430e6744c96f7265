package extension

import (
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// maxNames bounds the values of the label command: commands come and go on the screen.
const maxNames = 200

type metrics struct {
	calls   *prometheus.CounterVec
	seconds *prometheus.HistogramVec

	mu    sync.Mutex
	names map[string]bool
}

func newMetrics() *metrics {
	return &metrics{
		names: map[string]bool{},
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "smack_command_calls_total",
			Help: "Calls of services, by command (rule/<name> for what a rule forwards) and result: ok, or why there was no answer.",
		}, []string{"command", "result"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "smack_command_call_seconds",
			Help:    "How long a service took to answer or to fail.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"command"}),
	}
}

func (m *metrics) register(r prometheus.Registerer) error {
	for _, c := range []prometheus.Collector{m.calls, m.seconds} {
		if err := r.Register(c); err != nil {
			return fmt.Errorf("registering the metrics of calls: %w", err)
		}
	}
	return nil
}

func (m *metrics) called(name, result string, took time.Duration) {
	name = m.label(name)
	m.calls.WithLabelValues(name, result).Inc()
	if took > 0 {
		m.seconds.WithLabelValues(name).Observe(took.Seconds())
	}
}

func (m *metrics) label(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.names[name] && len(m.names) >= maxNames {
		return "other"
	}
	m.names[name] = true
	return name
}
