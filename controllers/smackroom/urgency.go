package smackroom

import (
	"context"

	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// The order in which rooms that wait for a reconcile are looked at. What people ask for goes
// first; what the cluster reports of pods comes next, at priority zero, and so do new rooms;
// polls and what a new operator lists go last.
const (
	asked  = 100
	polled = handler.LowPriority
)

// urgent looks at the rooms that people have changed, before all others.
var urgent = handler.Funcs{
	UpdateFunc: func(_ context.Context, e event.UpdateEvent, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) {
		request := ctrl.Request{NamespacedName: client.ObjectKeyFromObject(e.ObjectNew)}
		byPriority, is := queue.(priorityqueue.PriorityQueue[reconcile.Request])
		if !is {
			queue.Add(request)
			return
		}
		byPriority.AddWithOpts(priorityqueue.AddOpts{Priority: new(asked)}, request)
	},
}

// unchanged drops updates, which urgent sees to.
var unchanged = predicate.Funcs{UpdateFunc: func(event.UpdateEvent) bool { return false }}
