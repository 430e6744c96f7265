package smackroom

import (
	"context"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups=apps,resources=statefulsets,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=networking.k8s.io,resources=networkpolicies,verbs=get;list;watch;create;patch;delete

// redis gives the room a Redis of its own, or looks at what the spec says of another.
func (r *Reconciler) redis(ctx context.Context, s *scope) error {
	if external := s.room.ExternalRedis(); external != nil {
		return r.requireSecrets(ctx, s, redisSecrets(external))
	}
	in := s.input(r.Options)
	if err := ensure(ctx, r, s, &corev1.ServiceAccount{}, resources.RedisServiceAccount(in)); err != nil {
		return err
	}
	if err := ensure(ctx, r, s, &corev1.Service{}, resources.RedisService(in)); err != nil {
		return err
	}
	if err := ensure(ctx, r, s, &networkingv1.NetworkPolicy{}, resources.RedisNetworkPolicy(in)); err != nil {
		return err
	}
	return r.redisServer(ctx, s, in)
}

// redisServer applies the StatefulSet, with what its server is to run and to accept.
func (r *Reconciler) redisServer(ctx context.Context, s *scope, in resources.Input) error {
	s.statefulSet = &appsv1.StatefulSet{}
	if _, err := r.read(ctx, s.room, s.statefulSet, resources.RedisName(s.room)); err != nil {
		return fmt.Errorf("reading the StatefulSet: %w", err)
	}
	var err error
	in.RedisImage, err = r.imageInTurn(ctx, s, phaseRedis, s.room.ManagedRedis().Image != "",
		running(s.statefulSet.Spec.Template, resources.RedisContainerName), in.RedisImage)
	if err != nil {
		return err
	}
	if in.RedisLogin, err = r.redisLogin(ctx, s, in); err != nil {
		return err
	}
	in.RedisClaim = resources.RedisClaim(s.statefulSet)
	restart, small := r.volume(ctx, s)
	in.RedisRestart = restart
	if err := ensure(ctx, r, s, s.statefulSet, resources.RedisStatefulSet(in)); err != nil {
		r.endTurn(s.room)
		return err
	}
	state := unlessStuck(s.room, redisState(s.statefulSet), r.Clock())
	if err := r.explain(ctx, s.room, redisPart, state); err != nil {
		return err
	}
	return small
}

// redisPatience is how long a managed Redis may take to start.
const redisPatience = 5 * time.Minute

// unlessStuck turns waiting for a managed Redis into something to act on when it lasts: a
// StatefulSet does not say itself that it gave up.
func unlessStuck(room *v1alpha1.SmackRoom, state error, now time.Time) error {
	ready := meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionRedisReady)
	if !isWaiting(state) {
		return state
	}
	rest := redisPatience
	if ready != nil && ready.Status == metav1.ConditionFalse {
		rest -= now.Sub(ready.LastTransitionTime.Time)
	}
	if rest > 0 {
		return &waiting{reason: reasonOf(state), message: messageOf(state), after: rest}
	}
	return stall(v1alpha1.ReasonRolloutStuck,
		"the managed Redis does not start: look at spec.redis.managed (its image, resources and storage) and at kubectl describe pod %s-0",
		resources.RedisName(room))
}

// removeManagedRedis takes down the server once all pods have moved to another. Its volume
// stays, and with it what members wrote.
func (r *Reconciler) removeManagedRedis(ctx context.Context, room *v1alpha1.SmackRoom) error {
	if room.ExternalRedis() == nil {
		return nil
	}
	name := resources.RedisName(room)
	for _, object := range []client.Object{&appsv1.StatefulSet{}, &corev1.Service{}, &corev1.ServiceAccount{}, &networkingv1.NetworkPolicy{}} {
		if err := r.remove(ctx, room, object, name); err != nil {
			return err
		}
	}
	return nil
}
