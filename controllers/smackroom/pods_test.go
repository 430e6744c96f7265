package smackroom_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// pod makes a pod from a template, as controllers of the cluster do, in a state.
func (w *world) pod(ctx context.Context, name string, template corev1.PodTemplateSpec, status corev1.PodStatus) *corev1.Pod {
	GinkgoHelper()
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: name, Labels: template.Labels}, Spec: template.Spec}
	Expect(k8s.Create(ctx, pod)).To(Succeed())
	pod.Status = status
	Expect(k8s.Status().Update(ctx, pod)).To(Succeed())
	return pod
}

var _ = Describe("a room whose pods do not start", func() {
	It("says which one, and why in its own words", func(ctx SpecContext) {
		w := newWorld(ctx)
		room := w.create(ctx, w.room("family"))
		w.eventually(ctx, room, v1alpha1.ConditionWorkloadAvailable, metav1.ConditionFalse, v1alpha1.ReasonPodsStarting)
		d := &appsv1.Deployment{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, d)).To(Succeed())
		pod := w.pod(ctx, "family-room-7c9-x", d.Spec.Template, corev1.PodStatus{
			ContainerStatuses: []corev1.ContainerStatus{{
				Name: "room", Image: roomImage, RestartCount: 2,
				State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
				LastTerminationState: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
					ExitCode: 2, Reason: "Error", Message: "redis.addresses: add one",
				}},
			}},
		})
		says := func(message string) {
			GinkgoHelper()
			Eventually(func() *v1alpha1.SmackRoom { return w.get(ctx, room) }).WithTimeout(time.Minute).Should(
				haveCondition(v1alpha1.ConditionWorkloadAvailable, metav1.ConditionFalse, v1alpha1.ReasonPodsStarting, message))
		}
		says("pod family-room-7c9-x ended with exit code 2: redis.addresses: add one")
		Expect(w.get(ctx, room)).To(haveCondition(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonPodsStarting, "redis.addresses: add one"))

		By("another trouble, which nothing tells the operator of")
		pod.Status.ContainerStatuses = nil
		pod.Status.Conditions = []corev1.PodCondition{{
			Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable, Message: "0/1 nodes are available: 1 Insufficient memory.",
		}}
		Expect(k8s.Status().Update(ctx, pod)).To(Succeed())
		says("pod family-room-7c9-x fits on no node: 0/1 nodes are available: 1 Insufficient memory")

		w.up(ctx, room)
	})

	It("says so of its Redis", func(ctx SpecContext) {
		w := newWorld(ctx)
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil }))
		w.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionFalse, v1alpha1.ReasonRedisStarting)
		s := &appsv1.StatefulSet{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-redis"}, s)).To(Succeed())
		s.Spec.Template.Spec.Containers[0].VolumeMounts = nil // the volume comes from its claim
		w.pod(ctx, "family-redis-0", s.Spec.Template, corev1.PodStatus{
			ContainerStatuses: []corev1.ContainerStatus{{
				Name: "redis", Image: "valkey:x", State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ErrImagePull", Message: "not found"}},
			}},
		})
		Eventually(func() *v1alpha1.SmackRoom { return w.get(ctx, room) }).WithTimeout(time.Minute).Should(
			haveCondition(v1alpha1.ConditionRedisReady, metav1.ConditionFalse, v1alpha1.ReasonRedisStarting, "pod family-redis-0 has no image valkey:x (not found)"))
		w.valkey(ctx, room)
		w.up(ctx, room)
	})
})
