package bench

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// requests are made and signed before time is taken.
type requests struct {
	make func() (path string, form url.Values, signature string)
}

func (q *requests) prepare(base string, n int) []*http.Request {
	list := make([]*http.Request, n)
	for i := range list {
		path, form, signature := q.make()
		list[i] = newRequest(base, path, form, signature)
	}
	return list
}

func newRequest(base, path string, form url.Values, signature string) *http.Request {
	target, body := must(url.Parse(base+path)), form.Encode()
	return &http.Request{
		Method: http.MethodPost, URL: target, Host: target.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Twilio-Signature": {signature}},
		Body:   io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// poster is a lean client with a connection for each worker.
type poster struct{ transport *http.Transport }

func newPoster(r *run) poster {
	p := poster{&http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512, DisableCompression: true}}
	r.Cleanup(p.transport.CloseIdleConnections)
	return p
}

func (p poster) post(q *http.Request) error {
	res, err := p.transport.RoundTrip(q)
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
	p := newPoster(r)
	list := q.prepare(base, r.inboundTexts)
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
	p := newPoster(r)
	list := q.prepare(base, int(r.window.Seconds()*float64(rate)))
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
	return figures.Quantile(took, 0.99)
}
