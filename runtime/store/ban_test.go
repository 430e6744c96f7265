package store_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a banned number", func(open func() *room) {
	ctx := context.Background()
	bans := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.change(ann, chat.Leave{Member: 2, Number: bob, Why: chat.Banned}, chat.Ban{Number: bob, Nickname: nickname("Bob")})
		return r
	}
	banned := func(r *room, name string) chat.E164 {
		GinkgoHelper()
		return r.facts(ann, chat.Need{BannedAs: []string{"nobody", name}}).BannedAs[name]
	}

	It("is known by its last nickname, and is no member", func() {
		r := bans()
		facts := r.facts(bob, chat.Need{})
		Expect(facts.Sender).To(BeNil())
		Expect(facts.SenderNumber.Banned).To(BeTrue())
		Expect(banned(r, "Bob")).To(Equal(bob))
		Expect(r.facts(ann, chat.Need{Numbers: []chat.E164{bob}}).ByNumber[bob].Banned).To(BeTrue())
	})

	It("gets nothing, not even what was answered before", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.tell(bob, "an answer")
		r.change(ann, chat.Leave{Member: 2, Number: bob, Why: chat.Banned}, chat.Ban{Number: bob, Nickname: nickname("Bob")})
		Expect(r.runs()).To(BeEmpty())
	})

	It("is free again by number alone", func() {
		r := bans()
		r.change(ann, chat.Ban{Number: eve})
		r.change(ann, chat.Unban{Number: bob})
		Expect(r.facts(bob, chat.Need{}).SenderNumber.Banned).To(BeFalse())
		Expect(r.facts(eve, chat.Need{}).SenderNumber.Banned).To(BeTrue())
		Expect(banned(r, "Bob")).To(BeEmpty())
		Expect(r.join("Bob", bob)).To(Equal(chat.MemberID(3)))
	})

	It("has no invitation any more", func() {
		r := open()
		r.join("Ann", ann)
		r.change(ann, chat.Invited{By: 1, Number: bob, At: r.facts(ann, chat.Need{}).Now})
		Expect(r.facts(bob, chat.Need{}).SenderNumber.InvitedAt).NotTo(BeZero())
		r.change(ann, chat.Ban{Number: bob})
		r.change(ann, chat.Unban{Number: bob})
		Expect(r.facts(bob, chat.Need{}).SenderNumber.InvitedAt).To(BeZero())
	})

	It("does not join while the ban is decided", func() {
		r := open()
		r.join("Ann", ann)
		facts := r.facts(bob, chat.Need{})
		r.change(ann, chat.Ban{Number: bob})
		_, err := r.Commit(ctx, store.Inbound{SID: r.sid(), From: bob}, facts,
			chat.Outcome{Changes: []chat.Change{chat.Join{Number: bob, Nickname: nickname("Bob")}}})
		Expect(err).To(MatchError(store.ErrConflict))
	})
})

var _ = onEach("an invitation", func(open func() *room) {
	It("does not lapse, and holds no number of others with the member who made it", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		now := r.facts(ann, chat.Need{}).Now
		r.change(ann, chat.Invited{By: 1, Number: bob, At: now}, chat.StrangerTold{Number: bob, At: now})
		r.change(ann, chat.Invited{By: 1, Number: cid, At: now})
		Expect(r.client.TTL(ctx, r.prefix+"invitations").Result()).To(BeEquivalentTo(-1))
		Expect(r.client.HExists(ctx, r.prefix+"number:"+string(bob), "invited").Result()).To(BeFalse())
		Expect(r.facts(bob, chat.Need{}).SenderNumber.InvitedAt).To(BeTemporally("~", now, 1e6))
		kept, err := r.client.ZRange(ctx, r.prefix+"invite:1", 0, -1).Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(kept).To(HaveLen(2))
		Expect(kept).To(HaveEach(Not(ContainSubstring("1415"))))
		Expect(r.facts(ann, chat.Need{Numbers: []chat.E164{eve}}).InvitesToday).To(Equal(2))
	})

	It("ends with the membership that it led to", func() {
		r := open()
		r.join("Ann", ann)
		r.change(ann, chat.Invited{By: 1, Number: bob, At: r.facts(ann, chat.Need{}).Now})
		r.join("Bob", bob)
		r.leaves(bob)
		Expect(r.facts(bob, chat.Need{}).SenderNumber.InvitedAt).To(BeZero())
	})
})
