package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a worker who lost the reply to its begin", func(open func() *room) {
	It("is given the same direct text again", func() {
		r := open()
		r.join("ann", ann)
		r.tell(ann, "hello")
		r.tell(ann, "next")
		job, send := r.line(lease, time.Hour)
		Expect(r.BeginLine(context.Background(), job, lease, time.Hour, store.Gate{})).To(Equal(send))
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
		Expect(r.BeginLine(context.Background(), job, lease, time.Hour, store.Gate{})).To(HaveField("Standing", store.Stale))
	})

	It("is given the same joined text again, whoever is muted meanwhile", func() {
		r := open()
		r.join("ann", ann)
		r.join("bob", bob)
		r.say(ann, "ann: one", "ann: two")
		r.late()
		job, send := r.joined(lease)
		Expect(send.Body).To(Equal("ann: one\nann: two"))
		r.say(ann, "ann: three")
		Expect(r.JoinLine(context.Background(), job, lease, time.Hour, store.Gate{})).To(Equal(send))
	})

	It("is told to let go once another owns the line", func() {
		r := open()
		r.tell(ann, "hello")
		job, _ := r.line(0, time.Hour)
		r.claimLook()
		Expect(r.BeginLine(context.Background(), job, lease, time.Hour, store.Gate{})).To(HaveField("Standing", store.Stale))
	})
})

var _ = onEach("a look", func(open func() *room) {
	It("takes no text that may be another one to the same phone, still in flight", func() {
		r := open()
		ctx := context.Background()
		r.join("ann", ann)
		r.join("bob", bob)
		r.tell(bob, "ok")
		r.line(0, time.Hour)
		look := r.claimLook()
		r.say(ann, "ok")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		Expect(r.BeginWave(ctx, want)).To(HaveField("Standing", store.Going))

		end := store.LookEnd{SIDs: []string{"SMwave"}, Limit: 5}
		Expect(r.SettleLook(ctx, look, end)).To(Equal(store.LookAgain))
		Expect(r.SettleWave(ctx, want, store.WaveEnd{SIDs: []string{"SMwave"}, Release: true})).To(Equal(store.Going))
		Expect(r.SettleLook(ctx, r.claimLook(), end)).To(Equal(store.LookAgain), "it is bound now, and nothing else is there")
		Expect(r.SettleLook(ctx, r.claimLook(), end)).To(Equal(store.LookResend))
	})
})
