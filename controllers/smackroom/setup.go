package smackroom

import (
	"context"
	"fmt"
	"maps"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// secretIndex finds the rooms that depend on a Secret.
const secretIndex = "secret"

// Backoff of failures that are tried again.
const (
	firstRetry = time.Second
	lastRetry  = 15 * time.Minute
)

// SetupWithManager makes the reconciler run: at changes of rooms, of what they own, of
// the Secrets that they name, and when a number or an address becomes free.
func (r *Reconciler) SetupWithManager(ctx context.Context, mgr ctrl.Manager, concurrency int) error {
	if err := Index(ctx, mgr.GetFieldIndexer()); err != nil {
		return err
	}
	unlessStatus := builder.WithPredicates(predicate.Or(
		predicate.GenerationChangedPredicate{}, predicate.LabelChangedPredicate{}, predicate.AnnotationChangedPredicate{}))
	r.turns = make(chan event.GenericEvent, 16)
	b := ctrl.NewControllerManagedBy(mgr).
		Named("smackroom").
		For(&v1alpha1.SmackRoom{}, builder.WithPredicates(unchanged)).
		Watches(&v1alpha1.SmackRoom{}, urgent, builder.WithPredicates(predicate.Or(predicate.GenerationChangedPredicate{}, annotated{}))).
		Owns(&appsv1.Deployment{}).
		Owns(&appsv1.StatefulSet{}).
		Owns(&corev1.ConfigMap{}, builder.OnlyMetadata).
		Owns(&corev1.Service{}, builder.OnlyMetadata).
		Owns(&corev1.ServiceAccount{}, builder.OnlyMetadata).
		Owns(&policyv1.PodDisruptionBudget{}, builder.OnlyMetadata, unlessStatus).
		Owns(&autoscalingv2.HorizontalPodAutoscaler{}, builder.WithPredicates(autoscalerChanged)).
		Owns(&networkingv1.Ingress{}, builder.OnlyMetadata, unlessStatus).
		Owns(&networkingv1.NetworkPolicy{}, builder.OnlyMetadata).
		WatchesMetadata(&corev1.Secret{}, handler.EnqueueRequestsFromMapFunc(r.roomsWithSecret)).
		Watches(&v1alpha1.SmackRoom{}, handler.EnqueueRequestsFromMapFunc(r.rivals), builder.WithPredicates(freed)).
		WatchesRawSource(source.Channel(r.turns, &handler.EnqueueRequestForObject{})).
		WithOptions(controller.Options{
			MaxConcurrentReconciles: concurrency,
			ReconciliationTimeout:   ReconcileTime,
			EnableWarmup:            new(true),
			RateLimiter:             workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](firstRetry, lastRetry),
		})
	c, err := b.Build(r)
	if err != nil {
		return fmt.Errorf("setting the controller up: %w", err)
	}
	r.watchRoutes(mgr, c)
	return nil
}

// Index makes the indexes of rooms that the reconciler searches by.
func Index(ctx context.Context, indexer client.FieldIndexer) error {
	for name, values := range map[string]func(*v1alpha1.SmackRoom) []string{
		numberIndex:  numbersOf,
		secretIndex:  watchedSecrets,
		addressIndex: func(room *v1alpha1.SmackRoom) []string { return []string{addressOf(room)} },
	} {
		extract := func(o client.Object) []string { return values(o.(*v1alpha1.SmackRoom)) }
		if err := indexer.IndexField(ctx, &v1alpha1.SmackRoom{}, name, extract); err != nil {
			return fmt.Errorf("indexing rooms by %s: %w", name, err)
		}
	}
	return nil
}

// watchedSecrets are those of the spec and the one that the operator makes.
func watchedSecrets(room *v1alpha1.SmackRoom) []string {
	names := secretNames(room)
	if room.ManagedRedis() != nil {
		names = append(names, resources.RedisName(room))
	}
	return names
}

func (r *Reconciler) roomsWithSecret(ctx context.Context, secret client.Object) []reconcile.Request {
	return r.requests(ctx, client.InNamespace(secret.GetNamespace()), client.MatchingFields{secretIndex: secret.GetName()})
}

// rivals are those that may have waited for a room to go, or to let go of its number or its
// address.
func (r *Reconciler) rivals(ctx context.Context, o client.Object) []reconcile.Request {
	room := o.(*v1alpha1.SmackRoom)
	all := r.requests(ctx, client.MatchingFields{addressIndex: addressOf(room)})
	for _, e164 := range numbersOf(room) {
		all = append(all, r.requests(ctx, client.MatchingFields{numberIndex: e164})...)
	}
	return all
}

func (r *Reconciler) requests(ctx context.Context, options ...client.ListOption) []reconcile.Request {
	list := &v1alpha1.SmackRoomList{}
	if err := r.Client.List(ctx, list, append(options, client.UnsafeDisableDeepCopy)...); err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "listing rooms")
		return nil
	}
	all := make([]reconcile.Request, len(list.Items))
	for i := range list.Items {
		all[i].NamespacedName = client.ObjectKeyFromObject(&list.Items[i])
	}
	return all
}

// annotated passes changes of the annotations that people write; those of the operator are
// no reason to look again.
type annotated struct{ predicate.Funcs }

// Update is part of predicate.Predicate.
func (annotated) Update(e event.UpdateEvent) bool {
	if e.ObjectOld == nil || e.ObjectNew == nil {
		return false
	}
	old, now := e.ObjectOld.GetAnnotations(), e.ObjectNew.GetAnnotations()
	for _, name := range []string{
		v1alpha1.PausedAnnotation, v1alpha1.ReconcileRequestedAtAnnotation, v1alpha1.OrphanOnDeleteAnnotation,
		v1alpha1.RotateRedisPasswordAnnotation,
	} {
		if old[name] != now[name] {
			return true
		}
	}
	// Who removes a SID asks for another number; the operator only adds one.
	return old[v1alpha1.PhoneNumberSIDAnnotation] != "" && now[v1alpha1.PhoneNumberSIDAnnotation] == ""
}

// freed passes rooms that were deleted or have let go of a number or an address.
var freed = predicate.Funcs{
	CreateFunc:  func(event.CreateEvent) bool { return false },
	GenericFunc: func(event.GenericEvent) bool { return false },
	UpdateFunc: func(e event.UpdateEvent) bool {
		old, was := e.ObjectOld.(*v1alpha1.SmackRoom)
		now, is := e.ObjectNew.(*v1alpha1.SmackRoom)
		return was && is && (!sets.New(numbersOf(now)...).HasAll(numbersOf(old)...) || addressOf(now) != addressOf(old))
	},
}

// autoscalerChanged drops the news of an autoscaler's measurements; it has no generation
// to tell them by.
var autoscalerChanged = predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
	old, was := e.ObjectOld.(*autoscalingv2.HorizontalPodAutoscaler)
	now, is := e.ObjectNew.(*autoscalingv2.HorizontalPodAutoscaler)
	return !was || !is || !equality.Semantic.DeepEqual(old.Spec, now.Spec) ||
		!maps.Equal(old.Labels, now.Labels) || !maps.Equal(old.Annotations, now.Annotations)
}}
