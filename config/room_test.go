package config_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// live takes a room through everything that makes the operator read, write and delete:
// it comes up, others change what is its own, it wants other things.
func live(ctx context.Context, account *account, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Expect(cluster.Create(ctx, room)).To(Succeed())
	up(ctx, room)
	Expect(cluster.Get(ctx, keyOf(room), &networkingv1.Ingress{})).To(Succeed())
	Expect(cluster.Get(ctx, keyOf(room), &autoscalingv2.HorizontalPodAutoscaler{})).To(Succeed())
	Eventually(func() []string { return told(ctx, room) }).Should(ContainElements(v1alpha1.EventNumberPurchased, v1alpha1.ReasonReady))

	By("drift")
	number := account.sim.Account().Numbers()[0]
	number.SetSmsURL("https://elsewhere.example.com/sms")
	service := &corev1.Service{}
	Expect(cluster.Get(ctx, keyOf(room), service)).To(Succeed())
	service.Spec.Ports[0].Port = 81
	Expect(cluster.Update(ctx, service)).To(Succeed())
	Eventually(func(g Gomega) {
		g.Expect(cluster.Get(ctx, keyOf(room), service)).To(Succeed())
		g.Expect(service.Spec.Ports[0].Port).To(BeEquivalentTo(80))
	}).WithTimeout(30 * time.Second).Should(Succeed())
	annotate(ctx, room, v1alpha1.ReconcileRequestedAtAnnotation, "drifted")
	Eventually(number.SmsURL).WithTimeout(30 * time.Second).Should(HavePrefix("https://sms.example.com/"))

	By("another spec")
	change(ctx, room, func(r *v1alpha1.SmackRoom) {
		r.Spec.Redis = &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}}
		r.Spec.Exposure = v1alpha1.Exposure{BaseURL: "https://sms.example.com/family"}
		r.Spec.Autoscaling = nil
	})
	up(ctx, room)
	for _, object := range []client.Object{
		&appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: resources.RedisName(room)}},
		&networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Name: resources.Name(room)}},
		&autoscalingv2.HorizontalPodAutoscaler{ObjectMeta: metav1.ObjectMeta{Name: resources.Name(room)}},
	} {
		key := client.ObjectKey{Namespace: room.Namespace, Name: object.GetName()}
		Eventually(func() bool { return apierrors.IsNotFound(cluster.Get(ctx, key, object)) }).
			WithTimeout(30*time.Second).Should(BeTrue(), "%T", object)
	}
}

// up plays the cluster's part until the room is ready.
func up(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Eventually(func(g Gomega) {
		g.Expect(playWorkloads(ctx, room)).To(Succeed())
		now := read(ctx, room)
		g.Expect(now.Status.ObservedGeneration).To(Equal(now.Generation))
		g.Expect(meta.IsStatusConditionTrue(now.Status.Conditions, v1alpha1.ConditionReady)).To(BeTrue(), "%v", now.Status.Conditions)
	}).WithTimeout(time.Minute).WithPolling(200 * time.Millisecond).Should(Succeed())
}

// playWorkloads makes all pods ready that are wanted.
func playWorkloads(ctx context.Context, room *v1alpha1.SmackRoom) error {
	deployment := &appsv1.Deployment{}
	if err := cluster.Get(ctx, keyOf(room), deployment); err == nil {
		n := *deployment.Spec.Replicas
		deployment.Status = appsv1.DeploymentStatus{
			ObservedGeneration: deployment.Generation, Replicas: n, UpdatedReplicas: n, ReadyReplicas: n, AvailableReplicas: n,
		}
		if err := cluster.Status().Update(ctx, deployment); err != nil {
			return err
		}
	}
	redis := &appsv1.StatefulSet{}
	err := cluster.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: resources.RedisName(room)}, redis)
	if err != nil {
		return client.IgnoreNotFound(err)
	}
	redis.Status = appsv1.StatefulSetStatus{ObservedGeneration: redis.Generation, Replicas: 1, UpdatedReplicas: 1, ReadyReplicas: 1, AvailableReplicas: 1}
	return cluster.Status().Update(ctx, redis)
}

// gone deletes the room and waits for its end, which only the operator can bring.
func gone(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Expect(cluster.Delete(ctx, room)).To(Succeed())
	Eventually(func() bool {
		return apierrors.IsNotFound(cluster.Get(ctx, client.ObjectKeyFromObject(room), &v1alpha1.SmackRoom{}))
	}).WithTimeout(time.Minute).Should(BeTrue())
	Eventually(func() []string { return told(ctx, room) }).Should(ContainElement(v1alpha1.EventNumberRetained))
}

func read(ctx context.Context, room *v1alpha1.SmackRoom) *v1alpha1.SmackRoom {
	GinkgoHelper()
	now := &v1alpha1.SmackRoom{}
	Expect(cluster.Get(ctx, client.ObjectKeyFromObject(room), now)).To(Succeed())
	return now
}

func change(ctx context.Context, room *v1alpha1.SmackRoom, f func(*v1alpha1.SmackRoom)) {
	GinkgoHelper()
	Eventually(func() error {
		now := read(ctx, room)
		f(now)
		return cluster.Update(ctx, now)
	}).Should(Succeed())
}

func annotate(ctx context.Context, room *v1alpha1.SmackRoom, name, value string) {
	GinkgoHelper()
	patch := fmt.Appendf(nil, `{"metadata":{"annotations":{%q:%q}}}`, name, value)
	Expect(cluster.Patch(ctx, room.DeepCopy(), client.RawPatch("application/merge-patch+json", patch))).To(Succeed())
}

func condition(ctx context.Context, room *v1alpha1.SmackRoom, kind string) func() *metav1.Condition {
	return func() *metav1.Condition { return meta.FindStatusCondition(read(ctx, room).Status.Conditions, kind) }
}

// told are the reasons of the events about a room.
func told(ctx context.Context, room *v1alpha1.SmackRoom) []string {
	GinkgoHelper()
	list := &eventsv1.EventList{}
	Expect(cluster.List(ctx, list, client.InNamespace(room.Namespace))).To(Succeed())
	var reasons []string
	for _, e := range list.Items {
		if e.Regarding.Name == room.Name {
			reasons = append(reasons, e.Reason)
		}
	}
	return reasons
}

func keyOf(room *v1alpha1.SmackRoom) client.ObjectKey {
	return client.ObjectKey{Namespace: room.Namespace, Name: resources.Name(room)}
}
