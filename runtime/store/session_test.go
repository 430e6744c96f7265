package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a session of the admin screen", func(open func() *room) {
	ctx := context.Background()
	born := time.UnixMilli(1_796_040_000_000)

	It("tells who its member is now, until it ends", func() {
		r := open()
		id := r.join("ann", ann)
		Expect(r.PutSession(ctx, "s", store.Session{Member: id, Born: born}, time.Hour)).To(Succeed())
		v, m, err := r.Session(ctx, "s")
		Expect(err).NotTo(HaveOccurred())
		Expect(v).To(HaveValue(And(HaveField("Member", id), HaveField("Born", BeTemporally("==", born)))))
		Expect(m).To(HaveValue(And(HaveField("Number", ann), HaveField("Admin", false))))
		r.change(ann, chat.SetAdmin{Member: id, Admin: true})
		_, m, err = r.Session(ctx, "s")
		Expect(err).NotTo(HaveOccurred())
		Expect(m).To(HaveValue(HaveField("Admin", true)))

		Expect(r.EndSession(ctx, "s")).To(Succeed())
		v, m, err = r.Session(ctx, "s")
		Expect(err).NotTo(HaveOccurred())
		Expect(v).To(BeNil())
		Expect(m).To(BeNil())
	})

	It("has no member any more when the member has left", func() {
		r := open()
		id := r.join("ann", ann)
		Expect(r.PutSession(ctx, "s", store.Session{Member: id, Born: born}, time.Hour)).To(Succeed())
		r.change(ann, chat.Leave{Member: id, Number: ann})
		v, m, err := r.Session(ctx, "s")
		Expect(err).NotTo(HaveOccurred())
		Expect(v).NotTo(BeNil())
		Expect(m).To(BeNil())
	})

	It("by a token has no member", func() {
		r := open()
		Expect(r.PutSession(ctx, "s", store.Session{Proof: "proof", Born: born}, time.Hour)).To(Succeed())
		v, m, err := r.Session(ctx, "s")
		Expect(err).NotTo(HaveOccurred())
		Expect(v).To(HaveValue(HaveField("Proof", "proof")))
		Expect(m).To(BeNil())
	})

	It("is gone when nobody has used it for as long as it may idle", func() {
		r := open()
		Expect(r.PutSession(ctx, "s", store.Session{Proof: "proof", Born: born}, time.Minute)).To(Succeed())
		Expect(r.client.PTTL(ctx, r.prefix+"session:s").Val()).To(And(BeNumerically(">", 0), BeNumerically("<=", time.Minute)))
		Expect(r.KeepSession(ctx, "s", time.Hour)).To(Succeed())
		Expect(r.client.PTTL(ctx, r.prefix+"session:s").Val()).To(BeNumerically("~", time.Hour, time.Minute))
		Expect(r.KeepSession(ctx, "none", time.Hour)).To(Succeed())
		v, _, err := r.Session(ctx, "none")
		Expect(err).NotTo(HaveOccurred())
		Expect(v).To(BeNil(), "to keep what is gone begins nothing")
	})
})

var _ = onEach("the audit log", func(open func() *room) {
	It("is read newest first, page by page, with the names that members have now", func() {
		r, ctx := open(), context.Background()
		id := r.join("ann", ann)
		for _, a := range []store.Audit{
			{Member: id, Actor: "ann", Verb: "sign-in"}, {Actor: "token", Verb: "pause", Object: "sending"},
			{Member: id, Actor: "ann", Verb: "mute", Object: "member 2", Detail: "for 1h"},
		} {
			Expect(r.Audit(ctx, a)).To(Succeed())
		}
		first, err := r.Audits(ctx, "", 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(first).To(HaveExactElements(
			And(HaveField("Actor", "ann"), HaveField("Verb", "mute"), HaveField("Object", "member 2"), HaveField("Detail", "for 1h")),
			And(HaveField("Actor", "token"), HaveField("Verb", "pause"), HaveField("Member", BeZero()))))
		rest, err := r.Audits(ctx, first[1].ID, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(rest).To(HaveExactElements(And(HaveField("Actor", "ann"), HaveField("Verb", "sign-in"), HaveField("At", BeTemporally("~", time.Now(), time.Minute)))))
		r.change(ann, chat.Leave{Member: id, Number: ann})
		rest, err = r.Audits(ctx, first[1].ID, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(rest).To(HaveExactElements(And(HaveField("Actor", BeEmpty()), HaveField("Member", id))))
	})
})
