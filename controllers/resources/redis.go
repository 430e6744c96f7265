package resources

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	networkingv1ac "k8s.io/client-go/applyconfigurations/networking/v1"
)

const (
	// RedisImage is the Valkey of a managed Redis whose spec names no image.
	RedisImage          = "valkey/valkey:9.1.4-alpine"
	redisPortName       = "redis"
	redisPort     int32 = 6379
)

// RedisService gives a managed Redis its name; there is one pod, and its own address is
// what the name stands for. Nil if the room's Redis is external.
func RedisService(in Input) *corev1ac.ServiceApplyConfiguration {
	if in.Room.ManagedRedis() == nil {
		return nil
	}
	return corev1ac.Service(RedisName(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RedisApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(corev1ac.ServiceSpec().
			WithType(corev1.ServiceTypeClusterIP).
			WithSelector(Selector(in.Room, RedisApp)).
			WithPorts(corev1ac.ServicePort().
				WithName(redisPortName).
				WithPort(redisPort).
				WithTargetPort(intstr.FromString(redisPortName)).
				WithProtocol(corev1.ProtocolTCP)))
}

// RedisNetworkPolicy lets only the room's pods talk to its managed Redis, and lets Redis
// talk to nobody. Nil if the room's Redis is external.
func RedisNetworkPolicy(in Input) *networkingv1ac.NetworkPolicyApplyConfiguration {
	if in.Room.ManagedRedis() == nil {
		return nil
	}
	fromRoom := networkingv1ac.NetworkPolicyIngressRule().
		WithFrom(networkingv1ac.NetworkPolicyPeer().WithPodSelector(labelSelector(in.Room, RoomApp))).
		WithPorts(networkingv1ac.NetworkPolicyPort().
			WithProtocol(corev1.ProtocolTCP).
			WithPort(intstr.FromString(redisPortName)))
	return networkingv1ac.NetworkPolicy(RedisName(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RedisApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(networkingv1ac.NetworkPolicySpec().
			WithPodSelector(labelSelector(in.Room, RedisApp)).
			WithPolicyTypes(networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress).
			WithIngress(fromRoom))
}
