package delivery_test

import (
	"fmt"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// sleeps gives members quiet hours whose night has begun and ends in so long.
func (w *world) sleeps(in time.Duration, members ...int) (morning time.Time) {
	GinkgoHelper()
	now := time.Now()
	morning = now.Add(in).Truncate(time.Second)
	w.nights.Store(&chat.Window{Start: now.Truncate(time.Second).Add(-time.Hour), End: morning})
	for _, i := range members {
		w.change(i, chat.SetQuiet{Member: chat.MemberID(i), Quiet: chat.StoredQuiet(22*60, 7*60, "UTC")})
	}
	return morning
}

// asleep is how many lines wait for a morning.
func (w *world) asleep() int64 {
	st, err := w.Stats(w.ctx)
	Expect(err).NotTo(HaveOccurred())
	return st.Quiet
}

// awake waits until all is sent, what waited for the morning included.
func (w *world) awake() {
	GinkgoHelper()
	Eventually(func() bool { return w.quiet() && w.asleep() == 0 }).WithTimeout(40 * time.Second).Should(BeTrue())
}

var _ = Describe("a member with quiet hours", func() {
	night := func(w *world) []string {
		want := []string{}
		for i := range 5 {
			want = append(want, fmt.Sprintf("m1: line %d", i))
			w.say(1, want[i])
			if i == 2 {
				w.commit(number(1), chat.Outcome{Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: "m9 left"}}})
			}
		}
		return want
	}
	told := func(want []string) []string { return slices.Insert(slices.Clone(want), 3, "m9 left") }

	It("is answered at night, and gets one text in the morning and not a moment sooner", func() {
		w := newWorld(twiliosim.Options{})
		w.members(6)
		w.sleeps(time.Hour, 2, 3)
		w.start(2, w.settings())
		want := night(w)
		w.tell(number(2), "your reply")
		w.expectEach(4, 6, told(want)...)
		Eventually(w.quiet).Should(BeTrue())
		Expect(w.asleep()).To(Equal(int64(2)))
		Expect(w.Stats(w.ctx)).To(And(HaveField("BacklogSegments", BeZero()), HaveField("Oldest", BeZero())))
		Eventually(w.phone(2).Bodies).Should(Equal([]string{"your reply"}))
		Expect(w.phone(3).Bodies()).To(BeEmpty())

		morning := w.sleeps(3*time.Second, 2, 3)
		w.expectEach(2, 2, append([]string{"your reply"}, want...)...)
		w.expectEach(3, 3, want...)
		Expect(w.phone(3).Bodies()).To(HaveLen(1))
		for _, i := range []int{2, 3} {
			thread := w.phone(i).Thread()
			Expect(thread[len(thread)-1].Time).To(And(BeTemporally(">=", morning), BeTemporally("<", morning.Add(5*time.Second))))
		}
		w.say(1, "m1: good morning")
		w.awake()
		w.expectEach(2, 2, append([]string{"your reply"}, append(want, "m1: good morning")...)...)
		w.expectEach(3, 3, append(want, "m1: good morning")...)
	})

	It("gets it as single texts where nothing is to be joined, and at once when the hours are switched off", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		w.sleeps(time.Hour, 2)
		settings := w.settings()
		settings.Coalesce = roomfile.CoalesceOff
		w.start(1, settings)
		want := night(w)
		w.expectEach(3, 3, told(want)...)
		w.settled()
		Expect(w.phone(2).Bodies()).To(BeEmpty())
		w.change(2, chat.SetQuiet{Member: 2})
		w.awake()
		Eventually(w.phone(2).Bodies).Should(Equal(want))
	})

	DescribeTable("loses nothing and gets nothing twice", func(fault twiliosim.Fault) {
		w := newWorld(twiliosim.Options{})
		w.members(30)
		all := []int{}
		for i := 2; i <= 30; i += 2 {
			all = append(all, i)
		}
		w.sleeps(time.Hour, all...)
		w.start(3, w.settings())
		fault.Method, fault.Path, fault.Times = "POST", "Messages", 12
		armed := w.sim.Inject(fault)
		want := night(w)
		w.settled()
		w.sleeps(2*time.Second, all...)
		w.awake()
		for i := 2; i <= 30; i += 2 {
			w.expectEach(i, i, want...)
		}
		for i := 3; i <= 30; i += 2 {
			w.expectEach(i, i, told(want)...)
		}
		Expect(armed.Hits()).To(Equal(12))
		Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
	},
		Entry("when the carrier answers 500 in the evening", twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500}),
		Entry("when the carrier answers 500 in the morning", twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500, Skip: 75}),
		Entry("when the carrier resets in the morning", twiliosim.Fault{Kind: twiliosim.FaultReset, Skip: 75}),
		Entry("when the carrier is full in the morning", twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests, Skip: 75}),
	)

	It("gets all in the morning though no pod and no Redis lived through the night", func(ctx SpecContext) {
		redis, err := newServer("--appendfsync", "always")
		Expect(err).NotTo(HaveOccurred())
		Expect(redis.Start(ctx)).To(Succeed())
		w := newWorldOn(redis, twiliosim.Options{})
		DeferCleanup(redis.Stop)
		w.members(5)
		w.sleeps(time.Hour, 2)
		w.start(1, w.settings())
		want := night(w)
		w.settled()
		w.stop()
		morning := w.sleeps(time.Second, 2)
		Expect(redis.Kill()).To(Succeed())
		Expect(redis.Start(ctx)).To(Succeed())
		Eventually(time.Now).Should(BeTemporally(">", morning))
		w.start(2, w.settings())
		w.awake()
		w.expectEach(2, 2, want...)
		w.expectEach(3, 5, told(want)...)
	})
})

var _ = Describe("the nights to come", func() {
	It("are computed anew by the pods", func() {
		w := newWorld(twiliosim.Options{})
		w.members(2)
		w.change(2, chat.SetQuiet{Member: 2, Quiet: chat.StoredQuiet(22*60, 7*60, "Europe/Berlin")})
		client, key := w.client(), "smack:{"+w.name+"}:quiet"
		Expect(client.HSet(w.ctx, key, "2", "").Err()).To(Succeed())
		w.start(2, w.settings())
		Eventually(func() string { return client.HGet(w.ctx, key, "2").Val() }).ShouldNot(BeEmpty())
		Eventually(func() float64 { return client.ZScore(w.ctx, "smack:{"+w.name+"}:due_chore", store.ChoreQuiet).Val() }).
			Should(BeNumerically("~", time.Now().Add(time.Hour).UnixMicro(), time.Minute.Microseconds()))
	})
})
