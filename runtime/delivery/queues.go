package delivery

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// queues reads the room's state from Redis when it is asked, and not otherwise.
type queues struct {
	store *store.Store
	limit func() int64

	depth, letters, totals, failures *prometheus.Desc
	segments, today, most            *prometheus.Desc
	backlog, oldest, members         *prometheus.Desc
	paused, capped, held, tags       *prometheus.Desc
}

func newQueues(s *store.Store, limit func() int64) *queues {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(namespace+"_"+name, help, labels, nil)
	}
	return &queues{
		store: s, limit: limit,
		depth:    desc("queue_depth", "Work that is due or claimed: lanes, direct, held and doubt lines, calls of services; quiet lines wait for the end of their members' quiet hours.", "class"),
		letters:  desc("letters", "Texts kept for people: failed and parked.", "list"),
		totals:   desc("texts_total", "Texts of the room since it began, over all pods, by what became of them.", "event"),
		failures: desc("failures_total", "Texts of the room since it began, over all pods, that ended without success, by the carrier's error code: none where the room gave up, other for codes that it does not know.", "code"),
		segments: desc("segments_total", "Segments that the room has sent since it began, over all pods; a text with pictures counts three."),
		today:    desc("segments_today", "Segments of this day of the US carriers, which ends at midnight Pacific; what was tried counts."),
		most:     desc("segments_limit", "Segments that the room may send a day (limits.segmentsPerDay); 0 is no limit."),
		backlog:  desc("backlog_segments", "Segments that broadcasts have still to cost, estimated; what waits for the end of quiet hours counts from then on."),
		oldest:   desc("queue_age_seconds", "How long the work that has waited longest has been due."),
		members:  desc("members", "Members by kind.", "kind"),
		paused:   desc("paused", "1 while trouble with the carrier holds the room back."),
		held:     desc("held", "1 while somebody has paused the stage: intake is what members say, sending is every text to the carrier.", "stage"),
		tags:     desc("tags_total", "Texts of the room since it began, over all pods, on which rules have put the tag.", "tag"),
		capped:   desc("capped", "1 while the carriers' daily cap holds back what the room says; commands are answered."),
	}
}

// Describe is part of prometheus.Collector.
func (q *queues) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		q.depth, q.letters, q.totals, q.failures, q.segments, q.today, q.most, q.backlog, q.oldest, q.members, q.paused, q.capped, q.held, q.tags,
	} {
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
	gauge(q.depth, float64(st.Calls), "call")
	gauge(q.letters, float64(st.Failed), "failed")
	gauge(q.letters, float64(st.Parked), "parked")
	gauge(q.today, float64(st.SpentToday))
	gauge(q.most, float64(q.limit()))
	gauge(q.backlog, float64(st.BacklogSegments))
	gauge(q.oldest, st.Oldest.Seconds())
	gauge(q.members, float64(st.Members), "all")
	gauge(q.members, float64(st.Receivers), "receiving")
	gauge(q.paused, oneIf(!st.PausedUntil.IsZero()))
	gauge(q.capped, oneIf(!st.CappedUntil.IsZero()))
	gauge(q.held, oneIf(st.IntakeHeld), string(store.Intake))
	gauge(q.held, oneIf(st.SendingHeld), string(store.Sending))
	q.collectTotals(ch, st)
}

func (q *queues) collectTotals(ch chan<- prometheus.Metric, st store.Stats) {
	counter := func(d *prometheus.Desc, n int64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	counter(q.segments, st.Totals["segments"])
	for event, n := range st.Totals {
		if event != "segments" {
			counter(q.totals, n, event)
		}
	}
	for tag, n := range st.Tags {
		counter(q.tags, n, tag)
	}
	byLabel := map[string]int64{}
	for code, n := range st.Failures {
		byLabel[codeLabel(code)] += n
	}
	for label, n := range byLabel {
		counter(q.failures, n, label)
	}
}

// codeLabel bounds the label's values to the codes of the table.
func codeLabel(code int) string {
	switch {
	case code == 0:
		return "none"
	case carrier.MeaningOf(code).Known:
		return strconv.Itoa(code)
	}
	return "other"
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
