package delivery_test

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// scraped are the room's own metrics, as name{label} value.
func scraped(registry *prometheus.Registry) map[string]float64 {
	GinkgoHelper()
	families, err := registry.Gather()
	Expect(err).NotTo(HaveOccurred())
	all := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name := family.GetName()
			for _, label := range m.GetLabel() {
				name += fmt.Sprintf("{%s}", label.GetValue())
			}
			all[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return all
}

var _ = Describe("the metrics of what a room spends", func() {
	It("count segments, the day's too, beside the limit in force, and failures by code", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		registry := prometheus.NewRegistry()
		settings := w.settings()
		settings.Budget = 500
		pod, err := delivery.New(w.open(), w.carrier(), settings, delivery.Options{Registerer: registry, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(scraped(registry)).To(And(
			HaveKeyWithValue("smack_segments_total", 0.0), HaveKeyWithValue("smack_segments_today", 0.0),
			HaveKeyWithValue("smack_segments_limit", 500.0), HaveKeyWithValue("smack_capped", 0.0)))

		w.engines = append(w.engines, pod)
		pod.Start(w.ctx)
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30007, To: string(number(2))})
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 39999, To: string(number(3))})
		w.say(1, "m1: “Of two segments, because it has a curly quote and more than seventy characters”")
		Eventually(func() map[string]float64 { return scraped(registry) }).Should(And(
			HaveKeyWithValue("smack_segments_total", 4.0), HaveKeyWithValue("smack_segments_today", 4.0),
			HaveKeyWithValue("smack_failures_total{30007}", 1.0), HaveKeyWithValue("smack_failures_total{other}", 1.0),
			Not(HaveKey("smack_failures_total{39999}")), HaveKeyWithValue("smack_texts_total{accepted}", 2.0),
			Not(HaveKey("smack_texts_total{segments}")), Not(HaveKey("smack_texts_total{code30007}"))))

		Expect(w.Commit(w.ctx, store.Inbound{SID: "SM9", From: number(1)}, chat.Facts{Sender: &chat.Member{ID: 1, Number: number(1)}},
			chat.Outcome{Tags: []string{"loud"}})).NotTo(HaveField("Duplicate", true))
		Expect(scraped(registry)).To(And(HaveKeyWithValue("smack_tags_total{loud}", 1.0), Not(HaveKey("smack_texts_total{tag:loud}"))))

		settings.Budget = 0
		Expect(pod.Apply(settings)).To(Succeed())
		Expect(w.Receipt(w.ctx, []store.Receipt{{SID: "SM1", To: number(3), Status: "failed", ErrorCode: 30023}})).To(Succeed())
		Expect(scraped(registry)).To(And(HaveKeyWithValue("smack_segments_limit", 0.0), HaveKeyWithValue("smack_capped", 1.0)))
	})
})
