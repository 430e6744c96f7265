package fault_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/smackdev/smack/api/v1alpha1"
)

// Two rooms that claim one number never both write to it.
var _ = Describe("A number that two rooms claim", func() {
	var w *world
	BeforeEach(func() {
		m := newMarket()
		DeferCleanup(m.close)
		w = newWorld(m)
	})
	inUse := func(ctx context.Context, name string) {
		GinkgoHelper()
		ready := meta.FindStatusCondition(w.room(ctx, name).Status.Conditions, v1alpha1.ConditionReady)
		Expect(ready).NotTo(BeNil())
		Expect(ready.Reason).To(Equal(v1alpha1.ReasonNumberInUse))
	}
	both := func(ctx context.Context, names ...string) {
		for range 6 {
			for _, name := range names {
				_, _ = w.reconcile(ctx, name)
				w.cluster.kubelet(ctx)
				w.pass(20 * time.Second)
			}
		}
	}

	It("stays with the room that bought it, when another adopts it", func(ctx SpecContext) {
		up()(ctx, w)
		w.create(ctx, "thief", adopting(w.addresses()[0]))
		both(ctx, "thief", family)
		inUse(ctx, "thief")
		Expect(w.bearing(family)[0].SmsURL()).To(HavePrefix("https://sms.example.com/family/"))
	})

	It("stays with the room that bought it, when another has it as external", func(ctx SpecContext) {
		up()(ctx, w)
		w.create(ctx, "thief", external(w.addresses()[0]))
		both(ctx, "thief", family)
		inUse(ctx, "thief")
	})

	It("goes to the older of two that adopt it at the same time; what was before is on record", func(ctx SpecContext) {
		owned(w, adopted)
		w.create(ctx, "first", adopting(adopted))
		w.clock = w.clock.Add(time.Minute)
		w.create(ctx, "second", adopting(adopted))
		both(ctx, "second", "first")
		inUse(ctx, "second")
		Expect(w.sim.Number(adopted).SmsURL()).To(HavePrefix("https://sms.example.com/first/"))
		Expect(w.room(ctx, "first").Annotations[v1alpha1.PreviousWebhookAnnotation]).To(ContainSubstring(`"` + previously + `"`))

		By("the loser goes: it touches nothing")
		w.delete(ctx, "second")
		Expect(w.settle(ctx, "second")).To(Succeed())
		Expect(w.sim.Number(adopted).SmsURL()).To(HavePrefix("https://sms.example.com/first/"))

		By("the winner goes: all is as before")
		w.delete(ctx, "first")
		Expect(w.settle(ctx, "first")).To(Succeed())
		isAsBefore(ctx, w, adopted)
	})
})
