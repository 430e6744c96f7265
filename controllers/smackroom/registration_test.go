package smackroom_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("registration for texts to the US", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	says := func(ctx context.Context, room *v1alpha1.SmackRoom, status metav1.ConditionStatus, reason, message string) {
		GinkgoHelper()
		Eventually(func() *v1alpha1.SmackRoom { return w.get(ctx, room) }).Should(haveCondition(v1alpha1.ConditionRegistered, status, reason, message))
	}

	It("is told of a long code from no campaign to an approved one, and Ready does not wait for it", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		says(ctx, room, metav1.ConditionFalse, v1alpha1.ReasonCampaignMissing, "set spec.phoneNumber.messagingServiceSid")
		Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.ReasonCampaignMissing))

		service := w.sim.Account().AddService(twiliosim.ServiceSettings{})
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.MessagingServiceSid = service.SID() })
		says(ctx, room, metav1.ConditionFalse, v1alpha1.ReasonCampaignMissing, service.SID())
		for _, step := range []struct {
			campaign twiliosim.Campaign
			status   metav1.ConditionStatus
			reason   string
			says     string
		}{
			{twiliosim.Campaign{Status: "PENDING"}, metav1.ConditionFalse, v1alpha1.ReasonCampaignPending, "reviewed"},
			{twiliosim.Campaign{Status: "FAILED", Errors: []string{"no opt-in"}}, metav1.ConditionFalse, v1alpha1.ReasonCampaignFailed, "no opt-in"},
			{twiliosim.Campaign{Status: "VERIFIED", UseCase: "PROXY"}, metav1.ConditionTrue, v1alpha1.ReasonRegistered, "PROXY"},
			{twiliosim.Campaign{Status: "SUSPENDED"}, metav1.ConditionFalse, v1alpha1.ReasonCampaignSuspended, "30033"},
		} {
			service.SetCampaign(step.campaign)
			w.poll(ctx, room, step.reason)
			says(ctx, room, step.status, step.reason, step.says)
			w.up(ctx, room)
		}
	})

	It("is told of a toll-free number", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.PhoneNumber.Purchase = &v1alpha1.Purchase{Country: "US", Type: v1alpha1.PurchaseTollFree}
		}))
		w.up(ctx, room)
		says(ctx, room, metav1.ConditionFalse, v1alpha1.ReasonVerificationMissing, "30032")
		w.bought()[0].SetVerification("TWILIO_APPROVED")
		w.poll(ctx, room, "look")
		says(ctx, room, metav1.ConditionTrue, v1alpha1.ReasonRegistered, "approved")
	})

	It("is unknown where the carrier does not tell, and nothing waits for it", func(ctx SpecContext) {
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Path: "/v1/", Status: 404, Code: 20404})
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		says(ctx, room, metav1.ConditionUnknown, v1alpha1.ReasonRegistrationUnknown, "console")
	})

	It("is not asked for once a room, but once an account", func(ctx SpecContext) {
		service := w.sim.Account().AddService(twiliosim.ServiceSettings{})
		service.SetCampaign(twiliosim.Campaign{Status: "VERIFIED", UseCase: "PROXY"})
		asked := w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultSlow, Path: "/Usa2p"})
		for _, name := range []string{"one", "two", "three"} {
			room := w.create(ctx, w.room(name, func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.MessagingServiceSid = service.SID() }))
			w.up(ctx, room)
			says(ctx, room, metav1.ConditionTrue, v1alpha1.ReasonRegistered, "approved")
		}
		Expect(asked.Hits()).To(Equal(1))
	})
})
