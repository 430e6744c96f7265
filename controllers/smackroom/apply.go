package smackroom

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
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

// ensure applies an owned object unless it is as it should be. It leaves in live what there
// is now, as far as it is cached or had to be read; it is not to be changed. A foreign object
// of the same name is never taken over.
func ensure[T configuration[T]](ctx context.Context, r *Reconciler, s *scope, live client.Object, wanted T) error {
	what := describe(live, *wanted.GetName())
	text, err := json.Marshal(wanted)
	if err != nil {
		return fmt.Errorf("building %s: %w", what, err)
	}
	annotate := func(entries map[string]string) runtime.ApplyConfiguration { return wanted.WithAnnotations(entries) }
	return r.ensure(ctx, s, live, owned{name: *wanted.GetName(), what: what, text: text, annotate: annotate})
}

// owned is an object that a room should own.
type owned struct {
	name, what string
	// text is what is wanted of it.
	text     []byte
	annotate func(map[string]string) runtime.ApplyConfiguration
}

func (o owned) digest() digest { return sha256.Sum256(o.text) }

func (r *Reconciler) ensure(ctx context.Context, s *scope, live client.Object, o owned) error {
	if r.isProven(ctx, s, live, o) {
		return nil
	}
	found, err := r.readWhole(ctx, s.room, live, o.name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", o.what, err)
	}
	if found && !metav1.IsControlledBy(live, s.room) {
		return r.recheck(v1alpha1.ReasonRefused,
			o.what+" exists and is not this room's: rename the room or delete the object")
	}
	wanted, sum, err := o.document()
	if err != nil {
		return fmt.Errorf("building %s: %w", o.what, err)
	}
	if found {
		same, err := r.same(ctx, live, o.what, wanted, sum)
		if err != nil {
			return err
		}
		if same {
			s.memory.prove(o, live)
			return nil
		}
	}
	if err := r.put(ctx, live, o, found, sum); err != nil {
		return err
	}
	if lacks, err := lacking(live, wanted); err == nil && lacks == "" {
		s.memory.prove(o, live)
	}
	return nil
}

// isProven says, by the cache alone, whether an object is as an earlier reconcile left or
// found it.
func (r *Reconciler) isProven(ctx context.Context, s *scope, live client.Object, o owned) bool {
	seen, err := r.cached(ctx, s.room, live, o.name)
	return err == nil && metav1.IsControlledBy(seen, s.room) && s.memory.proves(o, seen)
}

// put applies an object.
func (r *Reconciler) put(ctx context.Context, live client.Object, o owned, found bool, sum string) error {
	config := o.annotate(map[string]string{appliedAnnotation: sum})
	err := r.apply(ctx, live, config)
	if found && apierrors.IsInvalid(err) {
		err = r.overwrite(ctx, live, config)
	}
	if err != nil {
		return refused(err, o.what)
	}
	return nil
}

// apply leaves in live what the API server answers: what was read before is older than
// the change, and its status speaks of what is no more.
func (r *Reconciler) apply(ctx context.Context, live client.Object, config runtime.ApplyConfiguration) error {
	if err := r.Client.Apply(ctx, config, client.FieldOwner(v1alpha1.FieldOwner), client.ForceOwnership); err != nil {
		return err
	}
	text, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("encoding an object: %w", err)
	}
	blank(live)
	if err := json.Unmarshal(text, live); err != nil {
		return fmt.Errorf("decoding an object: %w", err)
	}
	return nil
}

// same says whether an object is as it was applied, and needs no other.
func (r *Reconciler) same(ctx context.Context, live client.Object, what string, wanted document, sum string) (bool, error) {
	if live.GetAnnotations()[appliedAnnotation] != sum {
		return false, nil
	}
	path, err := lacking(live, wanted)
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", what, err)
	}
	if path == "" {
		return true, nil
	}
	ctrl.LoggerFrom(ctx).Info("putting right what someone changed", "object", what, "field", path)
	r.Metrics.driftCorrected(live)
	return false, nil
}

// overwrite puts right what an apply cannot: an entry of a list whose key someone changed
// stays theirs, and may not stand beside ours (two ports of one name).
func (r *Reconciler) overwrite(ctx context.Context, live client.Object, config runtime.ApplyConfiguration) error {
	text, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("encoding an object: %w", err)
	}
	mine := live.DeepCopyObject().(client.Object) // what was read is the cache's
	patch := client.RawPatch(types.MergePatchType, text)
	if err := r.Client.Patch(ctx, mine, patch, client.FieldOwner(v1alpha1.FieldOwner)); err != nil {
		return err
	}
	reflect.ValueOf(live).Elem().Set(reflect.ValueOf(mine).Elem())
	return nil
}

// read looks into the cache, and asks the API server for what is not there: the cache
// holds only what bears the operator's label, and a moment late. What is found is not
// copied, and is not to be changed.
func (r *Reconciler) read(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, name string) (bool, error) {
	return find(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, live, r.Client, r.APIReader)
}

// readWhole reads an object of which the cache has but a part from the API server.
func (r *Reconciler) readWhole(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, name string) (bool, error) {
	if !bare(live) && !drawn(live) {
		return r.read(ctx, room, live, name)
	}
	blank(live)
	return find(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, live, r.APIReader)
}

func find(ctx context.Context, key client.ObjectKey, live client.Object, readers ...client.Reader) (bool, error) {
	for _, reader := range readers {
		err := reader.Get(ctx, key, live, client.UnsafeDisableDeepCopy)
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

// blank makes room for another reading, which would change what the cache has.
func blank(live client.Object) { reflect.ValueOf(live).Elem().SetZero() }

// metadata is what the cache has of an object of a bare kind; it is not to be changed.
func (r *Reconciler) metadata(ctx context.Context, room *v1alpha1.SmackRoom, kind client.Object, name string) (*metav1.PartialObjectMetadata, error) {
	gvk, err := r.Client.GroupVersionKindFor(kind)
	if err != nil {
		return nil, fmt.Errorf("naming a kind: %w", err)
	}
	seen := &metav1.PartialObjectMetadata{}
	seen.SetGroupVersionKind(gvk)
	return seen, r.Client.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, seen, client.UnsafeDisableDeepCopy)
}

// remove deletes an object that the room owns and no longer wants.
func (r *Reconciler) remove(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, name string) error {
	seen, err := r.cached(ctx, room, live, name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", describe(live, name), err)
	}
	if !metav1.IsControlledBy(seen, room) || !seen.GetDeletionTimestamp().IsZero() {
		return nil
	}
	live.SetNamespace(room.Namespace)
	live.SetName(name)
	if err := r.Client.Delete(ctx, live); client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("deleting %s: %w", describe(live, name), err)
	}
	return nil
}

// cached is what the cache has of an object.
func (r *Reconciler) cached(ctx context.Context, room *v1alpha1.SmackRoom, live client.Object, name string) (metav1.Object, error) {
	if bare(live) {
		return r.metadata(ctx, room, live, name)
	}
	return live, r.Client.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: name}, live, client.UnsafeDisableDeepCopy)
}
