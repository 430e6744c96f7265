package smackroom_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// Every write around a purchase fails once, before and after it took effect, together with
// every way in which the carrier can lose an answer: one number is bought all the same.
var _ = Describe("a purchase that is interrupted", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	writes := map[string]func(string) bool{
		"the finalizer": func(p string) bool { return strings.Contains(p, v1alpha1.Finalizer) },
		"the candidate": func(p string) bool { return strings.Contains(p, v1alpha1.PurchaseCandidateAnnotation+`":"`) },
		"the attempt":   func(p string) bool { return strings.Contains(p, v1alpha1.PurchaseFirstAttemptAnnotation+`":"`) },
		"the SID":       func(p string) bool { return strings.Contains(p, v1alpha1.PhoneNumberSIDAnnotation+`":"`) },
		"the status":    func(p string) bool { return strings.Contains(p, `"status":`) },
	}
	carrierFaults := []twiliosim.FaultKind{
		"", twiliosim.FaultAcceptThen500, twiliosim.FaultAcceptThenReset, twiliosim.FaultAcceptThenHTML, twiliosim.FaultAcceptThenTruncate, twiliosim.FaultRefuse,
	}
	areaCodes := []string{"415", "212", "206", "312", "617", "512"}
	for name, matches := range writes {
		for _, afterwards := range []bool{false, true} {
			when := "before it is written"
			if afterwards {
				when = "after it was written"
			}
			// The rooms of one spec live side by side, because each waits for a backoff or two.
			It("at "+name+", "+when+", under every fault of the carrier", func(ctx SpecContext) {
				worlds := map[*world]*v1alpha1.SmackRoom{}
				for i, kind := range carrierFaults {
					w := newWorld(ctx)
					wire.fail(&fault{namespace: w.namespace, matches: matches, afterwards: afterwards, times: 1})
					if kind != "" {
						w.sim.Inject(twiliosim.Fault{Kind: kind, Method: "POST", Path: "IncomingPhoneNumbers.json", Times: 1})
					}
					// All simulators sell the same numbers, and no two rooms may have the same, nor
					// the same address.
					worlds[w] = w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
						r.Spec.PhoneNumber.Purchase.AreaCode = areaCodes[i]
						r.Spec.Exposure.BaseURL += "-" + areaCodes[i]
					}))
				}
				for w, room := range worlds {
					w.up(ctx, room)
					Expect(w.bought()).To(HaveLen(1))
					Expect(w.sim.Counters().Purchases).To(BeEquivalentTo(1))
					Expect(w.get(ctx, room).Annotations).To(HaveKeyWithValue(v1alpha1.PhoneNumberSIDAnnotation, w.bought()[0].SID()))
				}
			})
		}
	}

	It("finds the number again in a cluster rebuilt from Git", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { delete(r.Annotations, v1alpha1.PhoneNumberSIDAnnotation) })
		Eventually(func() map[string]string { return w.get(ctx, room).Annotations }).Should(
			HaveKeyWithValue(v1alpha1.PhoneNumberSIDAnnotation, w.bought()[0].SID()))
		Expect(w.bought()).To(HaveLen(1))
	})

	It("does not guess what an edited history meant", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Annotations = map[string]string{v1alpha1.PurchaseCandidateAnnotation: "+14155550100", v1alpha1.PurchaseAttemptsAnnotation: "many"}
		}))
		w.stalled(ctx, room, v1alpha1.ReasonPurchaseRefused, v1alpha1.PurchaseAttemptsAnnotation)
		Expect(w.bought()).To(BeEmpty())
	})
})
