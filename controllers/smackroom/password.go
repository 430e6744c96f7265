package smackroom

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

const (
	// passwordSpread is how long it takes at most until all pods find a new password in
	// their files: a kubelet looks every minute or so, and takes Secrets from a cache. Pods
	// read the file for each new connection.
	passwordSpread = 3 * time.Minute
	// mostPasswords bounds what the server accepts when someone changes the password again
	// and again.
	mostPasswords = 3
)

// redisLogin keeps the managed Redis's Secret whole and moves it to a new password when
// one is asked for, or was written into it by hand.
func (r *Reconciler) redisLogin(ctx context.Context, s *scope, in resources.Input) (resources.RedisLogin, error) {
	name := resources.RedisName(s.room)
	requested := s.room.Annotations[v1alpha1.RotateRedisPasswordAnnotation]
	if known := s.memory.login; wantsNoOther(known.value, requested) && r.isCurrent(ctx, s.room, name, known.from) {
		s.rotation = known.value.Rotation
		return known.value, nil
	}
	// Whatever is decided about the login is decided on what the API server has.
	found := &corev1.Secret{}
	err := r.APIReader.Get(ctx, client.ObjectKey{Namespace: s.room.Namespace, Name: name}, found)
	switch {
	case err == nil && !metav1.IsControlledBy(found, s.room):
		return resources.RedisLogin{}, r.recheck(v1alpha1.ReasonRefused,
			fmt.Sprintf("Secret %s exists and is not this room's: rename the room or delete the Secret", name))
	case err != nil && !apierrors.IsNotFound(err):
		return resources.RedisLogin{}, fmt.Errorf("reading Secret %s: %w", name, err)
	}
	was := resources.ReadRedisLogin(found)
	served := resources.RedisServes(s.statefulSet, was) && redisState(s.statefulSet) == nil
	login, rest := nextLogin(was, requested, served, r.Clock(), rand.Text)
	in.RedisLogin = login
	s.memory.login = knownLogin{}
	wanted := resources.RedisSecret(in)
	whole := keeps(found, wanted)
	if !whole {
		if err := r.Client.Apply(ctx, wanted, client.FieldOwner(v1alpha1.FieldOwner), client.ForceOwnership); err != nil {
			return login, refused(err, "Secret "+name)
		}
	}
	if len(login.Accepted) > 1 {
		s.putAside(phaseRedis, &waiting{
			reason:  v1alpha1.ReasonPasswordRotating,
			message: "the managed Redis accepts the former password until all pods use the new one",
			after:   rest,
		})
		return login, nil
	}
	s.rotation = login.Rotation
	if whole {
		s.memory.login = knownLogin{from: secretVersionOf(found), value: login}
		s.memory.login.value.Password = ""
	}
	return login, nil
}

// wantsNoOther says whether a login to which nothing is left to do stays as it is.
func wantsNoOther(login resources.RedisLogin, requested string) bool {
	return requested == "" || requested == login.Rotation
}

// nextLogin is the login that follows, and how long to wait before the one after it. A
// password goes in two steps, each of which restarts the server: it accepts the new one
// beside the former; once it does, and all pods have had the time to see the new one, it
// accepts that alone. At no time does it refuse what a pod may still use.
func nextLogin(now resources.RedisLogin, requested string, served bool, at time.Time, fresh func() string) (next resources.RedisLogin, rest time.Duration) {
	next = now
	switch hash := resources.HashRedisPassword(now.Password); {
	case now.Password == "":
		next.Password, next.Rotation = fresh(), requested
		next.Accepted, next.Since = accept(next.Password, now.Accepted), at
	case len(now.Accepted) == 0:
		next.Accepted, next.Since = accept(now.Password, nil), at
	case now.Accepted[0] != hash: // written by hand
		next.Accepted, next.Since = accept(now.Password, now.Accepted), at
	case len(now.Accepted) > 1 && at.Sub(now.Since) < passwordSpread:
	case len(now.Accepted) > 1 && served:
		next.Accepted = now.Accepted[:1]
	case len(now.Accepted) == 1 && !wantsNoOther(now, requested):
		next.Password, next.Rotation = fresh(), requested
		next.Accepted, next.Since = accept(next.Password, now.Accepted), at
	}
	if len(next.Accepted) > 1 {
		rest = max(passwordSpread-at.Sub(next.Since), 0)
	}
	return next, rest
}

// accept puts a password before those that are accepted already.
func accept(password string, accepted []string) []string {
	all := append([]string{resources.HashRedisPassword(password)}, accepted...)
	return all[:min(len(all), mostPasswords)]
}

// keeps says whether a Secret has all that is wanted of it.
func keeps(found *corev1.Secret, wanted *corev1ac.SecretApplyConfiguration) bool {
	for key, value := range wanted.Data {
		if !bytes.Equal(found.Data[key], value) {
			return false
		}
	}
	for key, value := range wanted.Annotations {
		if has, ok := found.Annotations[key]; !ok || has != value {
			return false
		}
	}
	return true
}
