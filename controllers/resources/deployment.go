package resources

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	appsv1ac "k8s.io/client-go/applyconfigurations/apps/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/smackdev/smack/api/roomfile"
)

// What the pod template says of the settings that a running room cannot take over: those
// change the template, and nothing else does but the spec's template, Secrets by another
// name, and the image.
const (
	settingsAnnotation = "smack.dev/settings"
	redisAnnotation    = "smack.dev/redis"
)

// Deployment is the room's pods; live is the one that there is, or an empty one.
func Deployment(in Input, live *appsv1.Deployment) (*appsv1ac.DeploymentApplyConfiguration, error) {
	template, err := podTemplate(in)
	if err != nil {
		return nil, fmt.Errorf("building the pod template: %w", err)
	}
	return appsv1ac.Deployment(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(appsv1ac.DeploymentSpec().
			WithReplicas(in.Room.Replicas()).
			WithRevisionHistoryLimit(3).
			WithProgressDeadlineSeconds(300).
			WithStrategy(strategy(live, template.Annotations[redisAnnotation])).
			WithSelector(labelSelector(in.Room, RoomApp)).
			WithTemplate(template)), nil
}

// strategy starts a new pod before it stops an old one, but for the one rollout that
// moves the room to another Redis: two of them must never serve one room.
func strategy(live *appsv1.Deployment, redis string) *appsv1ac.DeploymentStrategyApplyConfiguration {
	was, known := live.Spec.Template.Annotations[redisAnnotation]
	moving := live.Spec.Strategy.Type == appsv1.RecreateDeploymentStrategyType && !Rolled(live)
	if known && was != redis || moving {
		return appsv1ac.DeploymentStrategy().WithType(appsv1.RecreateDeploymentStrategyType)
	}
	return appsv1ac.DeploymentStrategy().WithType(appsv1.RollingUpdateDeploymentStrategyType).WithRollingUpdate(
		appsv1ac.RollingUpdateDeployment().
			WithMaxUnavailable(intstr.FromInt32(0)).
			WithMaxSurge(intstr.FromString("25%")))
}

// Rolled says whether all pods are of the Deployment's template, and none is of another.
func Rolled(d *appsv1.Deployment) bool {
	return d.Status.ObservedGeneration >= d.Generation &&
		d.Status.UpdatedReplicas == d.Status.Replicas &&
		(d.Spec.Replicas == nil || d.Status.UpdatedReplicas >= *d.Spec.Replicas) &&
		d.Status.AvailableReplicas >= d.Status.UpdatedReplicas
}

// podTemplate is the spec, the image, and a name for the settings that a room takes only
// at its start. The rest of the room file and all credentials are read again by running
// pods.
func podTemplate(in Input) (*corev1ac.PodTemplateSpecApplyConfiguration, error) {
	room, file := in.Room, RoomFile(in)
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
		WithAnnotations(map[string]string{
			settingsAnnotation: roomfile.RestartDigest(file),
			redisAnnotation:    file.Redis.Place(),
		}).
		WithSpec(spec), nil
}
