package bench

import (
	"fmt"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/bench/figures"
)

// appliers is how many rooms are applied at once.
const appliers = 10

func nameOf(i int) string { return fmt.Sprintf("room-%04d", i) }

func numberOf(i int) string { return fmt.Sprintf("+1415555%04d", i) }

// create applies a room whose number the account has already.
func (w *world) create(i int) time.Time {
	w.carrier.sim.Account().Own(numberOf(i))
	begun := time.Now()
	check(w.client.Create(w.ctx, &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: nameOf(i)},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: secretName}, BaseURL: w.carrier.url},
			PhoneNumber: v1alpha1.PhoneNumber{Adopt: &v1alpha1.Adopt{E164: numberOf(i)}},
			Exposure:    v1alpha1.Exposure{BaseURL: "https://sms.example.com/" + nameOf(i)},
		},
	}))
	return begun
}

// ready makes the rooms of all that follows.
func ready(w *world) []figures.Row {
	begun := time.Now()
	applied := w.createAll()
	w.await("rooms that are ready", 30*time.Minute, func() bool { return w.board.readyRooms() == w.rooms })
	all := time.Since(begun).Seconds()
	took := make([]float64, w.rooms)
	for i := range took {
		at, _ := w.board.readyAt(nameOf(i))
		took[i] = at.Sub(applied[i]).Seconds()
	}
	w.settled()
	after := w.scrape()
	rooms, calm := float64(w.rooms), w.settledMemory()
	w.profile("rooms made", "heap")()
	return []figures.Row{
		figures.Info("rooms", rooms, "rooms"),
		figures.Info("rooms from apply to Ready, all at once: the last", all, "s"),
		figures.Info("rooms from apply to Ready, all at once: median", figures.Quantile(took, 0.5), "s"),
		figures.Info("rooms from apply to Ready, all at once: 99th percentile", figures.Quantile(took, 0.99), "s"),
		figures.Info("reconciles of a room until it is Ready", after.reconciles()/rooms, "reconciles"),
		figures.Info("API writes of a room until it is Ready", after.writes()/rooms, "requests"),
		figures.Info("API reads of a room until it is Ready", after.reads()/rooms, "requests"),
		figures.Info("operator's memory while rooms are made, peak", w.operator.peak(), "MiB"),
		figures.Below("operator's memory once rooms are made", calm, "MiB", 128),
	}
}

// createAll returns when each room was applied.
func (w *world) createAll() []time.Time {
	applied := make([]time.Time, w.rooms)
	w.parallel(appliers, w.rooms, func(i int) { applied[i] = w.create(i) })
	return applied
}

// parallel does n things, some at once; the first failure is the measurement's.
func (w *world) parallel(workers, n int, do func(i int)) {
	next, failed := make(chan int), make(chan any, workers)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed <- p
					for range next { // lets who hands out end
					}
				}
			}()
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	select {
	case p := <-failed:
		panic(p)
	default:
	}
}

// forcedCollection is how often Go looks for garbage where none is made.
const forcedCollection = 2 * time.Minute

// settledMemory is the operator's memory once the garbage of busy times is given back, which
// Go does little by little, and not at all before it has looked for it.
func (w *world) settledMemory() float64 {
	least, since := w.operator.workingSet(), time.Now()
	w.await("memory that stays", 15*time.Minute, func() bool {
		if now := w.operator.workingSet(); now < 0.99*least {
			least, since = now, time.Now()
		}
		return time.Since(since) > w.calm
	})
	return w.operator.workingSet()
}
