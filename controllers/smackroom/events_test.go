package smackroom_test

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("the events of a room", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	It("tell each transition of its life once, and nothing while all is well", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.eventually(ctx, room, v1alpha1.ConditionWorkloadAvailable, metav1.ConditionFalse, v1alpha1.ReasonPodsStarting)
		w.up(ctx, room)
		grown := []string{"Normal NumberPurchased", "Normal PodsStarting", "Warning CampaignMissing", "Normal Ready", "Normal Ready", "Normal Ready"}
		Eventually(w.told).Should(ConsistOf(grown))

		By("idling")
		for _, token := range []string{"one", "two", "three"} {
			w.poll(ctx, room, token)
			w.touch(ctx, "family-room")
		}
		Expect(w.told()).To(ConsistOf(grown))

		By("drift")
		w.bought()[0].SetSmsURL("https://elsewhere.example.com")
		w.poll(ctx, room, "drifted")
		grown = append(grown, "Warning DriftCorrected")
		Eventually(w.told).Should(ConsistOf(grown))

		By("trouble that lasts, and ends")
		w.sim.Account().SetAuthToken(strings.Repeat("8", 32))
		for _, token := range []string{"refused", "still", "and still"} {
			w.poll(ctx, room, token)
		}
		grown = append(grown, "Warning CredentialsRejected")
		Eventually(w.told).Should(ConsistOf(grown))

		w.sim.Account().SetAuthToken(twiliosim.DefaultAuthToken)
		w.poll(ctx, room, "mended")
		w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
		grown = append(grown, slices.Repeat([]string{"Normal Ready"}, 4)...) // credentials, number, webhook, room
		Eventually(w.told).Should(ConsistOf(grown))

		By("its end")
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.told()).To(ConsistOf(append(grown, "Normal NumberRetained")))
	})
})
