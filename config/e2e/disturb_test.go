package e2e_test

import (
	"cmp"
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
	"github.com/smackdev/smack/runtime/sandbox/talk"
)

// disturbances happen to the room named family while people text it.
func disturbances() {
	It("loses nothing and doubles nothing when a pod dies in the middle", func(ctx SpecContext) {
		victim := roomPods(ctx, "family")()[0]
		chat(ctx, func() {
			kill(ctx, roomsNamespace, victim)
			Eventually(roomPods(ctx, "family")).Should(And(HaveLen(2), Not(ContainElement(victim))))
		})
	}, SpecTimeout(4*time.Minute))

	It("scales by its scale subresource while people chat", func(ctx SpecContext) {
		chat(ctx, func() {
			for _, replicas := range []int{4, 1, 2} {
				scale(ctx, "family", replicas)
				Eventually(podCount(ctx, "family")).Should(Equal(replicas))
				Eventually(roomPods(ctx, "family")).Should(HaveLen(replicas))
				Eventually(func() int { return int(getRoom(ctx, "family").Status.ReadyReplicas) }).Should(Equal(replicas))
			}
		})
	}, SpecTimeout(6*time.Minute))

	It("loses nothing and doubles nothing while it is rolled out anew", func(ctx SpecContext) {
		before := roomPods(ctx, "family")()
		chat(ctx, func() {
			patchRoom(ctx, "family", `{"spec":{"template":{"annotations":{"example.com/rolled":"yes"}}}}`)
			Eventually(roomPods(ctx, "family")).Should(And(HaveLen(2), Not(ContainElements(before[0])), Not(ContainElement(before[1]))))
			Eventually(podCount(ctx, "family")).Should(Equal(2))
			Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
		})
	}, SpecTimeout(4*time.Minute))

	It("lets a drain take one pod at a time", func(ctx SpecContext) {
		both := roomPods(ctx, "family")()
		chat(ctx, func() {
			Expect(evict(ctx, both[0])).To(Succeed())
			Expect(evict(ctx, both[1])).To(Satisfy(apierrors.IsTooManyRequests))
			Eventually(roomPods(ctx, "family")).Should(And(HaveLen(2), Not(ContainElement(both[0]))))
			Eventually(func() error { return evict(ctx, both[1]) }).Should(Succeed())
			Eventually(roomPods(ctx, "family")).Should(And(HaveLen(2), Not(ContainElement(both[1]))))
		})
	}, SpecTimeout(4*time.Minute))

	It("keeps members and every accepted text when its Redis is killed", func(ctx SpecContext) {
		before := redisPod(ctx, "family")
		chatWithRefusals(ctx, func() {
			kill(ctx, roomsNamespace, before.Name)
			Eventually(redisReadyOtherThan(ctx, "family", before)).Should(BeTrue())
		})
		Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
	}, SpecTimeout(4*time.Minute))

	It("moves its Redis to another image and to other settings without losing an accepted text", func(ctx SpecContext) {
		before := redisPod(ctx, "family")
		chatWithRefusals(ctx, func() {
			patchRoom(ctx, "family", `{"spec":{"redis":{"managed":{"image":%q,"fsync":"EverySecond"}}}}`, newRedisImage)
			Eventually(redisReadyOtherThan(ctx, "family", before)).Should(BeTrue())
		})
		after := redisPod(ctx, "family").Spec.Containers[0]
		Expect(after.Image).To(Equal(newRedisImage))
		Expect(after.Args).To(ContainElement("everysec"))
		Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
	}, SpecTimeout(4*time.Minute))
}

// chat has people text the room named family while something happens, and holds everyone
// to every line.
func chat(ctx context.Context, meanwhile func()) {
	GinkgoHelper()
	hold(ctx, talk.Chat{}, meanwhile)
}

// chatWithRefusals is a chat in which the room may refuse texts; people send them again.
func chatWithRefusals(ctx context.Context, meanwhile func()) {
	GinkgoHelper()
	hold(ctx, talk.Chat{Refusals: true}, meanwhile)
}

func hold(ctx context.Context, chat talk.Chat, meanwhile func()) {
	GinkgoHelper()
	chat.People, chat.AtLeast = phones(getRoom(ctx, "family").Status.PhoneNumber.E164), 10
	chat.Pace = cmp.Or(chat.Pace, 200*time.Millisecond)
	Expect(chat.During(ctx, func() {
		defer GinkgoRecover()
		meanwhile()
	})).To(Succeed())
}

// scale does what `kubectl scale smackroom` does.
func scale(ctx context.Context, name string, replicas int) {
	GinkgoHelper()
	patch := client.RawPatch("application/merge-patch+json", fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, replicas))
	Expect(kube.SubResource("scale").Patch(ctx, getRoom(ctx, name), patch)).To(Succeed())
}

// kill ends a pod without notice.
func kill(ctx context.Context, namespace, name string) {
	GinkgoHelper()
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
	Expect(kube.Delete(ctx, pod, client.GracePeriodSeconds(0))).To(Succeed())
}

// evict does to a pod what `kubectl drain` does.
func evict(ctx context.Context, name string) error {
	return pods.PolicyV1().Evictions(roomsNamespace).Evict(ctx, &policyv1.Eviction{
		ObjectMeta: metav1.ObjectMeta{Namespace: roomsNamespace, Name: name},
	})
}

// redisPod is the pod of a room's managed Redis.
func redisPod(ctx context.Context, room string) *corev1.Pod {
	GinkgoHelper()
	pod := &corev1.Pod{}
	Expect(kube.Get(ctx, key(room+"-redis-0"), pod)).To(Succeed())
	return pod
}

// redisReadyOtherThan says whether a room's Redis answers from another pod than before.
func redisReadyOtherThan(ctx context.Context, room string, before *corev1.Pod) func() bool {
	return func() bool {
		pod := &corev1.Pod{}
		err := kube.Get(ctx, key(room+"-redis-0"), pod)
		return err == nil && pod.UID != before.UID && frontdoor.Ready(pod)
	}
}
