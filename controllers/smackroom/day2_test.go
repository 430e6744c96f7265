package smackroom_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("a room that is paused", func() {
	var (
		w    *world
		room *v1alpha1.SmackRoom
	)

	BeforeEach(func(ctx SpecContext) {
		w = newWorld(ctx)
		room = w.create(ctx, w.room("family"))
		w.up(ctx, room)
		w.annotate(ctx, room, v1alpha1.PausedAnnotation, "true")
		w.eventually(ctx, room, v1alpha1.ConditionPaused, metav1.ConditionTrue, v1alpha1.ReasonPaused)
	})

	It("carries out a change of its spec, and puts right what was changed, only afterwards", func(ctx SpecContext) {
		webhook, writes, asked := w.bought()[0].SmsURL(), len(w.writes(room)), w.sim.Counters().Requests
		service := &corev1.Service{}
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-room"}
		Expect(k8s.Get(ctx, key, service)).To(Succeed())
		service.Spec.Ports[0].Port = 81
		Expect(k8s.Update(ctx, service)).To(Succeed())
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.Exposure.BaseURL = "https://other.example.com" })
		changed := w.get(ctx, room).Generation
		Eventually(func() []string { return w.writes(room)[writes:] }).Should(HaveLen(1), "the generation that Paused was seen at")
		Consistently(func() []string { return w.writes(room)[writes:] }).WithTimeout(500 * time.Millisecond).Should(
			HaveExactElements(ContainSubstring("conditions")))
		Expect(w.get(ctx, room).Status.ObservedGeneration).To(BeNumerically("<", changed))
		Expect(w.bought()[0].SmsURL()).To(Equal(webhook))
		Expect(w.sim.Counters().Requests).To(Equal(asked))

		w.annotate(ctx, room, v1alpha1.PausedAnnotation, "false")
		Eventually(w.bought()[0].SmsURL).Should(HavePrefix("https://other.example.com/sms#"))
		Expect(w.up(ctx, room).Status.ObservedGeneration).To(Equal(changed))
		Expect(k8s.Get(ctx, key, service)).To(Succeed())
		Expect(service.Spec.Ports[0].Port).To(BeEquivalentTo(80))
	})

	It("may be deleted: its end waits for nobody", func(ctx SpecContext) {
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		Expect(w.bought()).To(HaveExactElements(HaveField("SmsURL()", BeEmpty())))
		Eventually(w.told).Should(ContainElement("Normal " + v1alpha1.EventNumberRetained))
	})
})
