package smackroom

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
)

// +kubebuilder:rbac:groups="",resources=secrets,verbs=get;list;watch;create;patch

// secretNames are the Secrets that a room's spec names, for the index by which a changed
// Secret finds its rooms.
func secretNames(room *v1alpha1.SmackRoom) []string {
	names := sets.New[string]()
	add := func(ref *v1alpha1.SecretRef) {
		if ref != nil {
			names.Insert(ref.Name)
		}
	}
	add(&room.Spec.Carrier.CredentialsSecretRef)
	add(room.Spec.Admin.TokenSecretRef)
	for _, command := range room.Spec.Commands {
		add(command.SecretRef)
	}
	if external := room.ExternalRedis(); external != nil {
		add(external.CredentialsSecretRef)
		if external.TLS != nil {
			add(external.TLS.CASecretRef)
			add(external.TLS.CertSecretRef)
		}
	}
	return sets.List(names)
}

// secret reads a Secret from the API server; their contents are never cached. What is
// missing is told to whoever wrote the spec.
func (r *Reconciler) secret(ctx context.Context, room *v1alpha1.SmackRoom, field, name string, keys ...string) (*corev1.Secret, error) {
	found := &corev1.Secret{}
	err := r.APIReader.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, found)
	if apierrors.IsNotFound(err) {
		return nil, stall(v1alpha1.ReasonSecretNotFound,
			"%s names the Secret %q, which does not exist in namespace %s: create it", field, name, room.Namespace)
	}
	if err != nil {
		return nil, fmt.Errorf("reading Secret %s: %w", name, err)
	}
	for _, key := range keys {
		if len(found.Data[key]) == 0 {
			return nil, stall(v1alpha1.ReasonSecretIncomplete, "Secret %q has no key %q: add it (%s)", name, key, field)
		}
	}
	return found, nil
}

// wantedSecret is a Secret that pods mount, with the keys that they cannot do without.
type wantedSecret struct {
	field string
	ref   *v1alpha1.SecretRef
	keys  []string
}

// extensionSecrets are those of custom commands and of the admin screen.
func extensionSecrets(room *v1alpha1.SmackRoom) []wantedSecret {
	all := []wantedSecret{{"spec.admin.tokenSecretRef", room.Spec.Admin.TokenSecretRef, []string{"token"}}}
	for _, command := range room.Spec.Commands {
		all = append(all, wantedSecret{commandField(command), command.SecretRef, []string{"secret"}})
	}
	return all
}

func commandField(c roomfile.Command) string {
	return fmt.Sprintf("spec.commands[%s].secretRef", c.Name)
}

// redisSecrets are those of an external Redis.
func redisSecrets(external *v1alpha1.ExternalRedis) []wantedSecret {
	all := []wantedSecret{{"spec.redis.external.credentialsSecretRef", external.CredentialsSecretRef, []string{"password"}}}
	if tls := external.TLS; tls != nil {
		all = append(all,
			wantedSecret{"spec.redis.external.tls.caSecretRef", tls.CASecretRef, []string{"ca.crt"}},
			wantedSecret{"spec.redis.external.tls.certSecretRef", tls.CertSecretRef, []string{"tls.crt", "tls.key"}})
	}
	return all
}

// requireSecrets complains about the first that a pod could not mount.
func (r *Reconciler) requireSecrets(ctx context.Context, room *v1alpha1.SmackRoom, all []wantedSecret) error {
	for _, wanted := range all {
		if wanted.ref == nil {
			continue
		}
		if _, err := r.secret(ctx, room, wanted.field, wanted.ref.Name, wanted.keys...); err != nil {
			return err
		}
	}
	return nil
}
