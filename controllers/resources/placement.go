package resources

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// place says where the room's pods run, and what they may displace.
func place(spec *corev1ac.PodSpecApplyConfiguration, room *v1alpha1.SmackRoom) error {
	template := room.Spec.Template
	if len(template.NodeSelector) > 0 {
		spec.WithNodeSelector(template.NodeSelector)
	}
	if template.PriorityClassName != "" {
		spec.WithPriorityClassName(template.PriorityClassName)
	}
	for _, secret := range template.ImagePullSecrets {
		spec.WithImagePullSecrets(corev1ac.LocalObjectReference().WithName(secret.Name))
	}
	if err := convert(template.Tolerations, &spec.Tolerations); err != nil {
		return err
	}
	if err := convert(template.Affinity, &spec.Affinity); err != nil {
		return err
	}
	if len(template.TopologySpreadConstraints) == 0 {
		spec.WithTopologySpreadConstraints(spread(room, "kubernetes.io/hostname"), spread(room, "topology.kubernetes.io/zone"))
		return nil
	}
	return convert(template.TopologySpreadConstraints, &spec.TopologySpreadConstraints)
}

// spread keeps pods apart where it can be done. Only those of one revision are counted,
// so that a rollout does not pile them up.
func spread(room *v1alpha1.SmackRoom, over string) *corev1ac.TopologySpreadConstraintApplyConfiguration {
	return corev1ac.TopologySpreadConstraint().
		WithTopologyKey(over).
		WithMaxSkew(1).
		WithWhenUnsatisfiable(corev1.ScheduleAnyway).
		WithLabelSelector(labelSelector(room, RoomApp)).
		WithMatchLabelKeys("pod-template-hash")
}

// convert turns an API type into its apply configuration; both have one JSON form.
func convert[From, To any](from From, to *To) error {
	text, err := json.Marshal(from)
	if err != nil {
		return fmt.Errorf("writing %T: %w", from, err)
	}
	if err := json.Unmarshal(text, to); err != nil {
		return fmt.Errorf("reading %T: %w", *to, err)
	}
	return nil
}
