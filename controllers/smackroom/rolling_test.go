package smackroom_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// statuses are what a room says from now on, up to and with the first that satisfies last.
func (w *world) statuses(ctx context.Context, room *v1alpha1.SmackRoom, cause func(), last func(*v1alpha1.SmackRoom) bool) []*v1alpha1.SmackRoom {
	GinkgoHelper()
	from := &v1alpha1.SmackRoomList{}
	Expect(k8s.List(ctx, from, client.InNamespace(w.namespace))).To(Succeed())
	watch, err := k8s.Watch(ctx, &v1alpha1.SmackRoomList{}, client.InNamespace(w.namespace),
		&client.ListOptions{Raw: &metav1.ListOptions{ResourceVersion: from.ResourceVersion}})
	Expect(err).NotTo(HaveOccurred())
	defer watch.Stop()
	cause()
	var all []*v1alpha1.SmackRoom
	Eventually(func(g Gomega) {
		e := <-watch.ResultChan()
		live, is := e.Object.(*v1alpha1.SmackRoom)
		g.Expect(is).To(BeTrue())
		if live.Name == room.Name {
			all = append(all, live)
		}
		g.Expect(last(live)).To(BeTrue())
	}).Should(Succeed())
	return all
}

var _ = Describe("a room whose pods must be replaced", func() {
	// current says whether tools that wait would take the room for done.
	current := func(r *v1alpha1.SmackRoom) bool {
		return r.Status.ObservedGeneration == r.Generation &&
			meta.IsStatusConditionTrue(r.Status.Conditions, v1alpha1.ConditionReady)
	}
	said := func(reason string) func(*v1alpha1.SmackRoom) bool {
		return func(r *v1alpha1.SmackRoom) bool {
			ready := meta.FindStatusCondition(r.Status.Conditions, v1alpha1.ConditionReady)
			return r.Status.ObservedGeneration == r.Generation && ready.Status == metav1.ConditionFalse && ready.Reason == reason
		}
	}

	DescribeTable("is not ready before they are",
		func(ctx SpecContext, reason string, change func(*v1alpha1.SmackRoom)) {
			w := newWorld(ctx)
			room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil }))
			w.valkey(ctx, room)
			generation := w.up(ctx, room).Generation
			seen := w.statuses(ctx, room, func() { w.change(ctx, room, change) }, said(reason))
			for _, r := range seen {
				Expect(r.Generation > generation && current(r)).To(BeFalse(), "said to be done before anything has rolled")
			}
			w.valkey(ctx, room)
			w.up(ctx, room)
		},
		Entry("the pods", v1alpha1.ReasonPodsStarting, func(r *v1alpha1.SmackRoom) { r.Spec.Template.Image = "example.com/smack:2" }),
		Entry("the pods, for a setting that they take at their start", v1alpha1.ReasonPodsStarting,
			func(r *v1alpha1.SmackRoom) { r.Spec.Chat.Retention = "7d" }),
		Entry("the Redis", v1alpha1.ReasonRedisStarting, func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = &v1alpha1.Redis{Managed: &v1alpha1.ManagedRedis{Fsync: v1alpha1.FsyncAlways}}
		}),
	)

	It("waits for the new Redis, though the old one is ready", func(ctx SpecContext) {
		w := newWorld(ctx)
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil }))
		w.valkey(ctx, room)
		w.up(ctx, room)
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = &v1alpha1.Redis{Managed: &v1alpha1.ManagedRedis{Image: "example.com/valkey:2"}}
		})
		w.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionFalse, v1alpha1.ReasonRedisStarting)
		set := &appsv1.StatefulSet{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-redis"}, set)).To(Succeed())
		Expect(set.Spec.Template.Spec.Containers).To(ConsistOf(HaveField("Image", "example.com/valkey:2")))
		set.Status = appsv1.StatefulSetStatus{ObservedGeneration: set.Generation, Replicas: 1, ReadyReplicas: 1}
		Expect(k8s.Status().Update(ctx, set)).To(Succeed())
		w.poll(ctx, room, "the old pod is still there")
		Expect(w.get(ctx, room)).To(haveCondition(v1alpha1.ConditionRedisReady, metav1.ConditionFalse, v1alpha1.ReasonRedisStarting, ""))
		w.valkey(ctx, room)
		w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	})
})
