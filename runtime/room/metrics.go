package room

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// newRegistry holds what every program tells of itself.
func newRegistry(version string) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "smack_build_info", Help: "Always 1; the version is in the label.",
			ConstLabels: prometheus.Labels{"version": version},
		}, func() float64 { return 1 }),
	)
	return r
}

type configMetrics struct {
	valid   prometheus.Gauge
	rules   prometheus.Gauge
	reloads *prometheus.CounterVec
}

func newConfigMetrics(r prometheus.Registerer) (configMetrics, error) {
	m := configMetrics{
		valid: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "smack_config_valid",
			Help: "1 when room file and credentials as they are now are in force; 0 when a change was refused.",
		}),
		rules: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "smack_rules_valid",
			Help: "1 when the room file's rules as they are now are in force; 0 when they do not compile and the last good ones are.",
		}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "smack_config_reloads_total",
			Help: "Changes of room file or credentials, by result: taken or refused.",
		}, []string{"result"}),
	}
	if err := errors.Join(r.Register(m.valid), r.Register(m.rules), r.Register(m.reloads)); err != nil {
		return m, fmt.Errorf("registering the configuration's metrics: %w", err)
	}
	return m, nil
}
