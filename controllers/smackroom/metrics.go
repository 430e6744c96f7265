package smackroom

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/carrier"
)

// Metrics are what the operator tells Prometheus of rooms, numbers and the carrier. Series
// of a room end with the room.
type Metrics struct {
	mu    sync.Mutex
	rooms map[types.NamespacedName]roomFacts

	conditions, numbers *prometheus.Desc
	requests            *prometheus.CounterVec
	durations           *prometheus.HistogramVec
	purchased           *prometheus.CounterVec
	drift               *prometheus.CounterVec
	ready               prometheus.Histogram
}

// roomFacts are what is told of one room.
type roomFacts struct {
	conditions map[string]string
	origin     string
	state      string
}

// NewMetrics registers the operator's metrics.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	const prefix = "smackroom_operator_"
	m := &Metrics{
		rooms: map[types.NamespacedName]roomFacts{},
		conditions: prometheus.NewDesc(prefix+"room_condition", "1 for the status that a condition of a room has.",
			[]string{"namespace", "name", "type", "status"}, nil),
		numbers: prometheus.NewDesc(prefix+"numbers", "Phone numbers of rooms.", []string{"origin", "state"}, nil),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: prefix + "twilio_requests_total", Help: "Requests to the carrier; code is the carrier's error code, else the HTTP status.",
		}, []string{"operation", "code"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: prefix + "twilio_request_duration_seconds", Help: "How long the carrier took.", Buckets: prometheus.ExponentialBuckets(0.01, 2, 11),
		}, []string{"operation"}),
		purchased: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: prefix + "number_purchases_total", Help: "Purchases by result: bought, or a candidate that was abandoned.",
		}, []string{"result"}),
		drift: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: prefix + "drift_corrected_total", Help: "Objects and webhooks that someone else had changed.",
		}, []string{"kind"}),
		ready: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: prefix + "first_ready_seconds", Help: "From the making of a room to its first text.", Buckets: prometheus.ExponentialBuckets(1, 2, 12),
		}),
	}
	registry.MustRegister(m, m.requests, m.durations, m.purchased, m.drift, m.ready)
	return m
}

// Describe is part of prometheus.Collector.
func (m *Metrics) Describe(out chan<- *prometheus.Desc) {
	out <- m.conditions
	out <- m.numbers
}

// Collect is part of prometheus.Collector.
func (m *Metrics) Collect(out chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := map[[2]string]float64{}
	for key, facts := range m.rooms {
		for kind, status := range facts.conditions {
			out <- prometheus.MustNewConstMetric(m.conditions, prometheus.GaugeValue, 1, key.Namespace, key.Name, kind, status)
		}
		if facts.origin != "" {
			counts[[2]string{facts.origin, facts.state}]++
		}
	}
	for labels, count := range counts {
		out <- prometheus.MustNewConstMetric(m.numbers, prometheus.GaugeValue, count, labels[0], labels[1])
	}
}

// Request counts a request to the carrier.
func (m *Metrics) Request(o carrier.Observation) {
	code := o.Status
	if o.Code != 0 {
		code = o.Code
	}
	m.requests.WithLabelValues(o.Operation, strconv.Itoa(code)).Inc()
	m.durations.WithLabelValues(o.Operation).Observe(o.Duration.Seconds())
}

func (m *Metrics) room(room *v1alpha1.SmackRoom, status v1alpha1.SmackRoomStatus) {
	facts := roomFacts{conditions: map[string]string{}}
	for _, c := range status.Conditions {
		facts.conditions[c.Type] = strings.ToLower(string(c.Status))
	}
	if status.PhoneNumber != nil {
		facts.origin, facts.state = string(status.PhoneNumber.Origin), "NotReady"
		if facts.conditions[v1alpha1.ConditionPhoneNumberReady] == "true" {
			facts.state = "Ready"
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rooms[client.ObjectKeyFromObject(room)] = facts
}

func (m *Metrics) forget(key types.NamespacedName) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rooms, key)
}

func (m *Metrics) purchases(result string, count int) {
	m.purchased.WithLabelValues(result).Add(float64(count))
}

func (m *Metrics) driftCorrected(object client.Object) { m.driftKind(kindOf(object)) }

func (m *Metrics) driftKind(kind string) { m.drift.WithLabelValues(kind).Inc() }

func (m *Metrics) firstReady(took time.Duration) { m.ready.Observe(took.Seconds()) }
