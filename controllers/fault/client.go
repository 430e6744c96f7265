package fault

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
)

var errBroken = errors.New("the connection to the API server broke")

// kubeAnswers are those of the API server: it says no to a patch by a conflict, and to
// anything else by a missing right.
func kubeAnswers(name string, patch bool) Answers {
	no := apierrors.NewForbidden(schema.GroupResource{Resource: "objects"}, name, errors.New("no"))
	if patch {
		no = apierrors.NewConflict(schema.GroupResource{Resource: "objects"}, name, errors.New("someone else was faster"))
	}
	return Answers{Open: errBroken, Busy: apierrors.NewTooManyRequests("busy", 1), No: no}
}

// Writes is a client whose every write may go wrong. Its reads are those of a cache, and
// do not fail.
func Writes(c client.WithWatch, f *Fate) client.WithWatch {
	return interceptor.NewClient(c, interceptor.Funcs{
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.CreateOption) error {
			return f.kube("create "+describe(o), false, func() error { return c.Create(ctx, o, opts...) })
		},
		Update: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.UpdateOption) error {
			return f.kube("update "+describe(o), true, func() error { return c.Update(ctx, o, opts...) })
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.DeleteOption) error {
			return f.kube("delete "+describe(o), false, func() error { return c.Delete(ctx, o, opts...) })
		},
		Apply: func(ctx context.Context, c client.WithWatch, o runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
			return f.kube("apply "+describeApplied(o), false, func() error { return c.Apply(ctx, o, opts...) })
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, p client.Patch, opts ...client.PatchOption) error {
			what := "patch " + describe(o) + touched(o, p)
			return f.kube(what, true, func() error { return c.Patch(ctx, o, p, opts...) })
		},
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch, opts ...client.SubResourcePatchOption) error {
			what := "patch " + sub + " of " + describe(o)
			return f.kube(what, true, func() error { return c.SubResource(sub).Patch(ctx, o, p, opts...) })
		},
	})
}

// Reads is an API server whose every read may go wrong.
func Reads(c client.WithWatch, f *Fate) client.WithWatch {
	return interceptor.NewClient(c, interceptor.Funcs{
		Get: func(ctx context.Context, c client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			return f.kube("get "+kind(o)+" "+key.Name, false, func() error { return c.Get(ctx, key, o, opts...) })
		},
		List: func(ctx context.Context, c client.WithWatch, l client.ObjectList, opts ...client.ListOption) error {
			return f.kube("list "+reflect.TypeOf(l).Elem().Name(), false, func() error { return c.List(ctx, l, opts...) })
		},
	})
}

func (f *Fate) kube(what string, patch bool, do func() error) error {
	return f.Act("kube: "+what, kubeAnswers(what, patch), do)
}

// Recorder is one whose process may die before or after an event is out.
func Recorder(r events.EventRecorder, f *Fate) events.EventRecorder { return recorder{r, f} }

type recorder struct {
	events.EventRecorder
	fate *Fate
}

func (r recorder) Eventf(regarding, related runtime.Object, eventtype, reason, action, note string, args ...any) {
	r.fate.Says("event "+reason, func() {
		r.EventRecorder.Eventf(regarding, related, eventtype, reason, action, note, args...)
	})
}

func describe(o client.Object) string { return kind(o) + " " + o.GetName() }

func kind(o client.Object) string {
	if kind := o.GetObjectKind().GroupVersionKind().Kind; kind != "" {
		return kind
	}
	return reflect.TypeOf(o).Elem().Name()
}

func describeApplied(o runtime.ApplyConfiguration) string {
	var header struct {
		Kind     string
		Metadata struct{ Name string }
	}
	raw, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(raw, &header)
	}
	if err != nil {
		return "an object"
	}
	return header.Kind + " " + header.Metadata.Name
}

// touched names the annotations and the list of finalizers that a patch is about.
func touched(o client.Object, p client.Patch) string {
	var change struct {
		Metadata struct {
			Annotations map[string]any
			Finalizers  *[]string
		}
	}
	raw, err := p.Data(o)
	if err == nil {
		err = json.Unmarshal(raw, &change)
	}
	if err != nil {
		return ""
	}
	var about []string
	if change.Metadata.Finalizers != nil || strings.Contains(string(raw), `"finalizers":null`) {
		about = append(about, "finalizers")
	}
	return brackets(append(about, sortedKeys(change.Metadata.Annotations)...))
}

func sortedKeys(m map[string]any) []string {
	keys := slices.Sorted(maps.Keys(m))
	for i, key := range keys {
		keys[i] = strings.TrimPrefix(key, "smack.dev/")
	}
	return keys
}

func brackets(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " [" + strings.Join(words, ", ") + "]"
}
