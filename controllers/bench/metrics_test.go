package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// metrics are the operator's, as scraped at one moment.
type metrics map[string]*dto.MetricFamily

// scrape asks in protobuf, since the text form has no fine histograms.
func scrape(ctx context.Context, url string) (metrics, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", string(expfmt.NewFormat(expfmt.TypeProtoDelim)))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	m, decoder := metrics{}, expfmt.NewDecoder(response.Body, expfmt.ResponseFormat(response.Header))
	for {
		family := &dto.MetricFamily{}
		err := decoder.Decode(family)
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading metrics: %w", err)
		}
		m[family.GetName()] = family
	}
}

// counter adds up the series of a counter whose label has none of the values that do not
// count.
func (m metrics) counter(name, label string, but ...string) (all float64) {
	for _, series := range m[name].GetMetric() {
		if !slices.ContainsFunc(series.GetLabel(), func(l *dto.LabelPair) bool {
			return l.GetName() == label && slices.Contains(but, l.GetValue())
		}) {
			all += series.GetCounter().GetValue()
		}
	}
	return all
}

func (m metrics) gauge(name string) (all float64) {
	for _, series := range m[name].GetMetric() {
		all += series.GetGauge().GetValue()
	}
	return all
}

func (m metrics) reconciles() float64 { return m.counter("controller_runtime_reconcile_total", "") }

// writes are requests to the API server that change something.
func (m metrics) writes() float64 {
	return m.counter("rest_client_requests_total", "method", http.MethodGet)
}

// processor is the time that the operator's process has used, in seconds.
func (m metrics) processor() float64 { return m.counter("process_cpu_seconds_total", "") }

func (m metrics) reads() float64 { return m.counter("rest_client_requests_total", "") - m.writes() }

func (m metrics) times() *dto.Histogram {
	const name = "controller_runtime_reconcile_time_seconds"
	for _, series := range m[name].GetMetric() {
		return series.GetHistogram()
	}
	return &dto.Histogram{}
}

// spell is how long reconciles took between two scrapes.
type spell struct {
	before, after *dto.Histogram
}

func (s spell) count() float64 {
	return float64(s.after.GetSampleCount() - s.before.GetSampleCount())
}

// mean in seconds.
func (s spell) mean() float64 {
	return (s.after.GetSampleSum() - s.before.GetSampleSum()) / s.count()
}

// within is the share that took no longer than a bound of the histogram.
func (s spell) within(bound float64) float64 {
	upTo := func(h *dto.Histogram) float64 {
		for _, b := range h.GetBucket() {
			if b.GetUpperBound() == bound {
				return float64(b.GetCumulativeCount())
			}
		}
		return math.NaN()
	}
	before := 0.0
	if s.before.GetSampleCount() > 0 {
		before = upTo(s.before)
	}
	return (upTo(s.after) - before) / s.count()
}

// quantile in seconds, read off buckets that are a tenth wide.
func (s spell) quantile(q float64) float64 {
	schema := min(s.after.GetSchema(), s.before.GetSchema())
	if s.before.GetSampleCount() == 0 {
		schema = s.after.GetSchema()
	}
	counts := fine(s.after, schema)
	for index, n := range fine(s.before, schema) {
		counts[index] -= n
	}
	indexes := make([]int, 0, len(counts))
	for index := range counts {
		indexes = append(indexes, index)
	}
	slices.Sort(indexes)
	wanted, passed := q*s.count(), float64(0)
	for _, index := range indexes {
		passed += float64(counts[index])
		if passed >= wanted {
			return math.Exp2(float64(index) * math.Exp2(-float64(schema)))
		}
	}
	return math.NaN()
}

// fine are the counts of a native histogram's buckets. The bucket i ends at 2^(i·2^-schema)
// (https://prometheus.io/docs/specs/native_histograms/#schema); a coarser schema has half
// as many for each step.
func fine(h *dto.Histogram, schema int32) map[int]int64 {
	counts := map[int]int64{}
	index, count, at := 0, int64(0), 0
	for _, span := range h.GetPositiveSpan() {
		index += int(span.GetOffset())
		for range span.GetLength() {
			count += h.GetPositiveDelta()[at]
			coarse := index
			for range h.GetSchema() - schema {
				coarse = (coarse + 1) >> 1
			}
			counts[coarse] += count
			index, at = index+1, at+1
		}
	}
	return counts
}
