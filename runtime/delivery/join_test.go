package delivery_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// hasty starts pods that find themselves behind at once.
func (w *world) hasty(pods int, settings delivery.Settings) {
	GinkgoHelper()
	for range pods {
		e, err := delivery.New(w.open(), w.carrier(), settings, delivery.Options{
			Lease: lease, SecondLook: secondLook, Tick: 200 * time.Millisecond, SweepEvery: 100 * time.Millisecond,
			Behind: time.Microsecond,
		})
		Expect(err).NotTo(HaveOccurred())
		w.engines = append(w.engines, e)
		e.Start(w.ctx)
	}
}

var _ = Describe("a room that is behind", func() {
	backlog := func(w *world) (want []string) {
		for i := range 6 {
			body := fmt.Sprintf("m1: line %d", i)
			w.say(1, body)
			want = append(want, body)
		}
		return want
	}

	It("sends each member what waits in one text", func() {
		w := newWorld(twiliosim.Options{})
		w.members(40)
		w.change(3, chat.SetMute{By: 3, Of: 1, Muted: true})
		want := backlog(w)
		w.say(2, "m2: last")
		w.hasty(2, w.settings())
		w.settled()
		w.expectEach(1, 1, "m2: last")
		w.expectEach(2, 2, want...)
		w.expectEach(3, 3, "m2: last")
		w.expectEach(4, 40, append(want, "m2: last")...)
		Expect(w.phone(20).Bodies()).To(HaveLen(1))
	})

	It("does not if it is told not to", func() {
		w := newWorld(twiliosim.Options{})
		w.members(5)
		settings := w.settings()
		settings.Coalesce = roomfile.CoalesceOff
		want := backlog(w)
		w.hasty(2, settings)
		w.settled()
		Eventually(w.phone(3).Bodies).Should(Equal(want))
	})

	DescribeTable("loses nothing, doubles nothing, keeps the order", func(fault twiliosim.Fault) {
		w := newWorld(twiliosim.Options{})
		w.members(30)
		fault.Method, fault.Path, fault.Skip, fault.Times = "POST", "Messages", 3, 4
		armed := w.sim.Inject(fault)
		want := backlog(w)
		w.hasty(3, w.settings())
		w.settled()
		w.expectEach(2, 30, want...)
		Expect(armed.Hits()).To(Equal(4))
		Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
	},
		Entry("when the carrier accepts and answers 500", twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500}),
		Entry("when the carrier resets", twiliosim.Fault{Kind: twiliosim.FaultReset}),
		Entry("when the carrier answers 429", twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests}),
	)
})

var _ = Describe("the carrier's loop guard", func() {
	It("makes a lively room send later and joined, and loses nothing", func() {
		w := newWorld(twiliosim.Options{LoopGuard: 3})
		w.members(2)
		w.start(1, w.settings())
		var want []string
		for i := range 8 {
			body := fmt.Sprintf("m1: line %d", i)
			w.say(1, body)
			want = append(want, body)
			Eventually(func() bool { // one text after the other, while the lane serves the member
				st, err := w.Stats(w.ctx)
				return err == nil && st.Lanes == 0
			}).Should(BeTrue())
		}
		Eventually(w.quiet).WithTimeout(80 * time.Second).Should(BeTrue())
		w.expectEach(2, 2, want...)
		Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
	})
})
