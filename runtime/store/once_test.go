package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a request that must take effect once", func(open func() *room) {
	ctx := context.Background()

	It("is answered as before", func() {
		r := open()
		Expect(r.Begin(ctx, "a")).To(BeNil())
		Expect(r.Answered(ctx, "a", []byte("done"))).To(Succeed())
		Expect(r.Begin(ctx, "a")).To(Equal([]byte("done")))
		Expect(r.client.PTTL(ctx, r.prefix+"once:a").Val()).To(BeNumerically("~", 24*time.Hour, time.Minute))
		Expect(r.Begin(ctx, "b")).To(BeNil())
	})

	It("waits while it is being answered, for a minute at most", func() {
		r := open()
		Expect(r.Begin(ctx, "a")).To(BeNil())
		_, err := r.Begin(ctx, "a")
		Expect(err).To(MatchError(store.ErrUnderWay))
		Expect(r.client.PTTL(ctx, r.prefix+"once:a").Val()).To(BeNumerically("<=", time.Minute))
	})

	It("may be made again when it failed", func() {
		r := open()
		Expect(r.Begin(ctx, "a")).To(BeNil())
		Expect(r.Answered(ctx, "a", nil)).To(Succeed())
		Expect(r.Begin(ctx, "a")).To(BeNil())
	})
})

var _ = onEach("what took effect", func(open func() *room) {
	It("is known by its SID", func() {
		r, ctx := open(), context.Background()
		r.join("Ann", ann)
		Expect(r.TookEffect(ctx, "SMnone")).To(BeFalse())
		facts := r.facts(ann, chat.Need{})
		_, err := r.Commit(ctx, store.Inbound{SID: "SMone", From: ann}, facts, chat.Outcome{})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.TookEffect(ctx, "SMone")).To(BeTrue())
		r.elapse("seen", 50*time.Hour)
		r.join("Bob", bob)
		Expect(r.TookEffect(ctx, "SMone")).To(BeTrue(), "two days at least")
	})
})
