package bench

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/bench/figures"
)

// restart lets another operator take over while a room is made. It looks at every
// number once; the room that is new must not wait for that.
func restart(w *world) []figures.Row {
	before := w.snapshot()
	w.operator.stop()
	w.carrier.forget()
	w.carrier.setLatency(w.latency)
	w.operator = w.startOperator(w.poll)
	newcomer := w.rooms
	own := []string{numberOf(newcomer), w.carrier.sim.Account().Own(numberOf(newcomer)).SID()}
	others := func(until time.Time) int { return len(w.carrier.told().numbers(until, own...)) }

	begun := time.Now()
	w.await("the first look at a number", 5*time.Minute, func() bool { return others(time.Now()) > 0 })
	listed := time.Since(begun)
	created := w.create(newcomer)
	var at time.Time
	w.await("the new room", 5*time.Minute, func() (is bool) {
		at, is = w.board.readyAt(nameOf(newcomer))
		return is
	})
	w.await("a look at every number", 10*time.Minute, func() bool { return others(time.Now()) == w.rooms })
	w.carrier.setLatency(0)
	told := w.carrier.told()
	w.still()

	first, _ := told.first(own...)
	after := w.snapshot()
	touched, rolled := before.changed(after)
	return []figures.Row{
		figures.Info("a restart until the first room is looked at", listed.Seconds(), "s"),
		figures.Info("a restart until every room was looked at", told[len(told)-1].at.Sub(begun).Seconds(), "s"),
		figures.Below("rooms that go before a new one after a restart", float64(others(first)-others(created)), "rooms", 20),
		figures.Info("a new room until it is Ready, after a restart", at.Sub(created).Seconds(), "s"),
		figures.Below("rooms looked at when the new one is Ready", 100*float64(others(at))/float64(w.rooms), "%", 50),
		figures.AtMost("carrier calls of a restart, a room", float64(sum(told.numbers(time.Now(), own...)))/float64(w.rooms), "requests", 1),
		figures.Info("carrier calls of a restart for the account", float64(told.account()), "requests"),
		figures.AtMost("objects that a new operator writes", float64(touched), "objects", 0),
		figures.AtMost("rooms whose pods a new operator restarts", float64(rolled), "rooms", 0),
	}
}

// version is by what a change of an object shows.
type version struct {
	resource string
	template int64 // of pods: restarted when it changes
}

// snapshot has the versions of rooms and of what they own.
type snapshot map[string]version

func (w *world) snapshot() snapshot {
	all := snapshot{}
	for kind, list := range map[string]client.ObjectList{
		"room": &v1alpha1.SmackRoomList{}, "config": &corev1.ConfigMapList{}, "service": &corev1.ServiceList{},
		"deployment": &appsv1.DeploymentList{}, "redis": &appsv1.StatefulSetList{},
	} {
		check(w.client.List(w.ctx, list, client.InNamespace(namespace)))
		check(meta.EachListItem(list, func(item runtime.Object) error {
			o := item.(client.Object)
			v := version{resource: o.GetResourceVersion()}
			if kind == "deployment" || kind == "redis" {
				v.template = o.GetGeneration()
			}
			all[kind+" "+o.GetName()] = v
			return nil
		}))
	}
	return all
}

// changed counts what is not as it was; what is new does not count.
func (s snapshot) changed(now snapshot) (objects, templates int) {
	for name, was := range s {
		if now[name].resource != was.resource {
			objects++
		}
		if now[name].template != was.template {
			templates++
		}
	}
	return objects, templates
}
