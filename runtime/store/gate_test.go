package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

func (r *room) pausedFor() time.Duration {
	GinkgoHelper()
	st, err := r.Stats(context.Background())
	Expect(err).NotTo(HaveOccurred())
	if st.PausedUntil.IsZero() {
		return 0
	}
	return time.Until(st.PausedUntil)
}

// spent is what was taken from the gate, whatever the day.
func (r *room) spent() int64 {
	GinkgoHelper()
	n, err := r.client.HGet(context.Background(), r.prefix+"gate", "spent").Int64()
	Expect(err).NotTo(HaveOccurred())
	return n
}

// soon waits until the gate lets one text through again.
func (r *room) soon() (job store.Job, send store.LineSend) {
	GinkgoHelper()
	Eventually(func() *store.Job {
		if next := r.claim(lease); next != nil {
			job = *next
			return next
		}
		return nil
	}).WithPolling(5 * time.Millisecond).ShouldNot(BeNil())
	send, err := r.BeginLine(context.Background(), job, lease, time.Hour, store.Gate{})
	Expect(err).NotTo(HaveOccurred())
	return job, send
}

var _ = onEach("a pause of the room", func(open func() *room) {
	brief := &store.Pause{For: time.Millisecond, Why: "out of reach"}

	DescribeTable("is over as soon as the carrier answers about a text", func(verdict store.Verdict) {
		r := open()
		for _, to := range []chat.E164{ann, bob, cid} {
			r.tell(to, "hello")
		}
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Retry, Delay: time.Hour, Pause: brief})
		job, _ = r.soon()
		r.settleLine(job, store.LineEnd{Verdict: verdict, Code: 21610, Delay: time.Hour})
		Expect(r.claim(lease)).NotTo(BeNil(), "the others need not wait any more")
	},
		Entry("by taking it", store.Taken),
		Entry("by refusing it for good", store.Dead),
		Entry("by refusing it for now", store.Again),
	)

	It("holds back no one when the text that tried was never sent", func() {
		r := open()
		for _, to := range []chat.E164{ann, bob} {
			r.tell(to, "hello")
		}
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Retry, Delay: time.Hour, Pause: brief})
		job, _ = r.soon()
		r.settleLine(job, store.LineEnd{Verdict: store.Retry, Delay: time.Hour})
		r.tell(cid, "hello")
		Expect(r.claim(lease)).NotTo(BeNil())
	})

	It("is neither ended nor cut short by what had been sent before it", func() {
		r := open()
		for _, to := range []chat.E164{ann, bob, cid} {
			r.tell(to, "hello")
		}
		one, _ := r.line(lease, time.Hour)
		two, _ := r.line(lease, time.Hour)
		three, _ := r.line(lease, time.Hour)
		r.settleLine(one, store.LineEnd{Verdict: store.Retry, Pause: &store.Pause{For: time.Hour, Why: "the day's cap"}})
		r.settleLine(two, store.LineEnd{Verdict: store.Retry, Pause: brief})
		r.settleLine(three, store.LineEnd{Verdict: store.Taken, SID: "SM3"})
		Expect(r.pausedFor()).To(BeNumerically("~", time.Hour, time.Minute))
		Expect(r.claim(lease)).To(BeNil())
		st, err := r.Stats(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(st.PauseReason).To(Equal("the day's cap"))
	})
})
