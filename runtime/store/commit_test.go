package store_test

import (
	"context"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a join", func(open func() *room) {
	It("makes a private, active member with the next number", func() {
		r := open()
		before := r.facts(ann, chat.Need{})
		Expect(before.Sender).To(BeNil())
		r.join("Ann", ann)
		r.join("Bob", bob)

		f := r.facts(ann, chat.Need{Members: true, Nicknames: []string{"Bob", "Cid"}, Numbers: []chat.E164{bob, eve}})
		Expect(*f.Sender).To(And(
			HaveField("ID", chat.MemberID(1)), HaveField("Number", ann), HaveField("Nickname", nickname("Ann")),
			HaveField("Active", true), HaveField("Private", true), HaveField("Admin", false)))
		Expect(f.Sender.JoinedAt).NotTo(BeZero())
		Expect(f.MemberCount).To(Equal(2))
		Expect(f.ReceiverCount).To(Equal(2))
		Expect(f.AdminCount).To(Equal(0))
		Expect(f.ByNickname).To(HaveLen(1))
		Expect(f.ByNickname["Bob"].ID).To(Equal(chat.MemberID(2)))
		Expect(f.ByNumber[bob].Member.ID).To(Equal(chat.MemberID(2)))
		Expect(f.ByNumber[eve].Member).To(BeNil())
		Expect(f.Members).To(HaveLen(2))
		Expect(f.Rev).To(Equal(before.Rev + 2))
	})

	It("is one member when two pods race", func() {
		r := open()
		stale := r.facts(ann, chat.Need{})
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = r.Commit(context.Background(), store.Inbound{SID: "SM" + string(rune('a'+i)), From: ann}, stale,
					chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: nickname("Ann")}}})
			})
		}
		wg.Wait()
		Expect(errs).To(ConsistOf(BeNil(), MatchError(store.ErrConflict), MatchError(store.ErrConflict), MatchError(store.ErrConflict),
			MatchError(store.ErrConflict), MatchError(store.ErrConflict), MatchError(store.ErrConflict), MatchError(store.ErrConflict)))
		Expect(r.facts(ann, chat.Need{Members: true}).Members).To(HaveLen(1))
	})

	It("is refused when a stranger's text was decided before it", func() {
		r := open()
		stale := r.facts(ann, chat.Need{})
		r.join("Ann", ann)
		_, err := r.Commit(context.Background(), store.Inbound{SID: "SMx", From: ann}, stale,
			chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "you are a stranger"}}})
		Expect(err).To(MatchError(store.ErrConflict))
	})
})

var _ = onEach("a commit", func(open func() *room) {
	It("takes effect once per SID", func() {
		r := open()
		r.join("Ann", ann)
		f := r.facts(ann, chat.Need{})
		in := store.Inbound{SID: "SMsame", From: ann}
		out := chat.Outcome{
			Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "Ann: hi"}},
			Directs:    []chat.Direct{{To: ann, Body: "told", Kind: chat.Reply}},
		}
		first, err := r.Commit(context.Background(), in, f, out)
		Expect(err).NotTo(HaveOccurred())
		Expect(first).To(Equal(store.Committed{First: 1}))
		again, err := r.Commit(context.Background(), in, f, out)
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(store.Committed{Duplicate: true}))
		Expect(r.facts(ann, chat.Need{}).Seq).To(Equal(chat.Seq(1)))
		st, err := r.Stats(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Directs).To(Equal(int64(1)))
	})

	It("numbers the parts of a long text in a row", func() {
		r := open()
		r.join("Ann", ann)
		Expect(r.say(ann, "Ann (1/2): a", "Ann (2/2): b")).To(Equal(chat.Seq(1)))
		Expect(r.say(ann, "Ann: c")).To(Equal(chat.Seq(3)))
	})

	It("changes what a command changes", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.change(ann, chat.Rename{Member: 1, Nickname: nickname("Annie")}, chat.SetPrivate{Member: 1},
			chat.SetAdmin{Member: 1, Admin: true}, chat.SetPlace{Member: 1, Place: chat.Place{City: "Oakland"}})
		f := r.facts(ann, chat.Need{Nicknames: []string{"Ann", "Annie"}})
		Expect(f.ByNickname).To(HaveLen(1))
		Expect(*f.Sender).To(And(HaveField("Nickname", nickname("Annie")), HaveField("Private", false),
			HaveField("Admin", true), HaveField("Place.City", "Oakland")))
		Expect(f.AdminCount).To(Equal(1))
		r.change(ann, chat.SetAdmin{Member: 1, Admin: true})
		Expect(r.facts(ann, chat.Need{}).AdminCount).To(Equal(1))
		r.change(ann, chat.SetAdmin{Member: 1, Admin: false})
		Expect(r.facts(ann, chat.Need{}).AdminCount).To(Equal(0))
	})

	It("counts receivers by stop, opt-out and what they undo", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		receivers := func() int { return r.facts(ann, chat.Need{}).ReceiverCount }
		r.say(bob, "Bob: one")
		r.change(ann, chat.SetActive{Member: 1})
		Expect(receivers()).To(Equal(1))
		Expect(r.facts(ann, chat.Need{}).Sender.StoppedAt).To(Equal(chat.Seq(1)))
		r.change(ann, chat.SetOptedOut{Number: ann, OptedOut: true, Keyword: "STOP"}, chat.SetActive{Member: 1, Active: true})
		Expect(receivers()).To(Equal(1))
		Expect(r.facts(ann, chat.Need{}).SenderNumber.OptedOut).To(BeTrue())
		r.change(ann, chat.SetOptedOut{Number: ann, Keyword: "START"})
		Expect(receivers()).To(Equal(2))
		Expect(r.facts(ann, chat.Need{}).Sender.StoppedAt).To(BeZero())
	})

	It("remembers whom it told what, and counts chat and invitations", func() {
		r := open()
		r.join("Ann", ann)
		now := r.facts(ann, chat.Need{}).Now
		r.change(ann, chat.Invited{By: 1, Number: eve, At: now}, chat.StrangerTold{Number: eve, At: now}, chat.RateTold{Number: ann, At: now})
		r.say(ann, "Ann: one")
		r.say(ann, "Ann: two (1/2)", "Ann: two (2/2)")
		f := r.facts(ann, chat.Need{Numbers: []chat.E164{eve}})
		Expect(f.InvitesToday).To(Equal(1))
		Expect(f.ChatLastMinute).To(Equal(2))
		Expect(f.Sender.Messages).To(Equal(int64(2)))
		Expect(f.ByNumber[eve].InvitedAt).To(BeTemporally("~", now, 1e6))
		Expect(f.ByNumber[eve].StrangerToldAt).To(BeTemporally("~", now, 1e6))
		Expect(f.SenderNumber.RateToldAt).To(BeTemporally("~", now, 1e6))
		Expect(f.BacklogSegments).To(BeNumerically("==", 3))
	})
})
