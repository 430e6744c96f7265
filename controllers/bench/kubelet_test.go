package bench

import (
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// kubelets is how many statuses are written at once.
const kubelets = 8

// workload is a Deployment or a StatefulSet of a room.
type workload struct {
	name     string
	stateful bool
}

// startKubelet plays the cluster's part: all pods that are wanted are ready at once.
func (w *world) startKubelet() {
	queue := workqueue.NewTyped[workload]()
	w.onChange(&appsv1.Deployment{}, func(o client.Object) { queue.Add(workload{name: o.GetName()}) })
	w.onChange(&appsv1.StatefulSet{}, func(o client.Object) { queue.Add(workload{name: o.GetName(), stateful: true}) })
	var all sync.WaitGroup
	for range kubelets {
		all.Go(func() {
			for {
				item, ended := queue.Get()
				if ended {
					return
				}
				// A conflict means that there is news, which comes here as well.
				_ = client.IgnoreNotFound(w.makeReady(item))
				queue.Done(item)
			}
		})
	}
	w.Cleanup(func() {
		queue.ShutDown()
		all.Wait()
	})
}

func (w *world) makeReady(item workload) error {
	object, stateful := client.Object(&appsv1.Deployment{}), &appsv1.StatefulSet{}
	if item.stateful {
		object = stateful
	}
	if err := w.cache.Get(w.ctx, client.ObjectKey{Namespace: namespace, Name: item.name}, object); err != nil {
		return err
	}
	before := object.DeepCopyObject()
	switch o := object.(type) {
	case *appsv1.Deployment:
		n := *o.Spec.Replicas
		o.Status = appsv1.DeploymentStatus{
			ObservedGeneration: o.Generation, Replicas: n, UpdatedReplicas: n, ReadyReplicas: n, AvailableReplicas: n,
		}
	case *appsv1.StatefulSet:
		o.Status = appsv1.StatefulSetStatus{
			ObservedGeneration: o.Generation, Replicas: 1, UpdatedReplicas: 1, CurrentReplicas: 1, ReadyReplicas: 1, AvailableReplicas: 1,
			CurrentRevision: "one", UpdateRevision: "one",
		}
	}
	if equality.Semantic.DeepEqual(before, object) {
		return nil
	}
	err := w.client.Status().Update(w.ctx, object)
	if apierrors.IsConflict(err) {
		return nil
	}
	return err
}
