package resources

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/intstr"
	appsv1ac "k8s.io/client-go/applyconfigurations/apps/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
)

// Deployment is the room's pods. A rollout starts a new pod before it stops an old one.
func Deployment(in Input) (*appsv1ac.DeploymentApplyConfiguration, error) {
	template, err := podTemplate(in)
	if err != nil {
		return nil, fmt.Errorf("building the pod template: %w", err)
	}
	strategy := appsv1ac.DeploymentStrategy().WithType("RollingUpdate").WithRollingUpdate(
		appsv1ac.RollingUpdateDeployment().
			WithMaxUnavailable(intstr.FromInt32(0)).
			WithMaxSurge(intstr.FromString("25%")))
	return appsv1ac.Deployment(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(appsv1ac.DeploymentSpec().
			WithReplicas(in.Room.Replicas()).
			WithRevisionHistoryLimit(3).
			WithProgressDeadlineSeconds(300).
			WithStrategy(strategy).
			WithSelector(labelSelector(in.Room, RoomApp)).
			WithTemplate(template)), nil
}

// podTemplate is the spec and the image, and nothing else: the room file and all
// credentials are read again by running pods.
func podTemplate(in Input) (*corev1ac.PodTemplateSpecApplyConfiguration, error) {
	room := in.Room
	volumes := volumes(room)
	spec := corev1ac.PodSpec().
		WithServiceAccountName(Name(room)).
		WithAutomountServiceAccountToken(false).
		WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(40).
		WithSecurityContext(podSecurity()).
		WithVolumes(volumes...).
		WithContainers(container(in).WithVolumeMounts(mounts(volumes)...))
	if err := place(spec, room); err != nil {
		return nil, err
	}
	return corev1ac.PodTemplateSpec().
		WithLabels(podLabels(room, RoomApp, room.Spec.Template.Labels)).
		WithAnnotations(room.Spec.Template.Annotations).
		WithSpec(spec), nil
}
