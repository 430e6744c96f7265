package store_test

import (
	"context"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("quiet hours and clocks that are set", func(open func() *room) {
	asleep := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.runs()
		return r
	}
	score := func(r *room, set string, by time.Duration) {
		GinkgoHelper()
		Expect(r.client.ZIncrBy(context.Background(), r.prefix+set, float64(by.Microseconds()), "h2").Err()).To(Succeed())
	}

	It("end when they end, where a line waits for longer than any night", func() {
		r := asleep()
		score(r, "due_quiet", 48*time.Hour)
		Expect(r.runs()).To(BeEmpty())
		_, _, err := r.Claim(context.Background(), store.Want{Token: "t", Lines: true, Ahead: true, Lease: time.Millisecond})
		Expect(err).NotTo(HaveOccurred())
		Eventually(func() float64 {
			Expect(r.runs()).To(BeEmpty())
			return r.client.ZScore(context.Background(), r.prefix+"due_quiet", "h2").Val()
		}).Should(BeNumerically("==", r.nights[0].End.UnixMicro()))
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("go on where a line was let go too soon", func() {
		r := asleep()
		score(r, "due_quiet", -time.Hour)
		Expect(r.runs()).To(BeEmpty())
		Expect(r.stats()).To(And(HaveField("Quiet", int64(1)), HaveField("Held", BeZero())))
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})
})

var _ = onEach("the nights to come", func(open func() *room) {
	ctx := context.Background()
	sleeper := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.quiet(bob, nil)
		return r
	}
	kept := func(r *room) time.Time {
		return store.PackedEnd(r.client.HGet(ctx, r.prefix+"quiet", "2").Val())
	}
	runOut := func(r *room) {
		GinkgoHelper()
		Expect(r.client.HSet(ctx, r.prefix+"quiet", "2", store.PackNights(night(-time.Hour, time.Hour))).Err()).To(Succeed())
	}

	It("are known for eleven days, and computed anew before they run out", func() {
		r := sleeper()
		known := BeTemporally(">", time.Now().Add(11*24*time.Hour-time.Minute))
		Expect(kept(r)).To(known)
		Expect(r.client.ObjectEncoding(ctx, r.prefix+"quiet").Val()).To(Equal("hashtable"), "looked up, not searched")
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{}))
		runOut(r)
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Renewed: 1}))
		Expect(kept(r)).To(known)
	})

	It("are those of all members, however many", func() {
		r := open()
		const many = 1200
		pipe := r.client.Pipeline()
		for id := range many {
			pipe.HSet(ctx, r.prefix+"quiet", id+1, "")
			pipe.HSet(ctx, r.prefix+"member:"+strconv.Itoa(id+1), "q", "1320 420 Europe/Berlin")
		}
		_, err := pipe.Exec(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Renewed: many}))
		Expect(r.client.HVals(ctx, r.prefix+"quiet").Val()).NotTo(ContainElement(""))
	})

	It("hold nothing once they have run out", func() {
		r := sleeper()
		Expect(r.client.HSet(ctx, r.prefix+"quiet", "2", store.PackNights(night(-2*time.Hour, -time.Hour))).Err()).To(Succeed())
		r.say(ann, "one")
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("are not those of hours that the member has changed meanwhile, and of nobody who left", func() {
		r := sleeper()
		runOut(r)
		before := kept(r)
		r.client.AddHook(onceBefore("quiet", func() {
			Expect(r.client.HSet(ctx, r.prefix+"member:2", "q", "60 120 UTC").Err()).To(Succeed())
		}))
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{}))
		Expect(kept(r)).To(Equal(before))
		r.client.AddHook(onceBefore("quiet", func() {
			Expect(r.client.Del(ctx, r.prefix+"member:2").Err()).To(Succeed())
		}))
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{}))
		Expect(r.client.Exists(ctx, r.prefix+"quiet", r.prefix+"member:2").Val()).To(BeZero())
	})

	It("stay as they are where the zone is unknown by now", func() {
		r := sleeper()
		runOut(r)
		Expect(r.client.HSet(ctx, r.prefix+"member:2", "q", "60 120 Mars/Olympus").Err()).To(Succeed())
		before := kept(r)
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Unknown: 1}))
		Expect(kept(r)).To(Equal(before))
	})

	It("let go what waits when they turn out to end sooner", func() {
		r := sleeper()
		r.quiet(bob, night(-time.Hour, 2*time.Hour))
		r.say(ann, "one")
		r.runs()
		r.nights = night(-time.Hour, -time.Second)
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Renewed: 1}))
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	DescribeTable("are read to the microsecond", func(at, till string) {
		library, err := store.Library("quiet")
		Expect(err).NotTo(HaveOccurred())
		nights := []chat.Window{ // 2026-11-25 22:00 to 07:00, and an hour later the day after
			{Start: time.Unix(1795644000, 0), End: time.Unix(1795676400, 0)},
			{Start: time.Unix(1795734000, 0), End: time.Unix(1795766400, 0)},
		}
		source := "#!lua\n" + library + "local till = quiet_till(ARGV[1], tonumber(ARGV[2]))\nreturn till and string.format('%d', till) or ''"
		reply, err := single.Do(ctx, "EVAL", source, 0, store.PackNights(nights), at)
		Expect(err).NotTo(HaveOccurred())
		Expect(reply).To(Equal(till))
		Expect(store.PackedEnd(store.PackNights(nights))).To(Equal(nights[1].End))
	},
		Entry("long before", "1695644000000000", ""),
		Entry("just before the first", "1795643999999999", ""),
		Entry("when the first begins", "1795644000000000", "1795676400000000"),
		Entry("just before it ends", "1795676399999999", "1795676400000000"),
		Entry("when it ends", "1795676400000000", ""),
		Entry("just before the second", "1795733999999999", ""),
		Entry("when the second begins", "1795734000000000", "1795766400000000"),
		Entry("just before its end", "1795766399999999", "1795766400000000"),
		Entry("when all is over", "1795766400000000", ""),
	)

	It("make no one wait for more than a day without a look", func() {
		library, err := store.Library("quiet")
		Expect(err).NotTo(HaveOccurred())
		packed := store.PackNights([]chat.Window{{Start: time.Unix(1795644000, 0), End: time.Unix(1795644000+49*3600, 0)}})
		reply, err := single.Do(ctx, "EVAL", "#!lua\n"+library+"return quiet_till(ARGV[1], 1795644000000000) / 1000000", 0, packed)
		Expect(err).NotTo(HaveOccurred())
		Expect(reply).To(Equal(int64(1795644000 + 24*3600)))
	})
})
