package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = onEach("what strangers cause", func(open func() *room) {
	It("are counted for an hour, all together", func() {
		r := open()
		r.join("Ann", ann)
		count := func() int { return r.facts(eve, chat.Need{}).StrangersThisHour }
		Expect(count()).To(BeZero())
		r.tell(eve, "how to join")
		r.tell(cid, "how to join")
		Expect(count()).To(Equal(2))
		Expect(r.facts(ann, chat.Need{}).StrangersThisHour).To(BeZero(), "no stranger asks")

		r.tell(ann, "an answer to a member")
		r.commit(eve, chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "an admin's", Kind: chat.Notice}}})
		r.commit(eve, chat.Outcome{Kind: "flood"})
		r.commit(bob, chat.Outcome{
			Changes: []chat.Change{chat.Join{Number: bob, Nickname: nickname("Bob")}},
			Directs: []chat.Direct{{To: bob, Body: "welcome", Kind: chat.Reply}},
		})
		Expect(count()).To(Equal(2))

		r.commit(eve, chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "of a rule", Kind: chat.RuleText}}})
		r.commit(eve, chat.Outcome{Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: "of a rule"}}})
		r.commit(eve, chat.Outcome{Tags: []string{"quiet"}})
		Expect(count()).To(Equal(4), "what rules say of strangers counts, too")

		left, err := r.client.PTTL(context.Background(), r.prefix+"strangers").Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(left).To(BeNumerically("~", time.Hour, time.Minute))
		Expect(r.client.Del(context.Background(), r.prefix+"strangers").Err()).To(Succeed())
		Expect(count()).To(BeZero())
	})
})
