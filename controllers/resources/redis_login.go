package resources

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
)

// The keys and annotations of the Secret of a managed Redis.
const (
	// redisPasswordKey is what the room's pods and the server's own probe use.
	redisPasswordKey = "password"
	// redisConfKey is the server's configuration: which passwords it accepts, as hashes.
	redisConfKey = "redis.conf"

	rotationAnnotation = "smack.dev/password-rotation"
	sinceAnnotation    = "smack.dev/password-since"
	// loginAnnotation on the pod template restarts the server when it must accept another
	// password: it reads its configuration only when it starts.
	loginAnnotation = "smack.dev/login"
)

// RedisLogin is how one signs in to a managed Redis.
type RedisLogin struct {
	// Password is the one that is in use; empty if there is none.
	Password string
	// Accepted are the hashes of those that the server accepts, the newest first. There is
	// more than one while pods move from one to the next.
	Accepted []string
	// Rotation is the request that Password was made for.
	Rotation string
	// Since is when the newest came.
	Since time.Time
}

// HashRedisPassword is how a server writes down a password.
func HashRedisPassword(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}

// RedisSecret keeps a login, for the server and for the room's pods. Nil if the room's
// Redis is external.
func RedisSecret(in Input) *corev1ac.SecretApplyConfiguration {
	if in.Room.ManagedRedis() == nil {
		return nil
	}
	login := in.RedisLogin
	return corev1ac.Secret(RedisName(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RedisApp)).
		WithOwnerReferences(owner(in.Room)).
		WithAnnotations(map[string]string{
			rotationAnnotation: login.Rotation,
			sinceAnnotation:    login.Since.UTC().Format(time.RFC3339Nano),
		}).
		WithType(corev1.SecretTypeOpaque).
		WithData(map[string][]byte{
			redisPasswordKey: []byte(login.Password),
			redisConfKey:     []byte(redisConf(login.Accepted)),
		})
}

// ReadRedisLogin reads what RedisSecret wrote and a person may have changed since.
// What cannot be read is left out.
func ReadRedisLogin(secret *corev1.Secret) RedisLogin {
	since, _ := time.Parse(time.RFC3339Nano, secret.Annotations[sinceAnnotation])
	return RedisLogin{
		Password: strings.TrimSpace(string(secret.Data[redisPasswordKey])),
		Accepted: redisAccepts(string(secret.Data[redisConfKey])),
		Rotation: secret.Annotations[rotationAnnotation],
		Since:    since,
	}
}

// RedisServes says whether a managed Redis was started with exactly this login.
func RedisServes(set *appsv1.StatefulSet, login RedisLogin) bool {
	return set.Spec.Template.Annotations[loginAnnotation] == login.stamp()
}

// stamp names a login without a word about its passwords: whoever may read a StatefulSet
// could try out weak ones against a hash.
func (l RedisLogin) stamp() string {
	return fmt.Sprintf("%s/%d", l.Since.UTC().Format(time.RFC3339Nano), len(l.Accepted))
}

const (
	confBefore = "user default on"
	confAfter  = " ~* &* +@all\n"
)

func redisConf(accepted []string) string {
	return confBefore + strings.Join(append([]string{""}, accepted...), " #") + confAfter
}

// redisAccepts reads what redisConf wrote; nil is anything else.
func redisAccepts(conf string) []string {
	rest, starts := strings.CutPrefix(conf, confBefore)
	rest, ends := strings.CutSuffix(rest, confAfter)
	accepted := strings.Split(rest, " #")
	if !starts || !ends || accepted[0] != "" {
		return nil
	}
	accepted = accepted[1:]
	isNoHash := func(text string) bool {
		raw, err := hex.DecodeString(text)
		return err != nil || len(raw) != sha256.Size
	}
	if slices.ContainsFunc(accepted, isNoHash) {
		return nil
	}
	return accepted
}
