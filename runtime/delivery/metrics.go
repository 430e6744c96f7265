package delivery

import (
	"context"
	"time"

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

func (m *metrics) register(r prometheus.Registerer, s *store.Store) error {
	all := []prometheus.Collector{
		m.sends, m.seconds, m.waves, m.inFlight, m.claims, m.looks, m.pauses, m.errors, newQueues(s),
	}
	for _, c := range all {
		if err := r.Register(c); err != nil {
			return err
		}
	}
	return nil
}

// queues reads the room's state from Redis when it is asked, and not otherwise.
type queues struct {
	store                            *store.Store
	depth, letters, totals           *prometheus.Desc
	backlog, oldest, members, paused *prometheus.Desc
}

func newQueues(s *store.Store) *queues {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(namespace+"_"+name, help, labels, nil)
	}
	return &queues{
		store:   s,
		depth:   desc("queue_depth", "Work that is due or claimed: lanes, direct, held and doubt lines; quiet lines wait for the end of their members' quiet hours.", "class"),
		letters: desc("letters", "Texts kept for people: failed and parked.", "list"),
		totals:  desc("texts_total", "Texts of the room since it began, over all pods, by what became of them.", "event"),
		backlog: desc("backlog_segments", "Segments that broadcasts have still to cost, estimated; what waits for the end of quiet hours counts from then on."),
		oldest:  desc("queue_age_seconds", "How long the work that has waited longest has been due."),
		members: desc("members", "Members by kind.", "kind"),
		paused:  desc("paused", "1 while trouble with the carrier holds the room back."),
	}
}

// Describe is part of prometheus.Collector.
func (q *queues) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{q.depth, q.letters, q.totals, q.backlog, q.oldest, q.members, q.paused} {
		ch <- d
	}
}

const scrapeTimeout = 2 * time.Second

// Collect is part of prometheus.Collector. Without Redis there are no figures.
func (q *queues) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	st, err := q.store.Stats(ctx)
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(q.depth, float64(st.Lanes), "lane")
	gauge(q.depth, float64(st.Directs), "direct")
	gauge(q.depth, float64(st.Held), "held")
	gauge(q.depth, float64(st.Doubts), "doubt")
	gauge(q.depth, float64(st.Quiet), "quiet")
	gauge(q.letters, float64(st.Failed), "failed")
	gauge(q.letters, float64(st.Parked), "parked")
	gauge(q.backlog, float64(st.BacklogSegments))
	gauge(q.oldest, st.Oldest.Seconds())
	gauge(q.members, float64(st.Members), "all")
	gauge(q.members, float64(st.Receivers), "receiving")
	paused := 0.0
	if !st.PausedUntil.IsZero() {
		paused = 1
	}
	gauge(q.paused, paused)
	for event, n := range st.Totals {
		ch <- prometheus.MustNewConstMetric(q.totals, prometheus.CounterValue, float64(n), event)
	}
}
