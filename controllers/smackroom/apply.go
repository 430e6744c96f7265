package smackroom

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// configuration is what typed apply configurations have in common.
type configuration[T any] interface {
	runtime.ApplyConfiguration
	WithAnnotations(entries map[string]string) T
	GetName() *string
}

// ensure applies an owned object unless it is as it should be, and leaves in live what
// was read of it. A foreign object of the same name is never taken over.
func ensure[T configuration[T]](ctx context.Context, r *Reconciler, room *v1alpha1.SmackRoom, live client.Object, wanted T) error {
	what := describe(live, *wanted.GetName())
	config, err := toDocument(wanted)
	if err != nil {
		return fmt.Errorf("building %s: %w", what, err)
	}
	annotate := func(entries map[string]string) runtime.ApplyConfiguration { return wanted.WithAnnotations(entries) }
	return r.ensure(ctx, room, live, owned{name: *wanted.GetName(), what: what, config: config, annotate: annotate})
}

// owned is an object that a room should own.
type owned struct {
	name, what string
	config     document
	annotate   func(map[string]string) runtime.ApplyConfiguration
}

func (r *Reconciler) ensure(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, o owned) error {
	sum, err := digest(o.config)
	if err != nil {
		return fmt.Errorf("building %s: %w", o.what, err)
	}
	found, err := r.read(ctx, room, live, o.name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", o.what, err)
	}
	if found && !metav1.IsControlledBy(live, room) {
		return &stalled{
			reason:  v1alpha1.ReasonRefused,
			message: fmt.Sprintf("%s exists and is not this room's: rename the room or delete the object", o.what),
			recheck: r.Options.PollInterval,
		}
	}
	if found && live.GetAnnotations()[appliedAnnotation] == sum {
		is, err := toDocument(live)
		if err != nil {
			return fmt.Errorf("reading %s: %w", o.what, err)
		}
		if holds(is, withoutKind(o.config)) {
			return nil
		}
		r.Metrics.driftCorrected(live)
	}
	config := o.annotate(map[string]string{appliedAnnotation: sum})
	if err := r.Client.Apply(ctx, config, client.FieldOwner(v1alpha1.FieldOwner), client.ForceOwnership); err != nil {
		return refused(err, o.what)
	}
	return nil
}

// read looks into the cache, and asks the API server for what is not there: the cache
// holds only what bears the operator's label, and a moment late.
func (r *Reconciler) read(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, name string) (bool, error) {
	key := client.ObjectKey{Namespace: room.Namespace, Name: name}
	for _, reader := range []client.Reader{r.Client, r.APIReader} {
		err := reader.Get(ctx, key, live)
		if err == nil {
			return true, nil
		}
		var uncached *cache.ErrResourceNotCached
		if !apierrors.IsNotFound(err) && !errors.As(err, &uncached) {
			return false, err
		}
	}
	return false, nil
}

// remove deletes an object that the room owns and no longer wants.
func (r *Reconciler) remove(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, name string) error {
	err := r.Client.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, live)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", describe(live, name), err)
	}
	if !metav1.IsControlledBy(live, room) || !live.GetDeletionTimestamp().IsZero() {
		return nil
	}
	if err := r.Client.Delete(ctx, live); client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("deleting %s: %w", describe(live, name), err)
	}
	return nil
}

// withoutKind drops what typed objects from a cache do not carry.
func withoutKind(d document) document {
	out := make(document, len(d))
	for key, value := range d {
		if key != "kind" && key != "apiVersion" {
			out[key] = value
		}
	}
	return out
}
