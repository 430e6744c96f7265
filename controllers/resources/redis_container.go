package resources

import (
	"cmp"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// RedisContainerName is the name of a managed Redis's container.
const RedisContainerName = "redis"

// redisPing says whether the server answers; while it reads its file it does not. Redis
// and Valkey name the client differently. The password comes by the environment
// variable that the client knows.
const redisPing = `[ "$("$(command -v valkey-cli || command -v redis-cli)" ping)" = PONG ]`

// redisContainer passes arguments alone: the images of Valkey and of Redis both put the
// name of their server before a first argument that is a configuration file.
func redisContainer(in Input, managed *v1alpha1.ManagedRedis) *corev1ac.ContainerApplyConfiguration {
	resources := defaultRedisResources()
	if managed.Resources != nil {
		resources = *managed.Resources
	}
	return corev1ac.Container().
		WithName(RedisContainerName).
		WithImage(cmp.Or(managed.Image, in.RedisImage, RedisImage)).
		WithArgs(redisArgs(managed.Fsync, resources)...).
		WithEnv(corev1ac.EnvVar().WithName("REDISCLI_AUTH").WithValueFrom(
			corev1ac.EnvVarSource().WithSecretKeyRef(
													corev1ac.SecretKeySelector().WithName(RedisName(in.Room)).WithKey(redisPasswordKey)))).
		WithTerminationMessagePolicy(corev1.TerminationMessageFallbackToLogsOnError). // it writes no last words by itself
		WithPorts(port(redisPortName, redisPort)).
		WithReadinessProbe(redisProbe().WithPeriodSeconds(5)).
		WithLivenessProbe(corev1ac.Probe().
			WithTCPSocket(corev1ac.TCPSocketAction().WithPort(intstr.FromString(redisPortName))).
			WithPeriodSeconds(10).
			WithFailureThreshold(6)).
		WithResources(resourcesOf(&resources, resources)).
		WithSecurityContext(containerSecurity()).
		WithVolumeMounts(
			corev1ac.VolumeMount().WithName("conf").WithMountPath("/etc/redis").WithReadOnly(true),
			corev1ac.VolumeMount().WithName(redisDataVolume).WithMountPath(redisDataDir))
}

func redisProbe() *corev1ac.ProbeApplyConfiguration {
	return corev1ac.Probe().
		WithExec(corev1ac.ExecAction().WithCommand("sh", "-c", redisPing)).
		WithTimeoutSeconds(3)
}

// redisArgs keep every write in a file and never throw a key away. With a limit on its
// memory the server refuses writes at three quarters of it, which the room can tell
// people; beyond the limit it would be killed.
func redisArgs(fsync v1alpha1.Fsync, resources corev1.ResourceRequirements) []string {
	policy := "everysec"
	if fsync == v1alpha1.FsyncAlways {
		policy = "always"
	}
	args := []string{
		"/etc/redis/" + redisConfKey,
		"--dir", redisDataDir,
		"--appendonly", "yes",
		"--appendfsync", policy,
		"--save", "",
		"--maxmemory-policy", "noeviction",
	}
	if limit := resources.Limits.Memory(); !limit.IsZero() {
		args = append(args, "--maxmemory", strconv.FormatInt(limit.Value()/4*3, 10))
	}
	return args
}

func defaultRedisResources() corev1.ResourceRequirements {
	return corev1.ResourceRequirements{
		Requests: corev1.ResourceList{
			corev1.ResourceCPU:    resource.MustParse("50m"),
			corev1.ResourceMemory: resource.MustParse("64Mi"),
		},
		Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("512Mi")},
	}
}
