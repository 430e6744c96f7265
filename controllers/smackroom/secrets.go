package smackroom

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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

// secret reads a Secret from the API server; their contents are in no cache. What is
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
		if len(bytes.TrimSpace(found.Data[key])) == 0 {
			return nil, lacksKey(name, key, field)
		}
	}
	return found, nil
}

func lacksKey(secret, key, field string) error {
	return stall(v1alpha1.ReasonSecretIncomplete, "Secret %q has no key %q: add it (%s)", secret, key, field)
}

// wantedSecret is a Secret that pods mount, with the keys that they cannot do without.
type wantedSecret struct {
	field string
	ref   *v1alpha1.SecretRef
	keys  []string
	// usable says what is wrong with their values; nil for those that are as good as any.
	usable func(data map[string][]byte) error
}

// extensionSecrets are those of custom commands and of the admin screen.
func extensionSecrets(room *v1alpha1.SmackRoom) []wantedSecret {
	all := []wantedSecret{{field: "spec.admin.tokenSecretRef", ref: room.Spec.Admin.TokenSecretRef, keys: []string{"token"}}}
	for _, command := range room.Spec.Commands {
		all = append(all, wantedSecret{field: commandField(command), ref: command.SecretRef, keys: []string{"secret"}})
	}
	return all
}

func commandField(c roomfile.Command) string {
	return fmt.Sprintf("spec.commands[%s].secretRef", c.Name)
}

// redisSecrets are those of an external Redis.
func redisSecrets(external *v1alpha1.ExternalRedis) []wantedSecret {
	all := []wantedSecret{{field: "spec.redis.external.credentialsSecretRef", ref: external.CredentialsSecretRef, keys: []string{"password"}}}
	if tls := external.TLS; tls != nil {
		all = append(all,
			wantedSecret{field: "spec.redis.external.tls.caSecretRef", ref: tls.CASecretRef, keys: []string{"ca.crt"}, usable: authority},
			wantedSecret{field: "spec.redis.external.tls.certSecretRef", ref: tls.CertSecretRef, keys: []string{"tls.crt", "tls.key"}, usable: keyPair})
	}
	return all
}

// authority and keyPair read certificates as a pod does, which ends at its start over one
// that it cannot read.
func authority(data map[string][]byte) error {
	if !x509.NewCertPool().AppendCertsFromPEM(data["ca.crt"]) {
		return errors.New(`no certificate in PEM is under "ca.crt"`)
	}
	return nil
}

func keyPair(data map[string][]byte) error {
	if _, err := tls.X509KeyPair(data["tls.crt"], data["tls.key"]); err != nil {
		return fmt.Errorf(`"tls.crt" and "tls.key" are no certificate and its key (%w)`, err)
	}
	return nil
}

// requireSecrets complains about the first that a pod could not mount or use.
func (r *Reconciler) requireSecrets(ctx context.Context, s *scope, all []wantedSecret) error {
	for _, wanted := range all {
		if wanted.ref == nil || r.isCurrent(ctx, s.room, wanted.ref.Name, s.memory.secrets[wanted.field]) {
			continue
		}
		found, err := r.secret(ctx, s.room, wanted.field, wanted.ref.Name, wanted.keys...)
		if err != nil {
			return err
		}
		if wanted.usable != nil {
			if err := wanted.usable(found.Data); err != nil {
				return stall(v1alpha1.ReasonSecretIncomplete, "Secret %q: %v: correct it (%s)", found.Name, err, wanted.field)
			}
		}
		s.memory.isUsable(wanted.field, secretVersionOf(found))
	}
	return nil
}

func secretVersionOf(found *corev1.Secret) secretVersion {
	return secretVersion{name: found.Name, version: versionOf(found)}
}

// isCurrent says whether the Secret of that name has the content that was seen earlier, by
// all that the watch has told. It is told of every change, and the room is looked at again
// then; so what rests on this is what was so a moment ago at worst.
func (r *Reconciler) isCurrent(ctx context.Context, room *v1alpha1.SmackRoom, name string, seen secretVersion) bool {
	if seen.name != name || seen.resource == "" {
		return false
	}
	now := &metav1.PartialObjectMetadata{}
	now.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind("Secret"))
	err := r.SecretVersions.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, now, client.UnsafeDisableDeepCopy)
	return err == nil && versionOf(now) == seen.version
}
