package bench

import (
	"fmt"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/store/redistest"
)

// paced is the rate at which a text to a thousand is timed, in segments a second.
const paced = 500

// latency times the whole way through one pod: a signed webhook in, texts out.
func latency(r *run) []figures.Row {
	server := r.redis()
	small := r.way(server, "bench.first", 10, 0)
	var first []float64
	for range r.timed {
		began := small.text(9)
		first = append(first, ms(small.first.Load()-began))
	}
	large := r.way(server, "bench.last", 1_001, paced)
	began := large.text(1_000)
	whole := float64(large.last.Load()-began) / 1e9
	return []figures.Row{
		figures.Below("webhook to first POST, p50", figures.Median(first), "ms", 5),
		figures.Info("webhook to first POST, p99", figures.Quantile(first, 0.99), "ms"),
		figures.Below(fmt.Sprintf("webhook to last of 1000 at %d/s ÷ ideal", paced), whole/(1_000.0/paced), "ratio", 1.3),
	}
}

func ms(nanos int64) float64 { return float64(nanos) / 1e6 }

// way is a pod with edge and engine, and a carrier that takes the time.
type way struct {
	poster             poster
	base               string
	first, last, posts atomic.Int64
}

func (r *run) way(server *redistest.Server, name string, members, rate int) *way {
	w := &way{}
	near := must(startCarrier(0, func() {
		now := time.Now().UnixNano()
		w.first.CompareAndSwap(0, now)
		w.last.Store(now)
		w.posts.Add(1)
	}))
	r.Cleanup(near.stop)
	o := r.room(server, name, members)
	handler, stop, err := newEdge(o.Store, nil)
	check(err)
	r.Cleanup(stop)
	front := httptest.NewServer(handler)
	r.Cleanup(front.Close)
	o.pod(near.url(), rate)
	w.poster, w.base = newPoster(r), front.URL+"/room"
	return w
}

// text texts the room, waits until so many others got it, and says when it began.
func (w *way) text(others int64) (began int64) {
	path, form, signature := signedTextOf(1)
	q := newRequest(w.base, path, form, signature)
	w.posts.Store(0)
	w.first.Store(0)
	began = time.Now().UnixNano()
	check(w.poster.post(q))
	for limit := time.Now().Add(time.Minute); w.posts.Load() < others; time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			check(fmt.Errorf("%d of %d were sent", w.posts.Load(), others))
		}
	}
	return began
}
