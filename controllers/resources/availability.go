package resources

import (
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	autoscalingv2ac "k8s.io/client-go/applyconfigurations/autoscaling/v2"
	policyv1ac "k8s.io/client-go/applyconfigurations/policy/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// The autoscaler's defaults.
const (
	defaultMinReplicas          int32 = 2
	defaultTargetCPUUtilization int32 = 70
)

// PodDisruptionBudget lets nodes be drained one room pod at a time; a pod that is not
// ready never holds up a drain.
func PodDisruptionBudget(in Input) *policyv1ac.PodDisruptionBudgetApplyConfiguration {
	return policyv1ac.PodDisruptionBudget(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(policyv1ac.PodDisruptionBudgetSpec().
			WithMaxUnavailable(intstr.FromInt32(1)).
			WithUnhealthyPodEvictionPolicy(policyv1.AlwaysAllow).
			WithSelector(labelSelector(in.Room, RoomApp)))
}

// HorizontalPodAutoscaler scales the SmackRoom itself, so that nothing else disagrees
// about the number of pods. Nil if the room is not scaled by itself.
func HorizontalPodAutoscaler(in Input) *autoscalingv2ac.HorizontalPodAutoscalerApplyConfiguration {
	wanted := in.Room.Spec.Autoscaling
	if wanted == nil {
		return nil
	}
	return autoscalingv2ac.HorizontalPodAutoscaler(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(autoscalingv2ac.HorizontalPodAutoscalerSpec().
			WithScaleTargetRef(autoscalingv2ac.CrossVersionObjectReference().
				WithAPIVersion(v1alpha1.SchemeGroupVersion.String()).
				WithKind("SmackRoom").
				WithName(in.Room.Name)).
			WithMinReplicas(min(orDefault(wanted.MinReplicas, defaultMinReplicas), wanted.MaxReplicas)).
			WithMaxReplicas(wanted.MaxReplicas).
			WithMetrics(cpuMetric(orDefault(wanted.TargetCPUUtilization, defaultTargetCPUUtilization))))
}

func cpuMetric(percent int32) *autoscalingv2ac.MetricSpecApplyConfiguration {
	return autoscalingv2ac.MetricSpec().
		WithType(autoscalingv2.ResourceMetricSourceType).
		WithResource(autoscalingv2ac.ResourceMetricSource().
			WithName(corev1.ResourceCPU).
			WithTarget(autoscalingv2ac.MetricTarget().
				WithType(autoscalingv2.UtilizationMetricType).
				WithAverageUtilization(percent)))
}

func orDefault[T any](value *T, def T) T {
	if value == nil {
		return def
	}
	return *value
}
