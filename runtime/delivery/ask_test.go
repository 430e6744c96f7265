package delivery_test

import (
	"context"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// services are what pods ask, as a spec wants them to answer.
type services struct {
	answer func(ctx context.Context, call store.Call) store.CallEnd

	mu    sync.Mutex
	asked []store.Call
	ended []int // how many had failed in a row
}

func (s *services) Call(ctx context.Context, call store.Call) store.CallEnd {
	s.mu.Lock()
	s.asked = append(s.asked, call)
	s.mu.Unlock()
	return s.answer(ctx, call)
}

func (s *services) Ended(_ context.Context, _ store.Call, _ store.CallEnd, fails int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = append(s.ended, fails)
}

func (s *services) calls() []store.Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]store.Call(nil), s.asked...)
}

func (s *services) failures() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]int(nil), s.ended...)
}

func says(reply string) store.CallEnd {
	return store.CallEnd{Answer: chat.Answer{Reply: reply}, OK: true}
}

var _ = Describe("A call of a service", func() {
	var w *world
	BeforeEach(func() {
		w = newWorld(twiliosim.Options{})
		w.members(2)
	})
	ask := func(member int, words string) {
		GinkgoHelper()
		w.commit(number(member), chat.Outcome{Calls: []chat.Call{{Command: "weather", Text: words}}})
	}
	// asking starts a pod that asks these services, at most so many calls together.
	asking := func(s *services, calls int) *delivery.Engine {
		GinkgoHelper()
		settings := w.settings()
		settings.Room.Prefix = '#'
		e, err := delivery.New(w.open(), w.carrier(), settings, delivery.Options{
			Lease: lease, Tick: 50 * time.Millisecond, Services: s, Calls: calls, CallLease: 300 * time.Millisecond,
		})
		Expect(err).NotTo(HaveOccurred())
		w.engines = append(w.engines, e)
		e.Start(w.ctx)
		return e
	}
	none := func() int64 {
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		return st.Calls
	}

	It("is answered", func() {
		s := &services{answer: func(_ context.Context, call store.Call) store.CallEnd { return says("Sunny in " + call.Text) }}
		asking(s, 2)
		ask(1, "Oslo")
		w.expectEach(1, 1, "Sunny in Oslo")
		Eventually(s.failures).Should(Equal([]int{0}))
		Expect(none()).To(BeZero())
	})

	It("that hangs keeps no text waiting, and no more than its share of calls", func() {
		hang := make(chan struct{})
		defer close(hang)
		s := &services{answer: func(ctx context.Context, call store.Call) store.CallEnd {
			if call.Text == "hang" {
				<-hang
			}
			return says(call.Text)
		}}
		asking(s, 3)
		ask(1, "hang")
		ask(1, "hang")
		Eventually(s.calls).Should(HaveLen(2))
		w.say(2, "hello")
		w.expectEach(1, 1, "hello")
		ask(2, "quick")
		w.expectEach(2, 2, "quick")
	})

	It("of a pod that died is made by another and answered once", func() {
		dead := make(chan struct{})
		defer close(dead)
		first := &services{answer: func(context.Context, store.Call) store.CallEnd { <-dead; return says("from the grave") }}
		asking(first, 1)
		ask(1, "Oslo")
		Eventually(first.calls).Should(HaveLen(1))
		second := &services{answer: func(context.Context, store.Call) store.CallEnd { return says("Sunny") }}
		asking(second, 1)
		w.expectEach(1, 1, "Sunny")
		Expect(second.calls()[0].ID).To(Equal(first.calls()[0].ID))
		Expect(second.calls()[0].Tries).To(Equal(2))
		dead <- struct{}{} // it was only slow, and answers too
		Eventually(first.failures).Should(HaveLen(1))
		w.settled()
		w.expectEach(1, 1, "Sunny")
	})

	It("cut off by the end of its pod is made by another at once", func() {
		first := &services{answer: func(ctx context.Context, _ store.Call) store.CallEnd { <-ctx.Done(); return store.CallEnd{Cut: true} }}
		e := asking(first, 1)
		ask(1, "Oslo")
		Eventually(first.calls).Should(HaveLen(1))
		w.engines = nil
		ctx, cancel := context.WithTimeout(w.ctx, 50*time.Millisecond)
		defer cancel()
		Expect(e.Stop(ctx)).To(MatchError(context.DeadlineExceeded))
		second := &services{answer: func(context.Context, store.Call) store.CallEnd { return says("Sunny") }}
		asking(second, 1)
		w.expectEach(1, 1, "Sunny")
		Expect(second.calls()[0].Tries).To(Equal(1), "that was no try")
	})

	It("is tried again, if the service wants that, and ends as a failure", func() {
		s := &services{answer: func(_ context.Context, call store.Call) store.CallEnd {
			if call.Tries < 3 {
				return store.CallEnd{Again: 10 * time.Millisecond}
			}
			return store.CallEnd{Answer: chat.Answer{Failed: true}, Record: &store.CallRecord{ID: "r", Member: 1, From: number(1), Result: "status"}}
		}}
		asking(s, 2)
		ask(1, "Oslo")
		w.expectEach(1, 1, "Sorry, #weather can't be used right now. Please try again later.")
		Expect(s.calls()).To(HaveLen(3))
		Eventually(s.failures).Should(Equal([]int{1}))
		Expect(w.CallRecords(w.ctx, "weather")).To(HaveLen(1))
	})

	It("of a rule is made, and whatever it says is told to nobody", func() {
		s := &services{answer: func(context.Context, store.Call) store.CallEnd { return says("nobody hears") }}
		asking(s, 2)
		w.commit(number(1), chat.Outcome{Calls: []chat.Call{{Rule: "all", URL: "https://a.example"}}})
		Eventually(s.failures).Should(Equal([]int{0}))
		Expect(none()).To(BeZero())
		w.settled()
		w.expectEach(1, 1)
	})
})
