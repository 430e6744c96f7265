package fault_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// A release that does not go through holds the room, and says how to let go.
var _ = Describe("A number that cannot be given back", func() {
	It("is told in an event and in Ready, when the carrier is merely away for a while", func(ctx SpecContext) {
		m := newMarket()
		DeferCleanup(m.close)
		w := newWorld(m)
		up(releasing)(ctx, w)
		away := w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Method: "DELETE"})
		w.delete(ctx, family)
		for range 5 {
			_, _ = w.reconcile(ctx, family)
			w.pass(time.Minute)
		}
		ready := meta.FindStatusCondition(w.room(ctx, family).Status.Conditions, v1alpha1.ConditionReady)
		Expect(*ready).To(And(HaveField("Reason", v1alpha1.ReasonReleaseBlocked),
			HaveField("Message", ContainSubstring(v1alpha1.OrphanOnDeleteAnnotation+"=true"))))
		Expect(w.diary.of(v1alpha1.ReasonReleaseBlocked)).NotTo(BeEmpty())

		By("the carrier is back")
		away.Clear()
		Expect(w.settle(ctx, family)).To(Succeed())
		Expect(w.room(ctx, family)).To(BeNil())
		Expect(w.addresses()).To(BeEmpty())
	})

	It("is named, when the carrier refuses", func(ctx SpecContext) {
		m := newMarket()
		DeferCleanup(m.close)
		w := newWorld(m)
		up(releasing)(ctx, w)
		sid := w.bearing(family)[0].SID()
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Method: "DELETE", Status: 400, Code: 21685})
		w.delete(ctx, family)
		_, err := w.reconcile(ctx, family)
		Expect(err).NotTo(HaveOccurred())
		stalled := meta.FindStatusCondition(w.room(ctx, family).Status.Conditions, v1alpha1.ConditionStalled)
		Expect(*stalled).To(And(HaveField("Reason", v1alpha1.ReasonReleaseBlocked), HaveField("Message", And(
			ContainSubstring(sid), ContainSubstring("console"), ContainSubstring(v1alpha1.OrphanOnDeleteAnnotation)))))
		Expect(w.diary.of(v1alpha1.ReasonReleaseBlocked)).NotTo(BeEmpty())
	})

	It("is another room's: it is left alone, though the status was lost", func(ctx SpecContext) {
		m := newMarket()
		DeferCleanup(m.close)
		w := newWorld(m)
		up(releasing)(ctx, w)
		bought := w.addresses()[0]
		w.create(ctx, "another", adopting(bought))
		another := w.room(ctx, "another")
		another.Status.PhoneNumber = &v1alpha1.PhoneNumberStatus{E164: bought, Origin: v1alpha1.OriginAdopted}
		must(w.cluster.Status().Update(ctx, another))
		live := w.room(ctx, family)
		live.Status = v1alpha1.SmackRoomStatus{}
		must(w.cluster.Status().Update(ctx, live))
		w.delete(ctx, family)
		Expect(w.settle(ctx, family)).To(Succeed())
		Expect(w.addresses()).To(HaveExactElements(bought))
		Expect(w.diary.of(v1alpha1.EventNumberRetained)).To(ContainElement(ContainSubstring("chats/another")))
	})
})
