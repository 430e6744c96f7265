package store_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("the pace of a member", func(open func() *room) {
	ctx := context.Background()
	var r *room
	BeforeEach(func() {
		r = open()
		r.join("Ann", ann)
		r.join("Bob", bob)
	})
	lastMinute := func() int { return r.facts(ann, chat.Need{}).ChatLastMinute }
	said := func(ages ...time.Duration) {
		GinkgoHelper()
		var times string
		for _, age := range ages {
			times += fmt.Sprint(time.Now().Add(-age).UnixMicro())
		}
		Expect(r.client.Set(ctx, r.prefix+"chats:1", times, time.Minute).Err()).To(Succeed())
	}
	kept := func() int { return len(value(r.client.Get(ctx, r.prefix+"chats:1").Result())) / 16 }
	posts := func(sid string, chats int) error {
		p, out := saying("Ann: hi")
		p.Chats = chats
		_, err := r.post(sid, p, out)
		return err
	}

	DescribeTable("is what was said in the last minute", func(want int, ages ...time.Duration) {
		said(ages...)
		Expect(lastMinute()).To(Equal(want))
		Expect(posts("SM1", want+1)).To(Succeed())
		Expect(posts("SM2", want+1)).To(MatchError(store.ErrConflict), "that one counts")
		Expect(posts("SM3", want+2)).To(Succeed())
	},
		Entry("nothing", 0),
		Entry("all of it", 3, 40*time.Second, 20*time.Second, time.Second),
		Entry("none of it", 0, 2*time.Minute, 70*time.Second),
		Entry("a part of it", 2, 2*time.Minute, 70*time.Second, 40*time.Second, time.Second),
		Entry("not what was written before the clock was set back", 1, -time.Hour, -time.Hour, time.Second),
		Entry("not what was written before the clock was set back, and nothing since", 0, -time.Hour, -time.Minute),
	)

	It("keeps no more than it has to, and for a minute", func() {
		said(2*time.Minute, 61*time.Second, 30*time.Second)
		Expect(posts("SM1", 20)).To(Succeed())
		Expect(kept()).To(Equal(2))
		r.say(ann, "Ann: by a commit")
		Expect(kept()).To(Equal(3))
		said(make([]time.Duration, 1000)...)
		Expect(posts("SM2", 1001)).To(Succeed())
		Expect(kept()).To(Equal(1000), "no room may allow more")
		Expect(value(r.client.PTTL(ctx, r.prefix+"chats:1").Result())).To(And(BeNumerically(">", 0), BeNumerically("<=", time.Minute)))
	})

	It("is not counted where there is no bound", func() {
		Expect(posts("SM1", 0)).To(Succeed())
		Expect(lastMinute()).To(BeZero())
		Expect(r.facts(ann, chat.Need{}).Sender.Messages).To(BeEquivalentTo(1), "messages are counted all the same")
	})
})
