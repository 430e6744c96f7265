package smackroom

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups=apps,resources=statefulsets,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=networking.k8s.io,resources=networkpolicies,verbs=get;list;watch;create;patch;delete

// redis gives the room a Redis of its own, or looks at what the spec says of another.
func (r *Reconciler) redis(ctx context.Context, s *scope) error {
	if external := s.room.ExternalRedis(); external != nil {
		return r.requireSecrets(ctx, s.room, redisSecrets(external))
	}
	in := s.input(r.Options)
	if err := ensure(ctx, r, s.room, &corev1.Service{}, resources.RedisService(in)); err != nil {
		return err
	}
	if err := ensure(ctx, r, s.room, &networkingv1.NetworkPolicy{}, resources.RedisNetworkPolicy(in)); err != nil {
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
	if err := ensure(ctx, r, s.room, s.statefulSet, resources.RedisStatefulSet(in)); err != nil {
		r.endTurn(s.room)
		return err
	}
	return redisState(s.statefulSet)
}

// removeManagedRedis takes down the server once all pods have moved to another. Its volume
// stays, and with it what members wrote.
func (r *Reconciler) removeManagedRedis(ctx context.Context, room *v1alpha1.SmackRoom) error {
	if room.ExternalRedis() == nil {
		return nil
	}
	name := resources.RedisName(room)
	for _, object := range []client.Object{&appsv1.StatefulSet{}, &corev1.Service{}, &networkingv1.NetworkPolicy{}} {
		if err := r.remove(ctx, room, object, name); err != nil {
			return err
		}
	}
	return nil
}
