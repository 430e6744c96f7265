package resources

import (
	"fmt"

	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
)

// RoomFileKey is the key of the ConfigMap under which the room file is.
const RoomFileKey = "room.yaml"

// ServiceAccount is the identity of the room's pods. It may do nothing, and no token of
// it is mounted.
func ServiceAccount(in Input) *corev1ac.ServiceAccountApplyConfiguration {
	return corev1ac.ServiceAccount(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithAutomountServiceAccountToken(false)
}

// ConfigMap holds the room file. Pods read it again when it changes.
func ConfigMap(in Input) (*corev1ac.ConfigMapApplyConfiguration, error) {
	text, err := RoomFileText(RoomFile(in))
	if err != nil {
		return nil, err
	}
	return ConfigMapOf(in, text), nil
}

// ConfigMapOf holds a room file whose text is known already.
func ConfigMapOf(in Input, text string) *corev1ac.ConfigMapApplyConfiguration {
	return corev1ac.ConfigMap(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithOwnerReferences(owner(in.Room)).
		WithData(map[string]string{RoomFileKey: text})
}

// RoomFileText is the room file as its pods read it.
func RoomFileText(file roomfile.File) (string, error) {
	text, err := yaml.Marshal(file)
	if err != nil {
		return "", fmt.Errorf("writing the room file: %w", err)
	}
	return string(text), nil
}

// RoomFile is the room as its pods see it: the spec's settings as they are, without
// defaults, which are the room's own; and directories, relative to the file, in place
// of Secrets.
func RoomFile(in Input) roomfile.File {
	spec := in.Room.Spec
	return roomfile.File{
		APIVersion:  roomfile.APIVersion,
		Kind:        roomfile.Kind,
		Room:        in.Room.Namespace + "." + in.Room.Name,
		DisplayName: in.Room.DisplayName(),
		Number:      in.Number,
		Carrier:     roomfile.Carrier{BaseURL: in.carrierBaseURL(), CredentialsDir: "../" + twilioDir},
		Webhook:     roomfile.Webhook{BaseURL: in.Room.PublicURL()},
		Redis:       redisOf(in.Room),
		Chat:        spec.Chat,
		Limits:      spec.Limits,
		Delivery:    spec.Delivery,
		Rules:       spec.Rules,
		Commands:    commandsOf(in.Room),
		Services:    spec.Services,
		Admin:       adminOf(in.Room),
	}
}

func redisOf(room *v1alpha1.SmackRoom) *roomfile.Redis {
	external := room.ExternalRedis()
	if external == nil {
		return &roomfile.Redis{Addresses: []string{RedisAddress(room)}, CredentialsDir: "../" + redisDir}
	}
	redis := &roomfile.Redis{
		Addresses:  external.Addresses,
		Mode:       external.Mode,
		MasterName: external.MasterName,
		Database:   int(external.Database),
		TLS:        redisTLSOf(external.TLS),
	}
	if external.CredentialsSecretRef != nil {
		redis.CredentialsDir = "../" + redisDir
	}
	return redis
}

func redisTLSOf(spec *v1alpha1.ExternalRedisTLS) *roomfile.RedisTLS {
	if spec == nil {
		return nil
	}
	tls := &roomfile.RedisTLS{}
	if spec.CASecretRef != nil {
		tls.CADir = "../" + redisCADir
	}
	if spec.CertSecretRef != nil {
		tls.CertDir = "../" + redisCertDir
	}
	return tls
}

func commandsOf(room *v1alpha1.SmackRoom) []roomfile.Command {
	var commands []roomfile.Command
	for _, command := range room.Spec.Commands {
		if command.SecretRef != nil {
			command.SecretRef = &roomfile.SecretRef{Name: "../" + commandsDir + "/" + command.Name}
		}
		commands = append(commands, command)
	}
	return commands
}

func adminOf(room *v1alpha1.SmackRoom) roomfile.Admin {
	admin := room.Spec.Admin
	if admin.TokenSecretRef != nil {
		admin.TokenSecretRef = &roomfile.SecretRef{Name: "../" + adminDir}
	}
	return admin
}
