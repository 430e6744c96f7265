package resources

import (
	appsv1 "k8s.io/api/apps/v1"
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
			WithPodManagementPolicy(appsv1.ParallelPodManagement). // a pod that never got ready is replaced, too
			WithServiceName(RedisName(in.Room)).
			WithRevisionHistoryLimit(3).
			WithSelector(labelSelector(in.Room, RedisApp)).
			WithTemplate(redisPod(in, managed)).
			WithVolumeClaimTemplates(redisClaim(in, managed)))
}

func redisPod(in Input, managed *v1alpha1.ManagedRedis) *corev1ac.PodTemplateSpecApplyConfiguration {
	room := in.Room
	conf := corev1ac.Volume().WithName("conf").WithSecret(corev1ac.SecretVolumeSource().
		WithSecretName(RedisName(room)).
		WithItems(corev1ac.KeyToPath().WithKey(redisConfKey).WithPath(redisConfKey)))
	return corev1ac.PodTemplateSpec().
		WithLabels(Labels(room, RedisApp)).
		WithAnnotations(redisStamps(in)).
		WithSpec(corev1ac.PodSpec().
			WithServiceAccountName(RedisName(room)).
			WithAutomountServiceAccountToken(false).
			WithEnableServiceLinks(false).
			WithTerminationGracePeriodSeconds(60).
			WithSecurityContext(redisSecurity()).
			WithVolumes(conf).
			WithContainers(redisContainer(in, managed)))
}

// restartAnnotation restarts the server by hand of the operator.
const restartAnnotation = "smack.dev/restart"

func redisStamps(in Input) map[string]string {
	stamps := map[string]string{loginAnnotation: in.RedisLogin.stamp()}
	if in.RedisRestart != "" {
		stamps[restartAnnotation] = in.RedisRestart
	}
	return stamps
}

// RedisRestart is what a managed Redis was restarted by last.
func RedisRestart(live *appsv1.StatefulSet) string {
	return live.Spec.Template.Annotations[restartAnnotation]
}

// RedisServiceAccount is the identity of a managed Redis. It may do nothing, and no token
// of it is mounted. Nil if the room's Redis is external.
func RedisServiceAccount(in Input) *corev1ac.ServiceAccountApplyConfiguration {
	if in.Room.ManagedRedis() == nil {
		return nil
	}
	return corev1ac.ServiceAccount(RedisName(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RedisApp)).
		WithOwnerReferences(owner(in.Room)).
		WithAutomountServiceAccountToken(false)
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

// RedisClaimName is the name of the claim to a managed Redis's volume.
func RedisClaimName(room *v1alpha1.SmackRoom) string {
	return redisDataVolume + "-" + RedisName(room) + "-0"
}

// RedisVolumeSize is what the volume of a managed Redis has at least.
func RedisVolumeSize(managed *v1alpha1.ManagedRedis) resource.Quantity {
	return orDefault(managed.Storage.Size, resource.MustParse("1Gi"))
}

// RedisClaim is the size for which the volume of a managed Redis was made; nil if there is
// no StatefulSet.
func RedisClaim(live *appsv1.StatefulSet) *resource.Quantity {
	for i := range live.Spec.VolumeClaimTemplates {
		return live.Spec.VolumeClaimTemplates[i].Spec.Resources.Requests.Storage()
	}
	return nil
}

// RedisLargerClaim asks for more for a volume that there is.
func RedisLargerClaim(room *v1alpha1.SmackRoom, size resource.Quantity) *corev1ac.PersistentVolumeClaimApplyConfiguration {
	return corev1ac.PersistentVolumeClaim(RedisClaimName(room), room.Namespace).
		WithSpec(corev1ac.PersistentVolumeClaimSpec().WithResources(storage(size)))
}

func storage(size resource.Quantity) *corev1ac.VolumeResourceRequirementsApplyConfiguration {
	return corev1ac.VolumeResourceRequirements().WithRequests(corev1.ResourceList{corev1.ResourceStorage: size})
}

func redisClaim(in Input, managed *v1alpha1.ManagedRedis) *corev1ac.PersistentVolumeClaimApplyConfiguration {
	spec := corev1ac.PersistentVolumeClaimSpec().
		WithAccessModes(corev1.ReadWriteOnce).
		WithResources(storage(orDefault(in.RedisClaim, RedisVolumeSize(managed))))
	if managed.Storage.ClassName != nil {
		spec.WithStorageClassName(*managed.Storage.ClassName)
	}
	claim := corev1ac.PersistentVolumeClaim(redisDataVolume, "").WithLabels(Selector(in.Room, RedisApp)).WithSpec(spec)
	claim.Namespace = nil
	return claim
}
