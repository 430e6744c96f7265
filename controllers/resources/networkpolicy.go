package resources

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	networkingv1ac "k8s.io/client-go/applyconfigurations/networking/v1"
)

// NetworkPolicy lets everybody call the room's public port and read its metrics, and its
// own namespace alone the admin screen: through no mistake of a gateway does the screen
// reach the internet. What the pods call, at the carrier, at Redis, at commands, is theirs.
func NetworkPolicy(in Input) *networkingv1ac.NetworkPolicyApplyConfiguration {
	spec := networkingv1ac.NetworkPolicySpec().
		WithPodSelector(labelSelector(in.Room, RoomApp)).
		WithPolicyTypes(networkingv1.PolicyTypeIngress).
		WithIngress(networkingv1ac.NetworkPolicyIngressRule().WithPorts(policyPort(httpPort), policyPort(metricsPort)))
	if adminEnabled(in.Room) {
		spec.WithIngress(networkingv1ac.NetworkPolicyIngressRule().
			WithFrom(networkingv1ac.NetworkPolicyPeer().WithPodSelector(metav1ac.LabelSelector())).
			WithPorts(policyPort(adminPort)))
	}
	return networkingv1ac.NetworkPolicy(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(spec)
}

func policyPort(name string) *networkingv1ac.NetworkPolicyPortApplyConfiguration {
	return networkingv1ac.NetworkPolicyPort().
		WithProtocol(corev1.ProtocolTCP).
		WithPort(intstr.FromString(name))
}
