package delivery_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("a carrier that misbehaves", func() {
	totals := func(w *world) map[string]int64 {
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		return st.Totals
	}

	DescribeTable("loses nothing, doubles nothing, keeps the order", func(receipts roomfile.Receipts, fault twiliosim.Fault) {
		w := newWorld(twiliosim.Options{})
		w.members(12)
		settings := w.settings()
		settings.Receipts = receipts
		fault.Method, fault.Path, fault.Skip, fault.Times = "POST", "Messages", 3, 4
		armed := w.sim.Inject(fault)
		w.start(3, settings)
		var want []string
		for i := range 4 {
			body := fmt.Sprintf("m1: line %d", i)
			w.say(1, body)
			want = append(want, body)
		}
		w.settled()
		w.expectEach(2, 12, want...)
		Expect(armed.Hits()).To(Equal(4))
		Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
	},
		Entry("accepts and hangs; a callback proves it", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHang}),
		Entry("accepts and hangs; the list shows it", roomfile.ReceiptsOff, twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHang}),
		Entry("accepts and answers 500; a callback proves it", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500}),
		Entry("accepts and answers 500; the list shows it", roomfile.ReceiptsOff, twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500}),
		Entry("accepts and resets", roomfile.ReceiptsOff, twiliosim.Fault{Kind: twiliosim.FaultAcceptThenReset}),
		Entry("accepts and cuts its answer off", roomfile.ReceiptsOff, twiliosim.Fault{Kind: twiliosim.FaultAcceptThenTruncate}),
		Entry("accepts and answers with a page", roomfile.ReceiptsOff, twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHTML}),
		Entry("hangs", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultHang}),
		Entry("resets", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultReset}),
		Entry("answers 500", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultRefuse}),
		Entry("answers 502 with a page", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultBadGateway}),
		Entry("answers 429", roomfile.ReceiptsAuto, twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests}),
	)

	It("doubles nothing when callbacks come late, twice, and the list lags", func() {
		w := newWorld(twiliosim.Options{})
		w.members(12)
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500, Method: "POST", Path: "Messages", Times: 5})
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultCallbackTwice})
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultListLag, Delay: 200 * time.Millisecond})
		w.start(2, w.settings())
		w.say(1, "m1: once")
		w.settled()
		w.expectEach(2, 12, "m1: once")
		Eventually(func() map[string]int64 { return totals(w) }).Should(HaveKeyWithValue("delivered", int64(11)))
	})

	It("parks what cannot be found, for a person to decide", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		settings := w.settings()
		settings.OnDoubt = roomfile.OnDoubtPark
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Method: "POST", Path: "Messages", Times: 1})
		w.start(2, settings)
		w.say(1, "m1: parked")
		w.settled()
		parked, err := w.List(w.ctx, store.Doubtful, 10)
		Expect(err).NotTo(HaveOccurred())
		Expect(parked).To(ConsistOf(HaveField("Body", "m1: parked")))
		Expect(w.RetryDoubtful(w.ctx, store.Filter{})).To(Equal(1))
		w.settled()
		w.expectEach(2, 3, "m1: parked")
		Expect(w.List(w.ctx, store.Doubtful, 10)).To(BeEmpty())
	})

	It("marks who cannot get texts, keeps dead letters, and sends them again when told", func() {
		w := newWorld(twiliosim.Options{})
		w.members(4)
		w.phone(2).SetLandline(true)
		w.sim.Number(roomNumber).OptOut(string(number(3)))
		w.start(2, w.settings())
		w.say(1, "m1: hello")
		w.settled()
		w.expectEach(4, 4, "m1: hello")
		dead, err := w.List(w.ctx, store.Failed, 10)
		Expect(err).NotTo(HaveOccurred())
		Expect(dead).To(ConsistOf(
			And(HaveField("Code", 21614), HaveField("To", number(2)), HaveField("Body", "m1: hello")),
			And(HaveField("Code", 21610), HaveField("To", number(3)))))
		two, err := w.Facts(w.ctx, number(2), chat.Need{})
		Expect(err).NotTo(HaveOccurred())
		Expect(two.Sender.Unreachable).To(BeTrue())
		three, err := w.Facts(w.ctx, number(3), chat.Need{})
		Expect(err).NotTo(HaveOccurred())
		Expect(three.Sender.OptedOut).To(BeTrue())
		Expect(three.ReceiverCount).To(Equal(2))

		w.phone(2).SetLandline(false)
		w.change(2, chat.SetReachable{Member: 2})
		Expect(w.RetryFailed(w.ctx, store.Filter{Code: 21614})).To(Equal(1))
		w.settled()
		w.expectEach(2, 2, "m1: hello")
		Expect(w.List(w.ctx, store.Failed, 10)).To(HaveLen(1))
		Expect(w.Empty(w.ctx, store.Failed)).To(Equal(int64(1)))
	})

	It("suspends a member at the third failure in a row, and a text ends it", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		w.phone(2).SwitchOff(true)
		w.start(2, w.settings())
		unreachable := func() bool {
			f, err := w.Facts(w.ctx, number(2), chat.Need{})
			Expect(err).NotTo(HaveOccurred())
			return f.Sender.Unreachable
		}
		for i := range 3 {
			Expect(unreachable()).To(BeFalse())
			w.say(1, fmt.Sprintf("m1: %d", i))
			Eventually(func() int64 { return totals(w)["undelivered"] }).Should(Equal(int64(i + 1)))
		}
		Expect(unreachable()).To(BeTrue())
		w.phone(2).SwitchOff(false)
		w.say(1, "m1: unheard")
		w.settled()
		w.change(2, chat.SetReachable{Member: 2})
		w.say(1, "m1: heard")
		w.settled()
		w.expectEach(2, 2, "m1: heard")
	})

	It("comes back from an outage without losing anyone", func() {
		w := newWorld(twiliosim.Options{})
		w.members(80)
		outage := w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests, Path: "Messages"})
		w.start(2, w.settings())
		w.say(1, "m1: through")
		Eventually(outage.Hits).Should(BeNumerically(">=", 66))
		outage.Clear()
		w.settled()
		w.expectEach(2, 80, "m1: through")
		Expect(outage.Hits()).To(BeNumerically("<", 100), "one text at a time tries whether it is over")
	})
})

var _ = Describe("what becomes of texts that the carrier has taken", func() {
	failures := func(w *world) map[int]int64 {
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		return st.Failures
	}

	It("holds chat back, and no answers, once the carriers' cap is reached, and tells the admins", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		w.change(1, chat.SetAdmin{Member: 1, Admin: true})
		for _, to := range []int{2, 3} {
			w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30023, To: string(number(to))})
		}
		settings := w.settings()
		settings.Room.Name = "Friday Club"
		w.start(2, settings)
		w.say(1, "m1: too much")
		Eventually(func() map[int]int64 { return failures(w) }).Should(Equal(map[int]int64{30023: 2}))
		w.say(2, "m2: tomorrow")
		w.tell(number(1), "an answer")
		Eventually(func() []string { return w.lines(1) }).Should(ConsistOf(
			MatchRegexp("^The carriers' daily limit of Friday Club is used up: it rests until .* UTC. Commands still work.$"), "an answer"))
		Expect(w.Stats(w.ctx)).To(HaveField("Lanes", int64(1)))
	})

	It("pauses the room whose number is not registered, instead of burning every message", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30034})
		w.start(2, w.settings())
		w.say(1, "m1: into the void")
		Eventually(func() map[int]int64 { return failures(w) }).Should(Equal(map[int]int64{30034: 2}))
		taken := w.sim.Counters().Messages
		w.say(1, "m1: later")
		w.tell(number(2), "an answer")
		Consistently(func() int64 { return w.sim.Counters().Messages }, "300ms").Should(Equal(taken))
		Expect(w.Stats(w.ctx)).To(HaveField("PauseReason", "number is not registered for 10DLC"))
	})

	It("costs one refused request, not one a message, for whom the account may not text", func() {
		w := newWorld(twiliosim.Options{})
		w.members(2)
		w.sim.Account().AllowRegions("DE")
		w.start(1, w.settings())
		for i := range 3 {
			w.say(1, fmt.Sprintf("m1: %d", i))
			w.settled()
		}
		Expect(failures(w)).To(Equal(map[int]int64{21408: 1}))
		w.sim.Account().AllowRegions("US")
		w.change(2, chat.SetReachable{Member: 2})
		w.say(1, "m1: heard")
		w.expectEach(2, 2, "m1: heard")
	})
})
