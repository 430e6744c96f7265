package smackroom

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/smackdev/smack/api/v1alpha1"
)

// +kubebuilder:rbac:groups=smack.dev,resources=smackrooms,verbs=get;list;watch;patch
// +kubebuilder:rbac:groups=smack.dev,resources=smackrooms/status,verbs=get;patch
// +kubebuilder:rbac:groups=smack.dev,resources=smackrooms/finalizers,verbs=update

// Reconcile is the life of a room, from its finalizer to its end. Every phase runs each
// time; those that cannot go on say so, and what they say decides what follows.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	room := &v1alpha1.SmackRoom{}
	err := r.Client.Get(ctx, req.NamespacedName, room)
	switch {
	case apierrors.IsNotFound(err):
		r.memories.forget(req.NamespacedName)
		r.Metrics.forget(req.NamespacedName)
		return ctrl.Result{}, nil
	case err != nil:
		return ctrl.Result{}, fmt.Errorf("reading the room: %w", err)
	}

	deleted := !room.DeletionTimestamp.IsZero()
	has := controllerutil.ContainsFinalizer(room, v1alpha1.Finalizer)
	if deleted && !has {
		return ctrl.Result{}, nil
	}
	if !has {
		if err := r.addFinalizer(ctx, room); err != nil {
			return quiet(err)
		}
	}

	s := &scope{room: room, memory: r.memories.of(room), results: map[phase]error{}}
	room.Status = s.memory.told.status(room)
	switch {
	case deleted:
		r.run(ctx, s, r.end())
	case room.Paused():
		return r.settlePaused(ctx, s)
	default:
		r.run(ctx, s, r.life())
	}
	return r.settle(ctx, s)
}

// life is what is done for a room, in this order.
func (r *Reconciler) life() []step {
	return []step{
		{phaseCredentials, r.credentials},
		{phasePhoneNumber, r.phoneNumber},
		{phaseRedis, r.redis},
		{phaseConfig, r.config},
		{phaseWorkload, r.workload},
		{phaseExposure, r.exposure},
		{phaseWebhook, r.webhook},
		{phaseRegistration, r.registration},
	}
}

// end is what is done for a deleted room, in this order. What it owns goes with it, by
// Kubernetes' garbage collection.
func (r *Reconciler) end() []step {
	return []step{
		{phaseCredentials, r.lastCredentials},
		{phaseCloseWebhook, r.closeWebhook},
		{phaseRelease, r.releaseNumber},
		{phaseDone, r.done},
	}
}

// phaseOrder is the order in which the trouble of phases is told.
var phaseOrder = []phase{
	phaseCredentials, phasePhoneNumber, phaseRedis, phaseConfig, phaseWorkload, phaseExposure, phaseWebhook,
	phaseCloseWebhook, phaseRelease, phaseDone,
}

func (r *Reconciler) run(ctx context.Context, s *scope, steps []step) {
	ctx, cancel := context.WithTimeout(ctx, carrierTime)
	defer cancel()
	for _, step := range steps {
		s.results[step.name] = unlessForbidden(step.do(ctx, s))
	}
}

// addFinalizer comes before anything that must be undone.
func (r *Reconciler) addFinalizer(ctx context.Context, room *v1alpha1.SmackRoom) error {
	before := room.DeepCopy()
	controllerutil.AddFinalizer(room, v1alpha1.Finalizer)
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Patch(ctx, room, patch, client.FieldOwner(v1alpha1.FieldOwner)); err != nil {
		return fmt.Errorf("adding the finalizer: %w", err)
	}
	return nil
}

// quiet ends a reconcile by an error before there is anything to report.
func quiet(err error) (ctrl.Result, error) { return decide([]error{err}, 0) }
