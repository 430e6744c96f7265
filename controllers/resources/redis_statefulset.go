package resources

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	appsv1ac "k8s.io/client-go/applyconfigurations/apps/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

const (
	redisDataVolume = "data"
	redisDataDir    = "/data"
)

// RedisStatefulSet is a managed Redis: one Valkey with an append-only file on a volume.
// The volume outlives the room, as its members' names and numbers are on it. Nil if the
// room's Redis is external.
func RedisStatefulSet(in Input) *appsv1ac.StatefulSetApplyConfiguration {
	managed := in.Room.ManagedRedis()
	if managed == nil {
		return nil
	}
	return appsv1ac.StatefulSet(RedisName(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RedisApp)).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(appsv1ac.StatefulSetSpec().
			WithReplicas(1).
			WithServiceName(RedisName(in.Room)).
			WithRevisionHistoryLimit(3).
			WithSelector(labelSelector(in.Room, RedisApp)).
			WithTemplate(redisPod(in, managed)).
			WithVolumeClaimTemplates(redisClaim(in.Room, managed)))
}

func redisPod(in Input, managed *v1alpha1.ManagedRedis) *corev1ac.PodTemplateSpecApplyConfiguration {
	room := in.Room
	conf := corev1ac.Volume().WithName("conf").WithSecret(corev1ac.SecretVolumeSource().
		WithSecretName(RedisName(room)).
		WithItems(corev1ac.KeyToPath().WithKey(redisConfKey).WithPath(redisConfKey)))
	return corev1ac.PodTemplateSpec().
		WithLabels(Labels(room, RedisApp)).
		WithAnnotations(map[string]string{loginAnnotation: in.RedisLogin.stamp()}).
		WithSpec(corev1ac.PodSpec().
			WithServiceAccountName(Name(room)).
			WithAutomountServiceAccountToken(false).
			WithEnableServiceLinks(false).
			WithTerminationGracePeriodSeconds(60).
			WithSecurityContext(redisSecurity()).
			WithVolumes(conf).
			WithContainers(redisContainer(in, managed)))
}

// redisSecurity adds the user to what all pods have: the image starts as root and would
// change to this user, whom the volume must belong to.
func redisSecurity() *corev1ac.PodSecurityContextApplyConfiguration {
	return podSecurity().
		WithRunAsUser(999).
		WithRunAsGroup(1000).
		WithFSGroup(1000).
		WithFSGroupChangePolicy(corev1.FSGroupChangeOnRootMismatch)
}

func redisClaim(room *v1alpha1.SmackRoom, managed *v1alpha1.ManagedRedis) *corev1ac.PersistentVolumeClaimApplyConfiguration {
	size := orDefault(managed.Storage.Size, resource.MustParse("1Gi"))
	spec := corev1ac.PersistentVolumeClaimSpec().
		WithAccessModes(corev1.ReadWriteOnce).
		WithResources(corev1ac.VolumeResourceRequirements().
			WithRequests(corev1.ResourceList{corev1.ResourceStorage: size}))
	if managed.Storage.ClassName != nil {
		spec.WithStorageClassName(*managed.Storage.ClassName)
	}
	claim := corev1ac.PersistentVolumeClaim(redisDataVolume, "").WithLabels(selector(room, RedisApp)).WithSpec(spec)
	claim.Namespace = nil
	return claim
}
