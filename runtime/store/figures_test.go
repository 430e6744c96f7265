package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("the figures of a room", func(open func() *room) {
	ctx := context.Background()

	It("are the totals of each moment", func() {
		r := open()
		Expect(r.Sample(ctx)).To(Succeed())
		r.join("ann", ann)
		r.join("bob", bob)
		r.say(ann, "hello")
		r.tell(ann, "told")
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM1", Segments: 2})
		Expect(r.Sample(ctx)).To(Succeed())
		list, err := r.FiguresSince(ctx, time.Now().Add(-time.Hour))
		Expect(err).NotTo(HaveOccurred())
		Expect(list).To(HaveLen(2))
		Expect(list[0]).To(Equal(store.Figures{At: list[0].At}))
		Expect(list[1]).To(Equal(store.Figures{At: list[1].At, Messages: 1, Sent: 1, Segments: 2, Members: 2}))
		Expect(list[1].At).To(BeTemporally("~", time.Now(), time.Minute))
	})

	It("begin with the last ones before the moment that is asked for", func() {
		r := open()
		for range 4 {
			Expect(r.Sample(ctx)).To(Succeed())
		}
		all, err := r.FiguresSince(ctx, time.UnixMilli(0))
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(4))
		late, err := r.FiguresSince(ctx, time.Now().Add(time.Hour))
		Expect(err).NotTo(HaveOccurred())
		Expect(late).To(Equal(all[3:]))
	})

	It("are kept for thirty days of quarters of an hour", func() {
		r := open()
		for range 30*96 + 10 {
			Expect(r.Sample(ctx)).To(Succeed())
		}
		Expect(r.client.XLen(ctx, r.prefix+"figures").Val()).To(Equal(int64(30*96 + 1)))
	})
})

var _ = onEach("the audit log", func(open func() *room) {
	ctx := context.Background()

	It("is read newest first, page by page", func() {
		r := open()
		for _, verb := range []string{"one", "two", "three"} {
			Expect(r.Audit(ctx, store.Audit{Actor: "Ann", Verb: verb, Object: "member 2", Detail: "why"})).To(Succeed())
		}
		page, err := r.Audits(ctx, "", 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(page).To(HaveLen(2))
		Expect(page[0]).To(Equal(store.Audit{ID: page[0].ID, At: page[0].At, Actor: "Ann", Verb: "three", Object: "member 2", Detail: "why"}))
		Expect(page[0].At).To(BeTemporally("~", time.Now(), time.Minute))
		Expect(r.Audits(ctx, page[1].ID, 2)).To(ConsistOf(HaveField("Verb", "one")))
	})

	It("calls members who acted by the name that they have now, and keeps none of who has left", func() {
		r := open()
		dora := chat.E164("+14155550177")
		id := r.join("Axolotl1", dora)
		Expect(r.Audit(ctx, store.Audit{Member: id, Actor: "Axolotl1", Verb: "kick"})).To(Succeed())
		Expect(r.Audits(ctx, "", 1)).To(ConsistOf(HaveField("Actor", "Axolotl1")))
		r.change(dora, chat.Rename{Member: id, Nickname: nickname("Xanadu")})
		Expect(r.Audits(ctx, "", 1)).To(ConsistOf(HaveField("Actor", "Xanadu")))
		r.leaves(dora)
		r.forget(id)
		Expect(r.Audits(ctx, "", 1)).To(ConsistOf(And(HaveField("Actor", ""), HaveField("Member", id))))
		Expect(r.all()[r.prefix+"audit"]).NotTo(Or(ContainSubstring("Axolotl1"), ContainSubstring("Xanadu")))
	})

	It("refuses a place that is none", func() {
		_, err := open().Audits(ctx, "nowhere", 2)
		Expect(err).To(MatchError(ContainSubstring("reading the audit log")))
	})
})

var _ = onEach("what was said", func(open func() *room) {
	It("is read newest first, page by page", func() {
		r, ctx := open(), context.Background()
		r.join("ann", ann)
		for _, body := range []string{"one", "two", "three"} {
			r.say(ann, body)
		}
		page, err := r.Said(ctx, 0, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(page).To(HaveExactElements(HaveField("Body", "three"), HaveField("Body", "two")))
		Expect(r.Said(ctx, page[1].Seq, 2)).To(ConsistOf(And(HaveField("Body", "one"), HaveField("Author", BeEquivalentTo(1)))))
	})
})

var _ = onEach("the list of who is banned", func(open func() *room) {
	It("has numbers and last nicknames, up to a limit", func() {
		r, ctx := open(), context.Background()
		_, total, err := r.Banned(ctx, 10)
		Expect(err).NotTo(HaveOccurred())
		Expect(total).To(BeZero())
		r.ban(bob, "bob")
		r.ban(ann, "")
		list, total, err := r.Banned(ctx, 10)
		Expect(err).NotTo(HaveOccurred())
		Expect(total).To(Equal(int64(2)))
		Expect(list).To(Equal([]store.Banned{{Number: ann}, {Number: bob, Nickname: "bob"}}))
		list, total, err = r.Banned(ctx, 1)
		Expect(err).NotTo(HaveOccurred())
		Expect(list).To(HaveLen(1))
		Expect(total).To(Equal(int64(2)))
	})
})
