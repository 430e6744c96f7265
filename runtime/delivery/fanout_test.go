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

var _ = Describe("a room with three pods", func() {
	It("brings every message to everyone else, once, in one order", func() {
		w := newWorld(twiliosim.Options{})
		w.members(700) // two lanes
		w.start(3, w.settings())
		var want []string
		for i := range 6 {
			body := fmt.Sprintf("m1: message %d", i)
			w.say(1, body)
			want = append(want, body)
		}
		w.settled()
		w.expectEach(2, 700, want...)
		w.expectEach(1, 1)
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Totals).To(HaveKeyWithValue("accepted", int64(6*699)))
		Expect(st.BacklogSegments).To(BeZero())
		Expect(st.Failed).To(BeZero())
	})

	It("addresses who had joined when it was accepted", func() {
		w := newWorld(twiliosim.Options{})
		w.members(2)
		w.say(1, "m1: early")
		w.commit(number(3), chat.Outcome{
			Changes:    []chat.Change{chat.Join{Number: number(3), Nickname: chat.StoredNickname("m3", "m3")}},
			Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: "m3 joined"}},
		})
		w.say(1, "m1: late")
		w.start(2, w.settings())
		w.settled()
		w.expectEach(2, 2, "m1: early", "m3 joined", "m1: late")
		w.expectEach(3, 3, "m1: late")
	})

	It("sends nothing while somebody has paused it, and all of it afterwards, in order", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		Expect(w.Hold(w.ctx, store.Sending, true)).To(Succeed())
		w.start(2, w.settings())
		w.say(1, "m1: first")
		w.tell(number(3), "an answer")
		w.say(1, "m1: second")
		Consistently(func() []string { return append(w.lines(2), w.lines(3)...) }, "300ms").Should(BeEmpty())
		Expect(w.Hold(w.ctx, store.Sending, false)).To(Succeed())
		w.settled()
		w.expectEach(2, 2, "m1: first", "m1: second")
		Eventually(w.lines).WithArguments(3).Should(ConsistOf("an answer", "m1: first", "m1: second"))
	})

	It("feels stop, mute and opt-out at the moment of sending", func() {
		w := newWorld(twiliosim.Options{})
		w.members(5)
		w.say(1, "m1: hello")
		w.change(2, chat.SetActive{Member: 2})
		w.change(3, chat.SetMute{By: 3, Of: 1, Muted: true})
		w.change(4, chat.SetOptedOut{Number: number(4), OptedOut: true})
		w.tell(number(4), "never")
		w.start(2, w.settings())
		w.settled()
		w.expectEach(2, 4)
		w.expectEach(5, 5, "m1: hello")

		w.change(2, chat.SetActive{Member: 2, Active: true})
		w.change(3, chat.SetMute{By: 3, Of: 1})
		w.change(4, chat.SetOptedOut{Number: number(4)})
		facts, err := w.Facts(w.ctx, number(2), chat.Need{Recent: 5})
		Expect(err).NotTo(HaveOccurred())
		Expect(facts.Recent).To(HaveLen(1))
		w.say(1, "m1: again")
		w.settled()
		w.expectEach(2, 4, "m1: again")
	})

	It("lets direct texts go before broadcasts", func() {
		w := newWorld(twiliosim.Options{})
		w.members(40)
		settings := w.settings()
		settings.Rate = 10 // four seconds, in which to tell somebody in time
		w.say(1, "m1: to everyone")
		w.start(2, settings)
		Eventually(w.phone(2).Bodies).Should(HaveLen(1))
		w.tell(number(40), "told directly")
		w.settled()
		w.expectEach(40, 40, "told directly", "m1: to everyone")
	})

	It("keeps the rate over all pods", func() {
		w := newWorld(twiliosim.Options{})
		w.members(61)
		settings := w.settings()
		settings.Rate = 40
		w.start(3, settings)
		var want []string
		Eventually(func(g Gomega) { // a busy machine may take longer than the rate, but not each time
			want = append(want, fmt.Sprint("m1: a line of one segment, ", len(want)))
			begun := time.Now()
			w.say(1, want[len(want)-1])
			w.settled()
			took := time.Since(begun)
			// 60 segments: a tenth of a second ahead is 4, and the first one is free.
			Expect(took).To(BeNumerically(">=", time.Duration(60-5)*time.Second/40))
			g.Expect(took).To(BeNumerically("<", 3*time.Second))
		}).WithTimeout(40 * time.Second).Should(Succeed())
		w.expectEach(2, 61, want...)
	})

	It("stops at the day's budget", func() {
		w := newWorld(twiliosim.Options{})
		w.members(11)
		settings := w.settings()
		settings.Budget = 7
		w.say(1, "m1: dear")
		w.start(2, settings)
		spent := func() int64 {
			st, err := w.Stats(w.ctx)
			Expect(err).NotTo(HaveOccurred())
			return st.Totals["accepted"]
		}
		Eventually(spent).Should(Equal(int64(7)))
		Consistently(spent).WithTimeout(300 * time.Millisecond).Should(Equal(int64(7)))
		settings.Budget = 0
		for _, e := range w.engines {
			Expect(e.Apply(settings)).To(Succeed())
		}
		w.settled()
		w.expectEach(2, 11, "m1: dear")
	})

	It("tells the admins once that it has stopped there, though nobody says any more", func() {
		w := newWorld(twiliosim.Options{})
		w.members(11)
		w.change(1, chat.SetAdmin{Member: 1, Admin: true})
		settings := w.settings()
		settings.Budget = 7
		settings.Room.Name, settings.Room.SegmentsPerDay = "Friday Club", 7
		w.say(1, "m1: dear")
		w.start(3, settings)
		told := MatchRegexp("^Friday Club has sent the 7 segments of today's limit and rests until .* UTC. Commands still work.$")
		Eventually(func() []string { return w.lines(1) }).Should(ConsistOf(told))
		Consistently(func() []string { return w.lines(1) }).WithTimeout(300 * time.Millisecond).Should(ConsistOf(told))
	})

	It("learns what arrived by sweeping where callbacks are not asked for", func() {
		w := newWorld(twiliosim.Options{})
		w.members(30)
		settings := w.settings()
		settings.Receipts = roomfile.ReceiptsSweep
		w.phone(7).SwitchOff(true)
		w.start(2, settings)
		w.say(1, "m1: swept")
		Eventually(func() map[string]int64 {
			st, err := w.Stats(w.ctx)
			Expect(err).NotTo(HaveOccurred())
			return st.Totals
		}).Should(And(HaveKeyWithValue("delivered", int64(28)), HaveKeyWithValue("undelivered", int64(1))))
		Expect(w.List(w.ctx, store.Failed, 10)).To(ConsistOf(And(HaveField("Code", 30003), HaveField("Member", chat.MemberID(7)))))
	})

	It("drains when it stops: nothing in flight, lanes handed back", func() {
		w := newWorld(twiliosim.Options{Latency: 50 * time.Millisecond})
		w.members(300)
		slow := w.settings()
		slow.Rate = 20 // fifteen seconds, in the midst of which it is told to stop
		// A lease that outlasts the spec: nobody goes on with a lane that was not handed back.
		e, err := delivery.New(w.open(), w.carrier(), slow, delivery.Options{Lease: time.Hour})
		Expect(err).NotTo(HaveOccurred())
		w.engines = append(w.engines, e)
		e.Start(w.ctx)
		w.say(1, "m1: long")
		Eventually(w.phone(2).Bodies).Should(HaveLen(1))
		w.stop()
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Lanes).To(Equal(int64(1)))
		Expect(st.Totals["accepted"]).To(BeNumerically("<", 299))
		w.start(1, w.settings())
		w.settled()
		w.expectEach(2, 300, "m1: long")
		st, err = w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Totals).NotTo(HaveKey("doubts"))
	})
})

var _ = Describe("an engine", func() {
	It("refuses a lease that could lapse while it waits for an answer", func() {
		w := newWorld(twiliosim.Options{})
		_, err := delivery.New(w.Store, w.carrier(), w.settings(), delivery.Options{Lease: carrierTimeout})
		Expect(err).To(MatchError(delivery.ErrShortLease))
	})

	It("starts once and stops once", func() {
		w := newWorld(twiliosim.Options{})
		e := w.pod(w.settings())
		Expect(e.Stop(w.ctx)).To(Succeed())
		e.Start(w.ctx)
		e.Start(w.ctx)
		Expect(e.Stop(w.ctx)).To(Succeed())
		Expect(e.Stop(w.ctx)).To(Succeed())
		e.Start(w.ctx)
	})
})

var _ = Describe("an idle room", func() {
	It("asks Redis less than once a second and pod", func() {
		w := newWorld(twiliosim.Options{})
		w.members(2)
		client := w.client()
		served := func() int64 {
			var n int64
			for _, cmd := range []string{"evalsha", "eval", "ping", "time", "zadd"} {
				info := client.Info(w.ctx, "commandstats").Val()
				n += calls(info, cmd)
			}
			return n
		}
		for range 2 {
			e, err := delivery.New(w.open(), w.carrier(), w.settings(), delivery.Options{Lease: lease})
			Expect(err).NotTo(HaveOccurred())
			w.engines = append(w.engines, e)
			e.Start(w.ctx)
		}
		w.say(1, "m1: last words")
		w.settled()
		w.expectEach(2, 2, "m1: last words")
		begun, before := time.Now(), served()
		Consistently(w.phone(2).Bodies).WithTimeout(6 * time.Second).WithPolling(time.Second).Should(HaveLen(1))
		GinkgoWriter.Println("commands of the engines in", time.Since(begun), ":", served()-before)
		Expect(served() - before).To(BeNumerically("<=", int64(2*time.Since(begun).Seconds())))
	})
})
