package smackroom_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("the end of a room", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	releasing := func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.ReclaimPolicy = v1alpha1.ReclaimRelease }

	It("keeps a bought number, without webhook and token", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(HaveLen(1))
		Expect(w.bought()[0].SmsURL()).To(BeEmpty())
		Expect(w.bought()[0].FriendlyName()).To(Equal(w.bought()[0].Address()))
		Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.EventNumberRetained))
	})

	It("gives a bought number back, if that was asked for", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", releasing))
		w.up(ctx, room)
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(BeEmpty())
		Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.EventNumberReleased))
	})

	It("does not give back what someone has renamed", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", releasing))
		w.up(ctx, room)
		w.bought()[0].SetFriendlyName("ours now")
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(HaveLen(1))
		Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.EventNumberRetained))
	})

	It("gives an adopted number its webhook back", func(ctx SpecContext) {
		number := w.sim.Account().Own("+14155550123")
		number.SetSmsURL("https://before.example.com/sms")
		room := w.create(ctx, w.room("family", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		live := w.up(ctx, room)
		Expect(live.Status.PhoneNumber.Origin).To(Equal(v1alpha1.OriginAdopted))
		Expect(number.SmsURL()).To(HavePrefix("https://sms.example.com/family/sms"))
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(number.SmsURL()).To(Equal("https://before.example.com/sms"))
		Expect(w.bought()).To(HaveLen(1))
	})

	It("gives an adopted number back when the room takes another", func(ctx SpecContext) {
		old := w.sim.Account().Own("+14155550123")
		old.SetSmsURL("https://before.example.com/sms")
		other := w.sim.Account().OwnShortCode("12345")
		room := w.create(ctx, w.room("family", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.up(ctx, room)
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.Adopt = &v1alpha1.Adopt{ShortCode: "12345"} })
		Eventually(old.SmsURL).Should(Equal("https://before.example.com/sms"))
		Eventually(other.SmsURL).Should(HavePrefix("https://sms.example.com/family/sms"))
		Expect(w.up(ctx, room).Status.PhoneNumber.E164).To(Equal("12345"))
	})

	It("never asks a carrier about an external number's end", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", external("+14155550177")))
		live := w.up(ctx, room)
		Expect(live).To(haveCondition(v1alpha1.ConditionWebhookConfigured, metav1.ConditionTrue, v1alpha1.ReasonNotManaged, "by yourself"))
		requests := w.sim.Counters().Requests
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.sim.Counters().Requests).To(Equal(requests))
	})

	It("is not held up by credentials that went first, if the number stays", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		Expect(k8s.Delete(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "twilio"}})).To(Succeed())
		w.eventually(ctx, room, v1alpha1.ConditionCredentialsValid, metav1.ConditionFalse, v1alpha1.ReasonSecretNotFound)
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(HaveLen(1))
		Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.EventNumberRetained))
	})

	It("is held up by missing credentials if the number is to be released, and names the way out", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", releasing))
		w.up(ctx, room)
		Expect(k8s.Delete(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "twilio"}})).To(Succeed())
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		live := w.eventually(ctx, room, v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonReleaseBlocked)
		Expect(live).To(haveCondition(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonReleaseBlocked, v1alpha1.OrphanOnDeleteAnnotation+"=true"))
		w.annotate(ctx, room, v1alpha1.OrphanOnDeleteAnnotation, "true")
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(HaveLen(1))
	})

	It("releases once the carrier answers again", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", releasing))
		w.up(ctx, room)
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500, Method: "DELETE", Times: 1})
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(BeEmpty())
		Expect(w.sim.Counters().Releases).To(BeEquivalentTo(1))
	})
})
