package fault_test

import (
	"context"
	"fmt"
	"slices"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/managedfields"
	clientapply "k8s.io/client-go/applyconfigurations"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/api/v1alpha1/applyconfiguration"
	"github.com/smackdev/smack/controllers/smackroom"
)

// cluster is a Kubernetes without a network: an API server, a cache of rooms that lags,
// and a stand-in for the controllers that make pods ready.
type cluster struct {
	client.WithWatch
	// seen is what the cache has of the rooms; nil for a cache that never lags.
	seen map[types.NamespacedName]*v1alpha1.SmackRoom
}

// kinds are those that the operator deals in, and no more: the fake API server goes through
// all of them at every write.
var kinds = sync.OnceValue(func() *runtime.Scheme {
	return schemeOf(corev1.AddToScheme, appsv1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme, autoscalingv2.AddToScheme, v1alpha1.AddToScheme)
})

// converters tell how objects are merged. A NetworkPolicy is merged by its looks alone: the
// fake API server gives it a status, which it has not.
var converters = sync.OnceValue(func() []managedfields.TypeConverter {
	return []managedfields.TypeConverter{
		clientapply.NewTypeConverter(schemeOf(corev1.AddToScheme, appsv1.AddToScheme, policyv1.AddToScheme, autoscalingv2.AddToScheme)),
		applyconfiguration.NewTypeConverter(schemeOf(v1alpha1.AddToScheme)),
		managedfields.NewDeducedTypeConverter(),
	}
})

func schemeOf(groups ...func(*runtime.Scheme) error) *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range groups {
		must(add(scheme))
	}
	return scheme
}

func newCluster(objects ...client.Object) *cluster {
	builder := fake.NewClientBuilder().WithScheme(kinds()).WithTypeConverters(converters()...).
		WithStatusSubresource(&v1alpha1.SmackRoom{}).WithObjects(objects...)
	must(smackroom.Index(context.Background(), indexer{builder}))
	return &cluster{WithWatch: builder.Build()}
}

type indexer struct{ *fake.ClientBuilder }

// IndexField is part of client.FieldIndexer.
func (i indexer) IndexField(_ context.Context, o client.Object, field string, f client.IndexerFunc) error {
	i.WithIndex(o, field, f)
	return nil
}

// rooms are all rooms as the API server has them.
func (c *cluster) rooms(ctx context.Context) map[types.NamespacedName]*v1alpha1.SmackRoom {
	list := &v1alpha1.SmackRoomList{}
	must(c.List(ctx, list))
	all := map[types.NamespacedName]*v1alpha1.SmackRoom{}
	for i := range list.Items {
		all[client.ObjectKeyFromObject(&list.Items[i])] = &list.Items[i]
	}
	return all
}

// cached is the client as a process has it: rooms are read from the cache.
func (c *cluster) cached() client.WithWatch {
	return interceptor.NewClient(c.WithWatch, interceptor.Funcs{
		Get: func(ctx context.Context, real client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			room, is := o.(*v1alpha1.SmackRoom)
			if !is || c.seen == nil {
				return real.Get(ctx, key, o, opts...)
			}
			found := c.seen[key]
			if found == nil {
				return apierrors.NewNotFound(schema.GroupResource{Resource: "smackrooms"}, key.Name)
			}
			found.DeepCopyInto(room)
			return nil
		},
	})
}

// kubelet gives objects what only a cluster gives them, and makes all pods ready. It says
// whether it changed anything.
func (c *cluster) kubelet(ctx context.Context) bool {
	changed := false
	deployments, sets := &appsv1.DeploymentList{}, &appsv1.StatefulSetList{}
	must(c.List(ctx, deployments))
	for i := range deployments.Items {
		d := &deployments.Items[i]
		n := *d.Spec.Replicas
		status := appsv1.DeploymentStatus{ObservedGeneration: d.Generation, Replicas: n, UpdatedReplicas: n, ReadyReplicas: n, AvailableReplicas: n}
		if d.UID == "" {
			d.UID = types.UID("uid-of-" + d.Name)
			must(c.Update(ctx, d))
			changed = true
		}
		if d.Status.ReadyReplicas != n || d.Status.UpdatedReplicas != n {
			d.Status = status
			must(c.Status().Update(ctx, d))
			changed = true
		}
	}
	must(c.List(ctx, sets))
	for i := range sets.Items {
		s := &sets.Items[i]
		if s.Status.ReadyReplicas == 1 {
			continue
		}
		s.UID, s.Status = types.UID("uid-of-"+s.Name), appsv1.StatefulSetStatus{ObservedGeneration: s.Generation, Replicas: 1, ReadyReplicas: 1, UpdatedReplicas: 1}
		must(c.Status().Update(ctx, s))
		changed = true
	}
	return changed
}

// told is an event.
type told struct{ reason, note string }

// diary keeps the events. It is what people read, and outlives the operator's processes.
type diary struct {
	mu     sync.Mutex
	events []told
}

// Eventf is part of events.EventRecorder.
func (d *diary) Eventf(_, _ runtime.Object, _, reason, _, note string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = append(d.events, told{reason, fmt.Sprintf(note, args...)})
}

// of are the notes of the events with a reason.
func (d *diary) of(reason string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var notes []string
	for _, e := range d.events {
		if e.reason == reason {
			notes = append(notes, e.note)
		}
	}
	return slices.Clip(notes)
}

func secret(name string, data map[string]string) *corev1.Secret {
	s := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: name}, Data: map[string][]byte{}}
	for key, value := range data {
		s.Data[key] = []byte(value)
	}
	return s
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
