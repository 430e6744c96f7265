package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// night lasts from one moment to another, told from now.
func night(from, to time.Duration) []chat.Window {
	now := time.Now().Truncate(time.Second)
	return []chat.Window{{Start: now.Add(from), End: now.Add(to)}}
}

var someHours = chat.StoredQuiet(22*60, 7*60, "America/New_York")

// quiet gives the member quiet hours, whose nights are these.
func (r *room) quiet(number chat.E164, nights []chat.Window) {
	GinkgoHelper()
	r.nights = nights
	r.change(number, chat.SetQuiet{Member: r.facts(number, chat.Need{}).Sender.ID, Quiet: someHours})
}

// passes lets so much time pass for those with quiet hours and for what waits for the end of them.
func (r *room) passes(d time.Duration) {
	GinkgoHelper()
	ctx := context.Background()
	for i := range r.nights {
		r.nights[i].Start, r.nights[i].End = r.nights[i].Start.Add(-d), r.nights[i].End.Add(-d)
	}
	for id := range r.client.HGetAll(ctx, r.prefix+"quiet").Val() {
		Expect(r.client.HSet(ctx, r.prefix+"quiet", id, store.PackNights(r.nights)).Err()).To(Succeed())
	}
	for _, z := range r.client.ZRangeWithScores(ctx, r.prefix+"due_quiet", 0, -1).Val() {
		Expect(r.client.ZIncrBy(ctx, r.prefix+"due_quiet", -float64(d.Microseconds()), z.Member.(string)).Err()).To(Succeed())
	}
}

var _ = onEach("a member with quiet hours", func(open func() *room) {
	It("is remembered with them", func() {
		r := trio(open)
		q, err := chat.NewQuiet(22*60, 7*60, "Australia/Lord_Howe")
		Expect(err).NotTo(HaveOccurred())
		r.change(bob, chat.SetQuiet{Member: 2, Quiet: q})
		Expect(r.facts(bob, chat.Need{}).Sender.Quiet).To(Equal(q))
		Expect(r.client.HKeys(context.Background(), r.prefix+"quiet").Val()).To(Equal([]string{"2"}))
		r.change(bob, chat.SetQuiet{Member: 2})
		Expect(r.facts(bob, chat.Need{}).Sender.Quiet).To(BeZero())
		Expect(r.client.Exists(context.Background(), r.prefix+"quiet").Val()).To(BeZero())
	})

	It("gets at their end, in one text, what was said meanwhile, and then goes on with the others", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.announce("Dan joined")
		r.say(cid, "two")
		Expect(r.runs()).To(Equal(texts{ann: {"Dan joined", "two"}, cid: {"one", "Dan joined"}}))
		r.passes(time.Hour)
		r.say(ann, "three")
		Expect(r.runs()).To(Equal(texts{bob: {"one\ntwo", "three"}, cid: {"three"}}), "in this order")
		r.say(ann, "four")
		Expect(r.runs()).To(Equal(texts{bob: {"four"}, cid: {"four"}}))
		Expect(r.client.Exists(context.Background(), r.prefix+"off").Val()).To(BeZero())
	})

	It("is served as the others by day", func() {
		r := trio(open)
		r.quiet(bob, night(time.Minute, time.Hour))
		r.say(ann, "one")
		r.announce("Dan joined")
		Expect(r.runs()).To(HaveKeyWithValue(bob, []string{"one", "Dan joined"}))
		r.passes(time.Hour)
		r.say(ann, "two")
		Expect(r.runs()).To(HaveKeyWithValue(bob, []string{"two"}))
	})

	It("is waited for until the very end, by nobody who asks for work", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, 2*time.Second))
		r.say(ann, "one")
		Expect(r.runs()).NotTo(HaveKey(bob))
		before := time.Now()
		_, wait, err := r.Claim(context.Background(), store.Want{Token: "t", Lines: true, Lanes: true, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(before.Add(wait)).To(BeTemporally("<=", r.nights[0].End))
		Expect(time.Now().Add(wait)).To(BeTemporally(">=", r.nights[0].End))
		Eventually(r.runs).Should(HaveKey(bob))
		Expect(time.Now()).To(BeTemporally(">=", r.nights[0].End))
	})

	It("gets what waits at once when the hours are switched off, and later when they are longer", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.runs()
		r.quiet(bob, night(-time.Hour, 2*time.Hour))
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(BeEmpty(), "the new hours are not over")
		r.change(bob, chat.SetQuiet{Member: 2})
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("gets what waits when the new hours end, if that is sooner", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, 2*time.Hour))
		r.say(ann, "one")
		r.runs()
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.runs()
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("is no backlog, and nothing that is late, before the morning", func() {
		r := trio(open)
		r.change(cid, chat.SetActive{Member: 3})
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one", "two")
		lane := r.claim(lease)
		wave, err := r.BeginWave(context.Background(), store.WaveWant{Job: *lane, Number: 1, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.Standing).To(Equal(store.Idle))
		Expect(r.stats()).To(And(HaveField("BacklogSegments", BeZero()), HaveField("Held", BeZero()),
			HaveField("Quiet", int64(1)), HaveField("Oldest", BeZero())))
		Expect(r.letters(store.Default)).To(ContainElement(And(HaveField("Body", "one"), HaveField("Reason", "quiet hours"))))
		r.passes(time.Hour)
		job := r.claim(lease)
		Expect(r.stats()).To(And(HaveField("BacklogSegments", int64(2)), HaveField("Held", int64(1)), HaveField("Quiet", BeZero())))
		Expect(r.Release(context.Background(), *job, 0)).To(Succeed())
		r.runs()
		Expect(r.stats()).To(HaveField("BacklogSegments", BeZero()))
		Expect(r.client.Exists(context.Background(), r.prefix+"asleep").Val()).To(BeZero())
	})

	It("is no backlog where texts waited already when the hours began", func() {
		r := trio(open)
		r.change(cid, chat.SetActive{Member: 3})
		r.say(ann, "one", "two")
		r.late()
		Expect(r.stats()).To(HaveField("BacklogSegments", BeNumerically(">=", 2)))
		r.quiet(bob, night(-time.Second, time.Hour))
		Expect(r.runs()).To(BeEmpty())
		Expect(r.stats()).To(HaveField("BacklogSegments", BeZero()))
		r.passes(time.Hour)
		r.claim(0)
		Expect(r.stats()).To(HaveField("BacklogSegments", int64(2)))
		r.runs()
		Expect(r.stats()).To(HaveField("BacklogSegments", BeZero()))
	})
})
