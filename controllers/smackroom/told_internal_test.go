package smackroom

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("what was told of a room", func() {
	room := func(version, url string) *v1alpha1.SmackRoom {
		return &v1alpha1.SmackRoom{
			ObjectMeta: metav1.ObjectMeta{ResourceVersion: version},
			Status:     v1alpha1.SmackRoomStatus{AdminURL: url},
		}
	}

	It("stands against a cache that lags, and no longer", func() {
		t := &told{}
		Expect(t.status(room("8", "old")).AdminURL).To(Equal("old"))
		t.wrote(room("10", "written"))
		for _, lags := range []string{"8", "9"} {
			Expect(t.status(room(lags, "old")).AdminURL).To(Equal("written"))
		}
		Expect(t.status(room("11", "theirs")).AdminURL).To(Equal("theirs"))
		Expect(t.written).To(BeNil(), "what no cache can lag behind any more is not kept")
		t.wrote(room("10", "written"))
		Expect(t.status(room("no number", "theirs")).AdminURL).To(Equal("theirs"))
	})

	It("does not begin anew while the cache lags", func(ctx SpecContext) {
		scheme := runtime.NewScheme()
		Expect(v1alpha1.AddToScheme(scheme)).To(Succeed())
		paused := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{
			Namespace: "ns", Name: "family", UID: "7d1f", Finalizers: []string{v1alpha1.Finalizer},
			Annotations: map[string]string{v1alpha1.PausedAnnotation: "true"},
		}}
		server := fake.NewClientBuilder().WithScheme(scheme).WithObjects(paused).WithStatusSubresource(paused).Build()
		key := client.ObjectKeyFromObject(paused)
		stale := &v1alpha1.SmackRoom{}
		Expect(server.Get(ctx, key, stale)).To(Succeed())
		writes := 0
		lagging := interceptor.NewClient(server, interceptor.Funcs{
			Get: func(_ context.Context, _ client.WithWatch, _ client.ObjectKey, o client.Object, _ ...client.GetOption) error {
				stale.DeepCopyInto(o.(*v1alpha1.SmackRoom))
				return nil
			},
			SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch, opts ...client.SubResourcePatchOption) error {
				writes++
				return c.SubResource(sub).Patch(ctx, o, p, opts...)
			},
		})
		now := began
		r := &Reconciler{
			Client: lagging, Recorder: events.NewFakeRecorder(10), Metrics: NewMetrics(prometheus.NewRegistry()),
			Clock: func() time.Time { return now },
		}
		for range 3 {
			_, err := r.Reconcile(ctx, ctrl.Request{NamespacedName: key})
			Expect(err).NotTo(HaveOccurred())
			now = now.Add(time.Minute)
		}
		live := &v1alpha1.SmackRoom{}
		Expect(server.Get(ctx, key, live)).To(Succeed())
		Expect(meta.FindStatusCondition(live.Status.Conditions, v1alpha1.ConditionPaused).LastTransitionTime.Time).To(BeTemporally("==", began))
		Expect(writes).To(Equal(1), "the API server has it already")
	})
})
