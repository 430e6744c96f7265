package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// requests are made and signed before time is taken.
type requests struct {
	make func() (path string, form url.Values, signature string)
}

type request struct{ path, form, signature string }

func (q *requests) prepare(n int) []request {
	list := make([]request, n)
	for i := range list {
		path, form, signature := q.make()
		list[i] = request{path, form.Encode(), signature}
	}
	return list
}

// poster is a lean client with a connection for each worker.
type poster struct {
	transport *http.Transport
	base      *url.URL
}

func newPoster(r *run, base string) *poster {
	p := &poster{base: must(url.Parse(base)), transport: &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512, DisableCompression: true}}
	r.cleanup(p.transport.CloseIdleConnections)
	return p
}

func (p *poster) post(q request) error {
	target, err := url.Parse(p.base.String() + q.path)
	if err != nil {
		return err
	}
	res, err := p.transport.RoundTrip(&http.Request{
		Method: http.MethodPost, URL: target, Host: target.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Twilio-Signature": {q.signature}},
		Body:   io.NopCloser(bytes.NewBufferString(q.form)), ContentLength: int64(len(q.form)),
	})
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = drain(res.Body)
	if err == nil && res.StatusCode >= 300 {
		return fmt.Errorf("answered %d", res.StatusCode)
	}
	return err
}

func drain(r io.Reader) (int64, error) { return io.Copy(io.Discard, r) }

// closed sends as fast as the answers come, and gives requests a second. What the
// processes used meanwhile is added to their shares.
func (r *run) closed(base string, q *requests, of ...*share) float64 {
	p := newPoster(r, base)
	list := q.prepare(r.inboundTexts)
	check(p.post(list[0]))
	list = list[1:]
	for _, s := range of {
		s.begin()
	}
	rate := each(len(list), func(i int) error { return p.post(list[i-1]) })
	for _, s := range of {
		s.end(len(list))
	}
	return rate
}

// open sends at a rate whatever the answers do, and gives the p99 in ms from the moment at
// which a request was meant to go.
func (r *run) open(base string, q *requests, rate int) float64 {
	p := newPoster(r, base)
	list := q.prepare(int(r.window.Seconds() * float64(rate)))
	took := make([]float64, len(list))
	errs := make([]error, len(list))
	var all sync.WaitGroup
	begun := time.Now()
	for i := range list {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
		}
		all.Go(func() {
			errs[i] = p.post(list[i])
			took[i] = float64(time.Since(due).Microseconds()) / 1e3
		})
	}
	all.Wait()
	for _, err := range errs {
		check(err)
	}
	return quantile(took, 0.99)
}
