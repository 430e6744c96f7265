package bench

import (
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// touchEvery is the pace of touches: a machine that is not busy.
const touchEvery = 20 * time.Millisecond

// touch changes a Deployment in a way that is no business of the operator's, so that it
// looks at the room and finds nothing to do.
func (w *world) touch(i, round int) {
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: nameOf(i) + "-room"}}
	patch := fmt.Appendf(nil, `{"metadata":{"labels":{"touched":"%d"}}}`, round)
	check(w.client.Patch(w.ctx, d, client.RawPatch("application/merge-patch+json", patch)))
}

// idleReconciles times reconciles that find all as it should be.
func idleReconciles(w *world) []figures.Row {
	w.still()
	w.carrier.forget()
	before, written, waited := w.scrape(), w.written(), w.operator.waited()
	profiled := w.profile("idle reconciles", "profile?seconds=5")
	tick := time.NewTicker(touchEvery)
	defer tick.Stop()
	for n := range w.touches {
		<-tick.C
		w.touch(n%w.rooms, n/w.rooms)
	}
	profiled()
	w.settled()
	after := w.scrape()
	waited = w.operator.waited() - waited
	if after.writes() > before.writes() {
		w.explain("idle reconciles", written)
	}
	took := spell{before: before.times(), after: after.times()}
	return []figures.Row{
		figures.Info("idle reconciles", took.count(), "reconciles"),
		figures.Info("idle reconcile, mean", 1e3*took.mean(), "ms"),
		figures.Info("idle reconcile, median", 1e3*took.quantile(0.5), "ms"),
		figures.Below("idle reconcile, 99th percentile", 1e3*took.quantile(0.99), "ms", 5),
		figures.AtLeast("idle reconciles that take 5 ms or less", 100*took.within(0.005), "%", 99),
		figures.Info("processor time of an idle reconcile, all told", 1e3*(after.processor()-before.processor())/took.count(), "ms"),
		figures.Info("wait of all threads for a processor, an idle reconcile", 1e3*waited/took.count(), "ms"),
		figures.Info("API reads of an idle reconcile", (after.reads()-before.reads())/took.count(), "requests"),
		figures.AtMost("API writes of idle reconciles", after.writes()-before.writes(), "requests", 0),
		figures.AtMost("carrier calls of idle reconciles", float64(len(w.carrier.told())), "requests", 0),
	}
}

// idleHour lets the operator poll and does nothing else.
func idleHour(w *world) []figures.Row {
	w.carrier.forget()
	before, written := w.scrape(), w.written()
	most, until := 0.0, time.Now().Add(time.Duration(w.polls)*w.poll)
	w.await("the end of the hour", time.Hour, func() bool {
		most = max(most, w.operator.workingSet())
		return !time.Now().Before(until)
	})
	after, told := w.scrape(), w.carrier.told()
	if after.writes() > before.writes() {
		w.explain("an idle hour", written)
	}
	polls := float64(w.polls) * float64(w.rooms+1) // and the room that came at the restart
	return []figures.Row{
		figures.Info("reconciles of an idle hour, a room and poll", (after.reconciles()-before.reconciles())/polls, "reconciles"),
		figures.AtMost("API writes of an idle hour", after.writes()-before.writes(), "requests", 0),
		figures.Info("API reads of an idle hour, a room and poll", (after.reads()-before.reads())/polls, "requests"),
		figures.AtMost("carrier calls of an idle hour, a room and poll", float64(sum(told.numbers(time.Now())))/polls, "requests", 1),
		figures.Info("carrier calls of an idle hour for the account", float64(told.account()), "requests"),
		figures.Below("operator's memory in an idle hour, peak", most, "MiB", 128),
	}
}
