package e2e_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

// The specs follow each other in the life of one installation, as it takes long to make
// another. Most can do without the ones before, and go on when these have failed.
var _ = Describe("Smack on a cluster", Ordered, ContinueOnFailure, func() {
	aRoom()
	adminScreen()
	disturbances()
	dayTwo()
	money()
	theEnd()
})

// aRoom is what a room named family is given, and what it is for.
func aRoom() {
	It("runs where a pod that is not restricted is refused", func(ctx SpecContext) {
		for _, namespace := range []string{systemNamespace, roomsNamespace, carrierNamespace} {
			plain := &corev1.Pod{
				ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "plain"},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "plain", Image: redisImage}}},
			}
			Expect(kube.Create(ctx, plain, client.DryRunAll)).To(Satisfy(apierrors.IsForbidden))
		}
	}, SpecTimeout(time.Minute))

	It("gives a room its number, its Redis with a volume, and its pods", func(ctx SpecContext) {
		Expect(kube.Create(ctx, credentials(roomsNamespace))).To(Succeed())
		began := time.Now()
		Expect(kube.Create(ctx, newRoom("family"))).To(Succeed())
		Eventually(ready(ctx, "family")).Should(HavePrefix("True"))
		AddReportEntry("from apply to Ready", time.Since(began).Round(time.Millisecond).String())
		Expect(roomPods(ctx, "family")()).To(HaveLen(2))
		numbers := owned(ctx)
		Expect(numbers).To(HaveLen(1))
		Expect(numbers[0].Number).To(HavePrefix("+1415"))
		Expect(numbers[0].FriendlyName).To(HavePrefix("smack:"))
		Expect(numbers[0].SmsURL).To(HavePrefix("http://family-room." + roomsNamespace + ".svc/family/sms"))
		status := getRoom(ctx, "family").Status.PhoneNumber
		Expect(status.SID).To(Equal(numbers[0].SID))
		Expect(status.Origin).To(Equal(v1alpha1.OriginPurchased))
		volume := &corev1.PersistentVolumeClaim{}
		Expect(kube.Get(ctx, key("data-family-redis-0"), volume)).To(Succeed())
		Expect(volume.Status.Phase).To(Equal(corev1.ClaimBound))
	}, SpecTimeout(4*time.Minute))

	It("lets people join, chat, hide, mute, pause, come back and ask, each hearing exactly what is theirs", func(ctx SpecContext) {
		people := phones(getRoom(ctx, "family").Status.PhoneNumber.E164)
		script := conversation.Script("Family", time.Now().UTC().Format("2 Jan 2006"))
		Expect(conversation.Play(ctx, people, script, conversation.Listener{})).To(Succeed())
		Consistently(func() error { return conversation.Verify(people, script) }).Should(Succeed())
	}, SpecTimeout(2*time.Minute))
}
