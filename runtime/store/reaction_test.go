package store_test

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("reactions to a message", func(open func() *room) {
	ctx := context.Background()
	var r *room
	var hello chat.Seq
	BeforeEach(func() {
		r = open()
		r.join("ann", ann)
		r.join("bob", bob)
		r.join("cid", cid)
		hello = r.say(ann, "ann: hello")
	})
	react := func(number chat.E164, id chat.MemberID, what chat.Reaction) {
		GinkgoHelper()
		r.change(number, chat.React{Of: hello, By: id, What: what})
	}
	read := func() store.Reactions {
		GinkgoHelper()
		found, err := r.Reactions(ctx, hello)
		Expect(err).NotTo(HaveOccurred())
		return found
	}
	untold := func() map[string]chat.Reaction {
		GinkgoHelper()
		by := map[string]chat.Reaction{}
		for _, one := range read().Untold {
			by[one.By.Nickname.String()] = one.What
		}
		return by
	}
	tell := func(found store.Reactions) bool {
		GinkgoHelper()
		done, err := r.Summarise(ctx, found, chat.Direct{To: ann, Body: "so and so", Kind: chat.Summary})
		Expect(err).NotTo(HaveOccurred())
		return done
	}
	queued := func() []string {
		GinkgoHelper()
		line, err := r.client.LRange(ctx, r.prefix+"line:d"+string(ann), 0, -1).Result()
		Expect(err).NotTo(HaveOccurred())
		return line
	}
	// due is in how long the author is told; below 0: never.
	due := func() time.Duration {
		GinkgoHelper()
		now, err := r.client.Time(ctx).Result()
		Expect(err).NotTo(HaveOccurred())
		at, err := r.client.ZScore(ctx, r.prefix+"due_chore", "react:1").Result()
		if err != nil {
			return -1
		}
		return time.UnixMicro(int64(at)).Sub(now)
	}
	dueIn := func(d time.Duration) {
		GinkgoHelper()
		Expect(due()).To(BeNumerically("~", d, 10*time.Second))
	}
	never := func() {
		GinkgoHelper()
		Expect(due()).To(BeNumerically("<", 0))
	}

	It("are one of each member, the last one", func() {
		react(bob, 2, chat.Liked)
		react(cid, 3, "🎉")
		react(bob, 2, chat.Laughed)
		found := read()
		Expect(found.Message.Body).To(Equal("ann: hello"))
		Expect(found.Author.Number).To(Equal(ann))
		Expect(untold()).To(Equal(map[string]chat.Reaction{"bob": chat.Laughed, "cid": "🎉"}))
		react(cid, 3, "")
		Expect(untold()).To(Equal(map[string]chat.Reaction{"bob": chat.Laughed}))
	})

	It("are told two minutes after the first, and ten after the last time", func() {
		never()
		react(bob, 2, chat.Liked)
		dueIn(2 * time.Minute)
		first := r.client.ZScore(ctx, r.prefix+"due_chore", "react:1").Val()
		react(cid, 3, chat.Liked)
		Expect(r.client.ZScore(ctx, r.prefix+"due_chore", "react:1").Val()).To(Equal(first), "the first one's summary tells of the second")
		Expect(tell(read())).To(BeTrue())
		never()
		react(cid, 3, chat.Loved)
		dueIn(10 * time.Minute)
	})

	It("are told once, whichever pod does it, and whichever has read first", func() {
		react(bob, 2, chat.Liked)
		one, other := read(), read()
		Expect(tell(one)).To(BeTrue())
		Expect(tell(other)).To(BeFalse())
		Expect(untold()).To(BeEmpty())
		Expect(queued()).To(HaveLen(1))
		Expect(queued()[0]).To(ContainSubstring(`"k":"summary"`))
		react(bob, 2, chat.Liked)
		Expect(untold()).To(BeEmpty(), "the same again is no news")
		react(bob, 2, chat.Disliked)
		Expect(untold()).To(Equal(map[string]chat.Reaction{"bob": chat.Disliked}))
	})

	It("are read again if one has changed meanwhile", func() {
		react(bob, 2, chat.Liked)
		found := read()
		react(bob, 2, "")
		Expect(tell(found)).To(BeFalse())
		Expect(queued()).To(BeEmpty())
		Expect(due()).To(BeNumerically(">", 0), "the chore goes on")
	})

	It("are told later if they come meanwhile", func() {
		react(bob, 2, chat.Liked)
		found := read()
		react(cid, 3, chat.Loved)
		Expect(tell(found)).To(BeTrue())
		dueIn(10 * time.Minute)
		Expect(untold()).To(Equal(map[string]chat.Reaction{"cid": chat.Loved}))
	})

	It("are not told if they were taken back in time", func() {
		react(bob, 2, chat.Liked)
		react(bob, 2, "")
		found := read()
		Expect(found.Untold).To(BeEmpty())
		Expect(r.Summarise(ctx, found, chat.Direct{})).To(BeTrue())
		never()
		Expect(queued()).To(BeEmpty())
		react(bob, 2, chat.Liked)
		dueIn(2 * time.Minute)
	})

	It("are told never if nobody was to be told then", func() {
		react(bob, 2, chat.Liked)
		Expect(r.Summarise(ctx, read(), chat.Direct{})).To(BeTrue())
		never()
		Expect(untold()).To(BeEmpty())
	})

	It("leave out whom the author mutes, and end with the message", func() {
		react(bob, 2, chat.Liked)
		react(cid, 3, chat.Liked)
		r.change(ann, chat.SetMute{By: 1, Of: 2, Muted: true})
		Expect(untold()).To(Equal(map[string]chat.Reaction{"cid": chat.Liked}))
		Expect(r.client.XTrimMaxLen(ctx, r.prefix+"log", 0).Err()).To(Succeed())
		found := read()
		Expect(found.Author).To(BeZero())
		Expect(found.Untold).To(BeEmpty())
	})

	It("hold no number and no name, and do not stay", func() {
		react(bob, 2, chat.Liked)
		Expect(tell(read())).To(BeTrue())
		kept, err := r.client.HGetAll(ctx, r.prefix+"reactions:1").Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(kept).To(HaveLen(3))
		Expect(kept).To(HaveKeyWithValue("2", "liked"))
		Expect(kept).To(HaveKeyWithValue("t2", "liked"))
		Expect(kept).To(HaveKey("sent"))
		Expect(r.client.PTTL(ctx, r.prefix+"reactions:1").Val()).To(BeNumerically("~", 48*time.Hour, time.Minute))
	})

	It("are found by the name of the chore", func() {
		react(bob, 2, chat.Liked)
		names, err := r.client.ZRange(ctx, r.prefix+"due_chore", 0, -1).Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(names).To(Equal([]string{store.ChoreReact + ":1"}))
	})
})

var _ = onEach("the last messages", func(open func() *room) {
	It("are those that a member may have seen, newest first", func() {
		r := open()
		r.join("ann", ann)
		r.say(ann, "ann: before bob")
		r.join("bob", bob)
		r.join("cid", cid)
		r.say(ann, "ann: one")
		r.say(cid, "cid: two")
		r.say(bob, "bob: three")
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Announcement, Body: "ann is now Annie"}}})
		seen := func(n int) string {
			GinkgoHelper()
			var bodies []string
			for _, m := range r.facts(bob, chat.Need{Log: n}).Log {
				bodies = append(bodies, m.Body)
			}
			return strings.Join(bodies, ", ")
		}
		Expect(seen(200)).To(Equal("ann is now Annie, bob: three, cid: two, ann: one"))
		Expect(seen(2)).To(Equal("ann is now Annie, bob: three"))
		Expect(seen(0)).To(BeEmpty())
		r.change(bob, chat.SetMute{By: 2, Of: 3, Muted: true})
		Expect(seen(200)).To(Equal("ann is now Annie, bob: three, ann: one"))
		log := r.facts(bob, chat.Need{Log: 2}).Log
		Expect(log[1].Author).To(Equal(chat.MemberID(2)))
		Expect(log[1].First).To(Equal(log[1].Seq))
	})
})
