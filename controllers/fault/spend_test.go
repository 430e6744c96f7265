package fault_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// What the operator may spend is bounded, and a room says when it waits for money.
var _ = Describe("Money", func() {
	var w *world
	BeforeEach(func() {
		m := newMarket()
		DeferCleanup(m.close)
		w = newWorld(m)
	})

	says := func(ctx context.Context, name, reason, advice string) {
		GinkgoHelper()
		for range 3 {
			w.pass(time.Second)
			w.look()
			_, _ = w.reconcile(ctx, name)
		}
		c := meta.FindStatusCondition(w.room(ctx, name).Status.Conditions, v1alpha1.ConditionPhoneNumberReady)
		Expect(c).NotTo(BeNil())
		Expect(*c).To(And(HaveField("Status", metav1.ConditionFalse), HaveField("Reason", reason), HaveField("Message", ContainSubstring(advice))))
	}

	It("is not spent before purchases are allowed, and not even looked for; then it is", func(ctx SpecContext) {
		w.allow = false
		w.start()
		w.create(ctx, family)
		says(ctx, family, v1alpha1.ReasonPurchaseNotAllowed, "--allow-purchase")
		Expect(w.sim.Counters().Searches).To(BeZero())
		Expect(w.sim.Counters().Purchases).To(BeZero())

		By("an operator that may buy")
		w.allow = true
		w.start()
		Expect(w.settle(ctx, family)).To(Succeed())
		Expect(w.addresses()).To(HaveLen(1))
	})

	It("is spent on so many numbers an hour, also by an operator that is started again", func(ctx SpecContext) {
		w.perHour = 2
		w.start()
		for _, name := range []string{"one", "two"} {
			w.create(ctx, name)
			Expect(w.settle(ctx, name)).To(Succeed())
		}
		w.start()
		w.create(ctx, "three")
		says(ctx, "three", v1alpha1.ReasonPurchaseThrottled, "--max-purchases-per-hour")
		Expect(w.addresses()).To(HaveLen(2))

		By("an hour later")
		Expect(w.settle(ctx, "three")).To(Succeed())
		Expect(w.addresses()).To(HaveLen(3))
	})

	It("is not spent when two numbers bear the room's token", func(ctx SpecContext) {
		for _, e164 := range []string{adopted, second} {
			w.sim.Account().Own(e164).SetFriendlyName(numbers.OwnerToken(ownerID, "chats", family))
		}
		w.create(ctx, family)
		says(ctx, family, v1alpha1.ReasonDuplicateNumbers, "release all but one")
		Expect(w.sim.Counters().Purchases).To(BeZero())
	})

	It("is not spent on a number that the room has: it is found, not bought", func(ctx SpecContext) {
		w.sim.Account().Own(adopted).SetFriendlyName(numbers.OwnerToken(ownerID, "chats", family))
		w.create(ctx, family)
		Expect(w.settle(ctx, family)).To(Succeed())
		Expect(w.sim.Counters().Purchases).To(BeZero())
		Expect(w.diary.of(v1alpha1.EventNumberFound)).NotTo(BeEmpty())
		Expect(w.diary.of(v1alpha1.EventNumberPurchased)).To(BeEmpty())
	})

	It("is not spent again after three refusals for no known reason", func(ctx SpecContext) {
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Method: "POST", Path: "IncomingPhoneNumbers.json", Status: 400, Code: 21000})
		w.create(ctx, family)
		says(ctx, family, v1alpha1.ReasonPurchaseRefused, "refuses to sell")
		Expect(w.sim.Counters().Purchases).To(BeZero())
	})
})
