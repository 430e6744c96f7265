package smackroom_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("a number and Messaging Services", func() {
	const e164 = "+14155550123"
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	adopted := adopting(v1alpha1.Adopt{E164: e164})
	inService := func(sid string) func(*v1alpha1.SmackRoom) {
		return func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.MessagingServiceSid = sid }
	}
	service := func(set twiliosim.ServiceSettings) *twiliosim.Service { return w.sim.Account().AddService(set) }
	gone := func(ctx context.Context, room *v1alpha1.SmackRoom) {
		GinkgoHelper()
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
	}

	It("that drops its texts, and that the spec does not name: until it does", func(ctx SpecContext) {
		number, theirs := w.sim.Account().Own(e164), service(twiliosim.ServiceSettings{})
		Expect(theirs.Add(number)).To(BeTrue())
		room := w.create(ctx, w.room("family", adopted))
		w.kubelet(ctx, room)
		w.stalled(ctx, room, v1alpha1.ReasonMessagingServiceDrops, "set spec.phoneNumber.messagingServiceSid to "+theirs.SID())
		Expect(theirs.Settings().UseInboundWebhookOnNumber).To(BeFalse(), "nobody asked for it")
		w.change(ctx, room, inService(theirs.SID()))
		w.up(ctx, room)
		Expect(theirs.Settings().UseInboundWebhookOnNumber).To(BeTrue())
		gone(ctx, room)
		Expect(theirs.Numbers()).To(ConsistOf(number), "it was there before the room came")
	})

	It("that sends its texts elsewhere, until its owner lets them go", func(ctx SpecContext) {
		theirs := service(twiliosim.ServiceSettings{InboundRequestURL: "https://theirs.example.com"})
		Expect(theirs.Add(w.sim.Account().Own(e164))).To(BeTrue())
		room := w.create(ctx, w.room("family", adopted))
		w.kubelet(ctx, room)
		w.stalled(ctx, room, v1alpha1.ReasonMessagingServiceOverrides, `"Defer to sender's webhook"`)
		theirs.Change(func(s *twiliosim.ServiceSettings) { s.UseInboundWebhookOnNumber = true })
		w.poll(ctx, room, "look")
		w.up(ctx, room)
	})

	It("into which someone puts it later", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		theirs := service(twiliosim.ServiceSettings{})
		Expect(theirs.Add(w.bought()[0])).To(BeTrue())
		w.poll(ctx, room, "look")
		w.stalled(ctx, room, v1alpha1.ReasonMessagingServiceDrops, theirs.SID())
	})

	It("that it joins, and leaves with its room", func(ctx SpecContext) {
		ours := service(twiliosim.ServiceSettings{})
		number := w.sim.Account().Own(e164)
		number.SetSmsURL("https://before.example.com/sms")
		adopting := w.create(ctx, w.room("family", adopted, inService(ours.SID())))
		buying := w.create(ctx, w.room("club", inService(ours.SID())))
		w.up(ctx, adopting)
		w.up(ctx, buying)
		Expect(ours.Numbers()).To(HaveLen(2))
		gone(ctx, adopting)
		Expect(ours.Numbers()).To(HaveLen(1))
		Expect(number.SmsURL()).To(Equal("https://before.example.com/sms"))
		gone(ctx, buying)
		Expect(ours.Numbers()).To(BeEmpty())
		Expect(w.bought()).To(HaveLen(2))
	})

	It("that it changes for another, and then for none", func(ctx SpecContext) {
		one, two := service(twiliosim.ServiceSettings{}), service(twiliosim.ServiceSettings{})
		room := w.create(ctx, w.room("family", inService(one.SID())))
		w.up(ctx, room)
		Expect(one.Numbers()).To(HaveLen(1))

		By("one that does not exist: the number stays where it is")
		w.change(ctx, room, inService("MG00000000000000000000000000000000"))
		w.stalled(ctx, room, v1alpha1.ReasonMessagingServiceUnfit, "MG00000000000000000000000000000000")
		Expect(one.Numbers()).To(HaveLen(1))

		w.change(ctx, room, inService(two.SID()))
		w.up(ctx, room)
		Eventually(two.Numbers).Should(HaveLen(1))
		Expect(one.Numbers()).To(BeEmpty())

		w.change(ctx, room, inService(""))
		Eventually(two.Numbers).Should(BeEmpty())
		w.up(ctx, room)
		Expect(w.get(ctx, room).Annotations).NotTo(HaveKey(v1alpha1.JoinedServiceAnnotation))
	})

	It("of which someone else chose one: it is not moved", func(ctx SpecContext) {
		theirs, ours := service(twiliosim.ServiceSettings{UseInboundWebhookOnNumber: true}), service(twiliosim.ServiceSettings{})
		Expect(theirs.Add(w.sim.Account().Own(e164))).To(BeTrue())
		room := w.create(ctx, w.room("family", adopted, inService(ours.SID())))
		w.kubelet(ctx, room)
		w.stalled(ctx, room, v1alpha1.ReasonMessagingServiceUnfit, "set spec.phoneNumber.messagingServiceSid to "+theirs.SID())
		w.change(ctx, room, inService(theirs.SID()))
		w.up(ctx, room)
	})

	It("of which its carrier knows none", func(ctx SpecContext) {
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Path: "/v1/Services", Status: 404, Code: 20404})
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
	})

	It("that cannot be asked for: texts arrive all the same", func(ctx SpecContext) {
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultBadGateway, Path: "/v1/Services"})
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
	})
})

var _ = Describe("a number that another room's token names", func() {
	It("is left to that room, until someone renames it", func(ctx SpecContext) {
		w := newWorld(ctx)
		number := w.sim.Account().Own("+14155550123")
		number.SetFriendlyName(numbers.OwnerToken("another-cluster", "chats", "family"))
		number.SetSmsURL("https://theirs.example.com/sms")
		room := w.create(ctx, w.room("family", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.stalled(ctx, room, v1alpha1.ReasonNumberInUse, "rename the number in the carrier's console")
		Expect(number.SmsURL()).To(Equal("https://theirs.example.com/sms"))
		number.SetFriendlyName("free")
		w.poll(ctx, room, "look")
		w.up(ctx, room)
	})
})
