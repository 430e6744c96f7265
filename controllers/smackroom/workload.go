package smackroom

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups="",resources=services;serviceaccounts,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=policy,resources=poddisruptionbudgets,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=autoscaling,resources=horizontalpodautoscalers,verbs=get;list;watch;create;patch;delete

// workload runs the room's pods and what belongs to them.
func (r *Reconciler) workload(ctx context.Context, s *scope) error {
	if s.number == nil {
		return blocked("the phone number")
	}
	in := s.input(r.Options)
	if err := ensure(ctx, r, s, &corev1.ServiceAccount{}, resources.ServiceAccount(in)); err != nil {
		return err
	}
	if err := ensure(ctx, r, s, &corev1.Service{}, resources.Service(in)); err != nil {
		return err
	}
	if err := ensure(ctx, r, s, &networkingv1.NetworkPolicy{}, resources.NetworkPolicy(in)); err != nil {
		return err
	}
	if err := r.adminService(ctx, s, in); err != nil {
		return err
	}
	if err := ensure(ctx, r, s, &policyv1.PodDisruptionBudget{}, resources.PodDisruptionBudget(in)); err != nil {
		return err
	}
	if err := r.autoscaler(ctx, s, in); err != nil {
		return err
	}
	return r.pods(ctx, s, in)
}

func (r *Reconciler) adminService(ctx context.Context, s *scope, in resources.Input) error {
	if wanted := resources.AdminService(in); wanted != nil {
		return ensure(ctx, r, s, &corev1.Service{}, wanted)
	}
	return r.remove(ctx, s.room, &corev1.Service{}, resources.AdminName(s.room))
}

func (r *Reconciler) autoscaler(ctx context.Context, s *scope, in resources.Input) error {
	live := &autoscalingv2.HorizontalPodAutoscaler{}
	if wanted := resources.HorizontalPodAutoscaler(in); wanted != nil {
		return ensure(ctx, r, s, live, wanted)
	}
	return r.remove(ctx, s.room, live, resources.Name(s.room))
}

// pods applies the Deployment.
func (r *Reconciler) pods(ctx context.Context, s *scope, in resources.Input) error {
	if !s.ok(phaseConfig) {
		return blocked("the room file")
	}
	s.deployment = &appsv1.Deployment{}
	if _, err := r.read(ctx, s.room, s.deployment, resources.Name(s.room)); err != nil {
		return fmt.Errorf("reading the Deployment: %w", err)
	}
	var err error
	in.Image, err = r.imageInTurn(ctx, s, phaseWorkload, s.room.Spec.Template.Image != "",
		running(s.deployment.Spec.Template, resources.ContainerName), in.Image)
	if err != nil {
		return err
	}
	wanted, err := resources.Deployment(in, s.deployment)
	if err != nil {
		return err
	}
	if err := ensure(ctx, r, s, s.deployment, wanted); err != nil {
		r.endTurn(s.room)
		return err
	}
	if err := r.afterRollout(ctx, s); err != nil {
		return err
	}
	return r.podsState(ctx, s)
}

// afterRollout does what waits for all pods to be of one kind.
func (r *Reconciler) afterRollout(ctx context.Context, s *scope) error {
	if !resources.Rolled(s.deployment) {
		return nil
	}
	if s.ok(phaseRedis) && !s.waitsForTurn() {
		r.endTurn(s.room)
	}
	return r.removeManagedRedis(ctx, s.room)
}

// podsState is what the Deployment tells of the phase. A rollout that the spec did not ask
// for, of a room whose old pods serve until the new ones do, takes nothing away.
func (r *Reconciler) podsState(ctx context.Context, s *scope) error {
	want := s.room.Replicas()
	err := r.explain(ctx, s.room, roomPart, deploymentState(s.deployment, want))
	serves := isTrue(s.room, v1alpha1.ConditionReady) && s.room.Status.ObservedGeneration == s.room.Generation &&
		s.deployment.Status.AvailableReplicas >= want
	if isWaiting(err) && serves {
		s.putAside(phaseWorkload, err)
		return nil
	}
	return err
}
