package resources

import (
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
)

// Where the pods find their files: one directory each under mountRoot, so that the room
// file can name the others relative to itself.
const (
	mountRoot    = "/etc/smack/"
	roomDir      = "room"
	twilioDir    = "twilio"
	redisDir     = "redis"
	redisCADir   = "redis-ca"
	redisCertDir = "redis-cert"
	adminDir     = "admin"
	commandsDir  = "commands"
)

// keys are those of a Secret that a pod may see: without the required ones it does not
// start, the optional ones may come and go.
type keys struct{ required, optional []string }

var (
	twilioKeys = keys{
		required: []string{"accountSid", "authToken"},
		optional: []string{"apiKeySid", "apiKeySecret", "previousAuthToken"},
	}
	redisKeys     = keys{required: []string{"password"}, optional: []string{"username"}}
	sentinelKeys  = keys{required: redisKeys.required, optional: []string{"username", "sentinelUsername", "sentinelPassword"}}
	redisCAKeys   = keys{required: []string{"ca.crt"}}
	redisCertKeys = keys{required: []string{"tls.crt", "tls.key"}}
	adminKeys     = keys{required: []string{"token"}, optional: []string{"readOnlyToken"}}
	commandKeys   = keys{required: []string{"secret"}, optional: []string{"previousSecret"}}
)

// volumes are the room's files: its settings and the Secrets that the spec names.
func volumes(room *v1alpha1.SmackRoom) []*corev1ac.VolumeApplyConfiguration {
	all := []*corev1ac.VolumeApplyConfiguration{
		corev1ac.Volume().WithName(roomDir).WithConfigMap(corev1ac.ConfigMapVolumeSource().WithName(Name(room))),
		secretVolume(twilioDir, room.Spec.Carrier.CredentialsSecretRef.Name, twilioKeys),
	}
	all = append(all, redisVolumes(room)...)
	if ref := room.Spec.Admin.TokenSecretRef; ref != nil {
		all = append(all, secretVolume(adminDir, ref.Name, adminKeys))
	}
	if sources := commandSources(room); len(sources) > 0 {
		all = append(all, projected(commandsDir, sources))
	}
	return all
}

func redisVolumes(room *v1alpha1.SmackRoom) []*corev1ac.VolumeApplyConfiguration {
	external := room.ExternalRedis()
	if external == nil {
		return []*corev1ac.VolumeApplyConfiguration{secretVolume(redisDir, RedisName(room), redisKeys)}
	}
	var all []*corev1ac.VolumeApplyConfiguration
	if ref := external.CredentialsSecretRef; ref != nil {
		keys := redisKeys
		if external.Mode == roomfile.Sentinel {
			keys = sentinelKeys
		}
		all = append(all, secretVolume(redisDir, ref.Name, keys))
	}
	if external.TLS == nil {
		return all
	}
	if ref := external.TLS.CASecretRef; ref != nil {
		all = append(all, secretVolume(redisCADir, ref.Name, redisCAKeys))
	}
	if ref := external.TLS.CertSecretRef; ref != nil {
		all = append(all, secretVolume(redisCertDir, ref.Name, redisCertKeys))
	}
	return all
}

func mounts(volumes []*corev1ac.VolumeApplyConfiguration) []*corev1ac.VolumeMountApplyConfiguration {
	all := make([]*corev1ac.VolumeMountApplyConfiguration, len(volumes))
	for i, volume := range volumes {
		all[i] = corev1ac.VolumeMount().WithName(*volume.Name).WithMountPath(mountRoot + *volume.Name).WithReadOnly(true)
	}
	return all
}

func secretVolume(name, secret string, k keys) *corev1ac.VolumeApplyConfiguration {
	return projected(name, secretSources(secret, "", k))
}

// commandSources put each command's secret into a directory with the command's name.
func commandSources(room *v1alpha1.SmackRoom) []*corev1ac.VolumeProjectionApplyConfiguration {
	var all []*corev1ac.VolumeProjectionApplyConfiguration
	for _, command := range room.Spec.Commands {
		if command.SecretRef != nil {
			all = append(all, secretSources(command.SecretRef.Name, command.Name+"/", commandKeys)...)
		}
	}
	return all
}

// secretSources are two, because a source is optional as a whole or not at all.
func secretSources(secret, under string, k keys) []*corev1ac.VolumeProjectionApplyConfiguration {
	sources := []*corev1ac.VolumeProjectionApplyConfiguration{
		corev1ac.VolumeProjection().WithSecret(secretSource(secret, under, k.required)),
	}
	if len(k.optional) > 0 {
		optional := secretSource(secret, under, k.optional).WithOptional(true)
		sources = append(sources, corev1ac.VolumeProjection().WithSecret(optional))
	}
	return sources
}

func secretSource(secret, under string, keys []string) *corev1ac.SecretProjectionApplyConfiguration {
	source := corev1ac.SecretProjection().WithName(secret)
	for _, key := range keys {
		source.WithItems(corev1ac.KeyToPath().WithKey(key).WithPath(under + key))
	}
	return source
}

func projected(name string, sources []*corev1ac.VolumeProjectionApplyConfiguration) *corev1ac.VolumeApplyConfiguration {
	return corev1ac.Volume().WithName(name).WithProjected(corev1ac.ProjectedVolumeSource().WithSources(sources...))
}
