package store_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = onEach("who mutes the sender", func(open func() *room) {
	ask := chat.Need{Nicknames: []string{"Ann", "Bob", "Eve"}, MutesSender: true}

	It("is told of those asked about", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.join("Cid", cid)
		Expect(r.facts(cid, ask).MutesSender).To(Equal(map[chat.MemberID]bool{1: false, 2: false}))
		r.change(bob, chat.SetMute{By: 2, Of: 3, Muted: true})
		r.change(cid, chat.SetMute{By: 3, Of: 1, Muted: true})
		Expect(r.facts(cid, ask).MutesSender).To(Equal(map[chat.MemberID]bool{1: false, 2: true}))
		r.change(bob, chat.SetMute{By: 2, Of: 3})
		Expect(r.facts(cid, ask).MutesSender).To(Equal(map[chat.MemberID]bool{1: false, 2: false}))
		Expect(r.facts(cid, chat.Need{Nicknames: []string{"Eve"}, MutesSender: true}).MutesSender).To(BeEmpty())
		Expect(r.facts(eve, ask).MutesSender).To(BeNil(), "strangers are told nothing")
	})

	It("counts a text to one member for the rate", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "psst", Kind: chat.DirectMessage}}})
		Expect(r.facts(ann, chat.Need{}).ChatLastMinute).To(Equal(0))
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "psst", Kind: chat.DirectMessage}}, Paced: true})
		Expect(r.facts(ann, chat.Need{}).ChatLastMinute).To(Equal(1))
	})
})
