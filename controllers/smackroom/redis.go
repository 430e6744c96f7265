package smackroom

import (
	"context"
	"crypto/rand"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
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
		return r.requireSecrets(ctx, s.room, redisSecrets(external))
	}
	if err := r.redisPassword(ctx, s); err != nil {
		return err
	}
	in := s.input(r.Options)
	if err := ensure(ctx, r, s.room, &corev1.Service{}, resources.RedisService(in)); err != nil {
		return err
	}
	if err := ensure(ctx, r, s.room, &networkingv1.NetworkPolicy{}, resources.RedisNetworkPolicy(in)); err != nil {
		return err
	}
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
	if err := ensure(ctx, r, s.room, s.statefulSet, resources.RedisStatefulSet(in)); err != nil {
		r.endTurn(s.room)
		return err
	}
	return redisState(s.statefulSet)
}

// redisPassword makes the password once. It is never changed: the server reads it when
// it starts.
func (r *Reconciler) redisPassword(ctx context.Context, s *scope) error {
	name := resources.RedisName(s.room)
	found := &corev1.Secret{}
	err := r.APIReader.Get(ctx, client.ObjectKey{Namespace: s.room.Namespace, Name: name}, found)
	switch {
	case err == nil && !metav1.IsControlledBy(found, s.room):
		return stall(v1alpha1.ReasonRefused, "Secret %s exists and is not this room's: rename the room or delete the Secret", name)
	case err == nil && len(found.Data[resources.RedisPasswordKey]) > 0:
		return nil
	case err != nil && !apierrors.IsNotFound(err):
		return fmt.Errorf("reading Secret %s: %w", name, err)
	}
	wanted := resources.RedisSecret(s.input(r.Options), rand.Text())
	if err := r.Client.Apply(ctx, wanted, client.FieldOwner(v1alpha1.FieldOwner), client.ForceOwnership); err != nil {
		return refused(err, "Secret "+name)
	}
	return nil
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
