package bench

import (
	"fmt"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/bench/figures"
)

// touchers keep the operator busy while changes are timed.
const touchers = 2

// changes times a spec's way into what pods read.
func changes(w *world) []figures.Row {
	w.settled()
	idle := w.timeChanges("idle")
	end := w.keepBusy()
	busy := w.timeChanges("busy")
	end()
	w.settled()
	return []figures.Row{
		figures.Info("a change of a spec until pods are told, median", figures.Quantile(idle, 0.5), "ms"),
		figures.Below("a change of a spec until pods are told, 99th percentile", figures.Quantile(idle, 0.99), "ms", 1000),
		figures.Below("the same while other rooms are reconciled without end", figures.Quantile(busy, 0.99), "ms", 1000),
	}
}

func (w *world) timeChanges(when string) []float64 {
	took := make([]float64, w.changes)
	for n := range took {
		word := fmt.Sprintf("%s %d.", when, n)
		told := w.board.expect(word)
		room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: nameOf(n % w.rooms)}}
		patch := fmt.Appendf(nil, `{"spec":{"displayName":%q}}`, word)
		begun := time.Now()
		check(w.client.Patch(w.ctx, room, client.RawPatch("application/merge-patch+json", patch)))
		select {
		case at := <-told:
			took[n] = float64(at.Sub(begun).Microseconds()) / 1e3
		case <-time.After(time.Minute):
			check(fmt.Errorf("%s was not told of its new name within a minute", nameOf(n%w.rooms)))
		case <-w.ctx.Done():
			check(w.ctx.Err())
		}
	}
	return took
}

// keepBusy touches rooms as fast as the API server lets it, until it is ended.
func (w *world) keepBusy() (end func()) {
	stop := make(chan struct{})
	var all sync.WaitGroup
	failed := make(chan any, touchers)
	for toucher := range touchers {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed <- p
				}
			}()
			for n := toucher; ; n += touchers {
				select {
				case <-stop:
					return
				default:
					w.touch(n%w.rooms, n)
				}
			}
		})
	}
	return func() {
		close(stop)
		all.Wait()
		select {
		case p := <-failed:
			panic(p)
		default:
		}
	}
}
