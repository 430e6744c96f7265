package e2e_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
	"github.com/smackdev/smack/runtime/sandbox/talk"
)

// dayTwo is what people do to an installation that runs.
func dayTwo() {
	It("says what is wrong with credentials that the carrier refuses, and mends by itself, without a restart", func(ctx SpecContext) {
		before := lives(ctx, "family")
		good := setToken(ctx, "00000000000000000000000000000000")
		Eventually(condition(ctx, "family", v1alpha1.ConditionCredentialsValid)).Should(HavePrefix("False"))
		setToken(ctx, good)
		Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
		people := phones(getRoom(ctx, "family").Status.PhoneNumber.E164)
		heard := people.Counts()
		Eventually(func() error { return people.Text(ctx, talk.Cid, "#list") }).Should(Succeed(),
			"running pods take texts signed with the good token again")
		Eventually(people.Since(heard, talk.Cid)).Should(ContainElement(ContainSubstring("3 members")))
		chat(ctx, func() {})
		Expect(lives(ctx, "family")).To(Equal(before))
	}, SpecTimeout(6*time.Minute))

	It("moves its Redis to a new password while people chat, and restarts no pod of the room", func(ctx SpecContext) {
		before, old, wanted := roomPods(ctx, "family")(), redisPassword(ctx, "family"), time.Now().UTC().Format(time.RFC3339)
		// A kubelet takes its time to bring a Secret to running pods; the former password counts
		// until they all have the new one.
		hold(ctx, talk.Chat{Refusals: true, Pace: time.Second}, func() {
			patchRoom(ctx, "family", `{"metadata":{"annotations":{%q:%q}}}`, v1alpha1.RotateRedisPasswordAnnotation, wanted)
			Eventually(func() string { return getRoom(ctx, "family").Status.Redis.PasswordRotation }).
				WithTimeout(8 * time.Minute).Should(Equal(wanted))
			Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
		})
		Expect(redisPassword(ctx, "family")).NotTo(Equal(old))
		Expect(roomPods(ctx, "family")()).To(ConsistOf(before))
		chat(ctx, func() {})
	}, SpecTimeout(12*time.Minute))

	It("lets its volume grow under it, or says why it cannot", func(ctx SpecContext) {
		claim := redisClaim(ctx, "family")
		class, err := pods.StorageV1().StorageClasses().Get(ctx, *claim.Spec.StorageClassName, metav1.GetOptions{})
		Expect(err).NotTo(HaveOccurred())
		size := func(quantity string) {
			patchRoom(ctx, "family", `{"spec":{"redis":{"managed":{"storage":{"size":%q}}}}}`, quantity)
		}
		if !ptr.Deref(class.AllowVolumeExpansion, false) {
			before := lives(ctx, "family")
			size("2Gi")
			Eventually(condition(ctx, "family", v1alpha1.ConditionRedisReady)).Should(Equal("False " + v1alpha1.ReasonVolumeNotExpandable))
			size(claim.Spec.Resources.Requests.Storage().String())
			Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
			Expect(lives(ctx, "family")).To(Equal(before))
			why := "StorageClass " + class.Name + " has no allowVolumeExpansion: the room said so, but no volume was seen to grow"
			AddReportEntry(why)
			Skip(why)
		}
		chatWithRefusals(ctx, func() {
			size("2Gi")
			Eventually(func() int { return redisClaim(ctx, "family").Status.Capacity.Storage().Cmp(resource.MustParse("2Gi")) }).
				WithTimeout(8 * time.Minute).Should(BeNumerically(">=", 0))
			Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
		})
	}, SpecTimeout(12*time.Minute))

	DescribeTable("names the pod that does not start, and says why",
		func(ctx SpecContext, name, image, why string) {
			Expect(kube.Create(ctx, newRoom(name, released, func(r *v1alpha1.SmackRoom) { r.Spec.Template.Image = image }))).To(Succeed())
			Eventually(message(ctx, name, v1alpha1.ConditionWorkloadAvailable)).Should(And(
				MatchRegexp("pod "+name+"-room-[a-z0-9]+-[a-z0-9]+ "), ContainSubstring(why)))
			Expect(kube.Delete(ctx, getRoom(ctx, name))).To(Succeed())
			Eventually(gone(ctx, name)).Should(BeTrue())
		},
		Entry("for want of its image", "unpacked", "localhost/smack-e2e-nowhere:1", "has no image localhost/smack-e2e-nowhere:1", SpecTimeout(4*time.Minute)),
		Entry("for want of its program", "strange", carrierImage, "/smack-room", SpecTimeout(4*time.Minute)),
	)

	It("restarts no room and changes nothing at the carrier when the operator is upgraded", func(ctx SpecContext) {
		before, written := lives(ctx, "family"), writes(ctx)
		leader := operatorPod(ctx)
		upgrade(ctx, "podAnnotations.rolled=yes")
		Eventually(func() string { return operatorPod(ctx) }).ShouldNot(Equal(leader))
		requestReconcile(ctx, "family")
		Expect(lives(ctx, "family")).To(Equal(before))
		Expect(writes(ctx)).To(Equal(written))
	}, SpecTimeout(4*time.Minute))

	It("moves rooms to a new image one at a time, each serving all the while", func(ctx SpecContext) {
		names := []string{"family", "friends", "team"}
		for _, name := range names[1:] {
			Expect(kube.Create(ctx, newRoom(name, released))).To(Succeed())
		}
		for _, name := range names {
			Eventually(ready(ctx, name)).Should(HavePrefix("True"))
		}
		seen := watchRollouts(ctx)
		chat(ctx, func() {
			upgrade(ctx, "image.tag="+newSmackTag)
			for _, name := range names {
				Eventually(images(ctx, name)).WithTimeout(5 * time.Minute).Should(HaveExactElements(
					smackImage+":"+newSmackTag, smackImage+":"+newSmackTag))
				Eventually(ready(ctx, name)).Should(HavePrefix("True"))
			}
		})
		Expect(seen()).To(BeEmpty())
		for _, name := range names[1:] {
			Expect(kube.Delete(ctx, getRoom(ctx, name))).To(Succeed())
			Eventually(gone(ctx, name)).Should(BeTrue())
		}
	}, SpecTimeout(12*time.Minute))
}

// redisPassword is that of a managed Redis.
func redisPassword(ctx context.Context, name string) string {
	GinkgoHelper()
	secret := &corev1.Secret{}
	Expect(kube.Get(ctx, key(name+"-redis"), secret)).To(Succeed())
	return string(secret.Data["password"])
}

// redisClaim is the claim to the volume of a managed Redis.
func redisClaim(ctx context.Context, name string) *corev1.PersistentVolumeClaim {
	GinkgoHelper()
	claim := &corev1.PersistentVolumeClaim{}
	Expect(kube.Get(ctx, key("data-"+name+"-redis-0"), claim)).To(Succeed())
	return claim
}

// setToken changes the auth token in the credentials.
func setToken(ctx context.Context, token string) (before string) {
	GinkgoHelper()
	secret := &corev1.Secret{}
	Expect(kube.Get(ctx, key("twilio"), secret)).To(Succeed())
	before = string(secret.Data["authToken"])
	secret.Data["authToken"] = []byte(token)
	Expect(kube.Update(ctx, secret)).To(Succeed())
	return before
}

// lives are the room's pods and how often their containers were restarted.
func lives(ctx context.Context, name string) map[types.UID]int32 {
	GinkgoHelper()
	found, err := frontdoor.Pods(ctx, kube, getRoom(ctx, name))
	Expect(err).NotTo(HaveOccurred())
	all := map[types.UID]int32{}
	for _, pod := range append(found, *redisPod(ctx, name)) {
		all[pod.UID] = pod.Status.ContainerStatuses[0].RestartCount
	}
	return all
}

// images are those that a room's pods run, all of them ready.
func images(ctx context.Context, name string) func() []string {
	return func() []string {
		found, err := frontdoor.Pods(ctx, kube, getRoom(ctx, name))
		Expect(err).NotTo(HaveOccurred())
		var all []string
		for _, pod := range found {
			if frontdoor.Ready(&pod) {
				all = append(all, pod.Spec.Containers[0].Image)
			} else {
				all = append(all, "not ready")
			}
		}
		return all
	}
}

// writes are what has changed numbers at the carrier.
func writes(ctx context.Context) [3]int64 {
	GinkgoHelper()
	counted := counters(ctx)
	return [3]int64{counted.Purchases, counted.Releases, counted.NumberUpdates}
}

// operatorPod is the one operator that is ready; empty while there is none or another one.
func operatorPod(ctx context.Context) string {
	GinkgoHelper()
	var all corev1.PodList
	Expect(kube.List(ctx, &all, client.InNamespace(systemNamespace))).To(Succeed())
	if len(all.Items) != 1 || !frontdoor.Ready(&all.Items[0]) {
		return ""
	}
	return all.Items[0].Name
}

// requestReconcile asks for a reconcile, and waits until it is over.
func requestReconcile(ctx context.Context, name string) {
	GinkgoHelper()
	at := time.Now().Format(time.RFC3339Nano)
	patchRoom(ctx, name, `{"metadata":{"annotations":{%q:%q}}}`, v1alpha1.ReconcileRequestedAtAnnotation, at)
	Eventually(func() string { return getRoom(ctx, name).Status.LastHandledReconcileAt }).Should(Equal(at))
}
