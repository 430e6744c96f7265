package webhook

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/rules"
)

// ruleMeter counts what rules did to texts that took effect, by the names of the rules in
// force; those of others are forgotten.
type ruleMeter struct {
	inForce func() []string
	log     *slog.Logger

	matches, failures, seconds *prometheus.Desc

	mu     sync.Mutex
	byRule map[string]*ruleCount
}

type ruleCount struct {
	matches, failures uint64
	took              time.Duration
	// noise keeps a rule that fails each time from flooding the log.
	noise rate.Sometimes
}

func newRuleMeter(inForce func() []string, log *slog.Logger) *ruleMeter {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("smack_rule_"+name+"_total", help, []string{"rule"}, nil)
	}
	return &ruleMeter{
		inForce: inForce, log: log, byRule: map[string]*ruleCount{},
		matches:  desc("matches", "Texts that took effect and matched the rule."),
		failures: desc("failures", "Texts that took effect and for which the rule was skipped, or something that it wants could not be done."),
		seconds:  desc("seconds", "Time of applying the rule to texts that took effect."),
	}
}

// count notes what became of rules, and tells of failures by name.
func (m *ruleMeter) count(steps []rules.Step, left []chat.LeftOut) {
	if len(steps) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, step := range steps {
		c := m.of(step.Rule)
		c.took += step.Took
		switch {
		case step.Err != nil:
			c.failed(m.log, step.Rule, step.Failure())
		case step.Matched:
			c.matches++
		}
	}
	for _, l := range left {
		m.of(l.Rule).failed(m.log, l.Rule, l.Why)
	}
}

func (m *ruleMeter) of(rule string) *ruleCount {
	c, ok := m.byRule[rule]
	if !ok {
		c = &ruleCount{noise: rate.Sometimes{First: 1, Interval: time.Minute}}
		m.byRule[rule] = c
	}
	return c
}

func (c *ruleCount) failed(log *slog.Logger, rule, why string) {
	c.failures++
	c.noise.Do(func() { log.Warn("a rule failed (told at most once a minute)", "rule", rule, "why", why) })
}

// Describe is part of prometheus.Collector.
func (m *ruleMeter) Describe(ch chan<- *prometheus.Desc) {
	ch <- m.matches
	ch <- m.failures
	ch <- m.seconds
}

// Collect is part of prometheus.Collector.
func (m *ruleMeter) Collect(ch chan<- prometheus.Metric) {
	names := m.inForce()
	m.mu.Lock()
	defer m.mu.Unlock()
	for rule := range m.byRule {
		if !slices.Contains(names, rule) {
			delete(m.byRule, rule)
		}
	}
	for _, rule := range names {
		c := m.of(rule)
		counter := func(d *prometheus.Desc, n float64) {
			ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, n, rule)
		}
		counter(m.matches, float64(c.matches))
		counter(m.failures, float64(c.failures))
		counter(m.seconds, c.took.Seconds())
	}
}
